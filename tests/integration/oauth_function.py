"""The function of OAuth over tables in memory, and a browser that goes through its pages."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from functions.oauth_api.handler import api
from linnet.adapters.dynamodb.binding import Connect, bind
from linnet.adapters.dynamodb.identity_rows import IdentityRow
from linnet.adapters.passwords import Argon2Hashes
from linnet.domain.users import Account, User
from linnet.runtime.settings.apis import OauthApi
from linnet.runtime.stores import Stores
from linnet.runtime.tunables import Tunables
from tests.fakes.environment import FakeClock, SequentialParallel
from tests.fakes.limits import FakeLimiter
from tests.integration.single_function import environment_of

REGION = "us-east-1"
BACK = "https://toot.example/back?keep=1"
PASSWORD = "a long enough secret"
FORM = "application/x-www-form-urlencoded"
Answer = Mapping[str, Any]


class Site:
    """The function with its tables and one account."""

    def __init__(self, **tunables: Any) -> None:
        self.clock = FakeClock()
        self.limiter = FakeLimiter(self.clock)
        settings = OauthApi(
            stage="test",
            aws_region=REGION,
            tunables=Tunables(password_time_cost=1, password_memory_kib=8, **tunables),
            identity_table="identity",
            platform_table="platform",
            push_signing_key="signing",
        )
        bind(IdentityRow, "identity", Connect(region=REGION)).create_table(wait=True, billing_mode="PAY_PER_REQUEST")
        tables = Stores(settings, self.clock, SequentialParallel())
        api.use(environment_of(settings, tables, self.clock, self.limiter))
        user = User(id=1, username="ada", display_name="Ada <3", created_ms=1)
        hashed = Argon2Hashes(1, 8).hash(PASSWORD)
        tables.accounts.create(user, Account(user_id=1, email="ada@example.org", password_hash=hashed))

    def send(self, method: str, path: str, body: str = "", kind: str | None = FORM, **event: Any) -> Answer:
        headers = {"host": "linnet.example", **event.pop("headers", {})}
        if kind is not None:
            headers["content-type"] = kind
        answer: Answer = api.answer(
            {
                "version": "2.0",
                "rawPath": path,
                "rawQueryString": event.pop("query", ""),
                "headers": headers,
                "cookies": event.pop("cookies", []),
                "body": base64.b64encode(body.encode()).decode(),
                "isBase64Encoded": True,
                "requestContext": {"requestId": "r1", "http": {"method": method, "sourceIp": "203.0.113.7"}},
            }
        )
        return answer

    def json(self, method: str, path: str, form: Mapping[str, Any] | None = None, **more: Any) -> tuple[int, Any]:
        answer = self.send(method, path, urlencode(form or {}, doseq=True), **more)
        return answer["statusCode"], json.loads(answer["body"])

    def app(self, **changes: Any) -> dict[str, Any]:
        wanted = {"client_name": "Toot", "redirect_uris": BACK, "scopes": "read write", **changes}
        status, made = self.json("POST", "/api/v1/apps", wanted)
        assert status == 200, made
        return dict(made)

    def ask(self, app: Mapping[str, Any], **changes: str) -> Answer:
        return self.send("GET", "/oauth/authorize", query=urlencode(asked(app) | changes))

    def step(self, page: Answer, **chosen: str) -> Answer:
        form = hidden(page) | chosen
        return self.send("POST", "/oauth/authorize", urlencode(form), cookies=[page["cookies"][0].partition(";")[0]])

    def sign_in(self, app: Mapping[str, Any], **changes: str) -> Answer:
        return self.step(self.ask(app, **changes), action="sign_in", login="ada", password=PASSWORD)

    def code(self, app: Mapping[str, Any], **changes: str) -> str:
        return answer_of(self.step(self.sign_in(app, **changes), action="allow"))["code"]

    def token(self, app: Mapping[str, Any], **changes: str) -> str:
        status, made = self.json("POST", "/oauth/token", exchange(app, self.code(app, **changes)))
        assert status == 200, made
        return str(made["access_token"])


def asked(app: Mapping[str, Any]) -> dict[str, str]:
    known = {"client_id": app["client_id"], "redirect_uri": BACK, "response_type": "code"}
    return known | {"scope": "read write", "state": "s&t=1"}


def exchange(app: Mapping[str, Any], code: str) -> dict[str, str]:
    client = {"client_id": app["client_id"], "client_secret": app["client_secret"]}
    return {**client, "grant_type": "authorization_code", "code": code, "redirect_uri": BACK}


def hidden(page: Answer) -> dict[str, str]:
    found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page["body"])
    return {name: html.unescape(value) for name, value in found}


def answer_of(reply: Answer) -> dict[str, str]:
    assert reply["statusCode"] == 302, reply
    return {name: values[0] for name, values in parse_qs(urlsplit(reply["headers"]["Location"]).query).items()}
