"""The emulator's expressions, read once."""

from unittest.mock import Mock

import pytest
from ministack.services import dynamodb  # type: ignore[import-untyped]

from local.cloud.expressions import read_expressions_once

CONDITION = "#0 = :0 AND begins_with (#1, :1)"
WRONG = "#0 = = :0"


@pytest.fixture(autouse=True)
def restored(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_tokenize", "_condition_syntax_error"):
        monkeypatch.setattr(dynamodb, name, getattr(dynamodb, name))


def test_what_is_remembered_is_what_was_read() -> None:
    tokens, complaint = dynamodb._tokenize(CONDITION), dynamodb._condition_syntax_error(WRONG, "FilterExpression")
    assert complaint is not None

    read_expressions_once()

    for _ in range(2):
        assert dynamodb._tokenize(CONDITION) == tokens
        assert dynamodb._condition_syntax_error(CONDITION, "FilterExpression") is None
        assert dynamodb._condition_syntax_error(WRONG, "FilterExpression") == complaint


def test_whoever_changes_its_tokens_changes_nobody_elses() -> None:
    read_expressions_once()
    tokens = dynamodb._tokenize(CONDITION)

    dynamodb._tokenize(CONDITION).clear()

    assert dynamodb._tokenize(CONDITION) == tokens


def test_a_condition_is_checked_once_for_all_items(monkeypatch: pytest.MonkeyPatch) -> None:
    check = Mock(return_value=None)
    monkeypatch.setattr(dynamodb, "_condition_syntax_error", check)
    read_expressions_once()

    matched = [
        dynamodb._evaluate_condition("#0 > :0", {"n": {"N": str(number)}}, {":0": {"N": "5"}}, {"#0": "n"})
        for number in range(10)
    ]

    assert sum(matched) == 4
    check.assert_called_once()
