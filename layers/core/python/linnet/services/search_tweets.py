"""Find tweets: read the search, ask the engine, hydrate, let through what the viewer may see, until a page is full."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from linnet.domain.errors import invalid
from linnet.domain.exclusions import Exclusions
from linnet.domain.ids import created_ms
from linnet.domain.paging import PageRange
from linnet.domain.search.found import FoundTweet, text_spans
from linnet.domain.search.index_versions import version_of_tweet
from linnet.domain.search.operators import OPERATORS, BadValue
from linnet.domain.search.parse import ParsedQuery, parse
from linnet.domain.search.tree import (
    ByFollowed,
    From,
    Node,
    Tagged,
    all_of,
    both,
    leaves_of,
    usernames_of,
    with_accounts,
)
from linnet.domain.timelines import TimelineEntry
from linnet.domain.users import Viewer
from linnet.domain.views import ShownTweet
from linnet.domain.visibility import Reading
from linnet.ports.environment import Clock, Parallel
from linnet.ports.graph import FollowIndex
from linnet.ports.identity import Accounts
from linnet.ports.search import Order, Position, SearchIndex, SearchUnavailable, TweetHit, TweetSearch
from linnet.services.read_feeds import ReadFeeds
from linnet.services.read_tweets import ReadTweets

# A page that is still short then is handed out as it is; its cursor goes on from there.
MAX_ROUNDS: Final = 5
WIDEST_ROUND: Final = 100
# Whom `filter:follows` stands for: those followed last.
MAX_FOLLOWED: Final = 2_000
# Who searches names themselves so; the account of that name is found by those who have not signed in.
ONESELF: Final = "me"
# Ages are taken from the beginning of such a span, so that the same search within it is the same for all readers.
AGE_STEP_MS: Final = 30_000


@dataclass(frozen=True, slots=True)
class TweetQuery:
    """What is searched for; `language` and `author_id` are asked for besides what the text says."""

    text: str
    order: Order
    language: str | None = None
    author_id: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a search goes on: behind a hit, with ages taken from the same moment as on its first page."""

    position: Position
    now_ms: int


@dataclass(frozen=True, slots=True)
class FoundTweets:
    """A page of what was found; `next_place` goes into the cursor, None at the end.

    `unknown` names operators that were read as words. `complete` is false when the engine did not answer, and the
    tables did in its place.
    """

    tweets: tuple[FoundTweet, ...] = ()
    next_place: Place | None = None
    unknown: tuple[str, ...] = ()
    complete: bool = True


@dataclass(frozen=True, slots=True)
class SearchTweets:
    """One trip for the names in a search, where there are any, one for the engine, then hydration as of every list.

    Nothing tells how many hits the viewer may not see: pages are filled up, and nothing is counted.
    """

    index: SearchIndex
    read_tweets: ReadTweets
    read_feeds: ReadFeeds
    accounts: Accounts
    follows: FollowIndex
    parallel: Parallel
    clock: Clock

    def run(self, viewer: Viewer | None, query: TweetQuery, place: Place | None, limit: int) -> FoundTweets:
        """Return a page. Raise a QueryError, or SearchUnavailable where the tables cannot answer instead."""
        parsed = parse(query.text)
        tree = parsed.root if query.language is None else _in_language(parsed, query.language)
        resolved, followed = self._resolved(viewer, tree)
        if query.author_id is not None:
            by_author = From("", query.author_id)
            resolved = by_author if resolved is None else both(resolved, by_author)
        search = TweetSearch(
            tree=resolved,
            order=query.order,
            limit=limit + 1,
            now_ms=self._now_ms() if place is None else place.now_ms,
            after=None if place is None else place.position,
            followed=followed,
        )
        try:
            (hits,), exclusions = self.read_tweets.first_trip(viewer, lambda: self.index.tweets(search))
            found = self._filled(viewer, search, hits, exclusions, limit)
        except SearchUnavailable:
            if not isinstance(resolved, Tagged):
                raise
            found = self._tagged(viewer, resolved.tag, search, limit)
        return replace(found, unknown=parsed.unknown)

    def _now_ms(self) -> int:
        return self.clock.now_ms() // AGE_STEP_MS * AGE_STEP_MS

    def _resolved(self, viewer: Viewer | None, tree: Node | None) -> tuple[Node | None, frozenset[int]]:
        """Look up who stands behind the names, and whom the viewer follows, in one trip."""
        if tree is None:
            return None, frozenset()
        names = usernames_of(tree)
        own = {} if viewer is None else {ONESELF: viewer.user_id}
        ids: dict[str, int] = dict(own)
        followed: set[int] = set()
        calls: list[Callable[[], None]] = []
        if names - own.keys():
            calls.append(lambda: ids.update(self.accounts.find_ids(names - own.keys())))
        if viewer is not None and any(isinstance(leaf, ByFollowed) for leaf in leaves_of(tree)):
            user_id = viewer.user_id
            newest = PageRange(MAX_FOLLOWED)
            calls.append(lambda: followed.update(each.user_id for each in self.follows.following(user_id, newest)))
        if calls:
            self.parallel.run(calls)
        return with_accounts(tree, ids), frozenset(followed)

    def _filled(
        self,
        viewer: Viewer | None,
        search: TweetSearch,
        hits: Sequence[TweetHit],
        exclusions: Exclusions,
        limit: int,
    ) -> FoundTweets:
        sight = self.read_tweets.sight(viewer, Reading.FEED, exclusions)
        found: list[FoundTweet] = []
        reached = search.after
        pending: list[TweetHit] = []
        for number in range(MAX_ROUNDS):
            if not pending:
                if number:
                    search = replace(search, after=reached, limit=min(WIDEST_ROUND, limit << number) + 1)
                    hits = self.index.tweets(search)
                pending = [hit for hit in hits if sight.may_show(_entry(hit))]
            room = min(WIDEST_ROUND, (limit - len(found)) << number)
            batch, pending = pending[:room], pending[room:]
            for each, position in self._shown(viewer, batch, exclusions):
                if len(found) == limit:
                    # Full in the middle of a round: the next page begins with this one.
                    return FoundTweets(tuple(found), _place(reached, search))
                found.append(each)
                reached = position
            if pending:
                reached = batch[-1].position
            elif hits:
                reached = hits[-1].position
            ends = not pending and len(hits) < search.limit
            if ends or len(found) == limit:
                return FoundTweets(tuple(found), None if ends else _place(reached, search))
        return FoundTweets(tuple(found), _place(reached, search))

    def _shown(
        self, viewer: Viewer | None, hits: Sequence[TweetHit], exclusions: Exclusions
    ) -> list[tuple[FoundTweet, Position]]:
        by_id = {hit.id: hit for hit in hits}
        shown = self.read_tweets.show(viewer, [_entry(hit) for hit in hits], Reading.FEED, exclusions=exclusions)
        found = [each for each in shown if _may_find(viewer, each)]
        return [(_found(each, by_id[each.tweet.id]), by_id[each.tweet.id].position) for each in found]

    def _tagged(self, viewer: Viewer | None, tag: str, search: TweetSearch, limit: int) -> FoundTweets:
        """Answer from the hashtag's feed, newest first whatever the order; under Top without further pages."""
        latest = search.order is Order.LATEST
        if search.after is not None and not latest:
            raise SearchUnavailable
        below = None if search.after is None else search.after.id
        page = self.read_feeds.hashtag(viewer, tag, PageRange(limit, before=below))
        tweets = [each for each in page.tweets if _may_find(viewer, each)]
        before = page.next_before if latest else None
        reached = None if before is None else Position(float(created_ms(before)), before)
        return FoundTweets(tuple(map(FoundTweet, tweets)), _place(reached, search), (), complete=False)


def _in_language(parsed: ParsedQuery, language: str) -> Node | None:
    try:
        wanted = OPERATORS["lang"](language)
    except BadValue as refused:
        raise invalid("lang", str(refused)) from refused
    return all_of([*(() if parsed.root is None else (parsed.root,)), wanted])


def _entry(hit: TweetHit) -> TimelineEntry:
    return TimelineEntry(hit.id, hit.author_id, quote_of_id=hit.quote_of_id)


def _may_find(viewer: Viewer | None, shown: ShownTweet) -> bool:
    """Tell whether somebody finds a tweet: of authors who do not want that, only who had a part in it."""
    if shown.author.indexable:
        return True
    if viewer is None:
        return False
    own = viewer.user_id in (shown.author.id, shown.tweet.reply_to_author_id, *shown.tweet.mentioned_ids)
    return own or shown.flags.liked or shown.flags.retweeted or shown.flags.bookmarked


def _place(position: Position | None, search: TweetSearch) -> Place | None:
    return None if position is None else Place(position, search.now_ms)


def _found(shown: ShownTweet, hit: TweetHit) -> FoundTweet:
    # Spans of another text than the one that is shown would point anywhere.
    same = version_of_tweet(hit.version) == shown.tweet.version
    spans = text_spans(shown.tweet, hit.highlights) if same else ()
    return FoundTweet(shown, spans, hit.parts)
