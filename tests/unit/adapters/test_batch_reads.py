"""Batched reads of a table that refuses a part of the keys for a while."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from linnet.adapters.dynamodb.batch_reads import MAX_KEYS, MAX_ROUNDS, Unprocessed, read_batch
from linnet.adapters.dynamodb.engagement_rows import EngagementRow

Key = dict[str, Any]


class Throttled(EngagementRow):
    """Answer at most `capacity` keys a call; `pages` lists how many each call asked for."""

    class Meta:
        table_name = "throttled"

    capacity = MAX_KEYS
    pages: list[int] = []  # noqa: RUF012 set anew by each test

    @classmethod
    def _batch_get_page(
        cls, keys_to_get: Sequence[Key], consistent_read: bool, attributes_to_get: None
    ) -> tuple[Sequence[Key], Sequence[Key]]:
        cls.pages.append(len(keys_to_get))
        # As from the wire: what is refused comes back with its types.
        typed = [
            {name: value if isinstance(value, dict) else {"N": value} for name, value in key.items()}
            for key in keys_to_get
        ]
        return typed[: cls.capacity], typed[cls.capacity :]


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Throttled, "pages", [])


def ids(count: int, pauses: list[float]) -> list[int]:
    wanted = [(1, number) for number in range(count)]
    return [int(row.tweet_id) for row in read_batch(Throttled, wanted, sleep=pauses.append, random=lambda: 1.0)]


def test_keys_go_out_in_full_batches() -> None:
    assert ids(250, []) == list(range(250))
    assert Throttled.pages == [100, 100, 50]


def test_refused_keys_are_asked_for_again_after_growing_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Throttled, "capacity", 4)
    pauses: list[float] = []

    assert ids(10, pauses) == list(range(10))

    assert Throttled.pages == [10, 6, 2]
    assert pauses == sorted(pauses)
    assert len(pauses) == 2


def test_a_table_that_stays_throttled_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Throttled, "capacity", 0)

    with pytest.raises(Unprocessed):
        ids(3, [])

    assert len(Throttled.pages) == MAX_ROUNDS


def test_no_keys_make_no_call() -> None:
    assert ids(0, []) == []
    assert Throttled.pages == []
