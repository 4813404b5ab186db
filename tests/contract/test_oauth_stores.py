"""What every store of apps, codes and their tokens must do: the fake, moto and DynamoDB Local through one suite."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from linnet.domain.oauth.apps import App
from linnet.domain.oauth.grants import AppToken, AuthorizationCode
from tests.contract.conftest import ENGINES, Reach
from tests.contract.identity_stores import Stores, in_dynamodb, in_memory, person, session


@pytest.fixture(params=["fake", *ENGINES])
def stores(request: pytest.FixtureRequest, reach: Reach) -> Stores:
    return in_memory() if request.param == "fake" else in_dynamodb(reach(request.param))


def app(stores: Stores, client_id: str = "app", **changes: Any) -> App:
    now_ms = stores.clock.now_ms()
    made = App(
        id=7,
        client_id=client_id,
        secret_sha256="5" * 64,
        name="Toot",
        redirect_uris=("https://toot.example/back", "toot:/back"),
        scopes=frozenset({"read", "write:statuses"}),
        website="https://toot.example",
        created_ms=now_ms,
        expires_ms=now_ms + 1000,
    )
    return replace(made, **changes)


def code(stores: Stores, **changes: Any) -> AuthorizationCode:
    made = AuthorizationCode(
        sha256="c" * 64,
        client_id="app",
        redirect_uri="toot:/back",
        user_id=1,
        scopes=frozenset({"read"}),
        challenge="x" * 43,
        credential_version=3,
        created_ms=stores.clock.now_ms(),
    )
    return replace(made, **changes)


@pytest.mark.parametrize("changes", [{}, {"website": None, "scopes": frozenset(), "expires_ms": None}])
def test_an_app_is_found_as_it_was_stored(stores: Stores, changes: dict[str, Any]) -> None:
    mine = app(stores, **changes)
    stores.apps.add(mine)
    assert stores.apps.get("app") == mine
    assert stores.apps.get("another") is None


@pytest.mark.parametrize("client_id", ["é", "x" * 3000, "#"])
def test_any_text_may_be_asked_for_as_a_client_id(stores: Stores, client_id: str) -> None:
    assert stores.apps.get(client_id) is None


def test_an_app_that_expired_is_gone_and_one_that_is_kept_stays(stores: Stores) -> None:
    stores.apps.add(app(stores, "forgotten"))
    stores.apps.add(app(stores, "kept"))
    for _ in range(2):
        stores.apps.keep("kept")
    stores.apps.keep("unknown")
    stores.clock.advance(1000)
    assert stores.apps.get("forgotten") is None
    kept = stores.apps.get("kept")
    assert kept is not None
    assert kept.expires_ms is None
    assert stores.apps.get("unknown") is None


@pytest.mark.parametrize("changes", [{}, {"challenge": None, "scopes": frozenset()}])
def test_a_code_is_found_as_it_was_stored(stores: Stores, changes: dict[str, Any]) -> None:
    mine = code(stores, **changes)
    stores.codes.add(mine)
    assert stores.codes.get(mine.sha256) == mine
    assert stores.codes.get("d" * 64) is None


def test_a_code_is_used_once_and_tells_what_was_made_from_it(stores: Stores) -> None:
    stores.accounts.create(*person(1, "ada"))
    mine, first, second = code(stores), session(10, 1, stores, client_id="app"), session(11, 1, stores)
    stores.codes.add(mine)
    assert stores.codes.redeem(mine, first)
    assert not stores.codes.redeem(mine, second)
    assert stores.codes.get(mine.sha256) == replace(mine, token_sha256=first.token_sha256)
    found = stores.sessions.resolve(first.token_sha256, 1)
    assert found is not None
    assert found[0] == first
    assert stores.sessions.resolve(second.token_sha256, 1) is None


def test_a_code_that_nobody_stored_makes_no_session(stores: Stores) -> None:
    stores.accounts.create(*person(1, "ada"))
    made = session(10, 1, stores)
    assert not stores.codes.redeem(code(stores), made)
    assert stores.sessions.resolve(made.token_sha256, 1) is None


def test_a_token_of_an_app_alone_is_no_session_and_ends_like_one(stores: Stores) -> None:
    token = AppToken("a" * 64, "app", "Toot", frozenset({"read"}), stores.clock.now_ms(), stores.clock.now_ms() + 1000)
    stores.app_tokens.add(token)
    assert stores.app_tokens.get(token.token_sha256) == token
    for hint in (None, 1):
        assert stores.sessions.resolve(token.token_sha256, hint) is None
    stores.sessions.remove([token.token_sha256])
    assert stores.app_tokens.get(token.token_sha256) is None


def test_a_token_of_an_app_expires(stores: Stores) -> None:
    token = AppToken("a" * 64, "app", "Toot", frozenset(), stores.clock.now_ms(), stores.clock.now_ms() + 1000)
    stores.app_tokens.add(token)
    stores.clock.advance(1000)
    assert stores.app_tokens.get(token.token_sha256) is None


def test_a_session_is_no_token_of_an_app(stores: Stores) -> None:
    mine = session(10, 1, stores, client_id="app")
    stores.sessions.add(mine)
    assert stores.app_tokens.get(mine.token_sha256) is None


def test_all_tokens_of_one_account_for_one_app_are_found(stores: Stores) -> None:
    mine = [session(number, 1, stores, client_id="app") for number in range(10, 130)]
    others = [
        session(200, 1, stores, client_id="other"),
        session(201, 2, stores, client_id="app"),
        session(202, 1, stores),
    ]
    for each in (*mine, *others):
        stores.sessions.add(each)
    assert set(stores.sessions.tokens_of_app(1, "app")) == {each.token_sha256 for each in mine}
    assert stores.sessions.tokens_of_app(3, "app") == []
