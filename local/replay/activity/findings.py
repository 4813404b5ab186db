"""Compare what the network tells with what was done."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from linnet.domain.notifications import MAX_ENTRIES
from local.replay.activity.listening import Event
from local.replay.activity.recount import Fact
from local.replay.activity.shown import Listed, Totals

Group = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class TotalFinding:
    """One total of many things: its sum by the edges, as shown, and as listed; `differing` counts the things."""

    name: str
    things: int
    edges: int
    shown: int
    listed: int | None
    differing: int


@dataclass(frozen=True, slots=True)
class NotificationFinding:
    """What one account was told, by the edges, its list and its socket.

    `wrong` are notifications that are missing in the list, too many, or there twice. Of those listed, `coalesced` came
    to the socket within a newer event of their group, and `untold` did not come; of the events, `twice` came again and
    `unknown` tell of nothing that is listed.
    """

    account: str
    edges: int
    listed: int
    wrong: int
    events: int
    coalesced: int
    untold: int
    twice: int
    unknown: int
    closed: bool

    @property
    def differences(self) -> int:
        return self.wrong + self.untold + self.twice + self.unknown + self.closed


def compare_totals(
    name: str,
    field: str,
    ids: Collection[str],
    edges: Mapping[str, int],
    shown: Totals,
    listed: Mapping[str, Sequence[str]] | None = None,
    members: Mapping[str, Collection[str]] | None = None,
) -> TotalFinding:
    """Compare a total of all `ids`, and the lists that were read with who must be in them, each once."""
    differing = {each for each in ids if shown.get(each, {}).get(field) != edges.get(each, 0)}
    for each, found in (listed or {}).items():
        if Counter(found) != Counter((members or {}).get(each, ())):
            differing.add(each)
    return TotalFinding(
        name,
        len(ids),
        sum(edges.get(each, 0) for each in ids),
        sum(shown.get(each, {}).get(field, 0) for each in ids),
        None if listed is None else sum(map(len, listed.values())),
        len(differing),
    )


def compare_notifications(
    account: str,
    expected: Collection[Fact],
    listed: Sequence[Listed],
    events: Sequence[Event],
    *,
    before: Collection[str] = (),
    closed: bool = False,
) -> NotificationFinding:
    """Compare an account's edges, list and events; `before` are the ids that were listed when the socket opened.

    Those who did the same to the same tweet are a group. Each job tells of the newest entry that it put into a group,
    and a group knows the newest `MAX_ENTRIES` accounts only: docs/realtime.md and docs/api.md.
    """
    wanted, found = _by_group(expected), _by_group(each.fact for each in listed)
    told = {event.id for event in events}
    ids: defaultdict[Group, list[int]] = defaultdict(list)
    for each in listed:
        ids[_group(each.fact)].append(int(each.id))
    coalesced = untold = 0
    for entries in ids.values():
        newest_told = max((each for each in entries if str(each) in told), default=0)
        silent = [each for each in entries if str(each) not in told and str(each) not in before]
        coalesced += sum(each < newest_told for each in silent)
        untold += sum(each > newest_told for each in silent)
    # Below the oldest entry that a full group kept, an event may tell of one that it forgot.
    forgotten_below: dict[str, int] = {}
    for (kind, tweet), entries in ids.items():
        if len(wanted.get((kind, tweet), ())) > MAX_ENTRIES:
            forgotten_below[kind] = max(forgotten_below.get(kind, 0), min(entries))
    kinds = {each.id: each.fact.kind for each in listed}
    unknown = [
        event
        for event in set(events)
        if kinds.get(event.id) != event.kind and int(event.id) >= forgotten_below.get(event.kind, 0)
    ]
    return NotificationFinding(
        account=account,
        edges=len(set(expected)),
        listed=len(listed),
        wrong=sum(_wrong(wanted.get(group, []), found.get(group, [])) for group in wanted.keys() | found.keys()),
        events=len(events),
        coalesced=coalesced,
        untold=untold,
        twice=len(events) - len(told),
        unknown=len(unknown),
        closed=closed,
    )


def _group(fact: Fact) -> Group:
    return fact.kind, fact.tweet


def _by_group(facts: Iterable[Fact]) -> dict[Group, list[str]]:
    groups: defaultdict[Group, list[str]] = defaultdict(list)
    for fact in facts:
        groups[_group(fact)].append(fact.actor)
    return dict(groups)


def _wrong(wanted: Collection[str], found: Sequence[str]) -> int:
    """Count the accounts that a group names twice, without reason, or does not name although it has room."""
    named = set(found)
    room = min(len(set(wanted)), MAX_ENTRIES)
    return len(found) - len(named) + len(named - set(wanted)) + max(0, room - len(named & set(wanted)))
