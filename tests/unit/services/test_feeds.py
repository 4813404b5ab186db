"""Public timelines and hashtags."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linnet.domain.changes import PostChange
from linnet.domain.paging import PageRange
from linnet.domain.timelines import PUBLIC_FEED, Timeline, fold_tag, tag_feed
from linnet.domain.tweets import Audience, Post
from linnet.services.read_feeds import TagChoice
from linnet.services.route_post import LATE_MS
from tests.unit.services.timeline_world import ANN, BOB, CAT, World, ids


def public_ids(world: World, reader: int | None = None) -> list[int]:
    return ids(world.read_feeds.public(None if reader is None else world.viewer(reader), PageRange(50)))


def tag_ids(world: World, tag: str, reader: int | None = None) -> list[int]:
    return ids(world.read_feeds.hashtag(None if reader is None else world.viewer(reader), tag, PageRange(50)))


def test_the_public_timeline_holds_public_originals_only() -> None:
    world = World()
    shown = world.post(ANN)
    world.post(ANN, audience=Audience.UNLISTED)
    world.post(ANN, audience=Audience.FOLLOWERS)
    world.post(BOB, reply_to=shown)
    world.retweet(BOB, shown)
    world.change_user(CAT, protected=True)
    world.post(CAT)
    world.settle()

    assert public_ids(world) == [shown.id]


def test_who_has_just_posted_finds_the_tweet_in_feeds_before_the_stream_comes_by() -> None:
    world = World()
    tweet = world.post(ANN, "now #Music")

    assert public_ids(world, ANN) == [tweet.id]
    assert tag_ids(world, "music", ANN) == [tweet.id]
    assert tag_ids(world, "art", ANN) == []
    assert public_ids(world, BOB) == []


def test_a_tweet_that_is_in_the_feed_and_ones_own_stands_there_once() -> None:
    world = World()
    tweet = world.post(ANN, "now #music")
    world.settle()

    assert tag_ids(world, "music", ANN) == [tweet.id]


def test_a_record_that_comes_after_the_deletion_brings_nothing_back() -> None:
    world = World()
    world.follow(BOB, ANN)
    tweet = world.post(ANN, "now #music")
    published = list(world.changes)
    world.delete(tweet)
    world.settle()
    world.clock.advance(LATE_MS)
    world.changes = published
    world.settle()

    assert not any(world.feeds.entries.values())
    assert not world.timelines.entries[Timeline(BOB)]


@pytest.mark.parametrize("pulled", [False, True])
def test_a_deletion_that_is_worked_off_meanwhile_leaves_nothing_behind(
    pulled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A record that is sent once more, beside the one of the deletion: the first looks before, and writes after it."""
    world = World()
    world.follow(BOB, ANN)
    if pulled:
        world.celebrity(ANN)
    tweet = world.post(ANN, "now #music")
    published = list(world.changes)
    world.settle()
    get = world.tweets.get

    def delete_then_look(post_id: int) -> Post | None:
        monkeypatch.undo()
        seen = get(post_id)
        world.changes.clear()
        world.delete(tweet)
        world.settle()
        return seen

    monkeypatch.setattr(world.tweets, "get", delete_then_look)
    world.clock.advance(LATE_MS)
    world.router.run(published[0])
    world.queue()

    assert not any(world.feeds.entries.values())
    assert not any(world.tag_timelines.entries.values())
    assert not any(world.heads.entries.values())
    assert not world.timelines.entries[Timeline(BOB)]


def test_a_record_of_an_id_that_is_ahead_of_the_clock_is_looked_at() -> None:
    world = World()
    world.follow(BOB, ANN)
    tweet = world.post(ANN)
    published = list(world.changes)
    world.delete(tweet)
    world.settle()
    world.clock.advance(-2 * LATE_MS)
    world.changes = published
    world.stream()

    assert not any(world.feeds.entries.values())
    assert {job.kind for job in world.jobs.sent} == {"remove"}


def test_a_record_that_comes_after_an_edit_puts_the_tweet_where_it_belongs_now() -> None:
    world = World()
    tweet = world.post(ANN, "now #music")
    published = list(world.changes)
    world.edit(tweet, text="now #art")
    world.settle()
    world.clock.advance(LATE_MS)
    world.changes = published
    world.settle()

    assert {feed for feed, entries in world.feeds.entries.items() if entries} == {PUBLIC_FEED, tag_feed("art")}


@pytest.mark.parametrize("spelling", ["café", "CAFÉ", "cafe\u0301", "ｃａｆé"])
def test_a_hashtag_is_found_however_it_is_written(spelling: str) -> None:
    world = World()
    tweet = world.post(ANN, "in the #Café")
    world.settle()

    assert tag_ids(world, spelling) == [tweet.id]


@given(st.text(max_size=20))
def test_folding_a_folded_tag_changes_nothing(tag: str) -> None:
    assert fold_tag(fold_tag(tag)) == fold_tag(tag)


def test_an_edit_moves_a_tweet_between_hashtags_at_once_and_in_the_feeds() -> None:
    world = World()
    tweet = world.post(ANN, "#one #two")
    world.settle()
    world.edit(tweet, text="#two #three")

    assert tag_ids(world, "one") == []
    world.settle()
    assert tweet.id not in world.feeds.entries["tag:one"]
    assert tag_ids(world, "two") == tag_ids(world, "three") == [tweet.id]


@pytest.mark.parametrize("audience", [Audience.UNLISTED, Audience.FOLLOWERS])
def test_an_audience_that_is_narrowed_takes_the_tweet_out_of_feeds_at_once(audience: Audience) -> None:
    world = World()
    tweet = world.post(ANN, "#one")
    world.settle()
    world.follow(BOB, ANN)
    world.edit(tweet, audience=audience)

    assert public_ids(world, BOB) == []
    assert tag_ids(world, "one", BOB) == []
    world.settle()
    assert not world.feeds.entries["public"]
    assert not world.feeds.entries["tag:one"]


def test_a_delete_leaves_nothing_behind() -> None:
    world = World()
    world.follow(BOB, ANN)
    tweet = world.post(ANN, "#one")
    world.settle()
    world.delete(tweet)
    world.settle()

    assert not world.feeds.entries["public"]
    assert not world.feeds.entries["tag:one"]
    assert not world.timelines.entries[Timeline(BOB)]


def test_counts_that_moved_are_no_business_of_the_router() -> None:
    world = World()
    world.follow(BOB, ANN)
    tweet = world.post(ANN)
    world.router.run(PostChange(None, tweet, content=False, sequence=1))

    assert world.jobs.sent == []


@settings(max_examples=40)
@given(
    posts=st.lists(st.sampled_from([ANN, BOB, CAT]), max_size=30),
    hidden=st.sets(st.integers(0, 29), max_size=10),
    limit=st.integers(1, 10),
)
def test_pages_of_a_hashtag_add_up(posts: list[int], hidden: set[int], limit: int) -> None:
    world = World()
    tweets = [world.post(author, "#tag") for author in posts]
    world.settle()
    for index in hidden:
        if index < len(tweets):
            world.edit(tweets[index], audience=Audience.UNLISTED)
    found: list[int] = []
    before: int | None = None
    while True:
        page = world.read_feeds.hashtag(world.viewer(ANN), "tag", PageRange(limit, before))
        found += ids(page)
        before = page.next_before
        if before is None:
            break
        world.post(BOB, "#tag")
        world.settle()

    assert found == [tweet.id for index, tweet in reversed(list(enumerate(tweets))) if index not in hidden]


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (TagChoice(), [0, 1, 4]),
        (TagChoice(also=("Bees",)), [0, 1, 2, 4]),
        (TagChoice(required=("BEES",)), [1, 4]),
        (TagChoice(excluded=("bees",)), [0]),
        (TagChoice(also=("bees", "moths"), required=("wasps",), excluded=("ants",)), [4]),
        (TagChoice(only_media=True), [1]),
        (TagChoice(required=("nothing",)), []),
    ],
)
@pytest.mark.parametrize("limit", [1, 50])
def test_what_is_wanted_of_a_hashtag_is_chosen(choice: TagChoice, expected: list[int], limit: int) -> None:
    world = World()
    tweets = [
        world.post(ANN, "#birds"),
        world.post(ANN, "#birds #bees #ants", media=(7,)),
        world.post(ANN, "#bees"),
        world.post(ANN, "#ants", media=(8,)),
        world.post(BOB, "#Birds #bees #wasps"),
    ]
    world.settle()
    found: list[int] = []
    before: int | None = None
    while True:
        page = world.read_feeds.hashtag(world.viewer(BOB), "birds", PageRange(limit, before), choice)
        found += ids(page)
        before = page.next_before
        if before is None:
            break

    assert found == [tweets[number].id for number in reversed(expected)]


def test_pages_of_little_that_is_wanted_are_bounded_and_go_on() -> None:
    world = World()
    picture = world.post(ANN, media=(7,))
    for _ in range(200):
        world.post(ANN)
    world.settle()
    reads = 0
    before: int | None = None
    while True:
        page = world.read_feeds.public(None, PageRange(2, before), only_media=True)
        reads += 1
        before = page.next_before
        if before is None or page.tweets:
            break

    assert ids(page) == [picture.id]
    assert 1 < reads < 10


def test_the_public_timeline_can_be_narrowed_to_media() -> None:
    world = World()
    world.post(ANN)
    picture = world.post(ANN, media=(7,))
    world.settle()

    assert ids(world.read_feeds.public(None, PageRange(9), only_media=True)) == [picture.id]
