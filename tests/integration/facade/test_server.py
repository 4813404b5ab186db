"""The server as apps ask for it, and the root that finds whose a request is; called as API Gateway calls it."""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pytest

from functions.meta_api.handler import api
from linnet.adapters.dynamodb.binding import Connect, bind
from linnet.adapters.dynamodb.identity_rows import IdentityRow
from linnet.domain.house_texts import HouseText, TextKind
from linnet.domain.network_totals import Count, Tally
from linnet.domain.users import Account, AccountStatus, User
from linnet.facades.mastodon.entities.shape import Problem
from linnet.facades.mastodon.present.server import SOFTWARE_VERSION
from linnet.ports.functions import FunctionFailed
from linnet.ports.limits import Window
from linnet.ports.network_totals import NetworkAddition
from linnet.runtime.facade_nouns import functions_by_noun
from linnet.runtime.settings.apis import MetaApi
from linnet.runtime.stores import Stores
from linnet.runtime.tunables import DEFAULT_LIMITS, Tunables
from tests.conftest import REPOSITORY
from tests.fakes.environment import FakeClock, SequentialParallel
from tests.fakes.house_texts import FakeHouseTexts
from tests.fakes.limits import FakeLimiter
from tests.fakes.network_totals import FakeNetworkCounts
from tests.integration.single_function import environment_of

SECRET = "said by the site"
DOCUMENTS = (
    "/api/v1/instance",
    "/api/v2/instance",
    "/api/v1/instance/rules",
    "/api/v1/instance/extended_description",
    "/api/v1/instance/languages",
    "/api/v1/instance/peers",
    "/api/v1/instance/domain_blocks",
    "/api/v1/instance/translation_languages",
    "/api/v1/instance/activity",
    "/api/v1/custom_emojis",
    "/api/v1/announcements",
    "/.well-known/nodeinfo",
    "/nodeinfo/2.0",
)


class FakeFunctions:
    """Remember who was called with what."""

    def __init__(self) -> None:
        self.called: list[tuple[str, Mapping[str, Any]]] = []
        self.fails = False

    def call(self, name: str, event: Mapping[str, Any]) -> dict[str, Any]:
        self.called.append((name, event))
        if self.fails:
            raise FunctionFailed(name)
        return {"statusCode": 200, "body": "from elsewhere"}


class Site:
    """The function with two accounts, one of them suspended."""

    def __init__(self, **tunables: Any) -> None:
        clock = FakeClock()
        settings = MetaApi(
            stage="test",
            aws_region="us-east-1",
            tunables=Tunables(**tunables),
            identity_table="identity",
            platform_table="platform",
            facade_functions="{}",
            push_signing_key="signing",
            site_secret=SECRET,
        )
        row = bind(IdentityRow, "identity", Connect(region="us-east-1"))
        row.create_table(wait=True, billing_mode="PAY_PER_REQUEST")
        tables = Stores(settings, clock, SequentialParallel())
        self.functions = FakeFunctions()
        self.texts = FakeHouseTexts()
        self.counts = FakeNetworkCounts(clock)
        tables.__dict__.update(functions=self.functions, house_texts=self.texts, network_counts=self.counts)
        api.use(environment_of(settings, tables, clock, FakeLimiter(clock)))
        for number, status in enumerate((AccountStatus.ACTIVE, AccountStatus.SUSPENDED), 1):
            user = User(id=number, username=f"Ada{number}", display_name="Ada", created_ms=1, status=status)
            tables.accounts.create(user, Account(user_id=number, email=f"{number}@example.org", password_hash="x"))

    def send(
        self, path: str, method: str = "GET", query: str = "", host: str = "linnet.example", **headers: str
    ) -> dict[str, Any]:
        answer: dict[str, Any] = api.lambda_handler(
            {
                "version": "2.0",
                "routeKey": "ANY /api/v1/{proxy+}",
                "rawPath": path,
                "rawQueryString": query,
                "headers": {"host": host, **headers},
                "requestContext": {"requestId": "r1", "http": {"method": method, "sourceIp": "203.0.113.7"}},
            },
            None,
        )
        return answer

    def native(self, route: str, **parameters: str) -> tuple[int, Any]:
        """Call a native operation; return status and answer."""
        event = {
            "version": "2.0",
            "routeKey": route,
            "pathParameters": parameters,
            "requestContext": {"requestId": "r1", "http": {"sourceIp": "203.0.113.7"}},
        }
        answer = api.lambda_handler(event, None)
        return answer["statusCode"], json.loads(answer["body"])

    def read(self, path: str, query: str = "", host: str = "linnet.example", **headers: str) -> Any:
        answer = self.send(path, query=query, host=host, **headers)
        assert answer["statusCode"] == 200, answer
        return json.loads(answer["body"])


@pytest.fixture
def site(aws: None) -> Site:
    return Site()


@pytest.mark.parametrize("path", DOCUMENTS)
def test_each_document_is_the_entity_that_it_promises(site: Site, path: str) -> None:
    assert api.facade is not None
    route = api.facade.find("GET", path)
    assert route is not None
    assert route.returns is not None
    answer = site.send(path)
    assert answer["statusCode"] == 200
    route.returns.model_validate(json.loads(answer["body"]), extra="forbid", strict=True)
    assert {"X-Request-Id", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"} <= set(answer["headers"])


def test_the_server_says_what_apps_need_to_log_in(site: Site) -> None:
    first, second = site.read("/api/v1/instance"), site.read("/api/v2/instance")
    assert first["uri"] == second["domain"] == "linnet.example"
    assert first["urls"]["streaming_api"] == second["configuration"]["urls"]["streaming"] == "wss://linnet.example"
    assert first["contact_account"] is None
    assert second["contact"] == {"email": "", "account": None}
    for limits in (first["configuration"], second["configuration"]):
        assert limits["statuses"] == {
            "max_characters": 280,
            "max_media_attachments": 4,
            "characters_reserved_per_url": 23,
        }
        assert (limits["polls"]["max_options"], limits["polls"]["min_expiration"]) == (4, 300)


def test_what_is_counted_is_in_every_document_that_has_room_for_it(site: Site) -> None:
    for number, tally in enumerate((Tally.ACCOUNTS, Tally.POSTS, Tally.POSTS)):
        site.counts.apply("shard", [NetworkAddition(number, {Count(tally): 1})])
    assert site.read("/api/v1/instance")["stats"] == {"user_count": 1, "status_count": 2, "domain_count": 0}
    assert site.read("/nodeinfo/2.0")["usage"] == {"users": {"total": 1, "activeMonth": 0}, "localPosts": 2}
    weeks = site.read("/api/v1/instance/activity")
    assert [int(each["week"]) - int(later["week"]) for later, each in pairwise(weeks)] == [-7 * 86_400] * 11
    # All of it is one read.
    assert site.counts.reads == 1


def test_without_encryption_and_on_a_port_of_its_own_the_addresses_say_so(aws: None) -> None:
    shown = Site(plain_http=True).read("/api/v1/instance", host="localhost:3000")
    assert (shown["uri"], shown["urls"]["streaming_api"]) == ("localhost:3000", "ws://localhost:3000")
    assert shown["thumbnail"].startswith("http://localhost:3000/")


@pytest.mark.parametrize(
    ("proof", "name"), [(SECRET, "linnet.example"), ("guessed", "api.example"), ("", "api.example")]
)
def test_behind_the_site_the_server_has_the_name_of_the_site(site: Site, proof: str, name: str) -> None:
    headers = {"x-forwarded-host": "linnet.example", "x-linnet-site": proof}
    first = site.read("/api/v1/instance", host="api.example", **headers)
    second = site.read("/api/v2/instance", host="api.example", **headers)
    assert (first["uri"], first["urls"]["streaming_api"]) == (name, f"wss://{name}")
    assert (second["domain"], second["configuration"]["urls"]["streaming"]) == (name, f"wss://{name}")
    index = site.read("/.well-known/nodeinfo", host="api.example", **headers)
    assert all(link["href"].startswith(f"https://{name}/") for link in index["links"])


@pytest.mark.parametrize(("proof", "second"), [(SECRET, 200), ("guessed", 429)])
def test_behind_the_site_each_client_has_limits_of_its_own(aws: None, proof: str, second: int) -> None:
    site = Site(limits={**DEFAULT_LIMITS, "anonymous_reads": Window(1, 300)})
    answers = [
        site.send("/api/v1/instance", **{"x-linnet-site": proof, "x-linnet-viewer": viewer})["statusCode"]
        for viewer in ("192.0.2.1", "192.0.2.2")
    ]
    assert answers == [200, second]


@pytest.mark.parametrize(("registration", "is_open"), [("open", True), ("invite", False), ("closed", False)])
def test_registration_is_open_where_anybody_may_sign_up(aws: None, registration: str, is_open: bool) -> None:
    site = Site(registration=registration)
    assert site.read("/api/v1/instance")["registrations"] is is_open
    assert site.read("/api/v2/instance")["registrations"]["enabled"] is is_open
    assert site.read("/nodeinfo/2.0")["openRegistrations"] is is_open


def test_the_version_is_that_of_the_project(site: Site) -> None:
    assert f'version = "{SOFTWARE_VERSION}"' in (REPOSITORY / "pyproject.toml").read_text("utf-8")
    assert SOFTWARE_VERSION in site.read("/api/v1/instance")["version"]


def test_statistics_name_the_api_whose_clients_are_served(site: Site) -> None:
    (link,) = site.read("/.well-known/nodeinfo")["links"]
    assert link["href"] == "https://linnet.example/nodeinfo/2.0"
    assert site.read("/nodeinfo/2.0")["metadata"]["upstream"] == {"name": "mastodon"}


def test_what_operators_wrote_is_read_in_both_contracts(site: Site) -> None:
    written = "# Us\n\nSee https://linnet.com/more & <b>write</b>"
    html = (
        '<p># Us</p><p>See <a href="https://linnet.com/more" target="_blank" rel="nofollow noopener" '
        'translate="no"><span class="invisible">https://</span><span class="">linnet.com/more</span>'
        '<span class="invisible"></span></a> &amp; &lt;b&gt;write&lt;/b&gt;</p>'
    )
    for kind in TextKind:
        site.texts.put(HouseText(kind, written, 1_750_000_000_000))
    policy = {"updated_at": "2025-06-15T15:06:40.000Z", "content": html}
    assert site.read("/api/v1/instance/extended_description") == policy
    assert site.read("/api/v1/instance/privacy_policy") == policy
    assert site.read("/api/v1/instance/terms_of_service") == {
        "effective_date": "2025-06-15",
        "effective": True,
        "content": html,
        "succeeded_by": None,
    }
    for kind in TextKind:
        status, native = site.native("GET /api/texts/{text}", text=kind.value)
        assert (status, native["content"], native["updatedAt"]) == (200, written, policy["updated_at"])
    for name in ("poem", "x" * 200, "<b>"):
        assert site.native("GET /api/texts/{text}", text=name)[0] == 404
    site.texts.remove(TextKind.DESCRIPTION)
    assert site.native("GET /api/texts/{text}", text="description")[0] == 404
    assert site.read("/api/v1/instance/extended_description")["updated_at"] is None


@pytest.mark.parametrize("name", ["privacy_policy", "terms_of_service"])
def test_what_nobody_wrote_is_not_there(site: Site, name: str) -> None:
    answer = site.send(f"/api/v1/instance/{name}")
    assert answer["statusCode"] == 404
    Problem.model_validate_json(answer["body"])


@pytest.mark.parametrize(
    "resource",
    ["acct:ada1@linnet.example", "ADA1@Linnet.Example", "@ada1@linnet.example", "https://linnet.example/@Ada1"],
)
def test_a_handle_of_this_server_is_found(site: Site, resource: str) -> None:
    shown = site.read("/.well-known/webfinger", f"resource={resource}")
    assert shown["subject"] == "acct:Ada1@linnet.example"
    assert shown["links"][0]["href"] == "https://linnet.example/@Ada1"


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("resource=acct:nobody@linnet.example", 404),
        ("resource=acct:ada2@linnet.example", 404),
        ("resource=acct:ada1@elsewhere.example", 404),
        ("resource=ada1", 404),
        ("resource=https://elsewhere.example/@Ada1", 404),
    ],
)
def test_other_handles_are_not(site: Site, query: str, status: int) -> None:
    assert site.send("/.well-known/webfinger", query=query)["statusCode"] == status


def test_where_accounts_are_looked_up_is_told_as_xml(site: Site) -> None:
    answer = site.send("/.well-known/host-meta")
    assert answer["headers"]["Content-Type"].startswith("application/xrd+xml")
    assert 'template="https://linnet.example/.well-known/webfinger?resource={uri}"' in answer["body"]


@pytest.mark.parametrize(("path", "size"), [("avatars", (400, 400)), ("headers", (1500, 500))])
def test_who_has_no_picture_has_one_of_ours(site: Site, path: str, size: tuple[int, int]) -> None:
    answer = site.send(f"/{path}/original/missing.png")
    assert answer["isBase64Encoded"] is True
    assert answer["headers"]["Content-Type"] == "image/png"
    picture = base64.b64decode(answer["body"])
    assert picture.startswith(b"\x89PNG")
    assert struct.unpack(">II", picture[16:24]) == size
    without = site.send(f"/{path}/original/missing.png", "HEAD")
    assert (without["statusCode"], without["body"]) == (200, "")
    assert "isBase64Encoded" not in without


def test_a_bare_noun_with_a_slash_of_this_function_is_answered(site: Site) -> None:
    event = json.loads((REPOSITORY / "events" / "http" / "instance_with_slash.json").read_text("utf-8"))
    answer = api.lambda_handler(event, None)
    assert (answer["statusCode"], site.functions.called) == (200, [])
    assert "configuration" in json.loads(answer["body"])


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_bare_noun_of_another_function_is_handed_on_as_it_came(site: Site, method: str) -> None:
    answer = site.send("/api/v1/apps/", method, query="a=1")
    assert answer == {"statusCode": 200, "body": "from elsewhere"}
    ((name, event),) = site.functions.called
    assert (name, event["rawPath"], event["rawQueryString"]) == ("oauth_api", "/api/v1/apps/", "a=1")
    assert event["requestContext"]["http"]["sourceIp"] == "203.0.113.7"


def test_a_function_that_fails_is_called_once_and_told_of_in_the_facades_words(site: Site) -> None:
    site.functions.fails = True
    answer = site.send("/api/v1/apps/", "POST")
    assert (answer["statusCode"], len(site.functions.called)) == (503, 1)
    Problem.model_validate_json(answer["body"])
    assert answer["headers"]["X-Request-Id"] == "r1"


@pytest.mark.parametrize("path", ["/api/v1/nonsense", "/api/v2/nonsense/", "/.well-known/nonsense", "/", ""])
def test_what_no_noun_has_is_not_found(site: Site, path: str) -> None:
    answer = site.send(path)
    assert (answer["statusCode"], site.functions.called) == (404, [])
    assert json.loads(answer["body"]) == {"error": "Record not found"}


def test_an_address_of_no_route_is_told_so_by_the_native_contract(site: Site) -> None:
    answer = api.lambda_handler(
        {"routeKey": "$default", "rawPath": "/x", "requestContext": {"http": {"sourceIp": "203.0.113.7"}}}, None
    )
    assert json.loads(answer["body"])["error"]["code"] == "not_found"


def test_both_contracts_can_be_read(site: Site) -> None:
    for name in ("openapi", "mastodon"):
        event = {"routeKey": f"GET /api/{name}.json", "requestContext": {"http": {"sourceIp": "203.0.113.7"}}}
        assert json.loads(api.lambda_handler(event, None)["body"])["openapi"] == "3.1.0"


def test_the_root_knows_a_function_for_every_noun() -> None:
    nouns = functions_by_noun(REPOSITORY / "functions" / "meta_api" / "mastodon.json")
    assert nouns["/api/v1/instance"] == "meta_api"
    assert nouns["/api/v1/apps"] == "oauth_api"
