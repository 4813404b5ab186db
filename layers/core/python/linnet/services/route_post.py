"""Decide where a change of a post has to go: heads and feeds at once, followers' homes by jobs."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from linnet.domain.changes import PostChange
from linnet.domain.ids import created_ms
from linnet.domain.pushes import (
    PUBLIC_TOPIC,
    Push,
    PushKind,
    Topic,
    TopicKind,
    hashtag_topic,
    own_topic,
    tweet_topic,
)
from linnet.domain.timelines import PUBLIC_FEED, TimelineEntry, entry_of_post, fold_tag, tag_feed
from linnet.domain.tweets import Audience, Post, Retweet, Tweet
from linnet.domain.users import User
from linnet.ports.environment import Clock, Parallel
from linnet.ports.graph import FollowIndex
from linnet.ports.identity import Accounts
from linnet.ports.timelines import Feeds, Heads, Job, Jobs, TagTimelines
from linnet.ports.tweets import StoredPosts
from linnet.services.tell_watchers import TellWatchers

# A post older than this may have been changed behind the record that is worked off.
LATE_MS: Final = 60_000


@dataclass(frozen=True, slots=True)
class RoutePost:
    """Work off one record of the tweets stream; again, or killed half-way and again, leaves the same.

    Everything it writes is keyed by the post's id, and records of one post come in their order, unless they are sent
    once more. So the post of one that is not fresh is looked at first: what was deleted meanwhile is retracted. And any
    is looked at last: beside a record that is sent once more, that of the deletion may have been worked off already.
    """

    posts: StoredPosts
    accounts: Accounts
    heads: Heads
    feeds: Feeds
    tag_timelines: TagTimelines
    follows: FollowIndex
    jobs: Jobs
    tell_watchers: TellWatchers
    parallel: Parallel
    clock: Clock
    chunk: int

    def run(self, change: PostChange) -> User | None:
        """Route one change and return its author, None where there is nothing to route; counts that moved are none."""
        if not change.content:
            return None
        old, new = self._as_stored(_standing(change.old), _standing(change.new))
        post = new if new is not None else old
        if post is None:
            return None
        author = self.accounts.get_user(post.author_id)
        self._route_feeds(old, new, author)
        if old is None:
            self._publish(post, author)
        elif new is None:
            self._retract(post, author)
        elif _edited(old, new) and author is not None and not author.pulled:
            self._send("edited", entry_of_post(post))
        if new is not None:
            self._settle(new, author)
        # Last: whoever is told of something can read it.
        self.tell_watchers.run(_pushes(old, new))
        return author

    def _as_stored(self, old: Post | None, new: Post | None) -> tuple[Post | None, Post | None]:
        # Who made the id may have had a clock that is ahead: then nothing is known.
        if new is None or 0 <= self.clock.now_ms() - created_ms(new.id) < LATE_MS:
            return old, new
        stored = _standing(self.posts.get(new.id))
        return (old or new, None) if stored is None else (old, stored)

    def _settle(self, routed: Post, author: User | None) -> None:
        """Bring feeds and heads to what is stored now; a later change has a record of its own, which comes later."""
        stored = _standing(self.posts.get(routed.id))
        self._route_feeds(routed, stored, author)
        if stored is None:
            self.heads.remove(routed.author_id, routed.id)

    def _publish(self, post: Post, author: User | None) -> None:
        # Also for an author who was hidden meanwhile: reading hides it, and they may come back.
        if author is None:
            return
        entry = entry_of_post(post)
        if author.pulled:
            # Answers to others reach only who follows both, and a head is the same for all: they stay on the profile.
            if reaches_all_followers(post):
                self.heads.add(author.id, [entry])
            # Whoever ceased to be a celebrity meanwhile may have had the head copied before this entry was in it.
            current = self.accounts.get_user(author.id)
            if current is None or current.pulled:
                return
        self._send("push", entry)

    def _retract(self, post: Post, author: User | None) -> None:
        entry = entry_of_post(post)
        # Also for an author who is no celebrity now: an old head comes back to life when they are one again.
        self.heads.remove(post.author_id, post.id)
        if author is None or not author.pulled:
            self._send("remove", entry)

    def _send(self, kind: str, entry: TimelineEntry) -> None:
        parts = self.follows.split(entry.author_id, self.chunk)
        self.jobs.send([Job(kind, author_id=entry.author_id, entry=entry, part=part) for part in parts])

    def _route_feeds(self, old: Post | None, new: Post | None, author: User | None) -> None:
        before, after = feeds_of(old), feeds_of(new)
        calls: list[Callable[[], None]] = [self._leave(feed, old) for feed in sorted(before - after) if old is not None]
        if new is not None and author is not None and not author.protected:
            calls.extend(self._join(feed, new) for feed in sorted(after - before))
        calls += self._tag_timelines(old, new if author is not None and not author.protected else None)
        if calls:
            self.parallel.run(calls)

    def _tag_timelines(self, old: Post | None, new: Post | None) -> list[Callable[[], None]]:
        """Return the calls that bring a post into, or take it out of, what those who follow its hashtags get home."""

        def joining(tag: str, post: Post) -> Callable[[], None]:
            return lambda: self.tag_timelines.add(tag, entry_of_post(post))

        def leaving(tag: str, post: Post) -> Callable[[], None]:
            return lambda: self.tag_timelines.remove(tag, post.id)

        before, after = tags_home(old), tags_home(new)
        calls = [leaving(tag, old) for tag in sorted(before - after) if old is not None]
        return calls + [joining(tag, new) for tag in sorted(after - before) if new is not None]

    def _join(self, feed: str, post: Post) -> Callable[[], None]:
        return lambda: self.feeds.add(feed, entry_of_post(post))

    def _leave(self, feed: str, post: Post) -> Callable[[], None]:
        return lambda: self.feeds.remove(feed, post.id)


def feeds_of(post: Post | None) -> frozenset[str]:
    """Return the feeds that a post belongs to: public tweets under their hashtags, public originals in `public`."""
    if not isinstance(post, Tweet) or post.audience is not Audience.PUBLIC:
        return frozenset()
    tags = {tag_feed(found.tag) for found in post.entities.hashtags}
    return frozenset(tags if post.reply_to_id is not None else tags | {PUBLIC_FEED})


def tags_home(post: Post | None) -> frozenset[str]:
    """Return the hashtags whose followers get a post home: those of a public tweet that answers nobody else."""
    if not isinstance(post, Tweet) or post.audience is not Audience.PUBLIC or not reaches_all_followers(post):
        return frozenset()
    return frozenset(fold_tag(found.tag) for found in post.entities.hashtags)


def _pushes(old: Post | None, new: Post | None) -> list[Push]:
    """Return what those who watch the post, or the feeds that it joined, are told."""
    told: list[Push] = []
    before, after = feeds_of(old), feeds_of(new)
    if isinstance(old, Tweet) and new is None:
        told.append(Push(PushKind.TWEET_DELETED, tweet_topic(old.id), old.id, tweet_id=old.id))
    if old is None and new is not None and reaches_all_followers(new):
        told.append(Push(PushKind.STATUS_NEW, own_topic(TopicKind.HOME, new.author_id), new.id))
    if old is not None and new is None:
        told.append(Push(PushKind.STATUS_DELETED, own_topic(TopicKind.HOME, old.author_id), old.id))
    if isinstance(old, Tweet) and isinstance(new, Tweet) and _edited(old, new):
        version = str(new.version)
        told.append(Push(PushKind.TWEET_EDITED, tweet_topic(new.id), new.id, tweet_id=new.id, occurrence=version))
        home = own_topic(TopicKind.HOME, new.author_id)
        told.extend(
            Push(PushKind.STATUS_EDITED, topic, new.id, occurrence=version)
            for topic in [home, *_topics_of(new, before & after)]
        )
    if isinstance(old, Tweet):
        told.extend(Push(PushKind.STATUS_DELETED, topic, old.id) for topic in _topics_of(old, before - after))
    if isinstance(new, Tweet):
        told.extend(
            Push(PushKind.FEED_NEW, topic, new.id, tweet_id=new.id) for topic in _topics_of(new, after - before)
        )
    return told


def _topics_of(tweet: Tweet, feeds: Collection[str]) -> list[Topic]:
    """Return what those watch who see a tweet in feeds."""
    tags = {hashtag_topic(found.tag) for found in tweet.entities.hashtags if tag_feed(found.tag) in feeds}
    return [*((PUBLIC_TOPIC,) if PUBLIC_FEED in feeds else ()), *sorted(tags, key=lambda topic: topic.key)]


def _edited(old: Post, new: Post) -> bool:
    return isinstance(old, Tweet) and isinstance(new, Tweet) and new.edited_ms != old.edited_ms


def reaches_all_followers(post: Post) -> bool:
    """Tell whether a post goes to every follower: all but answers to somebody else."""
    return isinstance(post, Retweet) or post.reply_to_author_id in (None, post.author_id)


def _standing(post: Post | None) -> Post | None:
    return None if isinstance(post, Tweet) and post.deleted_ms is not None else post
