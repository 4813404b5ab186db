"""Reports to the operators, by both contracts, and the rules that they name."""

from __future__ import annotations

import pytest

from tests.integration.facade.client import App
from tests.integration.in_memory_network import InMemoryNetwork, in_memory_network
from tests.integration.person import Person, done


def test_reports_are_stored_by_both_contracts(ann: Person, bob: Person, network: InMemoryNetwork) -> None:
    tweet = bob.tweet("rude")
    app = App.of(ann)
    form = {"account_id": str(bob.id), "status_ids[]": tweet, "comment": "look", "category": "spam", "forward": "true"}
    told = app.post("/api/v1/reports", **form)
    assert (told["category"], told["comment"], told["status_ids"]) == ("spam", "look", [tweet])
    assert (told["target_account"]["username"], told["action_taken"], told["forwarded"]) == ("bob", False, False)
    native = done(ann.post("/api/reports", {"accountId": str(bob.id), "tweetIds": [tweet]}), 201)
    assert (native["accountId"], native["category"], native["tweetIds"]) == (str(bob.id), "other", [tweet])


@pytest.mark.parametrize(
    ("form", "refusal"),
    [
        ({}, (422, "Validation failed: Account can't be blank")),
        ({"account_id": "5"}, (404, "Record not found")),
        ({"category": "boredom"}, (422, "Validation failed: Category is not included in the list")),
        ({"rule_ids[]": "1"}, (422, "Validation failed: Rules does not reference valid rules")),
        (
            {"comment": "x" * 1001},
            (422, "Validation failed: Comment is too long (maximum is 1000 characters)"),
        ),
        ({"status_ids[]": "5"}, (404, "Record not found")),
    ],
)
def test_a_report_that_cannot_be_is_refused(
    ann: Person, bob: Person, form: dict[str, str], refusal: tuple[int, str]
) -> None:
    sent = {"account_id": str(bob.id), **form} if form else {}
    assert App.of(ann).refused("POST", "/api/v1/reports", sent) == refusal


def test_the_rules_of_the_house_are_the_operators_and_reports_name_them(aws_credentials: None) -> None:
    rules = [{"text": "Be kind"}, {"text": "No noise", "hint": "Not even at noon"}]
    with in_memory_network(rules=rules) as network:
        ann, bob = network.sign_up("ann"), network.sign_up("bob")
        listed = App(network).get("/api/v1/instance/rules")
        assert listed == [
            {"id": "1", "text": "Be kind", "hint": ""},
            {"id": "2", "text": "No noise", "hint": "Not even at noon"},
        ]
        for version in (1, 2):
            assert App(network).get(f"/api/v{version}/instance")["rules"] == listed
        assert done(network.request("GET", "/api/rules"))["items"] == listed
        form = {"account_id": str(bob.id), "rule_ids[]": "2"}
        for category in ({}, {"category": "spam"}):
            told = App.of(ann).post("/api/v1/reports", **form, **category)
            assert (told["category"], told["rule_ids"]) == ("violation", ["2"])
        native = {"accountId": str(bob.id), "ruleIds": ["2", "1"]}
        assert done(ann.post("/api/reports", native), 201)["ruleIds"] == ["2", "1"]
        status, refused = ann.post("/api/reports", {**native, "category": "spam"})
        assert (status, refused["error"]["field"]) == (422, "ruleIds")
