"""Rows of tweets and engagements: round trips, older and newer schemas, size, and what streams say of them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet.adapters.dynamodb.change_records import (
    PoisonRecord,
    decode_engagement_change,
    decode_tweets_change,
)
from linnet.adapters.dynamodb.engagement_rows import EngagementRow, flags_of
from linnet.adapters.dynamodb.entity_spans import decode_spans, encode_spans
from linnet.adapters.dynamodb.tweet_rows import (
    TweetRow,
    UnknownSchemaVersion,
    conversation_entry_of,
    conversation_of,
    post_of,
    row_of_retweet,
    row_of_tweet,
    row_of_version,
)
from linnet.domain.changes import EngagementChange, PostChange
from linnet.domain.ids import id_at
from linnet.domain.text import extract_entities, normalize
from linnet.domain.tweets import Audience, EndedLike, Flags, Retweet, Tweet, TweetCounts, TweetVersion

TWEET_ID = id_at(1_750_000_000_000, 7)
Image = dict[str, dict[str, Any]]


def version_0_row() -> Image:
    """Return a reply as it was stored before rows had a version."""
    return {
        "pk": {"S": f"T#{TWEET_ID}"},
        "sk": {"N": "0"},
        "kind": {"S": "tweet"},
        "touched": {"S": "content"},
        "id": {"N": str(TWEET_ID)},
        "author_id": {"N": "11"},
        "text": {"S": "Hi @bob #tag"},
        "audience": {"S": "public"},
        "reply_to_id": {"N": "5"},
        "reply_to_author_id": {"N": "12"},
        "root_id": {"N": "4"},
        "root_author_id": {"N": "13"},
        "conversation": {"S": "4#1"},
        "version": {"N": "1"},
    }


def image_of(tweet: Tweet) -> Image:
    return row_of_tweet(TweetRow, tweet, shards=4).serialize()


def tweet(text: str = "Hi @bob #tag") -> Tweet:
    entities = extract_entities(text)
    return Tweet(TWEET_ID, 11, text, entities, mentioned_ids=(12,) * len(entities.mentions))


def record(old: Image | None, new: Image | None, keys: Image | None = None) -> dict[str, Any]:
    images = {name: image for name, image in (("OldImage", old), ("NewImage", new)) if image is not None}
    return {"eventID": "1", "dynamodb": {"Keys": keys or {}, "SequenceNumber": "42", **images}}


@given(text=st.text(alphabet=st.sampled_from("ab @#$/._:日é👍🏽\u200dhttps://example.com"), max_size=80))
def test_spans_bring_back_every_entity(text: str) -> None:
    composed = normalize(text)
    entities = extract_entities(composed)

    assert decode_spans(composed, encode_spans(entities)) == entities


def test_a_row_of_version_0_is_read_with_entities_and_its_parent_as_ancestor() -> None:
    read = post_of(TweetRow.from_raw_data(version_0_row()))

    assert read == Tweet(
        id=TWEET_ID,
        author_id=11,
        text="Hi @bob #tag",
        entities=extract_entities("Hi @bob #tag"),
        reply_to_id=5,
        reply_to_author_id=12,
        root_id=4,
        root_author_id=13,
        ancestors=(5,),
        mentioned_ids=(None,),
    )
    assert conversation_entry_of(TweetRow.from_raw_data(version_0_row())).ancestors == (5,)


def test_an_engagement_row_of_version_0_is_read() -> None:
    row = {"actor_id": {"N": "1"}, "tweet_id": {"N": "2"}, "retweet_id": {"N": "3"}}

    assert flags_of(EngagementRow.from_raw_data(row)) == Flags(retweet_id=3)


def test_a_row_of_a_newer_schema_is_refused_by_name() -> None:
    with pytest.raises(UnknownSchemaVersion):
        post_of(TweetRow.from_raw_data(version_0_row() | {"schema_version": {"N": "2"}}))


def test_a_plain_tweet_is_one_write_unit() -> None:
    longest = Tweet(TWEET_ID, TWEET_ID, "あ" * 140, extract_entities("あ" * 140), language="ja")

    def size(value: Any) -> int:
        # DynamoDB counts a number as about half its digits plus one byte.
        if isinstance(value, dict):
            return sum(len(k) + size(v) + 1 for k, v in value.items())
        return len(str(value).encode())

    assert size(image_of(longest)) < 1024


@pytest.mark.parametrize(
    ("author_id", "parent_author_id", "partition"),
    [(13, 13, "4#self"), (13, 12, f"4#{TWEET_ID % 4}"), (12, 13, f"4#{TWEET_ID % 4}")],
)
def test_only_answers_of_the_root_author_to_themselves_are_the_own_thread(
    author_id: int, parent_author_id: int, partition: str
) -> None:
    reply = Tweet(
        TWEET_ID,
        author_id,
        "x",
        extract_entities("x"),
        reply_to_id=5,
        reply_to_author_id=parent_author_id,
        root_id=4,
        root_author_id=13,
    )

    assert conversation_of(reply, shards=4) == partition


def test_a_new_tweet_is_a_change_of_content() -> None:
    change = decode_tweets_change(record(None, image_of(tweet())))

    assert change == PostChange(old=None, new=tweet(), content=True, sequence=42)


def test_counts_that_moved_are_no_change_of_content() -> None:
    marks = {"one": {"M": {"act": {"N": "7"}}}, "two": {"M": {"at": {"N": "5"}}}, "three": {"M": {"act": {"N": "6"}}}}
    counted = image_of(tweet()) | {"touched": {"S": "counts"}, "likes": {"N": "3"}, "hwm": {"M": marks}}

    change = decode_tweets_change(record(image_of(tweet()), counted))

    assert not change.content
    assert isinstance(change.new, Tweet)
    assert change.new.counts == TweetCounts(likes=3)
    assert change.new.counted_act == 7


def test_a_removed_retweet_is_a_change_of_content() -> None:
    retweet = Retweet(TWEET_ID, 11, 5, 12)

    change = decode_tweets_change(record(row_of_retweet(TweetRow, retweet).serialize(), None))

    assert change == PostChange(old=retweet, new=None, content=True, sequence=42)


def test_a_history_row_changes_no_post() -> None:
    earlier = TweetVersion(1, "x", extract_entities("x"), "", False, 5)

    change = decode_tweets_change(record(None, row_of_version(TweetRow, TWEET_ID, earlier).serialize()))

    assert (change.old, change.new) == (None, None)


def test_an_engagement_is_decoded() -> None:
    keys = {"actor_id": {"N": "1"}, "tweet_id": {"N": "2"}}
    new = {**keys, "schema_version": {"N": "1"}, "retweet_id": {"N": "3"}, "retweets_of": {"S": "2#0"}}

    assert decode_engagement_change(record(keys, new, keys)) == EngagementChange(
        actor_id=1, tweet_id=2, old=Flags(), new=Flags(retweet_id=3), sequence=42
    )


def test_a_like_and_its_end_are_decoded_with_their_ids() -> None:
    keys = {"actor_id": {"N": "1"}, "tweet_id": {"N": "2"}}
    liked = {**keys, "like_id": {"N": "8"}, "likes_of": {"S": "2#0"}, "bookmark_id": {"N": "5"}}
    ended = {**keys, "ended_like_id": {"N": "8"}, "unlike_id": {"N": "9"}}

    change = decode_engagement_change(record(liked, ended, keys))

    assert change.old == Flags(like_id=8, bookmark_id=5)
    assert change.new == Flags(ended_like=EndedLike(8, 9))


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"dynamodb": {}},
        record(None, version_0_row() | {"schema_version": {"N": "99"}}),
        record(None, version_0_row() | {"kind": {"S": "moment"}}),
        record(None, version_0_row() | {"audience": {"S": "nobody"}}),
        record(None, version_0_row() | {"author_id": {"NULL": True}}),
        record(None, version_0_row() | {"id": {"S": "x"}}),
        record(None, {name: value for name, value in version_0_row().items() if name != "text"}),
        record(None, version_0_row() | {"schema_version": {"N": "1"}, "spans": {"S": "z1-2"}}),
    ],
)
def test_what_cannot_be_decoded_is_poison(broken: dict[str, Any]) -> None:
    with pytest.raises(PoisonRecord):
        decode_tweets_change(broken)


def test_a_poisonous_engagement_names_its_sequence_number_and_no_data() -> None:
    keys = {"actor_id": {"N": "1"}, "tweet_id": {"N": "2"}}
    with pytest.raises(PoisonRecord) as refused:
        decode_engagement_change(record(None, {**keys, "schema_version": {"N": "99"}}, keys))

    assert refused.value.sequence == "42"
    assert "99" not in str(refused.value)


def test_a_tombstone_is_read_without_text() -> None:
    image = image_of(tweet()) | {"deleted_at": {"N": "9"}, "audience": {"S": "unlisted"}}
    del image["text"], image["spans"], image["mentioned_ids"]

    stone = post_of(TweetRow.from_raw_data(image))

    assert isinstance(stone, Tweet)
    assert (stone.text, stone.deleted_ms, stone.audience) == ("", 9, Audience.UNLISTED)
