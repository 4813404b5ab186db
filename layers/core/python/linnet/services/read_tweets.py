"""Hydrate timeline entries and let through what the viewer may see: every list and by-id read of tweets ends here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from linnet.domain.errors import not_found
from linnet.domain.exclusions import Exclusions
from linnet.domain.timelines import TimelineEntry, entry_of_post
from linnet.domain.tweets import Flags, Post, QuotePolicy, Retweet, Tweet
from linnet.domain.users import User, Viewer
from linnet.domain.views import Likely, ShownTweet
from linnet.domain.visibility import Reading, Sight
from linnet.ports.environment import Clock, Parallel
from linnet.ports.graph import Relationships
from linnet.ports.identity import Users
from linnet.ports.timelines import Invalidations
from linnet.ports.tweets import Engagements, Posts
from linnet.services.apply_filters import filtered

T = TypeVar("T")


@dataclass(slots=True)
class Hydrated:
    """What hydration has read so far, and which ids it has asked for (not all of them exist)."""

    posts: dict[int, Post] = field(default_factory=dict)
    users: dict[int, User] = field(default_factory=dict)
    flags: dict[int, Flags] = field(default_factory=dict)
    asked_posts: set[int] = field(default_factory=set)
    asked_users: set[int] = field(default_factory=set)
    asked_flags: set[int] = field(default_factory=set)

    def tweet(self, tweet_id: int | None) -> Tweet | None:
        post = None if tweet_id is None else self.posts.get(tweet_id)
        return post if isinstance(post, Tweet) else None

    def likely(self, tweet_ids: Iterable[int]) -> Likely:
        """Return what to read for these tweets next time; it is the same for every reader."""
        named = set(tweet_ids)
        named |= {tweet.quote_of_id for each in named if (tweet := self.tweet(each)) and tweet.quote_of_id is not None}
        return Likely(
            frozenset(named), frozenset(tweet.author_id for each in named if (tweet := self.tweet(each)) is not None)
        )


@dataclass(frozen=True, slots=True)
class ReadTweets:
    """Skeleton → hydrate → rules, in two trips: `first_trip` around the caller's skeleton, then `show`.

    A further trip is made only for what the entries did not tell: authors or quoted tweets that are not cached, and
    follow edges where tweets are for followers.
    """

    posts: Posts
    users: Users
    relationships: Relationships
    engagements: Engagements
    invalidations: Invalidations
    parallel: Parallel
    clock: Clock

    def first_trip(self, viewer: Viewer | None, *skeleton: Callable[[], T]) -> tuple[list[T], Exclusions]:
        """Run skeleton reads beside the viewer's exclusions and the invalidation log; return answers and exclusions.

        The log must be read before any cache is: what it names is evicted, so that nothing deleted before this request
        began is shown by it. Skeletons therefore read ids only.
        """
        answers: dict[int, T] = {}
        excluded: list[Exclusions] = []

        def numbered(number: int, read: Callable[[], T]) -> Callable[[], None]:
            return lambda: answers.update({number: read()})

        reads = [numbered(number, read) for number, read in enumerate(skeleton)]
        self.parallel.run([lambda: self._exclude(viewer, excluded), self._poll, *reads])
        return [answers[number] for number in range(len(skeleton))], _of(excluded)

    def first_trip_ahead(
        self, viewer: Viewer | None, likely: Likely, *skeleton: Callable[[], T]
    ) -> tuple[list[T], Exclusions, Hydrated]:
        """Do as `first_trip`, and hydrate beside it what the skeletons will most likely name."""
        found = Hydrated()
        answers: dict[int, T] = {}

        def numbered(number: int, read: Callable[[], T]) -> Callable[[], None]:
            return lambda: answers.update({number: read()})

        exclusions = self._beside_log(
            viewer,
            found,
            lambda: self._read(viewer, found, likely.tweet_ids, likely.author_ids, likely.tweet_ids),
            *(numbered(number, read) for number, read in enumerate(skeleton)),
        )
        return [answers[number] for number in range(len(skeleton))], exclusions, found

    def sight(self, viewer: Viewer | None, reading: Reading, exclusions: Exclusions) -> Sight:
        """Return what is known about the viewer before anything is hydrated."""
        return Sight(
            viewer_id=None if viewer is None else viewer.user_id,
            now_ms=self.clock.now_ms(),
            reading=reading,
            exclusions=exclusions,
        )

    def show(
        self,
        viewer: Viewer | None,
        entries: Sequence[TimelineEntry],
        reading: Reading,
        *,
        exclusions: Exclusions | None = None,
    ) -> list[ShownTweet]:
        """Return what the viewer may see of the entries, in their order.

        `exclusions` are those of `first_trip`; without them this makes that trip itself.
        """
        if exclusions is None:
            _, exclusions = self.first_trip(viewer)
        if not entries:
            return []
        found = Hydrated()
        post_ids = {entry.id for entry in entries} | {entry.tweet_id for entry in entries}
        quote_ids = {entry.quote_of_id for entry in entries if entry.quote_of_id is not None}
        author_ids = {entry.author_id for entry in entries}
        author_ids |= {entry.original_author_id for entry in entries if entry.original_author_id is not None}
        flag_ids = {entry.tweet_id for entry in entries} | quote_ids
        self._read(viewer, found, post_ids | quote_ids, author_ids, flag_ids)
        return self._filtered(viewer, entries, reading, exclusions, found)

    def by_ids(
        self, viewer: Viewer | None, tweet_ids: Sequence[int], reading: Reading = Reading.DIRECT
    ) -> list[ShownTweet]:
        """Return the tweets and retweets the viewer may see in such a place, in the order of the ids."""
        found, exclusions = self._direct(viewer, tweet_ids)
        posts = [found.posts.get(tweet_id) for tweet_id in dict.fromkeys(tweet_ids)]
        entries = [entry_of_post(post) for post in posts if post is not None]
        return self._filtered(viewer, entries, reading, exclusions, found)

    def listed(
        self,
        viewer: Viewer | None,
        tweet_ids: Collection[int],
        exclusions: Exclusions,
        found: Hydrated | None = None,
    ) -> dict[int, ShownTweet]:
        """Return what the viewer may see, in a public place, of tweets that a skeleton of the first trip named by ids.

        `found` is what that trip hydrated ahead; what else is needed is read into it.
        """
        found = Hydrated() if found is None else found
        self._read(viewer, found, tweet_ids, (), tweet_ids)
        entries = [entry_of_post(tweet) for each in tweet_ids if (tweet := found.tweet(each)) is not None]
        return {shown.tweet.id: shown for shown in self._filtered(viewer, entries, Reading.FEED, exclusions, found)}

    def one(self, viewer: Viewer | None, tweet_id: int) -> ShownTweet:
        """Return one tweet, or a retweet with its original.

        Raise a DomainError (not found) also when the viewer may not see it.
        """
        return self.one_and_exclusions(viewer, tweet_id)[0]

    def one_and_exclusions(self, viewer: Viewer | None, tweet_id: int) -> tuple[ShownTweet, Exclusions]:
        """Return it with what filters the list that belongs to it. Raise a DomainError as `one` does."""
        found, exclusions = self._direct(viewer, [tweet_id])
        post = found.posts.get(tweet_id)
        entries = [] if post is None else [entry_of_post(post)]
        shown = self._filtered(viewer, entries, Reading.DIRECT, exclusions, found)
        if not shown:
            raise not_found("tweet")
        return shown[0], exclusions

    def _direct(self, viewer: Viewer | None, tweet_ids: Collection[int]) -> tuple[Hydrated, Exclusions]:
        """Read tweets in the very first trip, beside the log, and once more those that the log turns out to name.

        What retweets stand for takes a further trip.
        """
        found = Hydrated()
        exclusions = self._beside_log(viewer, found, lambda: self._read(viewer, found, tweet_ids, (), tweet_ids))
        retweets = [post for post in found.posts.values() if isinstance(post, Retweet)]
        originals = {retweet.original_id for retweet in retweets}
        people = {user_id for each in retweets for user_id in (each.author_id, each.original_author_id)}
        self._read(viewer, found, originals, people, originals)
        return found, exclusions

    def _beside_log(self, viewer: Viewer | None, found: Hydrated, *reads: Callable[[], None]) -> Exclusions:
        """Run reads that use the caches beside the log, and read again into `found` what the log turns out to name."""
        changed: set[int] = set()
        excluded: list[Exclusions] = []
        self.parallel.run(
            [lambda: self._exclude(viewer, excluded), lambda: changed.update(self.invalidations.poll()), *reads]
        )
        posts, users = changed & found.posts.keys(), changed & found.users.keys()
        for post_id in posts:
            del found.posts[post_id]
        for user_id in users:
            del found.users[user_id]
        calls: list[Callable[[], None]] = []
        if posts:
            calls.append(lambda: found.posts.update(self.posts.get_many(posts)))
        if users:
            calls.append(lambda: found.users.update(self.users.get_many(users)))
        if calls:
            self.parallel.run(calls)
        return _of(excluded)

    def _poll(self) -> None:
        self.invalidations.poll()

    def _exclude(self, viewer: Viewer | None, into: list[Exclusions]) -> None:
        if viewer is not None:
            into.append(self.relationships.exclusions(viewer.user_id))

    def _read(
        self,
        viewer: Viewer | None,
        found: Hydrated,
        post_ids: Collection[int],
        user_ids: Collection[int],
        flag_ids: Collection[int],
    ) -> None:
        """Read what is not found yet, in one trip."""
        calls: list[Callable[[], None]] = []
        posts = set(post_ids) - found.asked_posts
        users = set(user_ids) - found.asked_users
        flags = set() if viewer is None else set(flag_ids) - found.asked_flags
        found.asked_posts |= posts
        found.asked_users |= users
        found.asked_flags |= flags
        if posts:
            calls.append(lambda: found.posts.update(self.posts.get_many(posts)))
        if users:
            calls.append(lambda: found.users.update(self.users.get_many(users)))
        if flags and viewer is not None:
            viewer_id = viewer.user_id
            calls.append(lambda: found.flags.update(self.engagements.flags(viewer_id, flags)))
        if calls:
            self.parallel.run(calls)

    def _filtered(
        self,
        viewer: Viewer | None,
        entries: Sequence[TimelineEntry],
        reading: Reading,
        exclusions: Exclusions,
        found: Hydrated,
    ) -> list[ShownTweet]:
        tweets = _alive(found.tweet(entry.tweet_id) for entry in entries)
        quote_ids = {tweet.quote_of_id for tweet in tweets if tweet.quote_of_id is not None}
        self._read(viewer, found, quote_ids, {tweet.author_id for tweet in tweets}, quote_ids)
        quotes = _alive(found.tweet(quote_id) for quote_id in quote_ids)
        self._read(viewer, found, (), {quote.author_id for quote in quotes}, ())
        sight = self._with_follows(self.sight(viewer, reading, exclusions), entries, [*tweets, *quotes], found)
        muted = exclusions.muted_threads
        shown = [each for each in (_shown(sight, entry, found, muted) for entry in entries) if each is not None]
        return filtered(shown, exclusions.filters, sight)

    def _with_follows(
        self, sight: Sight, entries: Sequence[TimelineEntry], tweets: Sequence[Tweet], found: Hydrated
    ) -> Sight:
        """Look up the follow edges that decide about what is for followers only; mostly there is none to look up."""
        if sight.viewer_id is None:
            return sight
        choosy = {tweet.author_id for tweet in tweets if tweet.quote_policy is QuotePolicy.FOLLOWERS}
        wanted = choosy - {sight.viewer_id}
        if sight.reading is not Reading.FEED:
            wanted |= self._hidden_from_strangers(sight, entries, tweets, found)
        if not wanted:
            return sight
        pairs = self.relationships.get_many(sight.viewer_id, wanted)
        return replace(sight, followed=frozenset(other for other, pair in pairs.items() if pair.following))

    def _hidden_from_strangers(
        self, sight: Sight, entries: Sequence[TimelineEntry], tweets: Sequence[Tweet], found: Hydrated
    ) -> set[int]:
        """Return the authors and retweeters of whom only followers may see something."""
        wanted = {
            tweet.author_id
            for tweet in tweets
            if (author := found.users.get(tweet.author_id)) is not None and sight.needs_follow(tweet, author)
        }
        retweeters = (found.users.get(entry.author_id) for entry in entries if entry.original_id is not None)
        wanted |= {user.id for user in retweeters if user is not None and user.protected and user.id != sight.viewer_id}
        return wanted


def _of(excluded: Sequence[Exclusions]) -> Exclusions:
    return excluded[0] if excluded else Exclusions()


def _alive(tweets: Iterable[Tweet | None]) -> list[Tweet]:
    return [tweet for tweet in tweets if tweet is not None and tweet.deleted_ms is None]


def _shown(sight: Sight, entry: TimelineEntry, found: Hydrated, muted_threads: Collection[int]) -> ShownTweet | None:
    tweet = found.tweet(entry.tweet_id)
    author = None if tweet is None else found.users.get(tweet.author_id)
    if tweet is None or author is None or not sight.sees(tweet, author):
        return None
    poster = found.users.get(entry.author_id)
    if poster is None or not sight.receives(poster):
        return None
    retweet: Retweet | None = None
    if entry.original_id is not None:
        post = found.posts.get(entry.id)
        # A retweet that was taken back has no row any more, whatever timelines still hold of it.
        if not isinstance(post, Retweet) or not sight.sees_retweet(poster):
            return None
        retweet = post
    return ShownTweet(
        tweet=tweet,
        author=author,
        flags=found.flags.get(tweet.id, Flags()),
        quote=_quoted(sight, tweet, found, muted_threads),
        retweet=retweet,
        retweeter=None if retweet is None else poster,
        read_ms=sight.now_ms,
        may_quote=sight.may_quote(tweet, author),
        thread_muted=tweet.conversation_id in muted_threads,
    )


def _quoted(sight: Sight, tweet: Tweet, found: Hydrated, muted_threads: Collection[int]) -> ShownTweet | None:
    """Return the quoted tweet as the viewer may see it; quotes inside quotes are not shown."""
    quote = found.tweet(tweet.quote_of_id)
    author = None if quote is None else found.users.get(quote.author_id)
    if tweet.quote_revoked or quote is None or author is None or not sight.sees(quote, author):
        return None
    return ShownTweet(
        tweet=quote,
        author=author,
        flags=found.flags.get(quote.id, Flags()),
        read_ms=sight.now_ms,
        may_quote=sight.may_quote(quote, author),
        thread_muted=quote.conversation_id in muted_threads,
    )
