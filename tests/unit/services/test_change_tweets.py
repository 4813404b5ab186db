"""Deleting, editing and pinning."""

from __future__ import annotations

import pytest

from linnet.domain.drafts import Draft
from linnet.domain.errors import Code, DomainError
from linnet.domain.ids import created_ms
from linnet.domain.polls import PollDraft
from linnet.domain.tweets import MAX_PINNED, Audience, Tweet, TweetVersion
from linnet.ports.identity import VersionConflict
from linnet.services.edit_tweet import Revision
from tests.fakes.tweets import FakeTweets
from tests.unit.services.tweet_world import ANN, BOB, CAT, MAX_EDITS, WINDOW_MS, World, viewer


@pytest.fixture
def world() -> World:
    return World()


def code_of(refused: pytest.ExceptionInfo[DomainError]) -> Code:
    return refused.value.code


def test_a_deleted_tweet_is_gone_for_everybody_at_once(world: World) -> None:
    tweet = world.post(ANN)

    world.delete(viewer(ANN), tweet.id)

    for reader in (viewer(ANN), viewer(BOB), None):
        with pytest.raises(DomainError) as refused:
            world.read.one(reader, tweet.id)
        assert code_of(refused) is Code.NOT_FOUND


def test_deleting_twice_finds_nothing(world: World) -> None:
    tweet = world.post(ANN)
    world.delete(viewer(ANN), tweet.id)

    with pytest.raises(DomainError) as refused:
        world.delete(viewer(ANN), tweet.id)

    assert code_of(refused) is Code.NOT_FOUND


def test_only_the_author_deletes(world: World) -> None:
    tweet, hidden = world.post(ANN), world.post(ANN, audience=Audience.FOLLOWERS)

    with pytest.raises(DomainError) as seen:
        world.delete(viewer(BOB), tweet.id)
    with pytest.raises(DomainError) as unseen:
        world.delete(viewer(BOB), hidden.id)

    assert (code_of(seen), code_of(unseen)) == (Code.FORBIDDEN, Code.NOT_FOUND)
    assert world.stored(tweet.id).deleted_ms is None


def test_deleting_a_pinned_tweet_unpins_it(world: World) -> None:
    tweet, other = world.post(ANN), world.post(ANN)
    world.pins.pin(viewer(ANN), tweet.id)

    world.delete(viewer(ANN), other.id)
    assert world.identity.users[ANN].pinned_tweet_ids == (tweet.id,)
    world.delete(viewer(ANN), tweet.id)
    assert world.identity.users[ANN].pinned_tweet_ids == ()


def test_deleting_a_retweet_takes_it_back(world: World) -> None:
    tweet = world.post(ANN)
    retweet_id = world.retweet(BOB, tweet.id).flags.retweet_id
    assert retweet_id is not None

    world.delete(viewer(BOB), retweet_id)

    assert world.stored(tweet.id).deleted_ms is None
    assert not world.read.one(viewer(BOB), tweet.id).flags.retweeted


def test_an_edit_keeps_what_was_before(world: World) -> None:
    tweet = world.post(ANN, "first @bob")
    world.clock.advance(1000)

    shown = world.edit(ANN, tweet.id, Revision("second #tag @cat", content_warning="new"))

    assert shown.tweet == world.stored(tweet.id)
    assert (shown.tweet.text, shown.tweet.mentioned_ids, shown.tweet.version) == ("second #tag @cat", (CAT,), 2)
    assert shown.tweet.edited_ms == world.clock.now_ms()
    versions = world.history(viewer(BOB), tweet.id)
    assert [(version.number, version.text, version.content_warning) for version in versions] == [
        (1, "first @bob", ""),
        (2, "second #tag @cat", "new"),
    ]
    assert [version.created_ms for version in versions] == [created_ms(tweet.id), world.clock.now_ms()]


def test_a_tweet_that_no_replica_knows_yet_can_be_edited(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    tweet = world.post(ANN, text="first")
    monkeypatch.setattr(world.table, "get_many", lambda ids: {})

    shown = world.edit(ANN, tweet.id, Revision("second"))

    assert (shown.tweet.text, shown.author.id) == ("second", ANN)
    assert world.stored(tweet.id).text == "second"


def test_an_edit_that_changes_nothing_makes_no_version(world: World) -> None:
    tweet = world.post(ANN, "same @bob")
    world.clock.advance(WINDOW_MS * 2)

    assert world.edit(ANN, tweet.id, Revision("same @bob")).tweet == tweet


def test_the_window_for_edits_ends(world: World) -> None:
    tweet = world.post(ANN)
    world.clock.advance(WINDOW_MS)
    world.edit(ANN, tweet.id, Revision("in time"))
    world.clock.advance(1)

    with pytest.raises(DomainError) as refused:
        world.edit(ANN, tweet.id, Revision("too late"))

    assert code_of(refused) is Code.FORBIDDEN
    assert world.stored(tweet.id).text == "in time"


def test_edits_are_counted(world: World) -> None:
    tweet = world.post(ANN)
    for number in range(MAX_EDITS):
        world.edit(ANN, tweet.id, Revision(f"edit {number}"))

    with pytest.raises(DomainError) as refused:
        world.edit(ANN, tweet.id, Revision("one too many"))

    assert code_of(refused) is Code.LIMIT_REACHED


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [(before, after, after.width <= before.width) for before in Audience for after in Audience],
)
def test_an_edit_never_widens_the_audience(world: World, before: Audience, after: Audience, allowed: bool) -> None:
    tweet = world.post(ANN, audience=before)

    if allowed:
        assert world.edit(ANN, tweet.id, Revision("x", audience=after)).tweet.audience is after
    else:
        with pytest.raises(DomainError) as refused:
            world.edit(ANN, tweet.id, Revision("x", audience=after))
        assert (code_of(refused), refused.value.field) == (Code.INVALID, "audience")
        assert world.stored(tweet.id) == tweet


def test_only_the_author_edits(world: World) -> None:
    tweet = world.post(ANN)

    with pytest.raises(DomainError) as refused:
        world.edit(BOB, tweet.id, Revision("mine"))

    assert code_of(refused) is Code.FORBIDDEN


def test_a_text_that_is_no_tweet_is_no_edit(world: World) -> None:
    tweet = world.post(ANN)

    with pytest.raises(DomainError) as refused:
        world.edit(ANN, tweet.id, Revision("x" * 281))

    assert refused.value.field == "text"


def test_an_edit_that_met_another_is_done_on_top_of_it(world: World) -> None:
    class Contended(FakeTweets):
        contenders = 1

        def edit(self, tweet: Tweet, edited: Tweet, previous: TweetVersion) -> None:
            if self.contenders:
                self.contenders -= 1
                raise VersionConflict
            super().edit(tweet, edited, previous)

    world = World(table=Contended())
    tweet = world.post(ANN)

    assert world.edit(ANN, tweet.id, Revision("second")).tweet.version == 2


def test_the_history_of_a_hidden_tweet_is_not_found(world: World) -> None:
    tweet = world.post(ANN, audience=Audience.FOLLOWERS)

    with pytest.raises(DomainError) as refused:
        world.history(viewer(BOB), tweet.id)

    assert code_of(refused) is Code.NOT_FOUND


def test_the_newest_pin_is_first_and_a_repeated_one_stays_where_it_is(world: World) -> None:
    first, second, third = world.post(ANN), world.post(ANN), world.post(ANN)

    for tweet in (second, third, first, second):
        assert world.pins.pin(viewer(ANN), tweet.id).tweet.id == tweet.id

    assert world.identity.users[ANN].pinned_tweet_ids == (first.id, third.id, second.id)


def test_a_few_tweets_can_be_pinned_and_no_more(world: World) -> None:
    *pinned, other = [world.post(ANN) for _ in range(MAX_PINNED + 1)]
    for tweet in pinned:
        world.pins.pin(viewer(ANN), tweet.id)

    with pytest.raises(DomainError) as refused:
        world.pins.pin(viewer(ANN), other.id)

    assert code_of(refused) is Code.LIMIT_REACHED
    assert world.pins.pin(viewer(ANN), pinned[0].id).tweet.id == pinned[0].id
    world.pins.unpin(viewer(ANN), pinned[2].id)
    world.pins.pin(viewer(ANN), other.id)
    assert len(world.identity.users[ANN].pinned_tweet_ids) == MAX_PINNED


def test_the_pin_of_a_deletion_that_was_interrupted_is_in_nobodys_way(world: World) -> None:
    *pinned, other = [world.post(ANN) for _ in range(MAX_PINNED + 1)]
    for tweet in pinned:
        world.pins.pin(viewer(ANN), tweet.id)
    world.delete(viewer(ANN), pinned[1].id)
    world.accounts.pin(ANN, pinned[1].id, MAX_PINNED)

    world.pins.pin(viewer(ANN), other.id)

    assert pinned[1].id not in world.identity.users[ANN].pinned_tweet_ids
    assert world.identity.users[ANN].pinned_tweet_ids[0] == other.id


def test_unpinning_what_is_not_pinned_changes_nothing(world: World) -> None:
    first, second = world.post(ANN), world.post(ANN)
    world.pins.pin(viewer(ANN), first.id)

    world.pins.unpin(viewer(ANN), second.id)
    assert world.identity.users[ANN].pinned_tweet_ids == (first.id,)
    world.pins.unpin(viewer(ANN), first.id)
    assert world.identity.users[ANN].pinned_tweet_ids == ()


@pytest.mark.parametrize("audience", [Audience.UNLISTED, Audience.FOLLOWERS])
def test_only_a_public_tweet_can_be_pinned(world: World, audience: Audience) -> None:
    tweet = world.post(ANN, audience=audience)

    with pytest.raises(DomainError) as refused:
        world.pins.pin(viewer(ANN), tweet.id)

    assert code_of(refused) is Code.FORBIDDEN


def test_only_an_own_tweet_can_be_pinned(world: World) -> None:
    tweet = world.post(ANN)
    retweet_id = world.retweet(BOB, tweet.id).flags.retweet_id
    assert retweet_id is not None

    with pytest.raises(DomainError) as others:
        world.pins.pin(viewer(BOB), tweet.id)
    with pytest.raises(DomainError) as retweet:
        world.pins.pin(viewer(BOB), retweet_id)

    assert code_of(others) == code_of(retweet) == Code.FORBIDDEN


def test_an_edit_that_names_no_text_keeps_it(world: World) -> None:
    tweet = world.post(ANN, "hello @bob #tag")

    shown = world.edit(ANN, tweet.id, Revision(content_warning="new"))

    assert (shown.tweet.text, shown.tweet.content_warning) == (tweet.text, "new")
    assert (shown.tweet.entities, shown.tweet.mentioned_ids) == (tweet.entities, (BOB,))


@pytest.mark.parametrize("options", [("yes",), ("no", "yes"), ()])
def test_what_a_poll_asked_cannot_be_changed(world: World, options: tuple[str, ...]) -> None:
    asked = world.publish(ANN, Draft("well?", poll=PollDraft(("yes", "no"), 600))).tweet

    with pytest.raises(DomainError) as refused:
        world.edit(ANN, asked.id, Revision("well??", poll_options=options))

    assert (code_of(refused), refused.value.field) == (Code.INVALID, "poll")
    assert world.edit(ANN, asked.id, Revision("well??", poll_options=("yes", "no"))).tweet.text == "well??"


def test_a_tweet_without_a_poll_gets_none_by_an_edit(world: World) -> None:
    tweet = world.post(ANN)
    with pytest.raises(DomainError):
        world.edit(ANN, tweet.id, Revision(poll_options=("a", "b")))


def test_who_deletes_learns_what_there_was(world: World) -> None:
    tweet = world.post(ANN, "so long")
    retweet_id = world.retweet(ANN, tweet.id).flags.retweet_id
    assert retweet_id is not None

    retweet, _ = world.delete(viewer(ANN), retweet_id)
    deleted, author = world.delete(viewer(ANN), tweet.id)

    assert (retweet.id, author.id) == (retweet_id, ANN)
    assert isinstance(deleted, Tweet)
    assert deleted.text == "so long"
