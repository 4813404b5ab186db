"""Publish polls, vote, and what is shown of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from linnet.domain.drafts import Draft
from linnet.domain.errors import Code, DomainError
from linnet.domain.polls import Poll, PollDraft
from linnet.domain.tweets import Audience, Tweet, TweetCounts
from linnet.domain.views import ShownTweet
from linnet.facades.native import present, schemas
from linnet.services.edit_tweet import Revision
from linnet.services.vote_in_poll import VoteInPoll
from tests.unit.services.tweet_world import ANN, BOB, CAT, World, viewer

ASKED = PollDraft(("yes", "no", "maybe"), 600)


@pytest.fixture
def world() -> World:
    return World()


def ask(world: World, poll: PollDraft = ASKED, audience: Audience | None = None) -> Tweet:
    return world.publish(ANN, Draft("well?", poll=poll, audience=audience)).tweet


def vote(world: World, actor_id: int, tweet_id: int, *choices: int) -> ShownTweet:
    world.clock.advance(10)
    return VoteInPoll(world.table, world.find, world.made, world.clock).run(viewer(actor_id), tweet_id, choices)


def shown(world: World, reader_id: int, tweet_id: int) -> schemas.Poll:
    found = present.poll(world.read.one(viewer(reader_id), tweet_id))
    assert found is not None
    return found


def refused(code: Code, world: World, actor_id: int, tweet_id: int, *choices: int) -> DomainError:
    with pytest.raises(DomainError) as refusal:
        vote(world, actor_id, tweet_id, *choices)
    assert refusal.value.code is code
    return refusal.value


def test_a_poll_is_published_with_its_tweet(world: World) -> None:
    tweet = ask(world)

    assert tweet.poll == Poll(("yes", "no", "maybe"), world.clock.now_ms() + 600_000)
    assert tweet.counts == TweetCounts(votes=(0, 0, 0))
    assert [option.votes for option in shown(world, BOB, tweet.id).options] == [0, 0, 0]


def test_a_bad_poll_publishes_nothing(world: World) -> None:
    with pytest.raises(DomainError):
        ask(world, PollDraft(("yes",), 600))
    assert world.table.posts == {}


def test_a_vote_shows_at_once_before_it_is_counted_and_once_afterwards(world: World) -> None:
    tweet = ask(world)

    voted = present.poll(vote(world, BOB, tweet.id, 1))

    assert voted is not None
    assert ([option.votes for option in voted.options], voted.voters, voted.chosen) == ([0, 1, 0], 1, [1])
    assert shown(world, BOB, tweet.id) == voted
    assert shown(world, CAT, tweet.id).voters == 0

    counted = world.table.engagements[BOB, tweet.id].newest_act
    totals = TweetCounts(votes=(0, 1, 0), voters=1)
    world.table.posts[tweet.id] = replace(world.stored(tweet.id), counts=totals, counted_act=counted)
    assert shown(world, BOB, tweet.id) == voted


def test_a_vote_stands_for_good(world: World) -> None:
    tweet = ask(world)
    vote(world, BOB, tweet.id, 1)

    assert refused(Code.CONFLICT, world, BOB, tweet.id, 0).details == {"choices": [1]}
    assert shown(world, BOB, tweet.id).chosen == [1]


def test_several_choices_need_a_poll_that_takes_them(world: World) -> None:
    single, multiple = ask(world), ask(world, replace(ASKED, multiple=True))

    refused(Code.INVALID, world, BOB, single.id, 0, 1)
    vote(world, BOB, multiple.id, 2, 0)
    assert shown(world, BOB, multiple.id).chosen == [0, 2]


def test_an_ended_poll_takes_no_votes(world: World) -> None:
    tweet = ask(world)
    world.clock.advance(600_000)

    assert refused(Code.CONFLICT, world, BOB, tweet.id, 0).details == {"ended": True}
    assert shown(world, BOB, tweet.id).ended


def test_hidden_totals_are_shown_at_the_end_and_not_before(world: World) -> None:
    tweet = ask(world, replace(ASKED, hides_totals=True))
    vote(world, BOB, tweet.id, 1)

    for reader in (ANN, BOB):
        found = shown(world, reader, tweet.id)
        assert ([option.votes for option in found.options], found.voters) == ([None] * 3, None)
    assert shown(world, BOB, tweet.id).chosen == [1]
    world.clock.advance(600_000)
    assert shown(world, ANN, tweet.id).voters is not None


def test_who_may_not_see_a_tweet_may_not_vote(world: World) -> None:
    refused(Code.NOT_FOUND, world, BOB, ask(world, audience=Audience.FOLLOWERS).id, 0)
    gone = ask(world)
    world.delete(viewer(ANN), gone.id)
    refused(Code.NOT_FOUND, world, BOB, gone.id, 0)
    refused(Code.INVALID, world, BOB, world.post(ANN).id, 0)


def test_an_edit_leaves_the_poll_as_it_is(world: World) -> None:
    tweet = ask(world)
    vote(world, BOB, tweet.id, 1)

    edited = world.edit(ANN, tweet.id, Revision("well, well?")).tweet

    assert edited.poll == tweet.poll
    assert world.stored(tweet.id).poll == tweet.poll
