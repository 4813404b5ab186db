"""A picture is held by one tweet or draft at a time, whatever happens at once: every store through one suite."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from linnet.domain.media import UNATTACHED_MS, Focus
from linnet.domain.tweets import Tweet
from linnet.ports.identity import VersionConflict
from linnet.ports.media import MediaTaken
from linnet.ports.tweets import IdempotencyKeyUsed
from tests.contract.conftest import ATOMIC, ENGINES, Reach
from tests.contract.tweet_stores import (
    ANN,
    BOB,
    NOW,
    Stores,
    edit_of,
    first_version,
    in_dynamodb,
    in_memory,
    key,
    picture,
    tweet,
    tweet_id,
)


@pytest.fixture(params=["fake", *ENGINES])
def stores(request: pytest.FixtureRequest, reach: Reach) -> Stores:
    return in_memory() if request.param == "fake" else in_dynamodb(reach(request.param))


@pytest.fixture(params=ATOMIC)
def atomic_stores(request: pytest.FixtureRequest, reach: Reach) -> Stores:
    return in_memory() if request.param == "fake" else in_dynamodb(reach(request.param))


def holder(stores: Stores, number: int, owner_id: int = ANN) -> tuple[int | None, int | None]:
    found = stores.media.get(owner_id, tweet_id(number))
    assert found is not None
    return found.holder_id, found.expires_ms


def test_a_tweet_holds_its_pictures_from_its_own_write_on(stores: Stores) -> None:
    shown = tweet(5, media=(picture(1, media=stores.media), picture(2, media=stores.media)))
    stores.tweets.add(shown, None, NOW)
    assert stores.tweets.get(shown.id) == shown
    assert [holder(stores, number) for number in (1, 2)] == [(shown.id, None)] * 2


def test_a_picture_is_attached_once(stores: Stores) -> None:
    first = picture(1, media=stores.media)
    stores.tweets.add(tweet(5, media=(first,)), None, NOW)
    for other in (tweet(6, media=(first,)), tweet(7, media=(picture(2, media=stores.media), first))):
        with pytest.raises(MediaTaken):
            stores.tweets.add(other, None, NOW)
        assert stores.tweets.get(other.id) is None
    assert holder(stores, 1) == (tweet_id(5), None)
    assert holder(stores, 2) == (None, NOW + UNATTACHED_MS)


def test_what_is_anothers_or_unknown_or_has_expired_or_changed_is_not_attached(stores: Stores) -> None:
    theirs, late, described = (picture(number, owner, stores.media) for number, owner in ((1, BOB), (2, ANN), (3, ANN)))
    cases = [
        (theirs, NOW),
        (picture(9), NOW),
        (late, NOW + UNATTACHED_MS),
        (replace(described, description="before it changed"), NOW),
    ]
    for media, now_ms in cases:
        with pytest.raises(MediaTaken):
            stores.tweets.add(tweet(5, media=(media,)), None, now_ms)
    assert stores.tweets.get(tweet_id(5)) is None


def test_a_key_that_was_used_is_told_before_its_pictures(stores: Stores) -> None:
    shown = tweet(5, media=(picture(1, media=stores.media),))
    stores.tweets.add(shown, key(shown), NOW)
    with pytest.raises(IdempotencyKeyUsed) as used:
        stores.tweets.add(replace(shown, id=tweet_id(6)), key(replace(shown, id=tweet_id(6))), NOW)
    assert used.value.record.tweet_id == shown.id


def test_deleting_lets_them_go_at_once_or_later(stores: Stores) -> None:
    for number, until_ms in ((5, None), (6, NOW + UNATTACHED_MS)):
        shown = tweet(number, media=(picture(number + 10, media=stores.media),))
        stores.tweets.add(shown, None, NOW)
        assert stores.tweets.delete(shown, NOW + 1, until_ms)
        assert holder(stores, number + 10) == (None, until_ms or NOW + 1)
    again = replace(tweet(7), media=(picture(16),))
    stores.tweets.add(again, None, NOW + 2)
    assert holder(stores, 16) == (again.id, None)


def test_a_tweet_whose_pictures_are_erased_can_still_be_deleted(stores: Stores) -> None:
    shown = tweet(5, media=(picture(1, media=stores.media), picture(2, media=stores.media)))
    stores.tweets.add(shown, None, NOW)
    erased = stores.media.get(ANN, tweet_id(1))
    assert erased is not None
    stores.media.remove(erased)
    assert stores.tweets.delete(shown, NOW)
    post = stores.tweets.get(shown.id)
    assert isinstance(post, Tweet)
    assert post.media == ()
    assert stores.media.get(ANN, tweet_id(1)) is None


def test_an_edit_takes_in_describes_and_lets_go(stores: Stores) -> None:
    kept, dropped, added = (picture(number, media=stores.media) for number in (1, 2, 3))
    shown = tweet(5, media=(kept, dropped))
    stores.tweets.add(shown, None, NOW)
    told = replace(kept, description="told better", focus=Focus(0.5, -0.5))
    edited = edit_of(shown, "edited", media=(added, told))
    stores.tweets.edit(shown, edited, first_version(shown))
    assert stores.tweets.get(shown.id) == edited
    assert [each.media for each in stores.tweets.history(shown.id)] == [(kept, dropped)]
    assert holder(stores, 1) == holder(stores, 3) == (shown.id, None)
    assert holder(stores, 2)[0] is None
    stored = stores.media.get(ANN, kept.id)
    assert stored is not None
    assert stored.media == told


def test_an_edit_that_cannot_have_a_picture_changes_nothing(stores: Stores) -> None:
    kept, taken = (picture(number, media=stores.media) for number in (1, 2))
    shown = tweet(5, media=(kept,))
    stores.tweets.add(shown, None, NOW)
    stores.tweets.add(tweet(6, media=(taken,)), None, NOW)
    with pytest.raises(MediaTaken):
        stores.tweets.edit(shown, edit_of(shown, "edited", media=(taken,)), first_version(shown))
    assert stores.tweets.get(shown.id) == shown
    assert holder(stores, 1) == (shown.id, None)
    edited = edit_of(shown, "edited")
    stores.tweets.edit(shown, edited, first_version(shown))
    with pytest.raises(VersionConflict):
        stores.tweets.edit(shown, edit_of(shown, "late", media=()), first_version(shown))
    assert holder(stores, 1) == (shown.id, None)


def test_of_two_tweets_at_once_one_gets_the_picture(atomic_stores: Stores) -> None:
    stores = atomic_stores
    shared = picture(1, media=stores.media)

    def attach(number: int) -> bool:
        try:
            stores.tweets.add(tweet(number, media=(shared,)), None, NOW)
        except MediaTaken:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(attach, range(10, 18)))
    assert won.count(True) == 1
    assert holder(stores, 1) == (tweet_id(10 + won.index(True)), None)
