"""Totals on their target's own row, with a high-water mark for each shard of a stream that has fed it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pynamodb.connection import Connection

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.marked_rows import (
    MARK_LIFETIME_S,
    MAX_ATTEMPTS,
    Item,
    MarkedRows,
    MarkMoved,
    mark_name,
    marked,
    padded,
)
from linnet.adapters.dynamodb.transactions import Random, Sleep
from linnet.adapters.dynamodb.tweet_rows import TWEET
from linnet.domain.counting import VOTES, Addition, Holder, Target, Total, sum_of
from linnet.domain.reconciling import Standing
from linnet.domain.users import AccountStatus
from linnet.ports.counters import Totals
from linnet.ports.environment import Clock

TOUCHED_BY_COUNTS: Final = "counts"

_OF: Final = {
    Holder.USER: (Total.FOLLOWERS, Total.FOLLOWING, Total.TWEETS),
    Holder.TWEET: (Total.REPLIES, Total.RETWEETS, Total.QUOTES, Total.LIKES, Total.VOTERS, *VOTES),
}


@dataclass(frozen=True, slots=True)
class DynamoCounters:
    """Implement the ports `Counters` and `StoredTotals`, over profiles (`identity_table`) and tweets.

    The row's `version` stays: a total is no change that a cached copy must be dropped for. `touched` tells the
    consumers of the table's stream that nothing else changed.
    """

    connection: Connection
    identity_table: str
    tweets_table: str
    clock: Clock
    sleep: Sleep
    random: Random

    def apply(self, target: Target, shard: str, additions: Sequence[Addition]) -> Totals | None:
        mark = mark_name(shard)
        pending = list(additions)
        for _ in range(MAX_ATTEMPTS):
            row = self._add(target, mark, pending)
            if row is not None:
                self._prune(target, row)
                return _totals(target, row)
            row = self._read(target)
            if row is None:
                return None
            if "hwm" not in row:
                self._make_marks(target)
                continue
            counted = marked(row, mark)
            pending = [each for each in pending if each.sequence > counted]
            if not pending:
                return _totals(target, row)
        raise MarkMoved

    def look(self, target: Target) -> Standing | None:
        row = self._read(target)
        if row is None or not _has_totals(target, row):
            return None
        marks: Mapping[str, Any] = row.get("hwm", {}).get("M", {})
        acts = (int(mark["M"]["act"]["N"]) for mark in marks.values() if "act" in mark["M"])
        conversation = row.get("root_id", row["id"])["N"] if target.holder is Holder.TWEET else "0"
        return Standing(
            counts=_totals(target, row).counts,
            marks=json.dumps(row.get("hwm"), sort_keys=True),
            counted_act=max(acts, default=0),
            conversation_id=int(conversation),
        )

    def repair(self, target: Target, seen: Standing, counts: Mapping[Total, int]) -> bool:
        names = {"#pk": "pk", "#hwm": "hwm", "#touched": "touched"}
        values: dict[str, Any] = {":touched": {"S": TOUCHED_BY_COUNTS}}
        marks = json.loads(seen.marks)
        conditions = ["attribute_exists(#pk)", "attribute_not_exists(#hwm)" if marks is None else "#hwm = :hwm"]
        values |= {} if marks is None else {":hwm": marks}
        sets = ["#touched = :touched"]
        for position, (total, wanted) in enumerate(counts.items()):
            old = seen.counts[total]
            names[f"#t{position}"] = total.value
            values |= {f":old{position}": {"N": str(old)}, f":new{position}": {"N": str(wanted)}}
            same = f"#t{position} = :old{position}"
            conditions.append(same if old else f"(attribute_not_exists(#t{position}) OR {same})")
            sets.append(f"#t{position} = :new{position}")
        return self._update(target, f"SET {', '.join(sets)}", " AND ".join(conditions), names, values) is not None

    def _add(self, target: Target, mark: str, additions: Sequence[Addition]) -> Item | None:
        """Count and mark in one write; return the row as it is then, None when the condition failed."""
        summed = sum_of(additions)
        names = {"#hwm": "hwm", "#mark": mark, "#sequence": "sequence", "#pk": "pk", "#touched": "touched"}
        values: dict[str, Any] = {
            ":first": {"S": padded(additions[0].sequence)},
            ":mark": {"M": self._mark(additions)},
            ":touched": {"S": TOUCHED_BY_COUNTS},
        }
        adds: list[str] = []
        for position, (total, delta) in enumerate(summed.items()):
            names[f"#t{position}"] = total.value
            values[f":d{position}"] = {"N": str(delta)}
            adds.append(f"#t{position} :d{position}")
        return self._update(
            target,
            f"ADD {', '.join(adds)} SET #hwm.#mark = :mark, #touched = :touched",
            # The sum holds for all of the additions or for none: a mark among them fails this and drops the older ones.
            "attribute_exists(#pk) AND attribute_exists(#hwm)"
            " AND (attribute_not_exists(#hwm.#mark) OR #hwm.#mark.#sequence < :first)",
            names,
            values,
        )

    def _mark(self, additions: Sequence[Addition]) -> Item:
        mark = {"sequence": {"S": padded(additions[-1].sequence)}, "at": {"N": str(self._now_s())}}
        act_id = max(addition.act_id for addition in additions)
        return mark | {"act": {"N": str(act_id)}} if act_id else mark

    def _make_marks(self, target: Target) -> None:
        """Give an older row the map that only whose members can be set."""
        self._update(
            target,
            "SET #hwm = :empty, #touched = :touched",
            "attribute_exists(#pk) AND attribute_not_exists(#hwm)",
            {"#pk": "pk", "#hwm": "hwm", "#touched": "touched"},
            {":empty": {"M": {}}, ":touched": {"S": TOUCHED_BY_COUNTS}},
        )

    def _prune(self, target: Target, row: Item) -> None:
        oldest = self._now_s() - MARK_LIFETIME_S
        marks: Mapping[str, Any] = row["hwm"]["M"]
        expired = [name for name, mark in marks.items() if int(mark["M"]["at"]["N"]) < oldest]
        if not expired:
            return
        paths = ", ".join(f"#hwm.#m{position}" for position in range(len(expired)))
        old = " AND ".join(f"#hwm.#m{position}.#at < :oldest" for position in range(len(expired)))
        self._update(
            target,
            f"REMOVE {paths} SET #touched = :touched",
            old,
            {"#hwm": "hwm", "#at": "at", "#touched": "touched"} | {f"#m{n}": name for n, name in enumerate(expired)},
            {":oldest": {"N": str(oldest)}, ":touched": {"S": TOUCHED_BY_COUNTS}},
        )

    def _update(
        self, target: Target, expression: str, condition: str, names: Mapping[str, str], values: Item
    ) -> Item | None:
        return self._rows.update(self._key(target), expression, condition, names, values)

    def _read(self, target: Target) -> Item | None:
        return self._rows.read(self._key(target))

    @property
    def _rows(self) -> MarkedRows:
        return MarkedRows(self.connection, self.sleep, self.random)

    def _key(self, target: Target) -> dict[str, Any]:
        if target.holder is Holder.USER:
            key = {"pk": {"S": keys.user(target.id)}, "sk": {"S": keys.PROFILE}}
            return {"TableName": self.identity_table, "Key": key}
        key = {"pk": {"S": keys.tweet(target.id)}, "sk": {"N": str(keys.CURRENT)}}
        return {"TableName": self.tweets_table, "Key": key}

    def _now_s(self) -> int:
        return self.clock.now_ms() // 1000


def _has_totals(target: Target, row: Item) -> bool:
    # A retweet has a row like a tweet's; what is done to it is done to its original.
    return target.holder is Holder.USER or row["kind"]["S"] == TWEET


def _totals(target: Target, row: Item) -> Totals:
    counts = {total: int(row[total.value]["N"]) if total.value in row else 0 for total in _OF[target.holder]}
    pulled = row.get("pulled", {"BOOL": False})
    return Totals(counts, bool(pulled.get("BOOL")), erasing=row.get("status") == {"S": AccountStatus.ERASING.value})
