"""The edge refuses what is wrong with a clear 4xx and never lets an error of ours look like the client's."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from pydantic import Field

from linnet.domain.errors import Code, DomainError
from linnet.domain.users import Viewer
from linnet.facades.native.requests import Body, PageQuery
from linnet.facades.native.schemas import Shape, Short
from linnet.ports.limits import Allowance, LimiterUnavailable, Window
from linnet.runtime.answers import STATUS, refusal
from linnet.runtime.environment import Environment
from linnet.runtime.http import Api, Auth, Reply, Request
from linnet.runtime.settings.apis import MetaApi
from linnet.runtime.tunables import Tunables
from tests.fakes.environment import FakeClock, FakeIds, FakeSecrets, SequentialParallel


class Note(Body):
    text: str = Field(max_length=20)
    reply_to: int | None = None


class Echo(Shape):
    text: Short


class ScriptedLimiter:
    """Answer what the test says and remember who was counted."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []
        self.allowed = True
        self.broken = False

    def take(self, subject: str, bucket: str, window: Window) -> Allowance:
        if self.broken:
            raise LimiterUnavailable
        self.taken.append((subject, bucket))
        return Allowance(self.allowed, window.limit, window.limit - 1 if self.allowed else 0, CLOCK.now_ms() + 1_500)


CLOCK = FakeClock()
PROOF = "said by the site"
VIEWERS = {"good": Viewer(7, 1), "reader": Viewer(8, 2, scopes=frozenset({"read"}))}


class Site:
    """An API of one writing, one reading and one failing route."""

    def __init__(self, **tunables: Any) -> None:
        self.limiter = ScriptedLimiter()
        self.written: list[str] = []
        api: Api[Site] = Api("meta_api", lambda _environment: self)

        @api.route("POST", "/notes", "writeNote", "Write.", body=Note, returns=Echo, status=201, idempotent=True)
        def write(site: Site, request: Request) -> Reply:
            site.written.append(request.body(Note).text)
            return Reply(201, Echo(text=request.idempotency_key or "none"))

        @api.route("GET", "/notes/{id}", "readNote", "Read.", auth=Auth.OPTIONAL, query=PageQuery, returns=Echo)
        def read(_site: Site, request: Request) -> Reply:
            return Reply(200, Echo(text=f"{request.path_id('id')} {request.query(PageQuery).limit}"))

        @api.route("GET", "/search", "search", "Search.", auth=Auth.OPTIONAL, bucket="searches", status=204)
        def search(site: Site, _request: Request) -> Reply:
            site.written.append("searched")
            return Reply(204)

        @api.route("GET", "/name", "readName", "Read.", auth=Auth.NONE, returns=Echo)
        def read_name(_site: Site, request: Request) -> Reply:
            return Reply(200, Echo(text=request.origin))

        @api.route("GET", "/broken", "break", "Fail.", auth=Auth.NONE)
        def fail(_site: Site, _request: Request) -> Reply:
            raise RuntimeError("secret detail")

        @api.route("POST", "/login", "logIn", "Log in.", auth=Auth.NONE, bucket="logins", status=204)
        def log_in(_site: Site, _request: Request) -> Reply:
            return Reply(204)

        self.api = api
        api.use(
            Environment(
                settings=MetaApi(
                    stage="test",
                    tunables=Tunables(**tunables),
                    aws_region="x",
                    platform_table="p",
                    identity_table="i",
                    facade_functions="{}",
                    push_signing_key="signing",
                    site_secret=PROOF,
                ),
                clock=CLOCK,
                ids=FakeIds(CLOCK),
                parallel=SequentialParallel(),
                secrets=FakeSecrets(),
                limiter=self.limiter,
                resolve_token=VIEWERS.get,
                tables=None,  # type: ignore[arg-type]
            ),
            self,
        )

    def call(self, route: str, body: object = None, **event: Any) -> tuple[int, Any, dict[str, str]]:
        headers = {"authorization": "Bearer good", "content-type": "application/json", **event.pop("headers", {})}
        answer = self.api.answer(
            {
                "routeKey": route,
                "headers": {name: value for name, value in headers.items() if value is not None},
                "body": body if body is None or isinstance(body, str) else json.dumps(body),
                "requestContext": {"requestId": "r1", "http": {"sourceIp": event.pop("ip", "203.0.113.9")}},
                **event,
            }
        )
        return answer["statusCode"], json.loads(answer.get("body") or "null"), answer["headers"]


def test_a_valid_write_runs_once_and_carries_limit_and_request_headers() -> None:
    site = Site()
    status, body, headers = site.call("POST /notes", {"text": "hi"}, headers={"idempotency-key": "k"})
    assert (status, body, site.written) == (201, {"text": "k"}, ["hi"])
    assert headers["X-Request-Id"] == "r1"
    assert headers["X-RateLimit-Limit"] == "300"
    assert headers["X-RateLimit-Remaining"] == "299"


@pytest.mark.parametrize(
    ("body", "headers", "status", "field"),
    [
        ({"text": "x" * 21}, {}, 422, "text"),
        ({"text": 5}, {}, 422, "text"),
        ({"text": "x", "colour": "red"}, {}, 422, "colour"),
        ({}, {}, 422, "text"),
        ([], {}, 400, None),
        ("{", {}, 400, None),
        ('{"text": "a", "text": "b"}', {}, 400, "text"),
        ({"text": "x"}, {"content-type": "text/plain"}, 415, None),
        ({"text": "x"}, {"content-type": None}, 415, None),
        ({"text": "x"}, {"idempotency-key": "k" * 256}, 422, "Idempotency-Key"),
        ({"text": "x"}, {"authorization": None}, 401, None),
        ({"text": "x"}, {"authorization": "Bearer wrong"}, 401, None),
        ({"text": "x"}, {"authorization": "Basic good"}, 401, None),
        ({"text": "x"}, {"authorization": "Bearer reader"}, 403, None),
        (" " * (1 << 20) + "  {}", {}, 413, None),
    ],
)
def test_bad_input_is_refused_with_its_field_and_writes_nothing(
    body: object, headers: dict[str, Any], status: int, field: str | None
) -> None:
    site = Site()
    got, answer, _ = site.call("POST /notes", body, headers=headers)
    assert (got, answer["error"].get("field"), site.written) == (status, field, [])


def test_a_base64_body_is_read() -> None:
    site = Site()
    status, _, _ = site.call("POST /notes", base64.b64encode(b'{"text": "x"}').decode(), isBase64Encoded=True)
    assert (status, site.written) == (201, ["x"])


@pytest.mark.parametrize("text", ["x", "-1", "99999999999999999999", "9223372036854775808", "١"])
def test_a_path_id_that_is_no_id_does_not_exist(text: str) -> None:
    assert Site().call("GET /notes/{id}", pathParameters={"id": text})[0] == 404


def test_an_optional_route_serves_anonymous_readers_but_not_bad_tokens() -> None:
    site = Site()
    path = {"pathParameters": {"id": "5"}}
    assert site.call("GET /notes/{id}", headers={"authorization": None}, **path)[:2] == (200, {"text": "5 20"})
    assert site.call("GET /notes/{id}", headers={"authorization": "Bearer gone"}, **path)[0] == 401


@pytest.mark.parametrize("limit", ["0", "101", "x", "1.5"])
def test_a_page_size_out_of_bounds_is_refused(limit: str) -> None:
    status, body, _ = Site().call("GET /notes/{id}", pathParameters={"id": "5"}, queryStringParameters={"limit": limit})
    assert (status, body["error"]["field"]) == (422, "limit")


def test_an_error_of_ours_is_a_500_that_tells_nothing() -> None:
    status, body, _ = Site().call("GET /broken")
    assert (status, body["error"]["code"]) == (500, "internal")
    assert "secret" not in json.dumps(body)


def test_an_unknown_route_is_a_json_404() -> None:
    assert Site().call("$default")[1]["error"]["code"] == "not_found"


def test_a_request_counts_against_its_user_or_else_its_address() -> None:
    site = Site()
    site.call("POST /notes", {"text": "x"})
    site.call("GET /notes/{id}", pathParameters={"id": "5"}, headers={"authorization": None})
    site.call("POST /login")
    site.call("GET /search")
    site.call("GET /search", headers={"authorization": None})
    assert site.limiter.taken == [
        ("user:7", "writes"),
        ("ip:203.0.113.9", "anonymous_reads"),
        ("ip:203.0.113.9", "logins"),
        ("user:7", "searches"),
        ("ip:203.0.113.9", "anonymous_searches"),
    ]


def test_one_ipv6_network_is_one_subject() -> None:
    site = Site()
    site.call("POST /login", ip="2001:db8::1")
    site.call("POST /login", ip="2001:db8::ffff:2")
    assert len(set(site.limiter.taken)) == 1


@pytest.mark.parametrize("route", ["POST /notes", "GET /notes/{id}", "GET /search"])
def test_over_the_limit_says_when_to_come_back_and_does_nothing(route: str) -> None:
    site = Site()
    site.limiter.allowed = False
    status, body, headers = site.call(route, {"text": "x"}, pathParameters={"id": "5"})
    assert (status, body["error"]["code"], headers["Retry-After"]) == (429, "rate_limited", "2")
    assert site.written == []


@pytest.mark.parametrize(
    ("proof", "counted", "origin"),
    [
        (PROOF, ["ip:192.0.2.1", "ip:192.0.2.2"], "https://linnet.example"),
        ("guessed", ["ip:203.0.113.9", "ip:203.0.113.9"], "https://api.example"),
    ],
)
def test_behind_the_site_clients_have_their_own_addresses_and_the_server_its_name(
    proof: str, counted: list[str], origin: str
) -> None:
    site = Site()
    headers = {"host": "api.example", "x-forwarded-host": "linnet.example", "x-linnet-site": proof}
    for viewer in ("192.0.2.1", "192.0.2.2"):
        site.call("POST /login", headers={**headers, "x-linnet-viewer": viewer})
    assert [subject for subject, _ in site.limiter.taken] == counted
    assert site.call("GET /name", headers=headers)[1] == {"text": origin}


def test_without_a_limiter_requests_pass_but_log_in_does_not() -> None:
    site = Site()
    site.limiter.broken = True
    assert site.call("POST /notes", {"text": "x"})[0] == 201
    assert site.call("GET /notes/{id}", pathParameters={"id": "5"})[0] == 200
    status, _, headers = site.call("POST /login")
    assert (status, headers["Retry-After"]) == (503, "5")


def test_the_loopback_is_exempt_only_by_its_setting() -> None:
    exempt, counted = Site(limits_exempt_loopback=True), Site()
    exempt.call("POST /login", ip="127.0.0.1")
    exempt.call("POST /login", ip="203.0.113.9")
    counted.call("POST /login", ip="127.0.0.1")
    assert [len(exempt.limiter.taken), len(counted.limiter.taken)] == [1, 1]


def test_every_code_has_a_status() -> None:
    assert set(STATUS) == set(Code)
    assert all(400 <= status < 600 and status != 500 for status in STATUS.values())


def test_domain_errors_keep_their_details() -> None:
    reply = refusal(DomainError(Code.CONFLICT, "already", details={"since": "x"}))
    assert reply.status == 409
    assert reply.body is not None
    assert reply.body.model_dump()["error"]["details"] == {"since": "x"}
