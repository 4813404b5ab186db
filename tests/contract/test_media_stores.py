"""What every store of pictures must do: fake, moto, simulator and DynamoDB Local through one suite."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from linnet.adapters.dynamodb.binding import Connect, connection
from linnet.adapters.dynamodb.identity import Writing
from linnet.adapters.dynamodb.media import DynamoMedia
from linnet.adapters.dynamodb.media_rows import MediaRow
from linnet.adapters.dynamodb.media_values import decode_media, encode_media
from linnet.domain.ids import id_at
from linnet.domain.media import Focus, Media, Purpose, Size, StoredMedia
from linnet.domain.pictures import Format
from linnet.ports.identity import IdTaken, VersionConflict
from linnet.ports.media import DueMedia
from tests.contract.conftest import ENGINES, Reach, create_table
from tests.fakes.environment import START_MS, FakeClock, SequentialParallel
from tests.fakes.media import FakeMedia

ANN, BOB = 11, 12
FULL = Media(
    id_at(START_MS),
    "s" * 22,
    Format.WEBP,
    Size(1_920, 1_080),
    Format.JPEG,
    Size(640, 360),
    "LEHV6nWB2yk8pyo0adR*.7kCMdnj",
    "Zwei Katzen 🐈, schlafend",
    Focus(-0.25, 1),
)
PLAIN = Media(id_at(START_MS) + 1, "t" * 22, Format.JPEG, Size(400, 400))


def in_dynamodb(connect: Connect) -> DynamoMedia:
    clock = FakeClock()
    # Not seeded: the engine remembers client tokens from one test to the next.
    writing = Writing(connection(connect), clock, clock.sleep, random.SystemRandom().random)
    return DynamoMedia(create_table(MediaRow, connect), writing, SequentialParallel(), shards=2)


@pytest.fixture(params=["fake", *ENGINES])
def media(request: pytest.FixtureRequest, reach: Reach) -> FakeMedia | DynamoMedia:
    return FakeMedia() if request.param == "fake" else in_dynamodb(reach(request.param))


def stored(media: Media = FULL, owner_id: int = ANN, expires_ms: int | None = START_MS, **more: object) -> StoredMedia:
    return replace(StoredMedia(media, owner_id, expires_ms=expires_ms), **more)  # type: ignore[arg-type]  # of a test


def test_what_is_stored_is_read(media: FakeMedia | DynamoMedia) -> None:
    held = stored(PLAIN, purpose=Purpose.AVATAR, expires_ms=None, holder_id=ANN)
    for each in (stored(), held):
        media.add(each)
        media.add(each)
        assert media.get(ANN, each.id) == each
    assert media.get(BOB, FULL.id) is None
    assert media.get(ANN, 5) is None
    assert media.get_many(ANN, [PLAIN.id, 5, FULL.id, FULL.id]) == {FULL.id: stored(), PLAIN.id: held}
    assert media.get_many(BOB, [PLAIN.id]) == {}


def test_an_id_is_used_once(media: FakeMedia | DynamoMedia) -> None:
    media.add(stored())
    with pytest.raises(IdTaken):
        media.add(stored(replace(FULL, secret="u" * 22)))
    assert media.get(ANN, FULL.id) == stored()


def test_a_change_holds_only_for_what_was_read(media: FakeMedia | DynamoMedia) -> None:
    first = stored()
    media.add(first)
    second = replace(first, holder_id=9, expires_ms=None, version=2)
    media.replace(first, second)
    with pytest.raises(VersionConflict):
        media.replace(first, second)
    with pytest.raises(VersionConflict):
        media.remove(first)
    assert media.get(ANN, FULL.id) == second
    media.remove(second)
    assert media.get(ANN, FULL.id) is None
    with pytest.raises(VersionConflict):
        media.remove(second)
    with pytest.raises(VersionConflict):
        media.replace(second, first)


def test_what_expires_is_found_by_its_time_until_something_holds_it(media: FakeMedia | DynamoMedia) -> None:
    early, late = stored(), stored(PLAIN, BOB, START_MS + 1)
    media.add(early)
    media.add(late)
    assert media.due(START_MS - 1, 5) == []
    assert media.due(START_MS, 5) == [DueMedia(ANN, FULL.id)]
    assert {*media.due(START_MS + 1, 5)} == {DueMedia(ANN, FULL.id), DueMedia(BOB, PLAIN.id)}
    media.replace(early, replace(early, holder_id=9, expires_ms=None, version=2))
    assert media.due(START_MS + 1, 5) == [DueMedia(BOB, PLAIN.id)]


def test_those_of_an_account_come_in_pages(media: FakeMedia | DynamoMedia) -> None:
    ids = [id_at(START_MS) + number for number in range(5)]
    for number in ids:
        media.add(stored(replace(FULL, id=number)))
    media.add(stored(owner_id=BOB))
    first = media.page(ANN, 0, 3)
    assert [each.id for each in first] == ids[:3]
    assert [each.id for each in media.page(ANN, first[-1].id, 3)] == ids[3:]


def test_pictures_are_written_as_they_are_read() -> None:
    assert decode_media(encode_media((FULL, PLAIN))) == (FULL, PLAIN)
    assert encode_media(()) is None
    assert decode_media(None) == ()
