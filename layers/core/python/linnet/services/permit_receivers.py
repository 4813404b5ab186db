"""Decide who of many may be told of somebody's doing or of a tweet: the rules of reading, for one author at a time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from linnet.domain.tweets import Tweet
from linnet.domain.users import User
from linnet.domain.visibility import Reading, Sight
from linnet.ports.environment import Clock
from linnet.ports.graph import Graph
from linnet.ports.identity import Accounts
from linnet.ports.tweets import StoredPosts


@dataclass(frozen=True, slots=True)
class PermitReceivers:
    """Nothing is read from a cache: what was blocked, hidden or deleted a moment ago is not told of any more."""

    accounts: Accounts
    posts: StoredPosts
    graph: Graph
    clock: Clock

    def by_actor(self, actor_id: int, user_ids: Collection[int], reading: Reading) -> frozenset[int]:
        """Return those who may learn what an account does."""
        actor = self.accounts.get_user(actor_id)
        if actor is None:
            return frozenset()
        sights = self._sights(actor, user_ids, reading)
        return frozenset(each for each, sight in sights.items() if sight.may_meet(actor) and sight.hears(actor))

    def by_tweet(
        self, tweet_id: int, user_ids: Collection[int], reading: Reading, *, also_deleted: bool = False
    ) -> frozenset[int]:
        """Return those who may see a tweet, or with `also_deleted` might if it still stood."""
        post = self.posts.get(tweet_id)
        author = self.accounts.get_user(post.author_id) if isinstance(post, Tweet) else None
        if not isinstance(post, Tweet) or author is None:
            return frozenset()
        tweet = replace(post, deleted_ms=None) if also_deleted else post
        sights = self._sights(author, user_ids, reading)
        return frozenset(each for each, sight in sights.items() if sight.sees(tweet, author))

    def not_following(self, author_id: int, user_ids: Collection[int]) -> frozenset[int]:
        """Return those to whom nothing else brings what an account posts."""
        pairs = self.graph.reverse(author_id, user_ids)
        follow = {each for each, pair in pairs.items() if pair.following}
        return frozenset(user_ids) - follow - {author_id}

    def _sights(self, other: User, user_ids: Collection[int], reading: Reading) -> dict[int, Sight]:
        pairs = self.graph.reverse(other.id, user_ids)
        now_ms = self.clock.now_ms()
        return {
            each: Sight(
                viewer_id=each,
                now_ms=now_ms,
                reading=reading,
                exclusions={other.id: pair} if (pair := pairs.get(each)) is not None else {},
                followed=frozenset({other.id}) if pair is not None and pair.following else frozenset(),
            )
            for each in user_ids
        }
