"""An app for Mastodon: each answer must be the entity that its operation promises, with the headers that apps read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from linnet.facades.mastodon.entities.shape import Problem
from tests.integration.network import FORM, Network
from tests.integration.person import PASSWORD, Person

OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"
HEADERS = ("X-Request-Id", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any
    headers: Mapping[str, str]


@dataclass(frozen=True)
class App:
    """What an app does with a token, or without one."""

    network: Network
    token: str | None = None

    @classmethod
    def of(cls, person: Person) -> App:
        """Return an app that acts for somebody."""
        return cls(person.network, person.token)

    def call(
        self, method: str, path: str, form: Mapping[str, str] | bytes = b"", kind: str = FORM, **headers: str
    ) -> Answer:
        """Call an operation and check its answer, whatever it is."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token is not None:
            sent["authorization"] = f"Bearer {self.token}"
        raw = self.network.call_facade(method, path, form, kind, **sent)
        answer = Answer(raw["statusCode"], json.loads(raw["body"]) if raw.get("body") else None, raw["headers"])
        _, route = self.network.facade_route(method, path.partition("?")[0])
        assert "X-Request-Id" in answer.headers
        if answer.status < 300:
            assert answer.headers.keys() >= set(HEADERS), answer.headers
            if route.returns is not None:
                # Nothing unknown, nothing missing, nothing of another type: one null too many kills an app.
                route.returns.model_validate(answer.body, extra="forbid", strict=True)
        else:
            Problem.model_validate(answer.body)
        return answer

    def get(self, path: str) -> Any:
        """Read; the answer must be a success."""
        return self.done("GET", path)

    def post(self, path: str, **form: str) -> Any:
        """Write a form; the answer must be a success."""
        return self.done("POST", path, form)

    def done(self, method: str, path: str, form: Mapping[str, str] | bytes = b"", kind: str = FORM) -> Any:
        """Call an operation that must succeed and return what it answers."""
        answer = self.call(method, path, form, kind)
        assert answer.status == 200, answer.body
        return answer.body

    def refused(self, method: str, path: str, form: Mapping[str, str] | bytes = b"") -> tuple[int, str]:
        """Call an operation that must be refused; return status and text."""
        answer = self.call(method, path, form)
        assert answer.status >= 400, answer.body
        return answer.status, answer.body["error"]


def limited(network: Network, username: str, scope: str) -> App:
    """Return an app that has only these scopes of an account; the network must have the grant for passwords."""
    app = App(network)
    client = app.post("/api/v1/apps", client_name="Limited", redirect_uris=OUT_OF_BAND, scopes=scope)
    answer = network.call_facade(
        "POST",
        "/oauth/token",
        {
            "grant_type": "password",
            "client_id": client["client_id"],
            "client_secret": client["client_secret"],
            "username": username,
            "password": PASSWORD,
            "scope": scope,
        },
    )
    assert answer["statusCode"] == 200, answer
    return App(network, json.loads(answer["body"])["access_token"])
