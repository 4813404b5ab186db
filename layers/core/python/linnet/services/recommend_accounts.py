"""Recommend accounts that want to be found: to everybody in a directory, to a reader by whom their friends follow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from linnet.domain.graph import Relationship
from linnet.domain.paging import PageRange
from linnet.domain.timelines import DIRECTORY_FEED, PUBLIC_FEED
from linnet.domain.users import User, Viewer
from linnet.domain.visibility import Reading, Sight
from linnet.ports.environment import Clock, Parallel
from linnet.ports.graph import DismissedSuggestions, FollowIndex, Graph
from linnet.ports.identity import Users
from linnet.ports.timelines import Feeds, Invalidations
from linnet.services.at_once import both

# So many entries of a feed are read for a directory: what stands behind them is not listed.
LISTED: Final = 400
# So many followees, each with so many of theirs, newest follows first.
FRIENDS: Final = 20
FRIENDS_OF_EACH: Final = 20
# The authors of so many of the newest public posts.
POSTS: Final = 100
CANDIDATES: Final = 100
MAX_SUGGESTIONS: Final = 80


class DirectoryOrder(StrEnum):
    """Who posted publicly last comes first, or who signed up last."""

    ACTIVE = "active"
    NEW = "new"


class Reason(StrEnum):
    """Why an account is suggested."""

    FRIENDS_OF_FRIENDS = "friends_of_friends"
    POPULAR = "popular"


@dataclass(frozen=True, slots=True)
class SuggestedAccount:
    user: User
    reason: Reason


@dataclass(frozen=True, slots=True)
class ReadDirectory:
    """Two trips. The newest accounts stand in a feed of their own, active ones are the authors of the public one."""

    feeds: Feeds
    graph: Graph
    users: Users
    invalidations: Invalidations
    parallel: Parallel
    clock: Clock

    def run(self, viewer: Viewer | None, order: DirectoryOrder, offset: int, limit: int) -> Sequence[User]:
        """Return accounts that want to be found and that this reader wants to see; fewer than the limit at the end."""
        feed = DIRECTORY_FEED if order is DirectoryOrder.NEW else PUBLIC_FEED
        entries, (exclusions, _) = both(
            self.parallel,
            lambda: self.feeds.page(feed, PageRange(LISTED)),
            lambda: both(self.parallel, lambda: _exclusions(self.graph, viewer), self.invalidations.poll),
        )
        ids = list(dict.fromkeys(each.author_id for each in entries))
        sight = _sight(viewer, exclusions, self.clock)
        known = self.users.get_many(ids)
        shown = [known[each] for each in ids if each in known and _recommends(sight, known[each])]
        return shown[offset : offset + limit]


@dataclass(frozen=True, slots=True)
class SuggestAccounts:
    """Four trips, each bounded: whom one follows, whom they follow, profiles and pairs.

    Friends of friends come first, those that most friends follow before others, then whoever has most followers among
    those who just posted. Nobody is suggested who does not want to be found, or whom the reader knows.
    """

    feeds: Feeds
    follows: FollowIndex
    graph: Graph
    dismissed: DismissedSuggestions
    users: Users
    invalidations: Invalidations
    parallel: Parallel
    clock: Clock

    def run(self, viewer: Viewer, limit: int) -> Sequence[SuggestedAccount]:
        """Return at most so many accounts, best first."""
        me = viewer.user_id
        (followed, entries), (exclusions, (dismissed, _)) = both(
            self.parallel,
            lambda: both(
                self.parallel,
                lambda: self.follows.following(me, PageRange(FRIENDS)),
                lambda: self.feeds.page(PUBLIC_FEED, PageRange(POSTS)),
            ),
            lambda: both(
                self.parallel,
                lambda: self.graph.exclusions(me),
                lambda: both(self.parallel, lambda: self.dismissed.of(me), self.invalidations.poll),
            ),
        )
        sight = _sight(viewer, exclusions, self.clock)
        friends = self._telling([each.user_id for each in followed], sight)
        by_friends = [each for each, _ in self._followed_by(friends).most_common(CANDIDATES)]
        authors = dict.fromkeys(each.author_id for each in entries)
        candidates = [each for each in dict.fromkeys((*by_friends, *authors)) if each != me and each not in dismissed]
        known, pairs = both(
            self.parallel,
            lambda: self.users.get_many(candidates),
            lambda: self.graph.get_many(me, candidates),
        )
        new = [
            known[each]
            for each in candidates
            if each in known and _recommends(sight, known[each]) and not _knows(pairs.get(each))
        ]
        close = set(by_friends)
        popular = sorted((user for user in new if user.id not in close), key=lambda user: -user.counts.followers)
        found = [
            *(SuggestedAccount(user, Reason.FRIENDS_OF_FRIENDS) for user in new if user.id in close),
            *(SuggestedAccount(user, Reason.POPULAR) for user in popular),
        ]
        return found[: min(limit, MAX_SUGGESTIONS)]

    def dismiss(self, viewer: Viewer, user_id: int) -> None:
        """Suggest an account no more; again, and where there is none, nothing happens."""
        self.dismissed.add(viewer.user_id, user_id)

    def _telling(self, ids: Sequence[int], sight: Sight) -> Sequence[int]:
        """Return which followees tell the reader whom they follow: the reader follows them, so protected ones do."""
        known = self.users.get_many(ids)
        return [
            each for each in ids if each in known and sight.may_meet(known[each]) and not known[each].hide_collections
        ]

    def _followed_by(self, friends: Sequence[int]) -> Counter[int]:
        found: Counter[int] = Counter()

        def reading(friend: int) -> Callable[[], list[int]]:
            return lambda: [each.user_id for each in self.follows.following(friend, PageRange(FRIENDS_OF_EACH))]

        for followed in self.parallel.run([reading(each) for each in friends]) if friends else ():
            found.update(followed)
        return found


def _exclusions(graph: Graph, viewer: Viewer | None) -> Mapping[int, Relationship]:
    return {} if viewer is None else graph.exclusions(viewer.user_id)


def _sight(viewer: Viewer | None, exclusions: Mapping[int, Relationship], clock: Clock) -> Sight:
    me = None if viewer is None else viewer.user_id
    # As in a public place: nobody asked for these accounts, so mutes hide them.
    return Sight(viewer_id=me, now_ms=clock.now_ms(), reading=Reading.FEED, exclusions=exclusions)


def _recommends(sight: Sight, user: User) -> bool:
    return user.discoverable and sight.may_meet(user) and sight.hears(user)


def _knows(pair: Relationship | None) -> bool:
    return pair is not None and (pair.following or pair.requested)
