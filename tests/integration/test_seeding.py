"""Accounts, apps and tokens that a file lists are there afterwards, exactly as listed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from local.seed import SeedFile, Seeding, SeedRefused, read_file, written
from tests.integration.facade.client import App
from tests.integration.in_memory_network import InMemoryNetwork, in_memory_network

OOB = "urn:ietf:wg:oauth:2.0:oob"
LISTED: dict[str, Any] = {
    "apps": [
        {"name": "Suite", "client_id": "cid", "client_secret": "shh", "redirect_uri": OOB, "scopes": "read write"}
    ],
    "users": [
        {"username": "mona", "email": "mona@example.org", "password": "short", "id": 77, "profile": {"locked": True}},
        {"username": "admin", "email": "admin@example.org", "password": "x", "admin": True, "locale": "de"},
    ],
    "tokens": [{"token": "TOKEN_1", "user": "mona", "app": "Suite", "scopes": "read"}],
    "bulk": {"prefix": "user", "count": 3, "token": "TOKEN_u{n}", "scopes": "read write"},
}


@pytest.fixture
def network(aws_credentials: None) -> Iterator[InMemoryNetwork]:
    with in_memory_network(password_grant=True) as network:
        yield network


def seed(network: InMemoryNetwork, **changes: Any) -> Any:
    made = Seeding(network.environments["oauth_api"]).run(SeedFile.model_validate(LISTED | changes))
    return json.loads(written(made))["users"]


def test_tokens_and_ids_are_those_of_the_file(network: InMemoryNetwork) -> None:
    users = seed(network)
    assert users["mona"] == {"id": "77", "token": "TOKEN_1"}
    mona = App(network, "TOKEN_1")
    assert mona.get("/api/v1/accounts/verify_credentials")["locked"]
    assert mona.refused("POST", f"/api/v1/accounts/{users['admin']['id']}/follow")[0] == 403
    assert mona.get("/api/v1/apps/verify_credentials")["name"] == "Suite"
    for number in (1, 2, 3):
        app = App(network, f"TOKEN_u{number}")
        assert app.get("/api/v1/accounts/verify_credentials")["username"] == f"user{number}"
        assert network.request("GET", "/api/auth/sessions", token=app.token)[0] == 403
    given = App(network, users["admin"]["token"])
    assert given.get("/api/v1/preferences")["posting:default:language"] == "de"


def test_listed_passwords_and_secrets_are_good_for_logging_in(network: InMemoryNetwork) -> None:
    seed(network)
    login = {"grant_type": "password", "client_id": "cid", "client_secret": "shh", "username": "mona"}
    assert App(network).post("/oauth/token", **login, password="short", scope="read")["access_token"]


def test_the_same_file_again_changes_nobody(network: InMemoryNetwork) -> None:
    first, second = seed(network), seed(network)
    assert {name: each["id"] for name, each in first.items()} == {name: each["id"] for name, each in second.items()}
    assert App(network, "TOKEN_1").get("/api/v1/accounts/verify_credentials")["id"] == "77"


@pytest.mark.parametrize(
    "changes",
    [
        {"tokens": [{"token": "T", "user": "nobody"}]},
        {"tokens": [{"token": "T", "user": "mona", "app": "Other"}]},
        {"tokens": [{"token": "T", "user": "mona", "scopes": "everything"}]},
        {"users": [{"username": "not a name", "email": "a@example.org", "password": "x"}], "tokens": []},
        {"apps": [{"name": "S", "client_id": "c", "client_secret": "s", "redirect_uri": "javascript:x"}], "tokens": []},
    ],
)
def test_what_cannot_be_is_refused(network: InMemoryNetwork, changes: dict[str, Any]) -> None:
    with pytest.raises(SeedRefused):
        seed(network, **changes)


def test_a_file_with_unknown_words_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "seed.json"
    file.write_text(json.dumps({"user": []}), "utf-8")
    with pytest.raises(SeedRefused, match="user"):
        read_file(file)
