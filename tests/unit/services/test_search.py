"""What searches find for whom, page by page, and what is found while the engine is down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linnet.domain.errors import Code, DomainError
from linnet.domain.graph import Follow, Relationship
from linnet.domain.paging import PageRange
from linnet.domain.search.found import Sought
from linnet.domain.search.parse import MAX_LENGTH, QueryError
from linnet.domain.tweets import Audience
from linnet.domain.users import AccountStatus
from linnet.ports.search import Order
from linnet.services.search_tweets import AGE_STEP_MS, MAX_FOLLOWED
from tests.unit.services.search_world import OPERATOR, SearchWorld, tweet_ids
from tests.unit.services.timeline_world import ANN, BOB, CAT, DAN, EVE


def refusal_of(call: Callable[[], object]) -> DomainError | None:
    try:
        call()
    except DomainError as error:
        return error
    return None


def test_latest_finds_the_newest_first() -> None:
    world = SearchWorld()
    old, new = world.posted(ANN, "black cats"), world.posted(BOB, "black dogs")
    world.posted(CAT, "white cats")

    assert world.found_ids("black") == [new.id, old.id]


def test_top_finds_what_people_engaged_with_first() -> None:
    world = SearchWorld()
    liked = world.posted(ANN, "black cats")
    world.edit(liked, counts=liked.counts.__class__(likes=50))
    world.index(liked)
    new = world.posted(BOB, "black dogs")

    assert world.found_ids("black", order=Order.TOP) == [liked.id, new.id]


def test_names_in_a_search_are_looked_up() -> None:
    world = SearchWorld()
    question = world.posted(ANN, "who is there?")
    answer = world.posted(BOB, "me", reply_to=question)

    assert world.found_ids("from:bob") == [answer.id]
    assert world.found_ids("to:ANN") == [answer.id]
    assert world.found_ids("-from:bob") == [question.id]
    assert world.found_ids("from:nobody_of_this_name") == []


def test_a_language_may_be_asked_for_besides_the_text() -> None:
    world = SearchWorld()
    english, german = world.post(ANN, "angst"), world.post(ANN, "angst")
    world.edit(english, language="en-GB")
    world.edit(german, language="de")
    world.index(english, german)

    assert tweet_ids(world.find("angst", language="en")) == [english.id]
    assert tweet_ids(world.find("", language="de")) == [german.id]
    with pytest.raises(DomainError) as refused:
        world.find("angst", language="!")
    assert (refused.value.code, refused.value.field) == (Code.INVALID, "lang")


def test_a_text_that_cannot_be_read_is_refused_with_the_position() -> None:
    world = SearchWorld()

    with pytest.raises(QueryError) as refused:
        world.find('cats "and dogs')

    assert refused.value.details == {"position": 5}


def test_operators_that_nobody_knows_are_named() -> None:
    found = SearchWorld().find("near:berlin cats")

    assert found.tweets.unknown == ("near",)


def test_those_whom_the_reader_follows_can_be_asked_for() -> None:
    world = SearchWorld()
    followed, other = world.posted(BOB, "cats"), world.posted(CAT, "cats")
    world.follow(ANN, BOB)

    assert world.found_ids("cats filter:follows", ANN) == [followed.id]
    assert world.found_ids("cats -filter:follows", ANN) == [other.id]
    assert world.found_ids("cats filter:follows") == []


def test_at_most_a_number_of_followees_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    world = SearchWorld()
    asked: list[int] = []
    following = world.follows.following

    def noted(user_id: int, page: PageRange) -> Sequence[Follow]:
        asked.append(page.limit)
        return following(user_id, page)

    monkeypatch.setattr(world.follows, "following", noted)

    world.found_ids("filter:follows", ANN)

    assert asked == [MAX_FOLLOWED]


def test_nobody_finds_what_the_rules_hide_from_them_though_the_index_still_holds_it() -> None:
    world = SearchWorld()
    seen = world.posted(ANN, "cats")
    deleted, narrowed = world.posted(BOB, "cats"), world.posted(BOB, "cats")
    protected, suspended = world.posted(CAT, "cats"), world.posted(DAN, "cats")
    world.delete(deleted)
    world.edit(narrowed, audience=Audience.FOLLOWERS)
    world.change_user(CAT, protected=True)
    world.change_user(DAN, status=AccountStatus.SUSPENDED)
    world.follow(EVE, BOB, CAT)

    assert world.found_ids("cats", EVE) == [seen.id]
    assert world.found_ids("cats") == [seen.id]
    assert {protected.id, suspended.id, deleted.id}.isdisjoint(world.found_ids("cats", ANN))


def test_blocks_and_mutes_hide_hits() -> None:
    world = SearchWorld()
    world.posted(BOB, "cats")
    world.posted(CAT, "cats")
    seen = world.posted(DAN, "cats")
    world.block(BOB, ANN)
    world.graph.change(Relationship(ANN, CAT, muted_until_ms=0))

    assert world.found_ids("cats", ANN) == [seen.id]


@pytest.mark.parametrize("order", Order)
def test_pages_are_filled_whatever_is_hidden(order: Order) -> None:
    world = SearchWorld()
    seen = [world.posted(ANN if number % 4 == 0 else BOB, "cats") for number in range(40)]
    for tweet in seen:
        if tweet.author_id == BOB:
            world.delete(tweet)

    pages = world.pages("cats", order=order, limit=4)

    assert [len(page) for page in pages if page] == [4, 4, 2]
    assert set(chain.from_iterable(pages)) == {tweet.id for tweet in seen if tweet.author_id == ANN}


def test_a_page_that_blocks_empty_costs_no_reading_of_tweets() -> None:
    world = SearchWorld()
    for _ in range(60):
        world.posted(BOB, "cats")
    seen = world.posted(ANN, "cats")
    world.clock.advance(1000)
    for _ in range(60):
        world.posted(BOB, "cats")
    world.block(CAT, BOB)

    assert world.found_ids("cats", CAT) == [seen.id]


@settings(max_examples=40, deadline=None)
@given(
    authors=st.lists(st.sampled_from([ANN, BOB, CAT]), max_size=40),
    likes=st.lists(st.integers(0, 5), min_size=40, max_size=40),
    limit=st.integers(1, 7),
    order=st.sampled_from(Order),
    inserted=st.integers(0, 3),
)
def test_pages_neither_gap_nor_repeat_while_others_post(
    authors: list[int], likes: list[int], limit: int, order: Order, inserted: int
) -> None:
    world = SearchWorld()
    world.block(EVE, BOB)
    made = []
    for author, number in zip(authors, likes, strict=False):
        tweet = world.post(author, "cats")
        world.edit(tweet, counts=tweet.counts.__class__(likes=number))
        made.append(tweet)
    world.index(*made)
    expected = {tweet.id for tweet in made if tweet.author_id != BOB}

    found: list[int] = []
    place = None
    while True:
        page = world.find("cats", reader=EVE, order=order, place=place, limit=limit)
        assert len(page.tweets.tweets) <= limit
        found += tweet_ids(page)
        place = page.next_place
        if place is None:
            break
        for _ in range(inserted):
            world.index(world.post(ANN, "cats"))

    assert len(found) == len(set(found))
    assert expected <= set(found)
    if order is Order.LATEST:
        assert set(found) == expected


def test_all_pages_take_ages_from_the_moment_of_the_first() -> None:
    world = SearchWorld()
    for _ in range(4):
        world.posted(ANN, "cats")
    first = world.find("cats", order=Order.TOP, limit=2)
    assert first.next_place is not None
    world.clock.advance(86_400_000)

    second = world.find("cats", order=Order.TOP, limit=2, place=first.next_place)

    assert len(second.tweets.tweets) == 2
    assert first.next_place.now_ms % AGE_STEP_MS == 0


def test_what_was_found_is_marked_in_the_text_as_it_is_shown() -> None:
    world = SearchWorld()
    tweet = world.post(ANN, "😀 black cats")
    world.edit(tweet, content_warning="all cats")
    world.index(tweet)

    (found,) = world.find("cats").tweets.tweets

    assert [found.shown.tweet.text[start:end] for start, end in found.highlights] == ["cats"]


def test_nothing_is_marked_in_a_text_that_was_edited_since() -> None:
    world = SearchWorld()
    tweet = world.posted(ANN, "black cats")
    world.edit(tweet, text="no pets")

    (found,) = world.find("cats").tweets.tweets

    assert found.highlights == ()


def test_places_are_explained_to_operators_and_nobody_else() -> None:
    world = SearchWorld()
    world.posted(ANN, "cats")

    (found,) = world.find("cats", order=Order.TOP, reader=OPERATOR, explain=True).tweets.tweets
    assert found.parts is not None
    for reader in (ANN, None):
        with pytest.raises(DomainError) as refused:
            world.find("cats", order=Order.TOP, reader=reader, explain=True)
        assert refused.value.code is Code.FORBIDDEN


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=40) | st.text('"()-#@$: aORx', max_size=40), sought=st.sampled_from(Sought))
def test_any_text_is_answered_or_refused_with_a_reason(text: str, sought: Sought) -> None:
    world = SearchWorld()

    refusal = refusal_of(lambda: world.find(text, sought=sought, order=Order.TOP))

    assert refusal is None or (refusal.code, refusal.field) == (Code.INVALID, "q")


@pytest.mark.parametrize("sought", Sought)
def test_too_long_a_text_is_refused(sought: Sought) -> None:
    with pytest.raises(QueryError):
        SearchWorld().find("a" * (MAX_LENGTH + 1), sought=sought)


def test_a_search_is_at_most_two_trips_after_the_engine() -> None:
    world = SearchWorld()
    quoted = world.posted(BOB, "dogs")
    world.posted(ANN, "cats", quote=quoted)
    world.parallel.sizes.clear()

    world.found_ids("cats", CAT)

    # The engine beside the exclusions and the log; tweets, quoted ones, authors and flags; authors of the quoted ones.
    assert world.parallel.sizes == [3, 3, 1]
