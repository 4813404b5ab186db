"""What every store of drafts must do: fake, moto, simulator and DynamoDB Local through one suite."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import pytest

from linnet.adapters.dynamodb.batch_writes import BatchWriter
from linnet.adapters.dynamodb.binding import Connect, connection
from linnet.adapters.dynamodb.drafts import DraftRow, DraftTables, DynamoDrafts, decode_content
from linnet.adapters.dynamodb.engagement_rows import EngagementRow
from linnet.adapters.dynamodb.erase_rows import EraseRows
from linnet.adapters.dynamodb.idempotency import IdempotencyRow
from linnet.adapters.dynamodb.identity import Writing
from linnet.adapters.dynamodb.invalidations import InvalidationRow
from linnet.adapters.dynamodb.media import DynamoMedia
from linnet.adapters.dynamodb.media_rows import MediaRow
from linnet.adapters.dynamodb.tweet_rows import TweetRow
from linnet.adapters.dynamodb.tweets import DynamoTweets, TweetTables
from linnet.domain.drafts import Draft, DraftUsage, Failure, SavedDraft
from linnet.domain.errors import Code
from linnet.domain.ids import id_at
from linnet.domain.media import UNATTACHED_MS
from linnet.domain.polls import PollDraft
from linnet.domain.tweets import Audience
from linnet.ports.drafts import Drafts, DueDraft, DueDrafts
from linnet.ports.identity import IdTaken, VersionConflict
from linnet.ports.media import MediaRows, MediaTaken
from linnet.ports.tweets import IdempotencyKeyUsed, IdempotencyRecord, Tweets
from tests.contract.conftest import ATOMIC, ENGINES, Reach, create_table
from tests.contract.tweet_stores import picture, tweet
from tests.fakes.drafts import FakeDrafts
from tests.fakes.environment import START_MS, FakeClock, SequentialParallel

ANN, BOB = 11, 12
NOW = START_MS
FULL = Draft(
    "Schönen Tag, 黒猫 😂",
    in_reply_to=1 << 62,
    quote_of=7,
    audience=Audience.FOLLOWERS,
    sensitive=False,
    content_warning="cats",
    language="de",
    media_ids=(3, 2, 1),
    poll=PollDraft(("ja", "nein"), 600, multiple=True, hides_totals=True),
)


@dataclass
class Stores:
    drafts: Drafts
    due: DueDrafts
    tweets: Tweets
    media: MediaRows


def in_memory() -> Stores:
    fake = FakeDrafts()
    return Stores(fake, fake, fake.tweets, fake.tweets.media)


def in_dynamodb(connect: Connect) -> Stores:
    clock = FakeClock()
    # Not seeded: the engine remembers client tokens from one test to the next.
    writing = Writing(connection(connect), clock, clock.sleep, random.SystemRandom().random)
    tables = TweetTables(
        tweets=create_table(TweetRow, connect),
        engagement=create_table(EngagementRow, connect),
        idempotency=create_table(IdempotencyRow, connect),
        invalidations=create_table(InvalidationRow, connect),
        media=create_table(MediaRow, connect),
    )
    assert tables.media is not None
    drafts = DynamoDrafts(
        DraftTables(create_table(DraftRow, connect), tables.tweets, tables.idempotency, tables.media),
        writing,
        SequentialParallel(),
        conversation_shards=2,
        engagement_shards=2,
        shards=2,
    )
    media = DynamoMedia(tables.media, writing, SequentialParallel(), shards=2)
    return Stores(drafts, drafts, DynamoTweets(tables, writing, conversation_shards=2, engagement_shards=2), media)


@pytest.fixture(params=["fake", *ENGINES])
def stores(request: pytest.FixtureRequest, reach: Reach) -> Stores:
    return in_memory() if request.param == "fake" else in_dynamodb(reach(request.param))


def draft(number: int, scheduled_ms: int | None = None, owner_id: int = ANN, content: Draft = FULL) -> SavedDraft:
    return SavedDraft(id_at(NOW, number), owner_id, content, scheduled_ms, updated_ms=NOW)


def keep(stores: Stores, *kept: SavedDraft) -> None:
    for each in kept:
        stores.drafts.add(each, stores.drafts.usage(each.owner_id).with_wanted(each), None, NOW)


def failed(saved: SavedDraft) -> SavedDraft:
    failure = Failure(Code.NOT_FOUND, "tweet not found", saved.scheduled_ms or 0, NOW + 9, "inReplyTo")
    return replace(saved, scheduled_ms=None, failure=failure, version=saved.version + 1)


def test_a_draft_is_read_as_it_was_stored_by_its_owner_alone(stores: Stores) -> None:
    plain, timed = draft(1, content=Draft("")), draft(2, NOW + 600_000)
    keep(stores, plain, timed)

    assert [stores.drafts.get(ANN, each.id) for each in (plain, timed)] == [plain, timed]
    assert stores.drafts.get(BOB, plain.id) is None
    # Where it is counted how many there are stands no draft.
    assert stores.drafts.get(ANN, 0) is None
    assert stores.drafts.usage(ANN) == DraftUsage(1, {(NOW + 600_000) // 86_400_000: 1}, 2)
    assert stores.drafts.usage(BOB) == DraftUsage()


def test_pages_are_newest_first_and_hold_only_what_is_scheduled_where_that_is_asked_for(stores: Stores) -> None:
    kept = [draft(number, NOW + 600_000 if number % 3 == 0 else None) for number in range(1, 8)]
    keep(stores, *kept, draft(9, owner_id=BOB))

    assert stores.drafts.page(ANN, None, 3) == [kept[6], kept[5], kept[4]]
    assert stores.drafts.page(ANN, kept[4].id, 9) == [kept[3], kept[2], kept[1], kept[0]]
    assert stores.drafts.page(ANN, None, 1, only_scheduled=True) == [kept[5]]
    assert stores.drafts.page(ANN, kept[5].id, 9, only_scheduled=True) == [kept[2]]


def test_an_id_is_used_once_and_usage_changes_at_its_version(stores: Stores) -> None:
    keep(stores, draft(1))

    with pytest.raises(IdTaken):
        keep(stores, draft(1))
    with pytest.raises(VersionConflict):
        stores.drafts.add(draft(2), DraftUsage(2), None, NOW)
    assert stores.drafts.page(ANN, None, 9) == [draft(1)]
    assert stores.drafts.usage(ANN) == DraftUsage(1, {}, 1)


def test_a_key_brings_one_draft_until_it_expires(stores: Stores) -> None:
    key = IdempotencyRecord(ANN, "key", "body", draft(1).id, NOW + 86_400_000)
    stores.drafts.add(draft(1), DraftUsage(1), key, NOW)
    assert stores.tweets.recall(ANN, "key", NOW) == key

    with pytest.raises(IdempotencyKeyUsed) as used:
        stores.drafts.add(draft(2), DraftUsage(2, version=1), replace(key, tweet_id=draft(2).id), NOW + 1)
    assert used.value.record == key
    later = NOW + 86_400_000
    stores.drafts.add(draft(2), DraftUsage(2, version=1), replace(key, expires_ms=later + 1000), later)
    assert stores.drafts.get(ANN, draft(2).id) == draft(2)


def test_a_change_holds_only_for_the_draft_that_was_read(stores: Stores) -> None:
    keep(stores, draft(1))
    changed = replace(draft(1), content=Draft("other"), version=2)
    stores.drafts.replace(draft(1), changed, None)

    for stale in (draft(1), draft(2)):
        with pytest.raises(VersionConflict):
            stores.drafts.replace(stale, changed, None)
        with pytest.raises(VersionConflict):
            stores.drafts.remove(stale, DraftUsage(0, version=1))
        with pytest.raises(VersionConflict):
            stores.drafts.publish(stale, tweet(1), DraftUsage(0, version=1))
    with pytest.raises(VersionConflict):
        stores.drafts.remove(changed, DraftUsage(0))
    assert stores.drafts.get(ANN, draft(1).id) == changed
    assert stores.tweets.get(tweet(1).id) is None
    stores.drafts.remove(changed, DraftUsage(0, version=1))
    assert stores.drafts.get(ANN, draft(1).id) is None


def test_a_tweet_comes_exactly_when_its_draft_goes(stores: Stores) -> None:
    keep(stores, draft(1, NOW + 600_000))
    usage = stores.drafts.usage(ANN).without(draft(1, NOW + 600_000))
    stores.tweets.add(tweet(1), None, NOW)

    with pytest.raises(IdTaken):
        stores.drafts.publish(draft(1, NOW + 600_000), tweet(1, text="another"), usage)
    assert stores.drafts.get(ANN, draft(1).id) is not None
    stores.drafts.publish(draft(1, NOW + 600_000), tweet(2), usage)
    assert stores.tweets.get(tweet(2).id) == tweet(2)
    assert stores.drafts.get(ANN, draft(1).id) is None
    assert stores.drafts.usage(ANN) == DraftUsage(0, {}, 2)
    with pytest.raises(VersionConflict):
        stores.drafts.publish(draft(1, NOW + 600_000), tweet(3), replace(usage, version=2))
    assert stores.tweets.get(tweet(3).id) is None


def test_drafts_are_due_at_their_time_the_earliest_first(stores: Stores) -> None:
    # In one shard: the order holds within each.
    kept = [draft(2 * number, NOW + number * 1000) for number in (3, 1, 2)]
    keep(stores, *kept, draft(100), draft(102, NOW + 1000, owner_id=BOB))

    assert stores.due.due(NOW + 999, 9) == []
    assert {each.draft_id for each in stores.due.due(NOW + 1000, 9)} == {kept[1].id, draft(102).id}
    assert [each.draft_id for each in stores.due.due(NOW + 9000, 9)][2:] == [kept[2].id, kept[0].id]
    assert len(stores.due.due(NOW + 9000, 3)) == 3
    assert DueDraft(BOB, draft(102).id, NOW + 1000) in stores.due.due(NOW + 9000, 9)


def test_what_got_another_time_or_none_is_due_then_or_never(stores: Stores) -> None:
    moved, halted = draft(1, NOW + 1000), draft(2, NOW + 1000)
    keep(stores, moved, halted)
    stores.drafts.replace(moved, replace(moved, scheduled_ms=NOW + 5000, version=2), None)
    stores.drafts.replace(halted, replace(halted, scheduled_ms=None, version=2), stores.drafts.usage(ANN))

    assert stores.due.due(NOW + 4999, 9) == []
    assert stores.due.due(NOW + 5000, 9) == [DueDraft(ANN, moved.id, NOW + 5000)]


def test_a_failure_is_kept_and_stays_due_until_it_was_told(stores: Stores) -> None:
    saved = draft(1, NOW + 1000)
    keep(stores, saved)
    stores.drafts.replace(saved, failed(saved), stores.drafts.usage(ANN).without(saved).with_failed(failed(saved)))

    assert stores.drafts.get(ANN, saved.id) == failed(saved)
    assert stores.due.due(NOW + 1000, 9) == [DueDraft(ANN, saved.id, NOW + 1000)]
    stores.due.told(saved)
    assert len(stores.due.due(NOW + 1000, 9)) == 1
    for _ in range(2):
        stores.due.told(failed(saved))
        assert stores.due.due(NOW + 1000, 9) == []
    assert stores.drafts.get(ANN, saved.id) == failed(saved)
    assert stores.drafts.page(ANN, None, 9, only_scheduled=True) == []


@pytest.mark.parametrize("stores", ATOMIC, indirect=True)
def test_of_a_publication_a_change_and_a_removal_at_once_one_holds(stores: Stores) -> None:
    saved = draft(1, NOW + 1000)
    keep(stores, saved)
    usage = stores.drafts.usage(ANN).without(saved)

    def attempt(write: Callable[[], None]) -> bool:
        try:
            write()
        except VersionConflict:
            return False
        return True

    writes: list[Callable[[], None]] = [
        lambda: stores.drafts.publish(saved, tweet(1), usage),
        lambda: stores.drafts.publish(saved, tweet(2), usage),
        lambda: stores.drafts.remove(saved, usage),
        lambda: stores.drafts.replace(saved, replace(saved, content=Draft("other"), version=2), None),
    ]
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(attempt, writes)) == 1
    assert sum(stores.tweets.get(tweet(number).id) is not None for number in (1, 2)) <= 1


@pytest.fixture
def row(connect: Connect) -> type[DraftRow]:
    return create_table(DraftRow, connect)


def test_an_account_that_is_erased_leaves_none(row: type[DraftRow]) -> None:
    clock = FakeClock()
    for owner_id in (ANN, BOB):
        row(owner_id, 0, version=1, drafts=1, days="{}").save()
        row(owner_id, draft(1).id, version=1, content='{"text":"x"}').save()
    writer = BatchWriter(SequentialParallel(), clock.sleep, random.Random(1).random)
    eraser = EraseRows("drafts", row, writer, lambda user_id: [user_id])
    position = None
    while (position := eraser.erase(ANN, position)) is not None:
        pass

    assert {int(each.owner_id) for each in row.scan()} == {BOB}


def test_what_newer_code_wrote_is_not_taken_for_something_else() -> None:
    with pytest.raises(ValueError, match="newer"):
        decode_content('{"text":"x","rooms":[1]}')


def test_a_draft_holds_its_pictures_until_it_is_published_changed_or_removed(stores: Stores) -> None:
    first, second, third = (picture(number, media=stores.media) for number in (1, 2, 3))

    def holders() -> list[int | None]:
        found = stores.media.get_many(ANN, [each.id for each in (first, second, third)])
        return [found[each.id].holder_id for each in (first, second, third)]

    saved = replace(draft(1, content=Draft("")), media=(first, second))
    keep(stores, saved)
    assert stores.drafts.get(ANN, saved.id) == saved
    assert holders() == [saved.id, saved.id, None]
    with pytest.raises(MediaTaken):
        keep(stores, replace(draft(2, content=Draft("")), media=(third, first)))
    with pytest.raises(MediaTaken):
        stores.tweets.add(tweet(9, media=(first,)), None, NOW)
    changed = replace(saved, media=(third, second), version=2)
    stores.drafts.replace(saved, changed, None)
    assert holders() == [None, saved.id, saved.id]
    let_go = stores.media.get(ANN, first.id)
    assert let_go is not None
    assert let_go.expires_ms == NOW + UNATTACHED_MS
    with pytest.raises(MediaTaken):
        stores.drafts.replace(changed, replace(changed, media=(picture(8),), version=3), None)
    shown = tweet(7, media=changed.media)
    stores.drafts.publish(changed, shown, stores.drafts.usage(ANN).without(changed))
    assert holders() == [None, shown.id, shown.id]
    other = replace(draft(3, content=Draft("")), media=(first,))
    keep(stores, other)
    stores.drafts.remove(other, stores.drafts.usage(ANN).without(other))
    assert holders() == [None, shown.id, shown.id]
