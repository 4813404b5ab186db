"""Show a hashtag: whether the reader follows it, how it was used, and whether it trends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from linnet.domain.trends.lists import Controls, Trend, TrendList
from linnet.domain.trends.names import folded
from linnet.domain.trends.scopes import WORLD
from linnet.domain.trends.settings import TrendSettings
from linnet.domain.users import Viewer
from linnet.ports.environment import Clock, Parallel
from linnet.ports.identity import Accounts
from linnet.ports.trends import Hours, TrendControls, TrendLists
from linnet.services.follow_hashtag import folded_tag
from linnet.services.read_tag_days import HashtagDay, ReadTagDays


@dataclass(frozen=True, slots=True)
class ShownHashtag:
    """A hashtag as a reader sees it: `tag` as all its spellings are known, `name` as it is spelled most.

    `following` is None for who has not signed in, `trend` and `rank` where it does not trend. `days` begin with today.
    """

    tag: str
    name: str
    following: bool | None
    trend: Trend | None
    rank: int | None
    days: tuple[HashtagDay, ...]


@dataclass(slots=True)
class _Read:
    followed: frozenset[str] | None = None
    found: TrendList | None = None
    controls: Controls = field(default_factory=Controls)
    days: tuple[HashtagDay, ...] = ()


@dataclass(frozen=True, slots=True)
class ShowHashtag:
    """Answer in one trip. Spellings that differ in accents are one tag among trends, and share what is counted."""

    accounts: Accounts
    lists: TrendLists
    controls: TrendControls
    days: Hours
    clock: Clock
    parallel: Parallel
    settings: TrendSettings

    def run(self, viewer: Viewer | None, written: str) -> ShownHashtag:
        """Return a hashtag, used or not. Raise a DomainError (not found) for what is none."""
        tag = folded_tag(written)
        counted = folded(f"#{tag}")
        now_ms = self.clock.now_ms()
        read = self._read(viewer, tag, now_ms)
        trend, rank = self._trend(read, counted, now_ms)
        return ShownHashtag(
            tag,
            tag if trend is None else trend.name.removeprefix("#"),
            None if read.followed is None else tag in read.followed,
            trend,
            rank,
            read.days,
        )

    def _trend(self, read: _Read, counted: str, now_ms: int) -> tuple[Trend | None, int | None]:
        if read.found is None or not read.found.lives(now_ms, self.settings):
            return None, None
        seen = [trend for trend in read.found.trends if trend.tag not in read.controls.blocked]
        return next(((trend, rank) for rank, trend in enumerate(seen, 1) if trend.tag == counted), (None, None))

    def _read(self, viewer: Viewer | None, tag: str, now_ms: int) -> _Read:
        read = _Read()

        def read_list() -> None:
            read.found = self.lists.get(WORLD)

        def read_controls() -> None:
            read.controls = self.controls.get()

        def read_days() -> None:
            read.days = ReadTagDays(self.days, self.settings).of([tag], now_ms)[tag]

        calls: list[Callable[[], None]] = [read_list, read_controls, read_days]
        if viewer is not None:
            user_id = viewer.user_id

            def read_followed() -> None:
                # Not those that came with the token: a follow of a second ago counts.
                read.followed = self.accounts.followed_tags(user_id)

            calls.append(read_followed)
        self.parallel.run(calls)
        return read
