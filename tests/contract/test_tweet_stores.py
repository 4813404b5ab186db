"""What every tweet store must do: the fake, moto's DynamoDB and DynamoDB Local through one suite."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from linnet.domain.text import extract_entities
from linnet.domain.tweets import Audience, Flags, QuotePolicy, Retweet, Tweet
from linnet.ports.identity import IdTaken, VersionConflict
from linnet.ports.tweets import (
    AlreadyRetweeted,
    IdempotencyKeyUsed,
)
from tests.contract.conftest import ATOMIC, ENGINES, Reach
from tests.contract.tweet_stores import (
    ANN,
    BOB,
    CAT,
    NOW,
    Stores,
    edit_of,
    first_version,
    in_dynamodb,
    in_memory,
    key,
    picture,
    reply,
    tweet,
    tweet_id,
)


@pytest.fixture(params=["fake", *ENGINES])
def stores(request: pytest.FixtureRequest, reach: Reach) -> Stores:
    return in_memory() if request.param == "fake" else in_dynamodb(reach(request.param))


@pytest.fixture(params=ATOMIC)
def atomic_stores(request: pytest.FixtureRequest, reach: Reach) -> Stores:
    return in_memory() if request.param == "fake" else in_dynamodb(reach(request.param))


def test_a_tweet_comes_back_as_it_was_stored(stores: Stores) -> None:
    full = tweet(
        1,
        audience=Audience.UNLISTED,
        language="en",
        reply_to_id=7,
        reply_to_author_id=BOB,
        root_id=5,
        root_author_id=CAT,
        ancestors=(5, 6, 7),
        quote_of_id=9,
        mentioned_ids=(BOB, None),
        sensitive=True,
        content_warning="spiders",
        media=(picture(3, media=stores.media), picture(4, media=stores.media)),
    )

    stores.tweets.add(full, None, NOW)

    assert stores.tweets.get(full.id) == full
    assert stores.tweets.get_many([full.id, tweet_id(99)]) == {full.id: full}


def test_a_missing_tweet_is_none(stores: Stores) -> None:
    assert stores.tweets.get(tweet_id(1)) is None


def test_more_tweets_than_one_batch_holds_are_read(stores: Stores) -> None:
    posts = [tweet(number, text=f"tweet {number}") for number in range(120)]
    for post in posts:
        stores.tweets.add(post, None, NOW)

    assert stores.tweets.get_many([post.id for post in posts]) == {post.id: post for post in posts}


def test_a_taken_id_stores_nothing(stores: Stores) -> None:
    stores.tweets.add(tweet(1), None, NOW)

    with pytest.raises(IdTaken):
        stores.tweets.add(tweet(1, BOB, "another"), None, NOW)
    with pytest.raises(IdTaken):
        stores.tweets.add(tweet(1, BOB, "another"), key(tweet(1, BOB)), NOW)

    assert stores.tweets.get(tweet_id(1)) == tweet(1)
    assert stores.tweets.recall(BOB, "key", NOW) is None


def test_a_put_repeated_because_its_answer_was_lost_is_the_same_tweet(stores: Stores) -> None:
    stores.tweets.add(tweet(1), None, NOW)

    stores.tweets.add(tweet(1), None, NOW)

    assert stores.tweets.get(tweet_id(1)) == tweet(1)


def test_a_used_key_stores_nothing_and_tells_what_it_was_used_for(stores: Stores) -> None:
    stores.tweets.add(tweet(1), key(tweet(1)), NOW)

    with pytest.raises(IdempotencyKeyUsed) as refused:
        stores.tweets.add(tweet(2), key(tweet(2), "other body"), NOW)

    assert refused.value.record == key(tweet(1))
    assert stores.tweets.get(tweet_id(2)) is None
    assert stores.tweets.recall(ANN, "key", NOW) == key(tweet(1))


def test_a_key_is_free_again_after_its_time(stores: Stores) -> None:
    later = NOW + 86_400_000
    stores.tweets.add(tweet(1), key(tweet(1)), NOW)

    assert stores.tweets.recall(ANN, "key", later) is None
    stores.tweets.add(tweet(2), key(tweet(2), now_ms=later), later)

    assert stores.tweets.recall(ANN, "key", later) == key(tweet(2), now_ms=later)


def test_a_key_belongs_to_one_account(stores: Stores) -> None:
    stores.tweets.add(tweet(1), key(tweet(1)), NOW)
    stores.tweets.add(tweet(2, BOB), key(tweet(2, BOB)), NOW)

    assert stores.tweets.get(tweet_id(2)) == tweet(2, BOB)


def test_a_deleted_tweet_keeps_its_place_but_not_its_content(stores: Stores) -> None:
    root = tweet(1)
    shown = (picture(1, BOB, stores.media),)
    answer = replace(reply(2, BOB, root), content_warning="spoiler", language="en", media=shown, sensitive=True)
    stores.tweets.add(answer, None, NOW)

    assert stores.tweets.delete(answer, NOW + 9)

    stone = stores.tweets.get(answer.id)
    assert stone == Tweet(
        id=answer.id,
        author_id=BOB,
        text="",
        entities=extract_entities(""),
        reply_to_id=root.id,
        reply_to_author_id=ANN,
        root_id=root.id,
        root_author_id=ANN,
        ancestors=(root.id,),
        deleted_ms=NOW + 9,
        version=2,
    )
    assert stores.logged() == [(answer.id, 2)]


def test_a_tweet_is_deleted_once(stores: Stores) -> None:
    stores.tweets.add(tweet(1), None, NOW)

    assert stores.tweets.delete(tweet(1), NOW)
    assert not stores.tweets.delete(tweet(1), NOW)
    assert stores.logged() == [(tweet_id(1), 2)]


def test_what_never_was_cannot_be_deleted(stores: Stores) -> None:
    assert not stores.tweets.delete(tweet(1), NOW)
    assert stores.logged() == []


def test_an_edit_keeps_what_was_before(stores: Stores) -> None:
    first = tweet(1)
    second = edit_of(first, "better")
    third = edit_of(second, "best #yet")
    stores.tweets.add(first, None, NOW)

    stores.tweets.edit(first, second, first_version(first))
    stores.tweets.edit(second, third, first_version(second))

    assert stores.tweets.get(first.id) == third
    assert stores.tweets.history(first.id) == [first_version(first), first_version(second)]
    assert stores.logged() == [(first.id, 2), (first.id, 3)]


def test_an_edit_of_what_changed_meanwhile_is_refused(stores: Stores) -> None:
    first = tweet(1)
    stores.tweets.add(first, None, NOW)
    stores.tweets.edit(first, edit_of(first, "better"), first_version(first))

    with pytest.raises(VersionConflict):
        stores.tweets.edit(first, edit_of(first, "worse"), first_version(first))

    assert stores.tweets.get(first.id) == edit_of(first, "better")


def test_marks_about_quotes_are_set_beside_edits(stores: Stores) -> None:
    first = replace(tweet(1), quote_of_id=tweet_id(9))
    stores.tweets.add(first, None, NOW)
    stores.tweets.allow_quotes(first, QuotePolicy.NOBODY)
    marked = replace(first, quote_policy=QuotePolicy.NOBODY, marks=1)
    assert stores.tweets.get(first.id) == marked
    with pytest.raises(VersionConflict):
        stores.tweets.edit(first, edit_of(first, "better"), first_version(first))
    edited = edit_of(marked, "better")
    stores.tweets.edit(marked, edited, first_version(marked))
    # As it was read before all that.
    stores.tweets.revoke_quote(first)
    revoked = replace(edited, quote_revoked=True, marks=2)
    assert stores.tweets.get(first.id) == revoked
    stores.tweets.allow_quotes(revoked, QuotePolicy.PUBLIC)
    last = replace(revoked, quote_policy=QuotePolicy.PUBLIC, marks=3)
    assert stores.tweets.get(first.id) == last
    assert stores.tweets.delete(first, NOW)
    # Each write raises the state by one, which caches go by.
    assert stores.logged() == [(first.id, state) for state in (2, 3, 4, 5, 6)]
    stone = stores.tweets.get(first.id)
    assert isinstance(stone, Tweet)
    assert (last.state, stone.state) == (5, 6)


@pytest.mark.parametrize("policy", QuotePolicy)
def test_a_tweet_keeps_who_may_quote_it(stores: Stores, policy: QuotePolicy) -> None:
    first = replace(tweet(1), quote_policy=policy)
    stores.tweets.add(first, None, NOW)
    assert stores.tweets.get(first.id) == first


def test_nothing_is_said_of_quotes_of_what_is_deleted(stores: Stores) -> None:
    first = tweet(1)
    stores.tweets.add(first, None, NOW)
    stores.tweets.delete(first, NOW)
    stone = stores.tweets.get(first.id)
    stores.tweets.allow_quotes(first, QuotePolicy.NOBODY)
    stores.tweets.revoke_quote(first)
    assert stores.tweets.get(first.id) == stone


def test_a_deleted_tweet_cannot_be_edited(stores: Stores) -> None:
    first = tweet(1)
    stores.tweets.add(first, None, NOW)
    stores.tweets.delete(first, NOW)
    stone = stores.tweets.get(first.id)
    assert isinstance(stone, Tweet)

    for seen in (first, stone):
        with pytest.raises(VersionConflict):
            stores.tweets.edit(seen, edit_of(seen, "back"), first_version(seen))


def test_a_delete_takes_edits_it_did_not_know_of_with_it(stores: Stores) -> None:
    first = tweet(1)
    stores.tweets.add(first, None, NOW)
    stores.tweets.edit(first, edit_of(first, "better"), first_version(first))

    assert stores.tweets.delete(first, NOW)

    assert stores.tweets.history(first.id) == []
    stone = stores.tweets.get(first.id)
    assert isinstance(stone, Tweet)
    assert (stone.text, stone.version) == ("", 3)


def test_a_retweet_is_a_post_and_a_flag(stores: Stores) -> None:
    retweet = Retweet(tweet_id(5), BOB, tweet_id(1), ANN)

    stores.tweets.retweet(retweet)

    assert stores.tweets.get(retweet.id) == retweet
    assert stores.engagements.flags(BOB, [tweet_id(1)]) == {tweet_id(1): Flags(retweet_id=retweet.id)}


def test_a_second_retweet_names_the_first(stores: Stores) -> None:
    stores.tweets.retweet(Retweet(tweet_id(5), BOB, tweet_id(1), ANN))

    with pytest.raises(AlreadyRetweeted) as refused:
        stores.tweets.retweet(Retweet(tweet_id(6), BOB, tweet_id(1), ANN))

    assert refused.value.retweet_id == tweet_id(5)
    assert stores.tweets.get(tweet_id(6)) is None


def test_a_retweet_with_a_taken_id_leaves_no_flag(stores: Stores) -> None:
    stores.tweets.add(tweet(5), None, NOW)

    with pytest.raises(IdTaken):
        stores.tweets.retweet(Retweet(tweet_id(5), BOB, tweet_id(1), ANN))

    assert not stores.engagements.flags(BOB, [tweet_id(1)]).get(tweet_id(1), Flags()).retweeted


def test_a_retweet_is_taken_back_once(stores: Stores) -> None:
    retweet = Retweet(tweet_id(5), BOB, tweet_id(1), ANN)
    stores.tweets.retweet(retweet)

    assert stores.tweets.unretweet(BOB, tweet_id(1), retweet.id)
    assert not stores.tweets.unretweet(BOB, tweet_id(1), retweet.id)

    assert stores.tweets.get(retweet.id) is None
    assert not stores.engagements.flags(BOB, [tweet_id(1)]).get(tweet_id(1), Flags()).retweeted
    assert stores.logged() == [(retweet.id, 2)]


def test_a_tweet_can_be_retweeted_again(stores: Stores) -> None:
    stores.tweets.retweet(Retweet(tweet_id(5), BOB, tweet_id(1), ANN))
    stores.tweets.unretweet(BOB, tweet_id(1), tweet_id(5))

    stores.tweets.retweet(Retweet(tweet_id(6), BOB, tweet_id(1), ANN))

    assert stores.engagements.flags(BOB, [tweet_id(1)])[tweet_id(1)].retweet_id == tweet_id(6)


def test_an_old_retweet_id_does_not_take_back_a_new_retweet(stores: Stores) -> None:
    stores.tweets.retweet(Retweet(tweet_id(6), BOB, tweet_id(1), ANN))

    assert not stores.tweets.unretweet(BOB, tweet_id(1), tweet_id(5))
    assert stores.engagements.flags(BOB, [tweet_id(1)])[tweet_id(1)].retweeted


def test_of_many_retweets_at_once_one_stands(atomic_stores: Stores) -> None:
    def attempt(number: int) -> bool:
        try:
            atomic_stores.tweets.retweet(Retweet(tweet_id(100 + number), BOB, tweet_id(1), ANN))
        except AlreadyRetweeted:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(attempt, range(16)))

    assert sum(won) == 1
    flags = atomic_stores.engagements.flags(BOB, [tweet_id(1)])[tweet_id(1)]
    assert flags.retweet_id == tweet_id(100 + won.index(True))
    posts = atomic_stores.tweets.get_many([tweet_id(100 + number) for number in range(16)])
    assert list(posts) == [flags.retweet_id]


def test_of_many_posts_with_one_key_at_once_one_stands(atomic_stores: Stores) -> None:
    def attempt(number: int) -> int:
        try:
            atomic_stores.tweets.add(tweet(number), key(tweet(number)), NOW)
        except IdempotencyKeyUsed as used:
            return used.record.tweet_id
        return tweet_id(number)

    with ThreadPoolExecutor(8) as pool:
        got = set(pool.map(attempt, range(16)))

    assert len(got) == 1
    assert set(atomic_stores.tweets.get_many([tweet_id(number) for number in range(16)])) == got
