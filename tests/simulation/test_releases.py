"""The next release's additions, as old code gets them."""

from __future__ import annotations

import json

import pytest

from tests.simulation.releases import ADDED, of_next_release


def test_a_message_has_one_field_more() -> None:
    event = {"Records": [{"messageId": "1", "body": json.dumps({"version": 1, "kind": "push"})}]}

    (record,) = of_next_release(event)["Records"]

    assert record["messageId"] == "1"
    assert json.loads(record["body"]) == {"version": 1, "kind": "push", ADDED: ADDED}


def test_both_images_of_a_row_have_one_attribute_more_and_the_window_stays() -> None:
    change = {"Keys": {"pk": {"S": "a"}}, "NewImage": {"n": {"N": "2"}}, "OldImage": {"n": {"N": "1"}}}
    event = {"Records": [{"eventName": "MODIFY", "dynamodb": change}], "isFinalInvokeForWindow": True}

    newer = of_next_release(event)

    more = {ADDED: {"S": ADDED}}
    assert newer["isFinalInvokeForWindow"]
    assert newer["Records"][0]["dynamodb"] == {
        "Keys": {"pk": {"S": "a"}},
        "NewImage": {"n": {"N": "2"}, **more},
        "OldImage": {"n": {"N": "1"}, **more},
    }


@pytest.mark.parametrize("body", ["{not json", '"a text"', "[1]"])
def test_what_is_no_message_stays_as_it_is(body: str) -> None:
    assert of_next_release({"Records": [{"body": body}]})["Records"] == [{"body": body}]
