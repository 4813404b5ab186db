"""Orders of operators, given to the function that carries them out."""

from __future__ import annotations

import json

import pytest

from functions.accounts_events import handler
from linnet.runtime.wiring.accounts_events import Accounts
from tests.conftest import REPOSITORY
from tests.unit.services.identity_site import PASSWORD, Site

SUSPEND = json.loads((REPOSITORY / "events" / "orders" / "suspend_account.json").read_text("utf-8"))


@pytest.fixture
def site() -> Site:
    site = Site()
    handler.worker.use(Accounts(site.suspend_account))
    return site


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
