"""An account's own partitions, cleared."""

from __future__ import annotations

from typing import Any, cast

from linnet.adapters.dynamodb.erase_rows import EraseRows


class Replicas:
    """A table in which only a strongly consistent read finds what was written a moment ago."""

    rows = ("row of a moment ago",)

    def query(self, partition: str, *, consistent_read: bool = False, **_: Any) -> tuple[str, ...]:
        assert partition == "U#5"
        return self.rows if consistent_read else ()


class Deletes(list[str]):
    """Keep what is deleted."""

    def write(self, _: object, *, deletes: list[str]) -> None:
        self += deletes


def test_what_was_written_a_moment_ago_goes_too() -> None:
    deleted = Deletes()
    erase = EraseRows("graph", cast("Any", Replicas()), cast("Any", deleted), lambda user_id: [f"U#{user_id}"])

    assert erase.erase(5, None) == "0"
    assert deleted == [*Replicas.rows]
