"""What the reconciler looks at: suspected and hot targets in rows of their own, and the key space of two tables."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.models import Model

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.tweet_rows import TWEET
from linnet.domain.counting import Holder, Target, Total
from linnet.domain.reconciling import Suspicion
from linnet.ports.environment import Clock
from linnet.ports.reconciling import Candidates, Found, Source

SUSPICION_LIFETIME_S: Final = 30 * 86_400
HOT_LIFETIME_S: Final = 86_400
# A container notes a target again when this is over, or when it has noted so many others.
NOTED_AGAIN_MS: Final = 3_600_000
MAX_NOTED: Final = 10_000

_PARTITIONS: Final = {Source.SUSPECTED: keys.SUSPECTED, Source.HOT: keys.HOT}


class ReconciliationRow(Model):
    """A position of a walk, a suspicion, or a hot target; the partition says which."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    position = UnicodeAttribute(null=True)
    differences = UnicodeAttribute(null=True)
    marks = UnicodeAttribute(null=True)
    since_ms = NumberAttribute(null=True)
    quiet_since_ms = NumberAttribute(null=True)
    expires_at = NumberAttribute(null=True)


@dataclass(frozen=True, slots=True)
class DynamoAgenda:
    """Implement the port `Agenda` over the platform table.

    The key space is walked by scans of a few rows each, in the order of hashed keys: neighbours there have nothing to
    do with each other, so any stretch is a fair sample.
    """

    row: type[ReconciliationRow]
    connection: Connection
    clock: Clock
    identity_table: str
    tweets_table: str

    def candidates(self, source: Source, position: str | None, limit: int) -> Candidates:
        if source in _PARTITIONS:
            return self._listed(_PARTITIONS[source], position, limit)
        return self._scanned(source, position, limit)

    def position(self, source: Source) -> str | None:
        try:
            return self.row.get(keys.POSITIONS, source.value, consistent_read=True).position
        except self.row.DoesNotExist:
            return None

    def move(self, source: Source, position: str | None) -> None:
        self.row(keys.POSITIONS, source.value, position=position).save()

    def suspicion(self, target: Target) -> Suspicion | None:
        try:
            row = self.row.get(keys.SUSPECTED, keys.target(target.holder.value, target.id), consistent_read=True)
        except self.row.DoesNotExist:
            return None
        found = {Total(name): int(value) for name, value in json.loads(row.differences or "{}").items()}
        return Suspicion(found, row.marks or "", int(row.since_ms), int(row.quiet_since_ms))

    def suspect(self, target: Target, suspicion: Suspicion) -> None:
        self.row(
            keys.SUSPECTED,
            keys.target(target.holder.value, target.id),
            differences=json.dumps({total.value: value for total, value in suspicion.differences.items()}),
            marks=suspicion.marks,
            since_ms=suspicion.since_ms,
            quiet_since_ms=suspicion.quiet_since_ms,
            expires_at=self.clock.now_ms() // 1000 + SUSPICION_LIFETIME_S,
        ).save()

    def acquit(self, target: Target) -> None:
        self.row(keys.SUSPECTED, keys.target(target.holder.value, target.id)).delete()

    def _listed(self, partition: str, position: str | None, limit: int) -> Candidates:
        rows = list(
            self.row.query(
                partition,
                None if position is None else self.row.sk > position,
                attributes_to_get=["pk", "sk"],
                limit=limit,
                page_size=limit,
            )
        )
        found = [Found(_target(row.sk), row.sk) for row in rows]
        return Candidates(found, rows[-1].sk if len(rows) == limit else None)

    def _scanned(self, source: Source, position: str | None, limit: int) -> Candidates:
        users = source is Source.USERS
        request: dict[str, Any] = {
            "TableName": self.identity_table if users else self.tweets_table,
            # The role allows no other attributes, and no scan without a choice of them.
            "Select": "SPECIFIC_ATTRIBUTES",
            "ProjectionExpression": "pk, sk" if users else "pk, sk, kind",
            "Limit": limit,
        }
        if position is not None:
            request["ExclusiveStartKey"] = json.loads(position)
        answer: Mapping[str, Any] = self.connection.dispatch("Scan", request)
        last = answer.get("LastEvaluatedKey")
        found = [
            Found(target, _position(item))
            for item in answer["Items"]
            if (target := _profile(item) if users else _tweet(item)) is not None
        ]
        return Candidates(found, None if last is None else _position(last))


@dataclass(frozen=True, slots=True)
class DynamoHotTargets:
    """Implement the port `HotTargets`: a row a day for each, written at most once an hour by a container."""

    row: type[ReconciliationRow]
    clock: Clock
    noted: dict[Target, int] = field(default_factory=dict)

    def note(self, targets: Collection[Target]) -> None:
        now_ms = self.clock.now_ms()
        for target in targets:
            if now_ms - self.noted.get(target, -NOTED_AGAIN_MS) < NOTED_AGAIN_MS:
                continue
            place = keys.target(target.holder.value, target.id)
            self.row(keys.HOT, place, expires_at=now_ms // 1000 + HOT_LIFETIME_S).save()
            if len(self.noted) >= MAX_NOTED:
                self.noted.clear()
            self.noted[target] = now_ms


def _target(place: str) -> Target:
    holder, _, identifier = place.partition("#")
    return Target(Holder(holder), int(identifier))


def _profile(item: Mapping[str, Any]) -> Target | None:
    if item["sk"]["S"] != keys.PROFILE:
        return None
    return Target(Holder.USER, int(item["pk"]["S"].removeprefix(keys.USER_PREFIX)))


def _tweet(item: Mapping[str, Any]) -> Target | None:
    if item.get("kind", {}).get("S") != TWEET:
        return None
    return Target(Holder.TWEET, int(item["pk"]["S"].removeprefix(keys.TWEET_PREFIX)))


def _position(item: Mapping[str, Any]) -> str:
    return json.dumps({name: item[name] for name in ("pk", "sk")})
