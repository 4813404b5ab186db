"""Edges, and what the reconciler knows, in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from linnet.domain.counting import Edge, Holder, Target, Total
from linnet.domain.reconciling import Recount, Suspicion
from linnet.ports.reconciling import Candidates, Found, Source
from tests.fakes.counters import OF_USERS


class FakeEdgeCounts:
    """Count the edges that a test keeps in `edges`; `newest_act` is that of every tweet."""

    def __init__(self) -> None:
        self.edges: Counter[Edge] = Counter()
        self.newest_act = 0

    def of_user(self, user_id: int, limit: int) -> Recount | None:
        return self._count(Target(Holder.USER, user_id), OF_USERS, limit)

    def of_tweet(self, tweet_id: int, _conversation_id: int, limit: int) -> Recount | None:
        return self._count(Target(Holder.TWEET, tweet_id), frozenset(Total) - OF_USERS, limit)

    def _count(self, target: Target, totals: Collection[Total], limit: int) -> Recount | None:
        counts = {total: self.edges[target, total] for total in totals}
        return None if max(counts.values()) > limit else Recount(counts, self.newest_act)


class FakeAgenda:
    """Keep the agenda. `places` are all targets there are, in the order in which their sources are walked."""

    def __init__(self, *places: Target) -> None:
        self.places = list(places)
        self.hot = FakeHotTargets()
        self.positions: dict[Source, str | None] = {}
        self.suspicions: dict[Target, Suspicion] = {}

    def candidates(self, source: Source, position: str | None, limit: int) -> Candidates:
        start = 0 if position is None else int(position)
        listed = self._listed(source)
        found = [Found(target, str(number + 1)) for number, target in enumerate(listed)][start : start + limit]
        return Candidates(found, found[-1].position if len(found) == limit else None)

    def position(self, source: Source) -> str | None:
        return self.positions.get(source)

    def move(self, source: Source, position: str | None) -> None:
        self.positions[source] = position

    def suspicion(self, target: Target) -> Suspicion | None:
        return self.suspicions.get(target)

    def suspect(self, target: Target, suspicion: Suspicion) -> None:
        self.suspicions[target] = suspicion

    def acquit(self, target: Target) -> None:
        self.suspicions.pop(target, None)

    def _listed(self, source: Source) -> list[Target]:
        match source:
            case Source.SUSPECTED:
                return sorted(self.suspicions, key=repr)
            case Source.HOT:
                return sorted(self.hot.noted, key=repr)
            case Source.USERS:
                return [target for target in self.places if target.holder is Holder.USER]
            case Source.TWEETS:
                return [target for target in self.places if target.holder is Holder.TWEET]


class FakeHotTargets:
    """Remember every target."""

    def __init__(self) -> None:
        self.noted: set[Target] = set()

    def note(self, targets: Collection[Target]) -> None:
        self.noted.update(targets)
