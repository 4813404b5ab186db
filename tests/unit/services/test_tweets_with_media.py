"""Tweets and drafts show pictures: only the author's own, each in one of them, for as long as it is there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from linnet.domain.drafts import Draft
from linnet.domain.errors import Code, DomainError
from linnet.domain.media import UNATTACHED_MS, Focus, Media, MediaDetails, Purpose, Size, StoredMedia
from linnet.domain.pictures import Format
from linnet.domain.polls import PollDraft
from linnet.domain.tweets import Tweet
from linnet.ports.tweets import IdempotencyRecord
from linnet.services.edit_tweet import Revision
from tests.unit.services.draft_world import HOUR_MS, DraftWorld
from tests.unit.services.tweet_world import ANN, BOB, viewer


@pytest.fixture
def world() -> DraftWorld:
    return DraftWorld()


def upload(world: DraftWorld, owner_id: int = ANN, purpose: Purpose = Purpose.ATTACHMENT) -> Media:
    media = Media(world.made.next_id(), "s", Format.PNG, Size(4, 3), Format.PNG, Size(4, 3), "L", "seen")
    expires_ms = world.clock.now_ms() + UNATTACHED_MS
    world.table.media.add(StoredMedia(media, owner_id, purpose, expires_ms=expires_ms))
    return media


def held(world: DraftWorld, media: Media, owner_id: int = ANN) -> int | None:
    found = world.table.media.get(owner_id, media.id)
    assert found is not None
    return found.holder_id


def field_of(refused: pytest.ExceptionInfo[DomainError]) -> tuple[Code, str | None]:
    return refused.value.code, refused.value.field


def test_a_tweet_shows_pictures_in_the_order_of_their_ids_and_may_say_nothing(world: DraftWorld) -> None:
    first, second = upload(world), upload(world)
    shown = world.publish(ANN, Draft("", media_ids=(second.id, first.id)))
    assert shown.tweet.media == (second, first)
    assert world.stored(shown.tweet.id).media == (second, first)
    assert held(world, first) == held(world, second) == shown.tweet.id
    with pytest.raises(DomainError) as refused:
        world.publish(ANN, Draft(" "))
    assert field_of(refused) == (Code.INVALID, "text")


def test_what_is_not_ones_own_or_not_free_cannot_be_shown(world: DraftWorld) -> None:
    used, theirs, avatar = upload(world), upload(world, BOB), upload(world, ANN, Purpose.AVATAR)
    world.publish(ANN, Draft("", media_ids=(used.id,)))
    late = upload(world)
    for ids in ((used.id,), (theirs.id,), (avatar.id,), (404,)):
        with pytest.raises(DomainError) as refused:
            world.publish(ANN, Draft("x", media_ids=ids))
        assert field_of(refused) == (Code.INVALID, "mediaIds")
    fine = upload(world)
    for draft in (
        Draft("x", media_ids=(fine.id, fine.id)),
        Draft("x", media_ids=(fine.id,), poll=PollDraft(("a", "b"), 600)),
    ):
        with pytest.raises(DomainError) as refused:
            world.publish(ANN, draft)
        assert field_of(refused) == (Code.INVALID, "mediaIds")
    world.clock.advance(UNATTACHED_MS)
    with pytest.raises(DomainError):
        world.publish(ANN, Draft("x", media_ids=(late.id,)))


def test_a_repeated_request_gives_the_tweet_that_has_the_picture(world: DraftWorld) -> None:
    media = upload(world)
    first = world.publish(ANN, Draft("x", media_ids=(media.id,)), key="k")
    again = world.publish(ANN, Draft("x", media_ids=(media.id,)), key="k")
    assert again.tweet.id == first.tweet.id


def test_a_description_of_the_last_moment_is_not_lost(world: DraftWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    media, add = upload(world), world.table.add
    told: list[StoredMedia] = []

    def interrupted(tweet: Tweet, idempotency: IdempotencyRecord | None, now_ms: int) -> None:
        if not told:
            stored = world.table.media.stored[ANN, media.id]
            told.append(replace(stored, media=replace(media, description="better"), version=2))
            world.table.media.replace(stored, told[0])
        add(tweet, idempotency, now_ms)

    monkeypatch.setattr(world.table, "add", interrupted)
    shown = world.publish(ANN, Draft("x", media_ids=(media.id,)))
    assert [each.description for each in shown.tweet.media] == ["better"]


def test_an_edit_chooses_and_describes_pictures_and_history_keeps_what_was(world: DraftWorld) -> None:
    first, second, third = upload(world), upload(world), upload(world)
    tweet = world.publish(ANN, Draft("x", media_ids=(first.id, second.id))).tweet
    details = {second.id: MediaDetails("two", Focus(1, 1)), 404: MediaDetails("nobody's")}
    shown = world.edit(ANN, tweet.id, Revision(media_ids=(third.id, second.id), media_details=details))
    assert shown.tweet.media == (third, replace(second, description="two", focus=Focus(1, 1)))
    assert (held(world, first), held(world, third)) == (None, tweet.id)
    assert [[each.id for each in version.media] for version in world.history(viewer(ANN), tweet.id)] == [
        [first.id, second.id],
        [third.id, second.id],
    ]
    assert world.edit(ANN, tweet.id, Revision(text="")).tweet.text == ""
    with pytest.raises(DomainError) as refused:
        world.edit(ANN, tweet.id, Revision(media_ids=()))
    assert field_of(refused) == (Code.INVALID, "text")
    with pytest.raises(DomainError) as refused:
        world.edit(ANN, tweet.id, Revision(media_ids=(first.id,)))
    assert field_of(refused) == (Code.INVALID, "mediaIds")


def test_deleting_takes_pictures_away_unless_they_are_to_be_used_again(world: DraftWorld) -> None:
    gone, kept = upload(world), upload(world)
    for media in (gone, kept):
        tweet = world.publish(ANN, Draft("", media_ids=(media.id,))).tweet
        world.delete(viewer(ANN), tweet.id, keep_media=media is kept)
    with pytest.raises(DomainError):
        world.publish(ANN, Draft("", media_ids=(gone.id,)))
    assert world.publish(ANN, Draft("", media_ids=(kept.id,))).tweet.media == (kept,)


def test_a_scheduled_tweet_holds_its_pictures_past_their_day(world: DraftWorld) -> None:
    media = upload(world)
    saved = world.schedule(ANN, Draft("", media_ids=(media.id,)), UNATTACHED_MS + HOUR_MS)
    assert saved.media == (media,)
    with pytest.raises(DomainError):
        world.publish(ANN, Draft("x", media_ids=(media.id,)))
    world.sweep(UNATTACHED_MS + HOUR_MS)
    (tweet,) = [each for each in world.table.posts.values() if each.author_id == ANN]
    assert world.stored(tweet.id).media == (media,)
    assert held(world, media) == tweet.id


def test_a_draft_that_is_changed_or_removed_lets_pictures_go(world: DraftWorld) -> None:
    first, second = upload(world), upload(world)
    saved = world.save.create(viewer(ANN), Draft("", media_ids=(first.id,)), None)
    changed = world.save.replace(viewer(ANN), saved.id, Draft("", media_ids=(first.id, second.id)), None)
    assert changed.media == (first, second)
    world.save.replace(viewer(ANN), saved.id, Draft("", media_ids=(second.id,)), None)
    assert (held(world, first), held(world, second)) == (None, saved.id)
    world.save.remove(viewer(ANN), saved.id)
    assert world.publish(ANN, Draft("", media_ids=(first.id, second.id))).tweet.media == (first, second)
