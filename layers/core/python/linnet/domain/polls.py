"""Polls: a question of a tweet with a few answers, open for a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from linnet.domain.errors import invalid

MIN_OPTIONS: Final = 2
MAX_OPTIONS: Final = 4
MAX_OPTION_LENGTH: Final = 50
MIN_DURATION_S: Final = 5 * 60
MAX_DURATION_S: Final = 7 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Poll:
    """What a tweet asks. `ends_ms` is when votes end, Unix milliseconds.

    `multiple` allows several answers at once; `hides_totals` keeps the totals from everybody until the end.
    """

    options: tuple[str, ...]
    ends_ms: int
    multiple: bool = False
    hides_totals: bool = False

    def ended(self, now_ms: int) -> bool:
        """Tell whether it takes no more votes."""
        return now_ms >= self.ends_ms

    def shows_totals(self, now_ms: int) -> bool:
        """Tell whether the totals may be seen."""
        return not self.hides_totals or self.ended(now_ms)


@dataclass(frozen=True, slots=True)
class PollDraft:
    """A poll as its author asks for it."""

    options: tuple[str, ...]
    duration_s: int
    multiple: bool = False
    hides_totals: bool = False

    def poll(self, published_ms: int) -> Poll:
        """Return the poll of a tweet published at a time. Raise a DomainError naming the field at fault."""
        options = tuple(option.strip() for option in self.options)
        if not MIN_OPTIONS <= len(options) <= MAX_OPTIONS:
            raise invalid("poll.options", f"must be {MIN_OPTIONS} to {MAX_OPTIONS}")
        if any(not 1 <= len(option) <= MAX_OPTION_LENGTH for option in options):
            raise invalid("poll.options", f"must have 1 to {MAX_OPTION_LENGTH} characters each")
        if len(set(options)) < len(options):
            raise invalid("poll.options", "must differ")
        if not MIN_DURATION_S <= self.duration_s <= MAX_DURATION_S:
            raise invalid("poll.durationSeconds", f"must be {MIN_DURATION_S} to {MAX_DURATION_S}")
        return Poll(options, published_ms + self.duration_s * 1000, self.multiple, self.hides_totals)


@dataclass(frozen=True, slots=True)
class Vote:
    """The one vote of an account in a poll: its id tells when, `choices` are positions of options, ascending."""

    id: int
    choices: tuple[int, ...]


def checked_choices(poll: Poll, choices: Sequence[int]) -> tuple[int, ...]:
    """Return the choices of a vote in their order. Raise a DomainError on the field `choices`."""
    chosen = tuple(sorted(set(choices)))
    if not chosen or len(chosen) < len(choices) or not 0 <= chosen[0] <= chosen[-1] < len(poll.options):
        raise invalid("choices", "must be different positions of the poll's options, from 0 on")
    if len(chosen) > 1 and not poll.multiple:
        raise invalid("choices", "must be one: the poll takes no more")
    return chosen
