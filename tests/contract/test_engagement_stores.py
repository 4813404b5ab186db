"""What every store of engagement and its lists must do: the fake, moto's DynamoDB and DynamoDB Local."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from linnet.domain.ids import MAX_ID
from linnet.domain.index_ranges import WHOLE_INDEX, IndexRange
from linnet.domain.paging import PageRange
from linnet.domain.polls import Poll, Vote
from linnet.domain.timelines import TimelineEntry
from linnet.domain.tweets import Act, EndedLike, Flags, Retweet, Tweet, TweetCounts
from linnet.ports.tweets import AlreadyLiked
from tests.contract.conftest import ATOMIC, ENGINES, Reach
from tests.contract.ranges import ranges_over
from tests.contract.tweet_stores import ANN, BOB, CAT, NOW, Stores, in_dynamodb, in_memory, tweet, tweet_id

FIRST, SECOND, THIRD, FOURTH = (tweet_id(100 + number) for number in range(4))


@pytest.fixture(params=["fake", *ENGINES])
def stores(request: pytest.FixtureRequest, reach: Reach) -> Stores:
    return in_memory() if request.param == "fake" else in_dynamodb(reach(request.param))


@pytest.fixture(params=ATOMIC)
def atomic_stores(request: pytest.FixtureRequest, reach: Reach) -> Stores:
    return in_memory() if request.param == "fake" else in_dynamodb(reach(request.param))


def flags(stores: Stores, actor_id: int = BOB) -> Flags:
    return stores.engagements.flags(actor_id, [tweet_id(1)]).get(tweet_id(1), Flags())


def test_a_like_stands_once(stores: Stores) -> None:
    stores.engagements.like(BOB, tweet_id(1), FIRST)

    with pytest.raises(AlreadyLiked) as refused:
        stores.engagements.like(BOB, tweet_id(1), SECOND)

    assert refused.value.like_id == FIRST
    assert flags(stores) == Flags(like_id=FIRST)


def test_a_like_repeated_because_its_answer_was_lost_is_the_same_like(stores: Stores) -> None:
    for _ in range(2):
        stores.engagements.like(BOB, tweet_id(1), FIRST)

    assert flags(stores) == Flags(like_id=FIRST)


def test_a_like_that_is_taken_back_leaves_its_id_and_when_it_ended(stores: Stores) -> None:
    stores.engagements.like(BOB, tweet_id(1), FIRST)

    assert stores.engagements.unlike(BOB, tweet_id(1), SECOND) == FIRST
    assert flags(stores) == Flags(ended_like=EndedLike(FIRST, SECOND))
    assert stores.engagements.unlike(BOB, tweet_id(1), SECOND) == FIRST
    assert stores.engagements.unlike(BOB, tweet_id(1), THIRD) is None
    assert flags(stores) == Flags(ended_like=EndedLike(FIRST, SECOND))


def test_all_that_an_actor_did_is_walked_in_order_of_tweets(stores: Stores) -> None:
    for number in (3, 1, 2):
        stores.engagements.like(BOB, tweet_id(number), FIRST + number)
    stores.engagements.vote(BOB, tweet_id(2), Vote(THIRD, (1,)))
    stores.engagements.like(BOB, tweet_id(4), FOURTH)
    stores.engagements.unlike(BOB, tweet_id(4), FOURTH + 1)
    stores.engagements.like(CAT, tweet_id(9), SECOND)

    assert stores.engagements.of_actor(BOB, 0, 2) == [
        (tweet_id(1), Flags(like_id=FIRST + 1)),
        (tweet_id(2), Flags(like_id=FIRST + 2, vote=Vote(THIRD, (1,)))),
    ]
    assert [each for each, _ in stores.engagements.of_actor(BOB, tweet_id(2), 9)] == [tweet_id(3), tweet_id(4)]
    assert stores.engagements.of_actor(ANN, 0, 9) == []


def test_a_new_like_stands_beside_the_one_that_ended(stores: Stores) -> None:
    stores.engagements.like(BOB, tweet_id(1), FIRST)
    stores.engagements.unlike(BOB, tweet_id(1), SECOND)

    stores.engagements.like(BOB, tweet_id(1), THIRD)

    assert flags(stores) == Flags(like_id=THIRD, ended_like=EndedLike(FIRST, SECOND))


def test_nothing_is_taken_back_from_who_likes_nothing(stores: Stores) -> None:
    assert stores.engagements.unlike(BOB, tweet_id(1), FIRST) is None


def test_a_certain_like_is_taken_back_only_while_it_stands(stores: Stores) -> None:
    stores.engagements.like(BOB, tweet_id(1), FIRST)

    assert stores.engagements.unlike(BOB, tweet_id(1), THIRD, only=SECOND) is None
    assert flags(stores).like_id == FIRST
    assert stores.engagements.unlike(BOB, tweet_id(1), THIRD, only=FIRST) == FIRST


def test_a_like_and_a_retweet_live_side_by_side(stores: Stores) -> None:
    retweet = Retweet(tweet_id(5), BOB, tweet_id(1), ANN)
    stores.engagements.like(BOB, tweet_id(1), FIRST)
    stores.tweets.retweet(retweet)
    assert flags(stores) == Flags(retweet_id=retweet.id, like_id=FIRST)

    stores.tweets.unretweet(BOB, tweet_id(1), retweet.id)
    assert flags(stores) == Flags(like_id=FIRST)


def test_of_many_likes_at_once_one_stands(atomic_stores: Stores) -> None:
    def like(like_id: int) -> bool:
        try:
            atomic_stores.engagements.like(BOB, tweet_id(1), like_id)
        except AlreadyLiked:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(like, range(FIRST, FIRST + 8))) == 1


def test_who_likes_a_tweet_is_listed_newest_like_first(stores: Stores) -> None:
    for actor, like_id in ((CAT, FIRST), (ANN, THIRD), (BOB, SECOND)):
        stores.engagements.like(actor, tweet_id(1), like_id)
    stores.engagements.like(ANN, tweet_id(2), FOURTH)

    assert stores.index.likes(tweet_id(1), PageRange(9)) == [Act(THIRD, ANN), Act(SECOND, BOB), Act(FIRST, CAT)]
    assert stores.index.likes(tweet_id(1), PageRange(1, THIRD)) == [Act(SECOND, BOB)]

    stores.engagements.unlike(BOB, tweet_id(1), FOURTH)
    assert stores.index.likes(tweet_id(1), PageRange(9)) == [Act(THIRD, ANN), Act(FIRST, CAT)]


def test_who_retweeted_a_tweet_is_listed_newest_retweet_first(stores: Stores) -> None:
    for number, actor in ((5, ANN), (6, BOB), (7, CAT)):
        stores.tweets.retweet(Retweet(tweet_id(number), actor, tweet_id(1), ANN))
    stores.tweets.unretweet(BOB, tweet_id(1), tweet_id(6))

    assert stores.index.retweets(tweet_id(1), PageRange(9)) == [Act(tweet_id(7), CAT), Act(tweet_id(5), ANN)]
    assert stores.index.retweets(tweet_id(1), PageRange(9, tweet_id(7))) == [Act(tweet_id(5), ANN)]


def test_quotes_are_listed_newest_first_until_they_are_deleted(stores: Stores) -> None:
    quotes = [tweet(number, BOB, f"quote {number}", quote_of_id=tweet_id(1)) for number in (3, 4, 6)]
    for quote in quotes:
        stores.tweets.add(quote, None, NOW)
    stores.tweets.add(tweet(5, CAT, "of another", quote_of_id=tweet_id(2)), None, NOW)

    def entry(number: int) -> TimelineEntry:
        return TimelineEntry(tweet_id(number), BOB, quote_of_id=tweet_id(1))

    assert stores.index.quotes(tweet_id(1), PageRange(9)) == [entry(6), entry(4), entry(3)]
    assert stores.index.quotes(tweet_id(1), PageRange(1, tweet_id(6))) == [entry(4)]

    stores.tweets.delete(quotes[1], NOW)
    assert stores.index.quotes(tweet_id(1), PageRange(9)) == [entry(6), entry(3)]


def test_what_an_account_likes_comes_in_parts_of_all_that_it_did(stores: Stores) -> None:
    for number in (1, 2, 4):
        stores.engagements.like(BOB, tweet_id(number), FIRST + number)
    stores.tweets.retweet(Retweet(tweet_id(50), BOB, tweet_id(3), ANN))
    stores.engagements.like(CAT, tweet_id(3), FIRST)

    first = stores.engagements.liked(BOB, PageRange(2))
    assert (first.entries, first.end) == ((TimelineEntry(tweet_id(4), BOB),), tweet_id(3))
    rest = stores.engagements.liked(BOB, PageRange(3, first.end))
    assert rest.entries == (TimelineEntry(tweet_id(2), BOB), TimelineEntry(tweet_id(1), BOB))
    assert rest.end is None


def test_a_vote_stands_for_good(stores: Stores) -> None:
    first, second = Vote(FIRST, (0, 2)), Vote(SECOND, (1,))
    stores.engagements.like(BOB, tweet_id(1), THIRD)

    assert stores.engagements.vote(BOB, tweet_id(1), first) == first
    assert stores.engagements.vote(BOB, tweet_id(1), second) == first
    assert stores.engagements.vote(CAT, tweet_id(1), second) == second
    assert flags(stores) == Flags(like_id=THIRD, vote=first)


def test_a_poll_is_stored_with_its_tweet_and_goes_with_it(stores: Stores) -> None:
    poll = Poll(("yes", "no"), NOW + 600_000, multiple=True)
    asked = tweet(1, text="well?", poll=poll, counts=TweetCounts(votes=(0, 0)))
    stores.tweets.add(asked, None, NOW)

    assert stores.tweets.get(asked.id) == asked
    stores.tweets.delete(asked, NOW)
    stone = stores.tweets.get(asked.id)
    assert isinstance(stone, Tweet)
    assert (stone.poll, stone.counts.votes) == (None, ())


def ask(stores: Stores, number: int, ends_ms: int) -> Tweet:
    asked = tweet(number, text="well?", poll=Poll(("yes", "no"), ends_ms), counts=TweetCounts(votes=(0, 0)))
    stores.tweets.add(asked, None, NOW)
    return asked


def test_polls_are_due_from_their_end_until_they_are_closed(stores: Stores) -> None:
    first, second, deleted = (ask(stores, number, NOW + number) for number in (1, 2, 3))
    stores.tweets.delete(deleted, NOW)
    stores.tweets.add(tweet(4), None, NOW)

    assert stores.polls.due(NOW + 1, 9) == []
    assert stores.polls.due(NOW + 2, 9) == [first.id]
    assert sorted(stores.polls.due(NOW + 9, 9)) == [first.id, second.id]

    for _ in range(2):
        stores.polls.close(first.id)
    assert stores.polls.due(NOW + 9, 9) == [second.id]
    assert stores.tweets.get(first.id) == first


def test_the_polls_that_ended_first_are_due_first(stores: Stores) -> None:
    asked = [ask(stores, number, NOW + 100 - number) for number in range(1, 7)]
    due = stores.polls.due(NOW + 1_000, 2)

    assert {asked[-1].id, asked[-2].id} & set(due)
    assert not {asked[0].id, asked[1].id} & set(due)


def test_closing_what_is_no_poll_or_not_there_changes_nothing(stores: Stores) -> None:
    stores.tweets.add(tweet(1), None, NOW)
    for each in (tweet_id(1), tweet_id(2)):
        stores.polls.close(each)

    assert stores.tweets.get(tweet_id(1)) == tweet(1)
    assert stores.tweets.get(tweet_id(2)) is None


def test_voters_are_found_in_ranges_of_their_votes(stores: Stores) -> None:
    votes = {actor: Vote(tweet_id(100 + actor), (0,)) for actor in (ANN, BOB, CAT)}
    for actor, vote in votes.items():
        stores.engagements.vote(actor, tweet_id(1), vote)
    stores.engagements.like(14, tweet_id(1), FIRST)
    stores.engagements.vote(ANN, tweet_id(2), Vote(FIRST, (1,)))
    found = stores.voters.read(tweet_id(1), WHOLE_INDEX, 9)

    assert {row.user_id: row.id for row in found} == {actor: vote.id for actor, vote in votes.items()}
    for row in found:
        alone = IndexRange(row.shard, row.id - 1, row.id)
        assert stores.voters.read(tweet_id(1), alone, 9) == [row]
        assert row not in stores.voters.read(tweet_id(1), IndexRange(row.shard, row.id, MAX_ID), 9)


def test_of_each_shard_the_first_voters_are_read(stores: Stores) -> None:
    for actor in range(20, 30):
        stores.engagements.vote(actor, tweet_id(1), Vote(tweet_id(actor), (0,)))
    found = stores.voters.read(tweet_id(1), WHOLE_INDEX, 2)

    assert min(row.id for row in found) == tweet_id(20)
    assert all(sum(row.shard == shard for row in found) == 2 for shard in {row.shard for row in found})


def test_engagements_are_read_in_any_range_in_both_directions(stores: Stores) -> None:
    original = tweet_id(1)
    for number, actor_id in enumerate(range(500, 506), start=20):
        stores.engagements.like(actor_id, original, tweet_id(number))
        stores.tweets.retweet(Retweet(tweet_id(number + 20), actor_id, original, ANN))
        stores.tweets.add(replace(tweet(number + 40, BOB), quote_of_id=original), None, NOW)
        stores.engagements.like(BOB, tweet_id(number), tweet_id(number + 60))
    acts = [Act(tweet_id(number), actor_id) for number, actor_id in enumerate(range(500, 506), start=20)]

    for page in ranges_over([act.id for act in acts]):
        expected = page.of(acts)
        assert list(stores.index.likes(original, page)) == expected
        liked = stores.engagements.liked(BOB, page)
        assert [entry.id for entry in liked.entries] == [act.id for act in expected]
        assert (liked.end is not None) == (len(expected) == page.limit)
    for page in ranges_over([tweet_id(number) for number in range(40, 46)]):
        assert [act.id for act in stores.index.retweets(original, page)] == [
            each.id for each in page.of(Act(tweet_id(number), 1) for number in range(40, 46))
        ]
    for page in ranges_over([tweet_id(number) for number in range(60, 66)]):
        assert [entry.id for entry in stores.index.quotes(original, page)] == [
            each.id for each in page.of(Act(tweet_id(number), 1) for number in range(60, 66))
        ]
