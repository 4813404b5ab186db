"""Lists of tweets paged down from the newest and up from the oldest: the same tweets, whatever is hidden."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linnet.domain.graph import Relationship
from linnet.domain.paging import PageRange
from linnet.domain.tweets import Tweet
from linnet.domain.views import ShownPage
from linnet.services.follow_hashtag import FollowHashtag
from linnet.services.read_user_tweets import ProfileFilter
from tests.unit.services.timeline_world import ANN, BOB, CAT, DAN, EVE, World, ids

Read = Callable[[PageRange], ShownPage]

TAG = "birds"
POSTERS = st.lists(st.sampled_from([ANN, BOB, CAT, DAN, EVE]), max_size=30)
HIDDEN = st.sets(st.integers(0, 29), max_size=12)
LIMITS = st.integers(1, 7)


def down(read: Read, limit: int, after: int | None = None) -> list[int]:
    """Return all that pages from the newest on show, newest first."""
    found: list[int] = []
    before: int | None = None
    while True:
        page = read(PageRange(limit, before, after))
        assert len(page.tweets) <= limit
        found += ids(page)
        before = page.next_before
        if before is None:
            return found


def up(read: Read, limit: int, after: int = 0, between: Callable[[], None] = lambda: None) -> list[int]:
    """Return all that pages from a post on upwards show, newest first."""
    found: list[int] = []
    while True:
        page = read(PageRange(limit, after=after, ascending=True))
        assert len(page.tweets) <= limit
        found = [*ids(page), *found]
        if page.next_after is None:
            return found
        after = page.next_after
        between()


@dataclass
class Lists:
    """What Bob can page through: he follows Ann, Cat (a celebrity) and a hashtag, and has muted Dan."""

    world: World

    def __post_init__(self) -> None:
        self.world.follow(BOB, ANN, CAT)
        self.world.celebrity(CAT)
        self.world.graph.change(Relationship(BOB, DAN, muted_until_ms=0))
        FollowHashtag(self.world.accounts).run(self.world.viewer(BOB), TAG)
        self.world.settle()

    def post(self, posters: list[int], hidden: set[int]) -> list[Tweet]:
        """Let them post, and delete some of it behind the back of all lists; return what is left."""
        tweets = [self.world.post(each, f"#{TAG}") for each in posters]
        self.world.settle()
        for number, tweet in enumerate(tweets):
            if number in hidden:
                self.world.tweets.delete(tweet, self.world.clock.now_ms())
        return [tweet for number, tweet in enumerate(tweets) if number not in hidden]

    def read(self, name: str) -> Read:
        world = self.world
        viewer = replace(world.viewer(BOB), last_seen_day=world.clock.now_ms() // 86_400_000)
        match name:
            case "home":
                return lambda page: world.read_home.run(viewer, page)
            case "public":
                return lambda page: world.read_feeds.public(viewer, page)
            case "hashtag":
                return lambda page: world.read_feeds.hashtag(viewer, TAG, page)
            case _:
                chosen = ProfileFilter(pinned_first=False)
                return lambda page: world.read_user_tweets.run(viewer, ANN, page, chosen)


@pytest.mark.parametrize("name", ["home", "public", "hashtag", "user"])
@settings(max_examples=40)
@given(posters=POSTERS, hidden=HIDDEN, limit=LIMITS)
def test_pages_upwards_show_what_pages_downwards_show(
    name: str, posters: list[int], hidden: set[int], limit: int
) -> None:
    lists = Lists(World())
    posted = lists.post(posters, hidden)
    expected = [tweet.id for tweet in reversed(posted) if tweet.author_id != DAN]
    if name == "user":
        expected = [tweet.id for tweet in reversed(posted) if tweet.author_id == ANN]

    assert down(lists.read(name), limit) == expected
    assert up(lists.read(name), limit) == expected


@pytest.mark.parametrize("name", ["home", "public", "hashtag"])
@settings(max_examples=25)
@given(posters=POSTERS, hidden=HIDDEN, limit=LIMITS, mark=st.integers(0, 29))
def test_both_ways_end_at_a_post_that_the_reader_has(
    name: str, posters: list[int], hidden: set[int], limit: int, mark: int
) -> None:
    lists = Lists(World())
    posted = lists.post(posters, hidden)
    after = posted[mark].id if mark < len(posted) else 0
    newer = [tweet.id for tweet in reversed(posted) if tweet.author_id != DAN and tweet.id > after]

    assert down(lists.read(name), limit, after) == newer
    assert up(lists.read(name), limit, after) == newer


@settings(max_examples=25)
@given(posters=POSTERS, late=st.lists(st.sampled_from([ANN, BOB, CAT, EVE]), max_size=10), limit=LIMITS)
def test_who_pages_upwards_misses_nothing_that_comes_meanwhile(posters: list[int], late: list[int], limit: int) -> None:
    lists = Lists(World())
    lists.post(posters, set())
    pending = list(late)

    def somebody_posts() -> None:
        if pending:
            lists.post([pending.pop()], set())

    found = up(lists.read("home"), limit, between=somebody_posts)

    assert found == down(lists.read("home"), limit)


@settings(max_examples=40)
@given(
    retweets=st.lists(st.tuples(st.sampled_from([ANN, CAT, BOB]), st.integers(0, 4)), max_size=12, unique=True),
    limit=LIMITS,
)
def test_no_page_upwards_shows_a_tweet_twice_and_each_stands_at_its_newest_place(
    retweets: list[tuple[int, int]], limit: int
) -> None:
    lists = Lists(World())
    world = lists.world
    tweets = [world.post(EVE) for _ in range(5)]
    for actor, index in retweets:
        world.retweet(actor, tweets[index])
    world.settle()
    read = lists.read("home")
    after, seen = 0, set()
    while True:
        page = read(PageRange(limit, after=after, ascending=True))
        places = [shown.entry_id for shown in page.tweets]
        assert len(set(ids(page))) == len(page.tweets)
        assert places == sorted(places, reverse=True)
        seen |= set(ids(page))
        if page.next_after is None:
            break
        after = page.next_after

    assert seen == {tweets[index].id for _, index in retweets}
    whole = read(PageRange(100, after=0, ascending=True))
    assert whole.tweets == read(PageRange(100)).tweets


def test_pages_upwards_are_bounded_where_everything_is_hidden_and_go_on() -> None:
    lists = Lists(World())
    lists.post([ANN] * 120, set(range(119)))
    (last,) = lists.post([ANN], set())
    pages: list[ShownPage] = []
    read = lists.read("home")

    def counted(page: PageRange) -> ShownPage:
        pages.append(read(page))
        return pages[-1]

    assert last.id in up(counted, 2)
    assert pages[0].tweets == ()
    assert 2 < len(pages) < 10


def test_a_page_names_its_neighbours() -> None:
    lists = Lists(World())
    tweets = [tweet.id for tweet in lists.post([ANN] * 6, set())]
    read = lists.read("home")

    newest = read(PageRange(2))
    assert (newest.next_before, newest.next_after) == (tweets[4], tweets[5])
    middle = read(PageRange(2, after=tweets[1], ascending=True))
    assert ids(middle) == [tweets[3], tweets[2]]
    assert middle.next_before is not None
    assert ids(read(PageRange(2, before=middle.next_before))) == [tweets[1], tweets[0]]
    assert middle.next_after == tweets[3]
    nothing = read(PageRange(2, after=tweets[5], ascending=True))
    assert (nothing.tweets, nothing.next_before, nothing.next_after) == ((), None, None)


def test_a_pinned_tweet_stands_first_on_the_first_page_only() -> None:
    world = World()
    tweets = [world.post(ANN) for _ in range(4)]
    world.change_user(ANN, pinned_tweet_ids=(tweets[1].id,))

    def read(page: PageRange) -> list[int]:
        return ids(world.read_user_tweets.run(None, ANN, page, ProfileFilter()))

    assert read(PageRange(9)) == [tweets[at].id for at in (1, 3, 2, 0)]
    assert read(PageRange(9, after=tweets[0].id)) == [tweets[3].id, tweets[2].id]
    assert read(PageRange(9, after=tweets[0].id, ascending=True)) == [tweets[3].id, tweets[2].id]


def test_a_reader_who_has_just_posted_finds_it_upwards_too() -> None:
    lists = Lists(World())
    (old,) = lists.post([ANN], set())
    fresh = lists.world.post(BOB, f"#{TAG}")

    for name in ("home", "public", "hashtag"):
        assert up(lists.read(name), 1, after=old.id) == [fresh.id]
