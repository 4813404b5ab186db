"""Orders of operators, given to the function that carries them out."""

from __future__ import annotations

import json

import pytest

from functions.accounts_events import handler
from linnet.domain.house_texts import MAX_TEXT, TextKind
from linnet.runtime.wiring.accounts_events import Accounts
from linnet.services.keep_house_texts import KeepHouseTexts
from tests.conftest import REPOSITORY
from tests.fakes.house_texts import FakeHouseTexts
from tests.unit.services.identity_site import PASSWORD, Site

SUSPEND = json.loads((REPOSITORY / "events" / "orders" / "suspend_account.json").read_text("utf-8"))
SET_TEXT = json.loads((REPOSITORY / "events" / "orders" / "set_text.json").read_text("utf-8"))


@pytest.fixture
def site() -> Site:
    site = Site()
    handler.worker.use(Accounts(site.suspend_account, KeepHouseTexts(FakeHouseTexts(), site.clock)))
    return site


@pytest.fixture
def texts(site: Site) -> FakeHouseTexts:
    stored = FakeHouseTexts()
    handler.worker.use(Accounts(site.suspend_account, KeepHouseTexts(stored, site.clock)))
    return stored


def test_the_sample_order_suspends_and_its_opposite_lifts(site: Site) -> None:
    user_id = str(site.sign_up("ada").user.id)

    answer = handler.lambda_handler(SUSPEND, None)
    assert answer == {"user": {"id": user_id, "username": "ada", "status": "suspended"}}
    assert handler.lambda_handler({**SUSPEND, "action": "lift"}, None)["user"]["status"] == "active"
    assert site.log_in.run("ada", PASSWORD).user.active


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"user": "@nobody"}, "not_found"),
        ({"user": 7}, "bad_request"),
        ({"action": "promote"}, "bad_request"),
        ({"version": 2}, "bad_request"),
    ],
)
def test_an_order_that_cannot_be_obeyed_says_why(site: Site, changed: dict[str, object], code: str) -> None:
    assert handler.lambda_handler({**SUSPEND, **changed}, None)["error"]["code"] == code


def test_the_sample_order_sets_a_text_and_its_opposite_drops_it(texts: FakeHouseTexts) -> None:
    answer = handler.lambda_handler(SET_TEXT, None)
    assert answer == {"text": {"kind": "privacy_policy", "characters": len(SET_TEXT["content"])}}
    assert texts.stored[TextKind.PRIVACY_POLICY].content == SET_TEXT["content"]
    for _ in range(2):
        answer = handler.lambda_handler({**SET_TEXT, "action": "clear_text"}, None)
        assert answer == {"text": {"kind": "privacy_policy", "characters": 0}}
        assert texts.stored == {}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"text": "poem"}, "invalid"),
        ({"content": "  "}, "invalid"),
        ({"content": "x" * (MAX_TEXT + 1)}, "invalid"),
        ({"content": 7}, "bad_request"),
        ({"text": None, "action": "clear_text"}, "bad_request"),
        ({"version": 2}, "bad_request"),
    ],
)
def test_a_text_that_cannot_be_set_says_why(texts: FakeHouseTexts, changed: dict[str, object], code: str) -> None:
    assert handler.lambda_handler({**SET_TEXT, **changed}, None)["error"]["code"] == code
    assert texts.stored == {}
