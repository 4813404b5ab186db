"""Batches are full, and what was not processed is sent again."""

from __future__ import annotations

from typing import Any

import pytest

from linnet.adapters.dynamodb.batch_reads import Unprocessed
from linnet.adapters.dynamodb.batch_writes import BatchWriter
from linnet.adapters.dynamodb.timeline_rows import TimelineRow
from tests.contract.conftest import Reach, create_table
from tests.fakes.environment import SequentialParallel


class Throttled:
    """Process at most some rows of each call."""

    def __init__(self, real: Any, at_most: int) -> None:
        self.real = real
        self.at_most = at_most
        self.table_name = real.table_name
        self.sizes: list[int] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def batch_write_item(self, put_items: list[Any], delete_items: list[Any]) -> dict[str, Any]:
        self.sizes.append(len(put_items) + len(delete_items))
        done, rest = put_items[: self.at_most], put_items[self.at_most :]
        if done:
            self.real.batch_write_item(put_items=done, delete_items=[])
        return {"UnprocessedItems": {self.table_name: [{"PutRequest": {"Item": item}} for item in rest]}}


@pytest.fixture
def row(reach: Reach) -> type[TimelineRow]:
    return create_table(TimelineRow, reach("moto"))


def throttle(row: type[TimelineRow], monkeypatch: pytest.MonkeyPatch, at_most: int) -> Throttled:
    throttled = Throttled(row._get_connection(), at_most)
    monkeypatch.setattr(row, "_get_connection", lambda: throttled)
    return throttled


def rows(row: type[TimelineRow], number: int) -> list[TimelineRow]:
    return [row("HOME#1", each, author_id=1) for each in range(1, number + 1)]


def test_batches_are_as_full_as_they_can_be(row: type[TimelineRow], monkeypatch: pytest.MonkeyPatch) -> None:
    throttled = throttle(row, monkeypatch, at_most=25)
    BatchWriter(SequentialParallel(), lambda seconds: None, lambda: 1.0).write(row, puts=rows(row, 60))

    assert throttled.sizes == [25, 25, 10]
    assert len(list(row.query("HOME#1"))) == 60


def test_what_was_not_processed_is_sent_again_after_a_growing_pause(
    row: type[TimelineRow], monkeypatch: pytest.MonkeyPatch
) -> None:
    throttled = throttle(row, monkeypatch, at_most=10)
    pauses: list[float] = []
    BatchWriter(SequentialParallel(), pauses.append, lambda: 1.0).write(row, puts=rows(row, 25))

    assert throttled.sizes == [25, 15, 5]
    assert pauses == [0.05, 0.1]
    assert len(list(row.query("HOME#1"))) == 25


def test_throttling_that_does_not_end_is_an_error_within_five_seconds(
    row: type[TimelineRow], monkeypatch: pytest.MonkeyPatch
) -> None:
    throttle(row, monkeypatch, at_most=0)
    pauses: list[float] = []

    with pytest.raises(Unprocessed):
        BatchWriter(SequentialParallel(), pauses.append, lambda: 1.0).write(row, puts=rows(row, 3))
    assert sum(pauses) < 5


def test_puts_and_removals_go_together(row: type[TimelineRow]) -> None:
    writer = BatchWriter(SequentialParallel(), lambda seconds: None, lambda: 1.0)
    writer.write(row, puts=rows(row, 3))
    writer.write(row, puts=[row("HOME#1", 9, author_id=1)], deletes=[row("HOME#1", 1), row("HOME#1", 2)])

    assert [int(each.sk) for each in row.query("HOME#1")] == [3, 9]
