"""What every timeline store must do: the fake, moto's DynamoDB and DynamoDB Local through one suite."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError
from pynamodb.exceptions import DeleteError, PutError

from linnet.adapters.dynamodb.batch_writes import BatchWriter
from linnet.adapters.dynamodb.feeds import DynamoFeeds
from linnet.adapters.dynamodb.tag_timelines import DROPPED, DynamoTagTimelines
from linnet.adapters.dynamodb.timeline_rows import TimelineRow
from linnet.adapters.dynamodb.timelines import DynamoHeads, DynamoTimelines
from linnet.domain.ids import id_at
from linnet.domain.paging import PageRange
from linnet.domain.timelines import DAY_MS, HEAD_SIZE, PUBLIC_FEED, Timeline, TimelineEntry, TimelineState
from linnet.ports.timelines import Feeds, Heads, TagTimelines, Timelines
from tests.contract.conftest import ENGINES, Reach, create_table
from tests.contract.ranges import ranges_over
from tests.fakes.environment import START_MS, FakeClock, SequentialParallel
from tests.fakes.timelines import FakeFeeds, FakeHeads, FakeTagTimelines, FakeTimelines

ANN, BOB, CAT = 11, 12, 13


@dataclass
class Stores:
    timelines: Timelines
    heads: Heads
    feeds: Feeds
    tags: TagTimelines
    clock: FakeClock


@pytest.fixture(params=["fake", *ENGINES])
def stores(request: pytest.FixtureRequest, reach: Reach) -> Stores:
    clock, parallel = FakeClock(), SequentialParallel()
    if request.param == "fake":
        return Stores(FakeTimelines(), FakeHeads(), FakeFeeds(), FakeTagTimelines(), clock)
    row = create_table(TimelineRow, reach(request.param))
    chance = random.Random(1).random
    return Stores(
        DynamoTimelines(row, BatchWriter(parallel, clock.sleep, chance), clock),
        DynamoHeads(row, clock.sleep, chance),
        DynamoFeeds(row, parallel, shards=3),
        DynamoTagTimelines(row, lambda _: None),
        clock,
    )


def entry(number: int, author_id: int = ANN) -> TimelineEntry:
    return TimelineEntry(id_at(START_MS + number * 1000, number), author_id)


RETWEET = TimelineEntry(id_at(START_MS + 500), ANN, original_id=7, original_author_id=BOB)
QUOTE = TimelineEntry(id_at(START_MS + 600), ANN, quote_of_id=8)


def test_entries_come_back_as_they_were_pushed_newest_first(stores: Stores) -> None:
    entries = [entry(1), RETWEET, QUOTE]
    stores.timelines.push([Timeline(BOB), Timeline(CAT)], entries)

    expected = sorted(entries, key=lambda each: -each.id)
    assert stores.timelines.page(Timeline(BOB), PageRange(10)) == expected
    assert stores.timelines.page(Timeline(CAT), PageRange(10)) == expected
    assert stores.timelines.page(Timeline(ANN), PageRange(10)) == []


def test_a_push_again_changes_nothing(stores: Stores) -> None:
    for _ in range(2):
        stores.timelines.push([Timeline(BOB), Timeline(BOB)], [entry(1), entry(1)])

    assert stores.timelines.page(Timeline(BOB), PageRange(10)) == [entry(1)]


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_pages_add_up(stores: Stores, limit: int) -> None:
    stores.timelines.push([Timeline(BOB)], [entry(number) for number in range(7)])
    found: list[TimelineEntry] = []
    before = None
    while page := stores.timelines.page(Timeline(BOB), PageRange(limit, before)):
        assert len(page) <= limit
        found.extend(page)
        before = page[-1].id

    assert found == [entry(number) for number in reversed(range(7))]


def test_a_push_to_many_reaches_all(stores: Stores) -> None:
    followers = list(range(100, 160))
    stores.timelines.push([Timeline(each) for each in followers], [entry(1)])

    assert all(stores.timelines.page(Timeline(follower), PageRange(2)) == [entry(1)] for follower in followers)


def test_entries_are_removed_by_id_and_again(stores: Stores) -> None:
    stores.timelines.push([Timeline(BOB), Timeline(CAT)], [entry(1), entry(2)])
    for _ in range(2):
        stores.timelines.remove([Timeline(BOB)], [entry(1).id])

    assert stores.timelines.page(Timeline(BOB), PageRange(10)) == [entry(2)]
    assert len(stores.timelines.page(Timeline(CAT), PageRange(10))) == 2


def test_everything_of_one_author_is_removed(stores: Stores) -> None:
    stores.timelines.push([Timeline(BOB)], [entry(1), entry(2, CAT), RETWEET])
    assert stores.timelines.remove_author(Timeline(BOB), ANN)

    assert stores.timelines.page(Timeline(BOB), PageRange(10)) == [entry(2, CAT)]
    assert not stores.timelines.remove_author(Timeline(BOB), ANN)


@pytest.mark.parametrize("keep", [1, 3, 5, 9])
def test_a_trim_keeps_the_newest(stores: Stores, keep: int) -> None:
    stores.timelines.push([Timeline(BOB)], [entry(number) for number in range(5)])
    stores.timelines.trim(Timeline(BOB), keep)

    assert (
        stores.timelines.page(Timeline(BOB), PageRange(10)) == [entry(number) for number in reversed(range(5))][:keep]
    )


def test_a_state_never_goes_back(stores: Stores) -> None:
    stores.timelines.set_state(BOB, TimelineState(last_seen_day=20, returned_ms=5))
    stores.timelines.set_state(BOB, TimelineState(last_seen_day=19, returned_ms=9))
    stores.timelines.set_state(BOB, TimelineState(rebuilt_ms=3))

    assert stores.timelines.states([BOB, CAT]) == {BOB: TimelineState(20, 9, 3)}


def test_a_rebuild_is_noted_where_a_return_is_and_nowhere_else(stores: Stores) -> None:
    stores.timelines.set_state(BOB, TimelineState(last_seen_day=20))
    for viewer in (BOB, CAT):
        stores.timelines.set_state(viewer, TimelineState(rebuilt_ms=3))

    assert stores.timelines.states([BOB, CAT]) == {BOB: TimelineState(20)}


@pytest.mark.parametrize("stores", ENGINES, indirect=True)
def test_a_return_that_is_half_written_is_still_owed_a_rebuild(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    homes = stores.timelines
    assert isinstance(homes, DynamoTimelines)
    whole = homes._update_state
    written: list[int] = []

    def dies_at_the_second_write(viewer_id: int, actions: list[Any], condition: Any) -> None:
        if written:
            raise ConnectionError
        written.append(viewer_id)
        whole(viewer_id, actions, condition)

    monkeypatch.setattr(DynamoTimelines, "_update_state", lambda _, *write: dies_at_the_second_write(*write))
    with pytest.raises(ConnectionError):
        homes.set_state(BOB, TimelineState(last_seen_day=20_000, returned_ms=5))

    assert not homes.states([BOB])[BOB].ready


def test_a_head_keeps_the_newest_entries(stores: Stores) -> None:
    for start in range(0, HEAD_SIZE + 20, 40):
        stores.heads.add(ANN, [entry(number) for number in range(start, start + 40)])
        stores.heads.add(ANN, [entry(start)])

    (head,) = stores.heads.get_many([ANN, BOB]).values()
    assert list(head) == [entry(number) for number in range(119, 19, -1)]


def test_a_head_remembers_what_its_entries_are(stores: Stores) -> None:
    stores.heads.add(ANN, [RETWEET, QUOTE])

    assert list(stores.heads.get_many([ANN])[ANN]) == [QUOTE, RETWEET]


def test_a_post_is_taken_out_of_a_head_and_again(stores: Stores) -> None:
    stores.heads.add(ANN, [entry(1), entry(2)])
    for _ in range(2):
        stores.heads.remove(ANN, entry(1).id)
    stores.heads.remove(BOB, 1)

    assert list(stores.heads.get_many([ANN])[ANN]) == [entry(2)]


@pytest.mark.parametrize("feed", [PUBLIC_FEED, "tag:日本"])
@pytest.mark.parametrize("limit", [1, 3, 20])
def test_feed_pages_add_up_across_days_and_months(stores: Stores, feed: str, limit: int) -> None:
    # Twelve entries over four days and the end of a month.
    entries = [TimelineEntry(id_at(START_MS + number * 8 * 3_600_000 * 9, number), ANN) for number in range(12)]
    for each in entries:
        stores.feeds.add(feed, each)
        stores.feeds.add(feed, each)
    found: list[TimelineEntry] = []
    before = None
    while True:
        page = stores.feeds.page(feed, PageRange(limit, before))
        found.extend(page)
        if len(page) < limit:
            break
        before = page[-1].id

    assert found == list(reversed(entries))


def test_an_entry_is_removed_from_one_feed(stores: Stores) -> None:
    stores.feeds.add(PUBLIC_FEED, entry(1))
    stores.feeds.add("tag:a", entry(1))
    assert stores.feeds.holds(PUBLIC_FEED, entry(1).id)
    for _ in range(2):
        stores.feeds.remove(PUBLIC_FEED, entry(1).id)

    assert not stores.feeds.holds(PUBLIC_FEED, entry(1).id)
    assert stores.feeds.page(PUBLIC_FEED, PageRange(5)) == []
    assert stores.feeds.page("tag:a", PageRange(5)) == [entry(1)]
    assert stores.feeds.page("tag:b", PageRange(5)) == []


def test_what_joins_the_homes_of_followers_of_a_hashtag_comes_in_pages(stores: Stores) -> None:
    entries = [entry(number) for number in range(5)]
    for each in [*entries, QUOTE, entries[0]]:
        stores.tags.add("日本", each)
    for _ in range(2):
        stores.tags.remove("日本", QUOTE.id)
        stores.tags.remove("other", entries[0].id)
    first = list(stores.tags.page("日本", PageRange(3)))

    assert first == [entries[4], entries[3], entries[2]]
    assert list(stores.tags.page("日本", PageRange(3, first[-1].id))) == [entries[1], entries[0]]
    assert list(stores.tags.page("other", PageRange(3))) == []


@pytest.mark.parametrize("code", ["ProvisionedThroughputExceededException", "ThrottlingException", "AccessDenied"])
def test_a_hashtag_that_is_too_busy_leaves_entries_out_and_counts_them(
    reach: Reach, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    row = create_table(TimelineRow, reach("moto"))
    counted: list[str] = []
    tags = DynamoTagTimelines(row, counted.append)

    def refuse(*_: object, **__: object) -> None:
        raise PutError("no", ClientError({"Error": {"Code": code}}, "PutItem"))

    monkeypatch.setattr(row, "save", refuse)
    if code == "AccessDenied":
        with pytest.raises(PutError):
            tags.add("a", entry(1))
    else:
        tags.add("a", entry(1))
    assert counted == ([] if code == "AccessDenied" else [DROPPED])


def test_what_leaves_a_busy_hashtag_is_not_left_there(reach: Reach, monkeypatch: pytest.MonkeyPatch) -> None:
    row = create_table(TimelineRow, reach("moto"))

    def refuse(*_: object, **__: object) -> None:
        raise DeleteError("no", ClientError({"Error": {"Code": "ThrottlingException"}}, "DeleteItem"))

    monkeypatch.setattr(row, "delete", refuse)
    with pytest.raises(DeleteError):
        DynamoTagTimelines(row, lambda _: None).remove("a", 1)


def test_entries_expire_after_thirty_days_and_hashtags_never(reach: Reach) -> None:
    row = create_table(TimelineRow, reach("moto"))
    clock, parallel = FakeClock(), SequentialParallel()
    DynamoTimelines(row, BatchWriter(parallel, clock.sleep, lambda: 0.0), clock).push([Timeline(BOB)], [entry(0)])
    feeds = DynamoFeeds(row, parallel, shards=1)
    feeds.add(PUBLIC_FEED, entry(0))
    feeds.add("tag:a", entry(0))

    expiries = {stored.pk.split("#")[1]: stored.expires_at for stored in row.scan(row.sk > 0)}
    due = (START_MS + 30 * DAY_MS) // 1000
    assert expiries == {str(BOB): due, PUBLIC_FEED: due, "tag:a": None}


def test_every_store_answers_any_range_in_both_directions(stores: Stores) -> None:
    # Over four days and the end of a month, so that feeds have more than one bucket.
    entries = [TimelineEntry(id_at(START_MS + number * 13 * 3_600_000 * 9, number), ANN) for number in range(7)]
    stores.timelines.push([Timeline(BOB)], entries)
    for each in entries:
        stores.tags.add("a", each)
        stores.feeds.add("tag:a", each)
        stores.feeds.add(PUBLIC_FEED, each)

    for page in ranges_over([each.id for each in entries]):
        expected = page.of(entries)
        assert list(stores.timelines.page(Timeline(BOB), page)) == expected
        assert list(stores.tags.page("a", page)) == expected
        assert list(stores.feeds.page("tag:a", page)) == expected
        assert list(stores.feeds.page(PUBLIC_FEED, page)) == expected
