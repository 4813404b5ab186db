"""Messages are cut into what one call to SQS may send."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet.adapters.sqs_batches import MAX_BYTES, MAX_MESSAGES, batches

if TYPE_CHECKING:
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef as Message


def message(number: int, body: str) -> Message:
    return {"Id": str(number), "MessageBody": body}


def lengths(*bodies: str) -> list[int]:
    return [len(batch) for batch in batches([message(number, body) for number, body in enumerate(bodies)])]


def test_nothing_makes_no_call() -> None:
    assert lengths() == []


def test_small_messages_go_by_ten() -> None:
    assert lengths(*["x"] * 21) == [10, 10, 1]


def test_a_call_is_full_at_a_mebibyte() -> None:
    half = "x" * (MAX_BYTES // 2)
    assert lengths(half, half, half) == [2, 1]
    assert lengths(half, f"{half}x", half) == [1, 1, 1]


def test_bytes_count_and_not_characters() -> None:
    assert lengths("ä" * (MAX_BYTES // 2), "x") == [1, 1]


@pytest.mark.parametrize("value", ["StringValue", "BinaryValue"])
def test_attributes_count_with_their_names_and_types(value: str) -> None:
    left = MAX_BYTES - len("version") - len("String") - len("12")
    attributes = {"version": {"DataType": "String", value: "12" if value == "StringValue" else b"12"}}

    def cut(body: str) -> int:
        return len(list(batches([message(0, body), {**message(1, "x"), "MessageAttributes": attributes}])))  # type: ignore[typeddict-item]

    assert (cut("x" * (left - 1)), cut("x" * left)) == (1, 2)


def test_what_is_too_long_by_itself_is_left_to_the_queue_to_refuse() -> None:
    assert lengths("x", "x" * (MAX_BYTES + 1), "x") == [1, 1, 1]


@given(st.lists(st.sampled_from([1, 100_000, 300_000, MAX_BYTES // 2, MAX_BYTES]), max_size=25))
def test_messages_keep_their_order_and_fill_each_call_within_both_limits(sizes: list[int]) -> None:
    sent = [message(number, "x" * size) for number, size in enumerate(sizes)]

    found = [[len(each["MessageBody"]) for each in batch] for batch in batches(sent)]

    assert [size for batch in found for size in batch] == sizes
    assert all(len(batch) <= MAX_MESSAGES and sum(batch) <= MAX_BYTES for batch in found)
    for batch, after in pairwise(found):
        assert len(batch) == MAX_MESSAGES or sum(batch) + after[0] > MAX_BYTES
