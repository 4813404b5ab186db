"""What indexes and flags of tweets must answer: the fake, moto's DynamoDB and DynamoDB Local through one suite."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet.adapters.dynamodb.engagements import CLOSE, split_close
from linnet.domain.paging import PageRange
from linnet.domain.tweets import Audience, AuthorEntry, Flags, Retweet
from tests.contract.conftest import ENGINES, Reach
from tests.contract.ranges import ranges_over
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
    picture,
    reply,
    tweet,
    tweet_id,
)


@pytest.fixture(params=["fake", *ENGINES])
def stores(request: pytest.FixtureRequest, reach: Reach) -> Stores:
    return in_memory() if request.param == "fake" else in_dynamodb(reach(request.param))


def test_flags_are_found_near_and_far(stores: Stores) -> None:
    numbers = [1, 2, 3, 900_000, 2_000_000]
    for number in numbers:
        stores.tweets.retweet(Retweet(tweet_id(3_000_000 + number), BOB, tweet_id(number), ANN))
    stores.tweets.retweet(Retweet(tweet_id(6_000_000), CAT, tweet_id(4), ANN))

    wanted = [tweet_id(number) for number in (1, 3, 4, 900_000, 2_000_000)]
    found = stores.engagements.flags(BOB, wanted)

    assert found == {
        tweet_id(number): Flags(retweet_id=tweet_id(3_000_000 + number)) for number in (1, 3, 900_000, 2_000_000)
    }
    assert stores.engagements.flags(BOB, []) == {}


def test_posts_of_an_author_are_newest_first(stores: Stores) -> None:
    root = tweet(1)
    answer = replace(reply(2, ANN, tweet(0, BOB)), media=(picture(1, media=stores.media),), audience=Audience.FOLLOWERS)
    for post in (root, answer, tweet(3, BOB)):
        stores.tweets.add(post, None, NOW)
    stores.tweets.retweet(Retweet(tweet_id(4), ANN, tweet_id(3), BOB))
    stores.tweets.edit(root, edit_of(root, "edited"), first_version(root))
    stores.tweets.delete(root, NOW)

    everything = stores.authors.by_author(ANN, PageRange(10))

    assert everything == [
        AuthorEntry(tweet_id(4), ANN, original_id=tweet_id(3), original_author_id=BOB),
        AuthorEntry(
            answer.id,
            ANN,
            reply_to_id=tweet_id(0),
            reply_to_author_id=BOB,
            has_media=True,
            audience=Audience.FOLLOWERS,
        ),
        AuthorEntry(root.id, ANN, deleted=True),
    ]
    assert stores.authors.by_author(ANN, PageRange(1, tweet_id(4))) == everything[1:2]
    assert stores.authors.by_author(ANN, PageRange(10, root.id)) == []


def test_a_conversation_is_read_in_order_own_thread_apart(stores: Stores) -> None:
    root = tweet(1)
    own = reply(2, ANN, root)
    others = [reply(number, BOB, root) for number in range(3, 9)]
    answer = reply(9, ANN, others[0])
    for post in (root, own, *others, answer):
        stores.tweets.add(post, None, NOW)
    stores.tweets.delete(others[1], NOW)

    assert [entry.id for entry in stores.conversations.own_thread(root.id, 0, 10)] == [own.id]
    found = stores.conversations.replies(root.id, 0, 10)
    assert [entry.id for entry in found] == [*(other.id for other in others), answer.id]
    assert [entry.deleted for entry in found] == [False, True, False, False, False, False, False]
    assert (found[-1].author_id, found[-1].reply_to_id) == (ANN, others[0].id)
    assert found[-1].ancestors == (root.id, others[0].id)
    assert [entry.id for entry in stores.conversations.replies(root.id, others[1].id, 2)] == [
        others[2].id,
        others[3].id,
    ]


@given(ids=st.lists(st.integers(0, 10 * CLOSE), unique=True).map(sorted))
def test_close_and_far_ids_are_all_ids(ids: list[int]) -> None:
    near, far = split_close(ids)

    assert sorted([*near, *far]) == ids
    assert len(near) != 1
    assert not near or near[-1] - near[0] <= CLOSE


def test_posts_of_an_author_are_read_in_any_range_in_both_directions(stores: Stores) -> None:
    posts = [tweet(number) for number in range(1, 7)]
    for post in [*posts, tweet(9, BOB)]:
        stores.tweets.add(post, None, NOW)

    everything = stores.authors.by_author(ANN, PageRange(10))

    assert len(everything) == len(posts)
    for page in ranges_over([post.id for post in posts]):
        assert list(stores.authors.by_author(ANN, page)) == page.of(everything)
