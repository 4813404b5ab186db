"""Requests are compared with the role of the function that makes them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulation.engine.sdk import Call, Phase, Watch
from tests.simulation.roles import Roles

GRANTED = {
    "pushes_queue": frozenset(
        {("dynamodb:Query", "graph/index/exclusions"), ("dynamodb:UpdateItem", "graph"), ("dynamodb:PutItem", "tweets")}
    )
}


def said_of(function: str | None, operation: str, **parameters: Any) -> list[str]:
    said: list[str] = []
    roles = Roles(Watch(), GRANTED, said.append, lambda: function)
    for phase in (*Phase, *Phase):
        roles.on_call(Call("dynamodb", operation, parameters), phase)
    return said


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("Query", {"TableName": "graph", "IndexName": "exclusions"}),
        ("UpdateItem", {"TableName": "graph"}),
        (
            "TransactWriteItems",
            {"TransactItems": [{"Update": {"TableName": "graph"}}, {"Put": {"TableName": "tweets"}}]},
        ),
    ],
)
def test_what_a_role_allows_is_let_pass(operation: str, parameters: dict[str, Any]) -> None:
    assert said_of("pushes_queue", operation, **parameters) == []


@pytest.mark.parametrize(
    ("operation", "parameters", "named"),
    [
        ("Query", {"TableName": "graph"}, "Query of graph"),
        ("Query", {"TableName": "graph", "IndexName": "by_name"}, "Query of graph/index/by_name"),
        ("BatchGetItem", {"RequestItems": {"graph": {}}}, "BatchGetItem of graph"),
        (
            "TransactWriteItems",
            {"TransactItems": [{"Update": {"TableName": "graph"}}, {"ConditionCheck": {"TableName": "tweets"}}]},
            "ConditionCheckItem of tweets",
        ),
    ],
)
def test_what_a_role_does_not_allow_is_said_once(operation: str, parameters: dict[str, Any], named: str) -> None:
    assert said_of("pushes_queue", operation, **parameters) == [f"the role of pushes_queue allows no {named}"]


@pytest.mark.parametrize("function", [None, "redrive"])
def test_what_tests_and_tools_do_is_nobodys(function: str | None) -> None:
    assert said_of(function, "DeleteItem", TableName="graph") == []
