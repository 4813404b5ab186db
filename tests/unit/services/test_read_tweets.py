"""What a reader is shown of a tweet, and in how many trips."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import pytest

from linnet.domain.errors import Code, DomainError
from linnet.domain.graph import Relationship
from linnet.domain.timelines import entry_of_post
from linnet.domain.tweets import Audience, Flags, Post
from linnet.domain.users import AccountStatus, User
from linnet.domain.views import Likely
from linnet.domain.visibility import Reading
from tests.unit.services.timeline_world import ANN, BOB, CAT, World


def sees(world: World, reader: int | None, tweet_id: int) -> bool:
    """Tell whether a tweet is found; every refusal must look as if it did not exist."""
    try:
        world.read.one(None if reader is None else world.viewer(reader), tweet_id)
    except DomainError as error:
        if error.code is not Code.NOT_FOUND:
            raise
        return False
    return True


def test_anybody_sees_a_public_tweet() -> None:
    world = World()
    tweet = world.post(ANN)

    assert sees(world, None, tweet.id)
    assert sees(world, BOB, tweet.id)


@pytest.mark.parametrize("reader", [None, ANN, BOB])
def test_nobody_sees_a_deleted_tweet(reader: int | None) -> None:
    world = World()
    tweet = world.post(ANN)
    world.delete(tweet)

    assert not sees(world, reader, tweet.id)


@pytest.mark.parametrize("audience", [Audience.FOLLOWERS, Audience.PUBLIC])
def test_what_is_for_followers_is_seen_by_them_and_the_author(audience: Audience) -> None:
    world = World()
    world.change_user(ANN, protected=audience is Audience.PUBLIC)
    tweet = world.post(ANN, audience=audience)
    world.follow(BOB, ANN)

    assert sees(world, ANN, tweet.id)
    assert sees(world, BOB, tweet.id)
    assert not sees(world, CAT, tweet.id)
    assert not sees(world, None, tweet.id)


def test_a_block_hides_in_both_directions() -> None:
    world = World()
    of_ann, of_bob = world.post(ANN), world.post(BOB)
    world.block(ANN, BOB)

    assert not sees(world, BOB, of_ann.id)
    assert not sees(world, ANN, of_bob.id)


@pytest.mark.parametrize("status", [AccountStatus.SUSPENDED, AccountStatus.DEACTIVATED])
def test_an_author_who_takes_no_part_is_not_seen(status: AccountStatus) -> None:
    world = World()
    tweet = world.post(ANN)
    world.change_user(ANN, status=status)

    assert not sees(world, BOB, tweet.id)
    # Nor by the account itself, with a session that a container still remembers.
    assert not sees(world, ANN, tweet.id)
    assert world.profile_ids(ANN, ANN) == []


def test_a_mute_hides_in_lists_until_it_ends_and_never_by_id() -> None:
    world = World()
    tweet = world.post(ANN)
    viewer = world.viewer(BOB)
    world.graph.change(Relationship(BOB, ANN, muted_until_ms=world.clock.now_ms() + 60_000))

    assert world.read.show(viewer, [entry_of_post(tweet)], Reading.FEED) == []
    assert sees(world, BOB, tweet.id)
    world.clock.advance(60_000)
    assert len(world.read.show(viewer, [entry_of_post(tweet)], Reading.FEED)) == 1


def test_a_mute_that_spares_notifications_hides_posts_only() -> None:
    world = World()
    tweet = world.post(ANN)
    viewer, shown = world.viewer(BOB), {}
    for spares in (False, True):
        world.graph.change(Relationship(BOB, ANN, muted_until_ms=0, spares_notifications=spares))
        for reading in (Reading.FEED, Reading.NOTIFICATIONS):
            shown[spares, reading] = len(world.read.show(viewer, [entry_of_post(tweet)], reading))

    assert shown == {
        (False, Reading.FEED): 0,
        (False, Reading.NOTIFICATIONS): 0,
        (True, Reading.FEED): 0,
        (True, Reading.NOTIFICATIONS): 1,
    }


def test_a_quote_is_shown_only_to_those_who_may_see_it() -> None:
    world = World()
    quoted = world.post(ANN, audience=Audience.FOLLOWERS)
    quoting = world.post(BOB, quote=quoted)
    world.follow(CAT, ANN)

    followed = world.read.one(world.viewer(CAT), quoting.id)
    stranger = world.read.one(None, quoting.id)

    assert followed.quote is not None
    assert followed.quote.tweet == quoted
    assert stranger.quote is None
    assert stranger.tweet.quote_of_id == quoted.id


def test_a_deleted_quote_leaves_the_tweet_that_quotes_it() -> None:
    world = World()
    quoted = world.post(ANN)
    quoting = world.post(BOB, quote=quoted)
    world.delete(quoted)

    assert world.read.one(None, quoting.id).quote is None


def test_a_retweet_that_was_taken_back_is_gone_at_once() -> None:
    world = World()
    retweet = world.retweet(BOB, world.post(ANN))
    entry = entry_of_post(retweet)
    shown = world.read.show(world.viewer(CAT), [entry], Reading.PROFILE)
    world.unretweet(retweet)

    assert [each.retweeter and each.retweeter.id for each in shown] == [BOB]
    assert world.read.show(world.viewer(CAT), [entry], Reading.PROFILE) == []


def test_a_retweet_of_a_hidden_tweet_is_hidden() -> None:
    world = World()
    retweet = world.retweet(BOB, world.post(ANN))
    world.block(CAT, ANN)

    assert world.read.show(world.viewer(CAT), [entry_of_post(retweet)], Reading.HOME) == []


def test_a_protected_accounts_retweet_is_for_its_followers() -> None:
    world = World()
    retweet = world.retweet(BOB, world.post(ANN))
    world.change_user(BOB, protected=True)
    world.follow(CAT, BOB)
    entry = entry_of_post(retweet)

    assert len(world.read.show(world.viewer(CAT), [entry], Reading.PROFILE)) == 1
    assert world.read.show(world.viewer(ANN), [entry], Reading.PROFILE) == []
    assert world.read.show(None, [entry], Reading.PROFILE) == []


def test_a_late_push_shows_no_protected_tweet_to_who_does_not_follow() -> None:
    world = World()
    tweet = world.post(ANN, audience=Audience.FOLLOWERS)

    assert world.read.show(world.viewer(BOB), [entry_of_post(tweet)], Reading.HOME) == []


def test_a_feed_shows_followers_nothing_that_is_not_public() -> None:
    world = World()
    world.follow(BOB, ANN)
    unlisted = world.post(ANN, audience=Audience.UNLISTED)
    protected = world.post(ANN)
    world.change_user(ANN, protected=True)

    shown = world.read.show(world.viewer(BOB), [entry_of_post(unlisted), entry_of_post(protected)], Reading.FEED)

    assert shown == []


def test_tweets_come_in_the_order_of_the_ids_each_once() -> None:
    world = World()
    first, second = world.post(ANN), world.post(BOB)
    world.delete(gone := world.post(CAT))

    shown = world.read.by_ids(None, [second.id, gone.id, first.id, second.id, 5])

    assert [each.tweet.id for each in shown] == [second.id, first.id]


def test_the_viewers_own_flags_are_shown_and_nobody_elses() -> None:
    world = World()
    tweet = world.post(ANN)
    retweet = world.retweet(BOB, tweet)

    assert world.read.one(world.viewer(BOB), tweet.id).flags == Flags(retweet_id=retweet.id)
    assert world.read.one(world.viewer(CAT), tweet.id).flags == Flags()
    assert world.read.one(None, tweet.id).flags == Flags()


def test_what_the_log_names_is_read_again_before_it_is_shown() -> None:
    world = World()
    tweet = world.post(ANN)
    fresh = dict(world.tweets.posts)

    class Stale:
        """Serve the state before the deletion once, as a cache does that has not read the log yet."""

        def __init__(self) -> None:
            self.reads = 0

        def get_many(self, ids: Collection[int]) -> Mapping[int, Post]:
            self.reads += 1
            return fresh if self.reads == 1 else world.tweets.get_many([tweet.id])

    world.delete(tweet)
    world.invalidations.changed = {tweet.id}
    reader = replace(world.read, posts=Stale())

    with pytest.raises(DomainError):
        reader.one(None, tweet.id)


def test_what_was_read_ahead_and_the_log_names_is_read_again() -> None:
    world = World()
    tweet = world.post(ANN)
    before = dict(world.users.get_many([ANN]))

    class Stale:
        """Serve the account as it was before the suspension once, as a cache does that has not read the log yet."""

        def __init__(self) -> None:
            self.reads = 0

        def get_many(self, ids: Collection[int]) -> Mapping[int, User]:
            self.reads += 1
            return before if self.reads == 1 else world.users.get_many(ids)

    world.change_user(ANN, status=AccountStatus.SUSPENDED)
    world.invalidations.changed = {ANN}
    reader = replace(world.read, users=Stale())
    likely = Likely(frozenset({tweet.id}), frozenset({ANN}))
    _, exclusions, found = reader.first_trip_ahead(None, likely)

    assert reader.listed(None, [tweet.id], exclusions, found) == {}


def test_entries_that_tell_who_wrote_are_hydrated_in_one_trip_after_the_first() -> None:
    world = World()
    original = world.post(ANN)
    entries = [entry_of_post(world.post(CAT)), entry_of_post(world.retweet(BOB, original))]
    world.parallel.sizes.clear()

    _, exclusions = world.read.first_trip(world.viewer(CAT))
    world.read.show(world.viewer(CAT), entries, Reading.HOME, exclusions=exclusions)

    assert len(world.parallel.sizes) == 2


def test_a_quote_named_by_its_entry_costs_a_trip_only_for_its_author() -> None:
    world = World()
    quoting = world.post(BOB, quote=world.post(BOB))
    _, exclusions = world.read.first_trip(None)
    world.parallel.sizes.clear()

    shown = world.read.show(None, [entry_of_post(quoting)], Reading.HOME, exclusions=exclusions)

    assert shown[0].quote is not None
    assert len(world.parallel.sizes) == 1
