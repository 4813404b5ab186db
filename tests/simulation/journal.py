"""What clients asked for and what they were told, and what may therefore be stored.

A client's operation is a deed with a beginning and an end. Deeds that overlap may have happened in either order, and
one whose answer never came may have happened or not: so the journal answers with the set of states that are possible.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any


class Outcome(Enum):
    """What a client knows of its operation."""

    UNDERWAY = auto()
    DONE = auto()
    REFUSED = auto()
    UNKNOWN = auto()


@dataclass(slots=True)
class Deed:
    """An operation; `began` and `ended` number moments in their order."""

    kind: str
    began: int
    began_ms: int = 0
    ended: int | None = None
    ended_ms: int = 0
    outcome: Outcome = Outcome.UNDERWAY
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def beginning(self) -> Moment:
        return Moment(self.began, self.began_ms)

    @property
    def done(self) -> bool:
        return self.outcome is Outcome.DONE

    @property
    def refused(self) -> bool:
        return self.outcome is Outcome.REFUSED


@dataclass(frozen=True, slots=True)
class Moment:
    """The beginning of a read: what was acknowledged before it must be in its answer."""

    number: int
    ms: int


Key = tuple[Hashable, ...]
States = frozenset[Any]


class Journal:
    """Deeds, and the registers that they write: a pair's follow, a tweet's text, and so on."""

    def __init__(self, now_ms: Callable[[], int]) -> None:
        self.deeds: list[Deed] = []
        self._now_ms = now_ms
        self._moment = 0
        self._writes: dict[Key, list[tuple[Deed, States]]] = defaultdict(list)
        self._keys: dict[Hashable, list[Key]] = defaultdict(list)
        self._keys_about: dict[tuple[Hashable, Hashable], list[Key]] = defaultdict(list)

    def now(self) -> Moment:
        self._moment += 1
        return Moment(self._moment, self._now_ms())

    def begin(self, kind: str, **facts: Any) -> Deed:
        moment = self.now()
        deed = Deed(kind, moment.number, moment.ms, facts=facts)
        self.deeds.append(deed)
        return deed

    def end(self, deed: Deed, outcome: Outcome) -> None:
        moment = self.now()
        deed.ended, deed.ended_ms, deed.outcome = moment.number, moment.ms, outcome

    def writes(self, deed: Deed, key: Key, *states: Any) -> None:
        """Note that a deed, if it happened, left a register in one of these states."""
        if key not in self._writes:
            self._keys[key[0]].append(key)
            self._keys_about[key[0], key[-1]].append(key)
        self._writes[key].append((deed, frozenset(states)))

    def settles(self, deed: Deed, key: Key, *states: Any) -> None:
        """Note which of the states it was: the answer told."""
        self._writes[key] = [(each, frozenset(states) if each is deed else known) for each, known in self._writes[key]]

    def keys(self, facet: str, about: Hashable | None = None) -> list[Key]:
        """Return the registers of a kind that were written, all or those whose last part is what they are about."""
        return self._keys[facet] if about is None else self._keys_about[facet, about]

    def pairs(self, facet: str) -> list[tuple[int, int]]:
        """Return who and what the registers of a kind are of, where both are ids, in the order of `keys`."""
        found = []
        for _, actor, what in self._keys[facet]:
            assert isinstance(actor, int)
            assert isinstance(what, int)
            found.append((actor, what))
        return found

    def named(self, facet: str) -> list[tuple[int, str]]:
        """Return who and what, where what is known by a text."""
        found = []
        for _, actor, name in self._keys[facet]:
            assert isinstance(actor, int)
            assert isinstance(name, str)
            found.append((actor, name))
        return found

    def deeds_on(self, key: Key) -> list[Deed]:
        """Return what was meant to write a register."""
        return [deed for deed, _ in self._writes.get(key, ())]

    def deeds_of(self, kind: str) -> list[Deed]:
        return [deed for deed in self.deeds if deed.kind == kind]

    def possible(
        self, key: Key, initial: Any, since: Moment | None = None, within_ms: int = 0, *, without: Deed | None = None
    ) -> States:
        """Return what a register may hold: now for good, or for a read that began at `since` and is not over.

        `within_ms` forgives a read that does not know yet what was acknowledged so shortly before it. `without` asks
        what one deed may have met.
        """
        known = self._writes.get(key, ())
        kept = (each for each in known if each[0] is not without)
        writes = [(deed, states) for deed, states in kept if not self._came_to_nothing(deed, since)]
        settled = [deed for deed, _ in writes if deed.done and self._settled(deed, since, within_ms)]
        last_begun = max((deed.began for deed in settled), default=-1)
        found = set() if settled else {initial}
        for deed, states in writes:
            if deed.ended is None or deed.ended >= last_begun:
                found |= states
        return frozenset(found)

    def met(self, deed: Deed, key: Key, initial: Any) -> States:
        """Return what a deed may have found in a register: anything that stood between its beginning and now."""
        return self.possible(key, initial, deed.beginning, without=deed)

    def surely(self, key: Key, state: Any, since: Moment, within_ms: int = 0, *, initial: Any = False) -> bool:
        """Tell whether a read that began at `since` can have met no other state."""
        return self.possible(key, initial, since, within_ms) == {state}

    @staticmethod
    def _came_to_nothing(deed: Deed, since: Moment | None) -> bool:
        """Tell whether a deed was refused before a read began. One refused later may have been met, and taken back."""
        return deed.refused and (since is None or deed.ended is None or deed.ended < since.number)

    def _settled(self, deed: Deed, since: Moment | None, within_ms: int) -> bool:
        if deed.ended is None:
            return False
        return since is None or (deed.ended < since.number and deed.ended_ms <= since.ms - within_ms)
