"""The identity function over DynamoDB tables, called as API Gateway calls it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from functions.identity_api.handler import api, lambda_handler
from linnet.adapters.dynamodb.binding import Connect, bind
from linnet.adapters.dynamodb.identity_rows import IdentityRow
from linnet.adapters.dynamodb.rate_limits import LimitRow
from linnet.ports.limits import Window
from linnet.runtime.settings.apis import IdentityApi
from linnet.runtime.stores import Stores
from linnet.runtime.tunables import DEFAULT_LIMITS, Tunables
from tests.conftest import REPOSITORY
from tests.fakes.environment import FakeClock, SequentialParallel
from tests.fakes.limits import FakeLimiter
from tests.integration.single_function import environment_of
from tests.unit.services.identity_site import FakePairs

EVENTS = REPOSITORY / "events" / "http"
REGION = "us-east-1"


class Site:
    """The function with its tables; `call` sends what the sample events carry, changed where the test says."""

    def __init__(self, **tunables: Any) -> None:
        self.clock = FakeClock()
        self.settings = IdentityApi(
            stage="test",
            aws_region=REGION,
            tunables=Tunables(password_time_cost=1, password_memory_kib=8, **tunables),
            identity_table="identity",
            graph_table="graph",
            platform_table="platform",
            export_queue_url="exports",
            export_bucket="exports",
        )
        self.pairs = FakePairs()
        self.limiter = FakeLimiter(self.clock)
        for model, name in ((IdentityRow, "identity"), (LimitRow, "platform")):
            bind(model, name, Connect(region=REGION)).create_table(wait=True, billing_mode="PAY_PER_REQUEST")
        tables = Stores(self.settings, self.clock, SequentialParallel())
        tables.__dict__["graph"] = self.pairs
        api.use(environment_of(self.settings, tables, self.clock, self.limiter))

    def send(self, event: dict[str, Any]) -> tuple[int, Any, dict[str, str]]:
        answer = lambda_handler(event, None)
        return answer["statusCode"], json.loads(answer.get("body") or "null"), answer["headers"]

    def call(
        self,
        route: str,
        body: object = None,
        token: str | None = None,
        *,
        path: dict[str, str] | None = None,
        **query: str,
    ) -> tuple[int, Any]:
        event = sample("register") | {"routeKey": route, "pathParameters": path or {}, "queryStringParameters": query}
        event["body"] = None if body is None else json.dumps(body)
        if token is not None:
            event["headers"]["authorization"] = f"Bearer {token}"
        status, answer, _ = self.send(event)
        return status, answer

    def sign_up(self, username: str) -> tuple[str, str]:
        """Return id and token of a new account."""
        body = {"username": username, "email": f"{username}@example.org", "password": "a long enough secret"}
        status, answer = self.call("POST /api/auth/register", body)
        assert status == 201, answer
        return answer["user"]["id"], answer["token"]


def sample(name: str) -> dict[str, Any]:
    event: dict[str, Any] = json.loads(Path(EVENTS / f"{name}.json").read_text("utf-8"))
    return event


@pytest.fixture
def site(aws: None) -> Site:
    return Site()


def test_the_sample_events_sign_up_and_log_in(site: Site) -> None:
    status, registered, headers = site.send(sample("register"))
    assert status == 201
    assert headers["Location"] == f"/api/users/{registered['user']['id']}"
    assert headers["Cache-Control"] == "no-store"
    assert registered["user"]["displayName"] == "Ada Lovelace"
    assert registered["user"]["email"] == "ada@example.org"
    status, logged_in, headers = site.send(sample("login"))
    assert status == 200
    assert headers["X-RateLimit-Remaining"] == str(DEFAULT_LIMITS["logins"].limit - 1)
    assert logged_in["user"] == registered["user"]
    assert logged_in["token"] != registered["token"]


def test_the_sample_events_are_for_routes_that_exist() -> None:
    assert {sample(name)["routeKey"] for name in ("register", "login")} <= api.routes.keys()


def test_ones_own_account_is_read_and_changed(site: Site) -> None:
    user_id, token = site.sign_up("ada")
    change: dict[str, Any] = {
        "bio": "e\u0301",
        "website": "https://ada.example",
        "settings": {"defaultAudience": "followers"},
    }
    change["fields"] = [{"name": "Pronouns", "value": "she/her"}, {"name": "", "value": ""}]
    status, changed = site.call("PATCH /api/users/me", change, token)
    assert status == 200
    assert changed["bio"] == "é"
    assert changed["settings"]["defaultAudience"] == "followers"
    assert changed["fields"] == [{"name": "Pronouns", "value": "she/her"}]
    assert site.call("GET /api/users/me", token=token) == (200, changed)
    status, renamed = site.call("PATCH /api/users/me", {"username": "lovelace"}, token)
    assert (status, renamed["id"], renamed["username"]) == (200, user_id, "lovelace")


def test_others_see_a_profile_by_id_by_name_and_in_a_list_but_nothing_private(site: Site) -> None:
    ada, token = site.sign_up("ada")
    bob, _ = site.sign_up("bob")
    status, by_id = site.call("GET /api/users/{id}", path={"id": bob}, token=token)
    assert status == 200
    assert not {"email", "settings", "passwordHash"} & by_id.keys()
    assert site.call("GET /api/users/{id}", path={"id": "@BOB"}) == (200, by_id)
    status, page = site.call("GET /api/users", ids=f"{bob},{ada},1")
    assert (status, page["nextToken"]) == (200, None)
    assert [user["id"] for user in page["items"]] == [bob, ada]


@pytest.mark.parametrize("named", ["1", "@nobody", "@", "x", "99999999999999999999", "@" + "x" * 5000, "@a b"])
def test_what_names_nobody_is_a_404(site: Site, named: str) -> None:
    assert site.call("GET /api/users/{id}", path={"id": named})[0] == 404


def test_a_blocked_reader_gets_404_and_an_empty_list(site: Site) -> None:
    ada, _ = site.sign_up("ada")
    bob, token = site.sign_up("bob")
    site.pairs.block(int(ada), int(bob))
    assert site.call("GET /api/users/{id}", path={"id": ada}, token=token)[0] == 404
    assert site.call("GET /api/users", token=token, ids=ada)[1]["items"] == []


def test_sessions_are_listed_ended_and_logged_out(site: Site) -> None:
    _, token = site.sign_up("ada")
    body = {"login": "ada", "password": "a long enough secret"}
    other_token = site.call("POST /api/auth/login", body)[1]["token"]
    status, listed = site.call("GET /api/auth/sessions", token=token)
    assert (status, [each["current"] for each in listed["items"]]) == (200, [False, True])
    ended = {"id": listed["items"][0]["id"]}
    assert site.call("DELETE /api/auth/sessions/{id}", path=ended, token=token) == (204, None)
    assert site.call("DELETE /api/auth/sessions/{id}", path=ended, token=token)[0] == 404
    assert site.call("GET /api/users/me", token=other_token)[0] == 401
    assert site.call("POST /api/auth/logout", token=token) == (204, None)
    assert site.call("GET /api/users/me", token=token)[0] == 401


def test_a_new_password_logs_all_others_out(site: Site) -> None:
    _, token = site.sign_up("ada")
    body = {"login": "ada", "password": "a long enough secret"}
    other_token = site.call("POST /api/auth/login", body)[1]["token"]
    change = {"currentPassword": body["password"], "newPassword": "an even longer secret"}
    assert site.call("POST /api/auth/password", change, token) == (204, None)
    assert site.call("GET /api/users/me", token=token)[0] == 200
    assert site.call("GET /api/users/me", token=other_token)[0] == 401
    assert site.call("POST /api/auth/login", body)[0] == 401
    assert site.call("POST /api/auth/login", body | {"password": "an even longer secret"})[0] == 200


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"username": "a b"}, "username"),
        ({"username": "x" * 31}, "username"),
        ({"username": 7}, "username"),
        ({"email": "nowhere"}, "email"),
        ({"password": "short"}, "password"),
        ({"password": "password"}, "password"),
        ({"password": "ada"}, "password"),
        ({"displayName": " "}, "displayName"),
        ({"admin": True}, "admin"),
    ],
)
def test_a_sign_up_that_is_wrong_names_the_field(site: Site, changes: dict[str, object], field: str) -> None:
    body = json.loads(sample("register")["body"]) | changes
    status, answer = site.call("POST /api/auth/register", body)
    assert (status, answer["error"]["field"]) == (422, field)


def test_a_name_that_is_taken_is_a_409_with_its_field(site: Site) -> None:
    site.sign_up("ada")
    status, answer = site.call("POST /api/auth/register", json.loads(sample("register")["body"]))
    assert (status, answer["error"]["code"], answer["error"]["field"]) == (409, "conflict", "username")


def test_sign_ups_from_one_address_are_limited(site: Site) -> None:
    for number in range(5):
        site.sign_up(f"user_{number}")
    status, answer, headers = site.send(sample("register"))
    assert (status, answer["error"]["code"]) == (429, "rate_limited")
    assert int(headers["Retry-After"]) > 0


def test_log_ins_to_one_account_are_limited_whatever_the_address(aws: None) -> None:
    site = Site(limits={**DEFAULT_LIMITS, "logins_account": Window(2, 900)})
    site.sign_up("ada")
    statuses = []
    for number in range(3):
        event = sample("login")
        event["requestContext"]["http"]["sourceIp"] = f"198.51.100.{number}"
        event["body"] = json.dumps({"login": "ada", "password": "not the password"})
        status, _, headers = site.send(event)
        statuses.append(status)
    assert statuses == [401, 401, 429]
    assert int(headers["Retry-After"]) > 0


def test_without_a_limiter_reads_pass_and_log_in_does_not(site: Site) -> None:
    _, token = site.sign_up("ada")
    site.limiter.broken = True
    assert site.call("GET /api/users/me", token=token)[0] == 200
    assert site.send(sample("login"))[0] == 503
    assert site.send(sample("register"))[0] == 503


def test_a_closed_network_takes_nobody(aws: None) -> None:
    status, answer, _ = Site(registration="closed").send(sample("register"))
    assert (status, answer["error"]["code"]) == (403, "registration_closed")


def test_an_address_of_the_local_stage_is_not_limited(aws: None) -> None:
    site = Site(limits_exempt_loopback=True, limits={**DEFAULT_LIMITS, "logins_account": Window(1, 900)})
    site.sign_up("ada")
    for _ in range(3):
        event = sample("login")
        event["requestContext"]["http"]["sourceIp"] = "127.0.0.1"
        assert site.send(event)[0] == 200
