"""Rows of the tweets table, and how they turn into domain objects and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from pynamodb.attributes import BooleanAttribute, ListAttribute, MapAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection
from pynamodb.models import Model

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.entity_spans import decode_spans, encode_spans
from linnet.adapters.dynamodb.media_values import decode_media, encode_media
from linnet.adapters.dynamodb.poll_values import decode_poll, encode_poll
from linnet.domain.text import Entities, extract_entities
from linnet.domain.tweets import (
    Audience,
    AuthorEntry,
    ConversationEntry,
    Post,
    QuotePolicy,
    Retweet,
    Tweet,
    TweetCounts,
    TweetVersion,
)

# Version 0 stored neither spans nor mentioned ids, of the ancestors only the parent: `_entities_of`, `_ancestors_of`.
SCHEMA_VERSION: Final = 1

TWEET: Final = "tweet"
RETWEET: Final = "retweet"
HISTORY: Final = "history"

# Who wrote last. Consumers of the stream filter on it: counts move far more often than content.
CONTENT: Final = "content"
COUNTS: Final = "counts"
PAST: Final = "history"

# DynamoDB lists cannot hold a gap without a second type; no account has this id.
_NOBODY: Final = 0


class UnknownSchemaVersion(ValueError):
    """A row was written by newer code than this."""


class ByAuthor(GlobalSecondaryIndex["TweetRow"]):
    """Posts of an author; what profile pages filter by is projected."""

    class Meta:
        index_name = "by_author"
        projection = IncludeProjection(
            [
                "kind",
                "original_id",
                "original_author_id",
                "reply_to_id",
                "reply_to_author_id",
                "has_media",
                "audience",
                "deleted_at",
            ]
        )

    author_id = NumberAttribute(hash_key=True)
    id = NumberAttribute(range_key=True)


class ByConversation(GlobalSecondaryIndex["TweetRow"]):
    """Replies of a conversation; what a thread filters by is projected."""

    class Meta:
        index_name = "by_conversation"
        projection = IncludeProjection(["author_id", "reply_to_id", "ancestors", "audience", "deleted_at"])

    conversation = UnicodeAttribute(hash_key=True)
    id = NumberAttribute(range_key=True)


class ByQuoted(GlobalSecondaryIndex["TweetRow"]):
    """Quotes of a tweet, in shards."""

    class Meta:
        index_name = "by_quoted"
        projection = IncludeProjection(["author_id"])

    quotes_of = UnicodeAttribute(hash_key=True)
    id = NumberAttribute(range_key=True)


class ByPollEnd(GlobalSecondaryIndex["TweetRow"]):
    """Tweets whose poll has not been ended yet, in shards, the earliest end first."""

    class Meta:
        index_name = "by_poll_end"
        projection = IncludeProjection(["id"])

    open_polls = UnicodeAttribute(hash_key=True)
    poll_ends = NumberAttribute(range_key=True)


class TweetRow(Model):
    """A tweet or retweet (`sk` 0), or an earlier version of an edited tweet (`sk` from 1).

    Earlier versions lack `author_id`, `id` and `conversation`, which keeps them out of the indexes.
    """

    pk = UnicodeAttribute(hash_key=True)
    sk = NumberAttribute(range_key=True)
    schema_version = NumberAttribute(null=True)
    kind = UnicodeAttribute()
    touched = UnicodeAttribute()
    id = NumberAttribute(null=True)
    author_id = NumberAttribute(null=True)
    text = UnicodeAttribute(null=True)
    spans = UnicodeAttribute(null=True)
    mentioned_ids = ListAttribute(of=NumberAttribute, null=True)
    audience = UnicodeAttribute(null=True)
    language = UnicodeAttribute(null=True)
    reply_to_id = NumberAttribute(null=True)
    reply_to_author_id = NumberAttribute(null=True)
    root_id = NumberAttribute(null=True)
    root_author_id = NumberAttribute(null=True)
    ancestors = ListAttribute(of=NumberAttribute, null=True)
    conversation = UnicodeAttribute(null=True)
    quote_of_id = NumberAttribute(null=True)
    quotes_of = UnicodeAttribute(null=True)
    quote_policy = UnicodeAttribute(null=True)
    quote_revoked = BooleanAttribute(null=True)
    marks = NumberAttribute(null=True)
    sensitive = BooleanAttribute(null=True)
    content_warning = UnicodeAttribute(null=True)
    media = UnicodeAttribute(null=True)
    has_media = BooleanAttribute(null=True)
    original_id = NumberAttribute(null=True)
    original_author_id = NumberAttribute(null=True)
    version = NumberAttribute(null=True)
    created_at = NumberAttribute(null=True)
    edited_at = NumberAttribute(null=True)
    deleted_at = NumberAttribute(null=True)
    replies = NumberAttribute(null=True)
    retweets = NumberAttribute(null=True)
    quotes = NumberAttribute(null=True)
    likes = NumberAttribute(null=True)
    poll = UnicodeAttribute(null=True)
    open_polls = UnicodeAttribute(null=True)
    poll_ends = NumberAttribute(null=True)
    voters = NumberAttribute(null=True)
    votes_0 = NumberAttribute(null=True)
    votes_1 = NumberAttribute(null=True)
    votes_2 = NumberAttribute(null=True)
    votes_3 = NumberAttribute(null=True)
    # High-water marks of the counters, by stream shard: an empty map from the start, as only its members can be set.
    hwm: MapAttribute[str, Any] = MapAttribute(null=True)

    by_author = ByAuthor()
    by_conversation = ByConversation()
    by_quoted = ByQuoted()
    by_poll_end = ByPollEnd()


def conversation_of(tweet: Tweet, shards: int) -> str | None:
    """Return the index partition of a reply; None for a tweet that starts a conversation.

    The root author's answers to themselves are a partition of their own, as threads show them first.
    """
    if tweet.root_id is None:
        return None
    if tweet.author_id == tweet.root_author_id == tweet.reply_to_author_id:
        return keys.own_thread(tweet.root_id)
    return keys.replies(tweet.root_id, tweet.id % shards)


def row_of_tweet(row: type[TweetRow], tweet: Tweet, shards: int, engagement_shards: int = 1) -> TweetRow:
    """Build the row of a new tweet; `shards` are those of conversations."""
    shard = tweet.id % engagement_shards
    quotes_of = None if tweet.quote_of_id is None else keys.shard_of(tweet.quote_of_id, shard)
    return row(
        keys.tweet(tweet.id),
        keys.CURRENT,
        schema_version=SCHEMA_VERSION,
        kind=TWEET,
        touched=CONTENT,
        id=tweet.id,
        author_id=tweet.author_id,
        text=tweet.text,
        spans=encode_spans(tweet.entities),
        mentioned_ids=encode_mentioned(tweet.mentioned_ids),
        audience=tweet.audience.value,
        language=tweet.language,
        reply_to_id=tweet.reply_to_id,
        reply_to_author_id=tweet.reply_to_author_id,
        root_id=tweet.root_id,
        root_author_id=tweet.root_author_id,
        ancestors=list(tweet.ancestors) or None,
        conversation=conversation_of(tweet, shards),
        quote_of_id=tweet.quote_of_id,
        quotes_of=quotes_of,
        quote_policy=encode_policy(tweet.quote_policy),
        quote_revoked=tweet.quote_revoked or None,
        marks=tweet.marks or None,
        sensitive=tweet.sensitive or None,
        content_warning=tweet.content_warning or None,
        media=encode_media(tweet.media),
        has_media=bool(tweet.media) or None,
        poll=encode_poll(tweet.poll),
        open_polls=None if tweet.poll is None else keys.open_polls(shard),
        poll_ends=None if tweet.poll is None else tweet.poll.ends_ms,
        version=tweet.version,
        hwm={},
    )


def row_of_retweet(row: type[TweetRow], retweet: Retweet) -> TweetRow:
    """Build the row of a retweet."""
    return row(
        keys.tweet(retweet.id),
        keys.CURRENT,
        schema_version=SCHEMA_VERSION,
        kind=RETWEET,
        touched=CONTENT,
        id=retweet.id,
        author_id=retweet.author_id,
        original_id=retweet.original_id,
        original_author_id=retweet.original_author_id,
    )


def row_of_version(row: type[TweetRow], tweet_id: int, version: TweetVersion) -> TweetRow:
    """Build the row of an earlier version."""
    return row(
        keys.tweet(tweet_id),
        version.number,
        schema_version=SCHEMA_VERSION,
        kind=HISTORY,
        touched=PAST,
        text=version.text,
        spans=encode_spans(version.entities),
        content_warning=version.content_warning or None,
        sensitive=version.sensitive or None,
        media=encode_media(version.media),
        created_at=version.created_ms,
    )


def post_of(row: TweetRow) -> Post:
    """Read a current row. Raise UnknownSchemaVersion, or ValueError or TypeError when it is broken."""
    check_version(row.schema_version)
    if row.kind == RETWEET:
        return Retweet(int(row.id), int(row.author_id), int(row.original_id), int(row.original_author_id))
    if row.kind != TWEET:
        raise ValueError(f"unknown kind of row: {row.kind}")
    deleted_ms = whole(row.deleted_at)
    text = row.text or ""
    if deleted_ms is None and row.text is None:
        raise ValueError("a tweet without text")
    entities = _entities_of(row, text)
    poll = decode_poll(row.poll)
    return Tweet(
        id=int(row.id),
        author_id=int(row.author_id),
        text=text,
        entities=entities,
        audience=Audience(row.audience),
        language=row.language,
        reply_to_id=whole(row.reply_to_id),
        reply_to_author_id=whole(row.reply_to_author_id),
        root_id=whole(row.root_id),
        root_author_id=whole(row.root_author_id),
        ancestors=_ancestors_of(row),
        quote_of_id=whole(row.quote_of_id),
        quote_policy=QuotePolicy(row.quote_policy or QuotePolicy.PUBLIC),
        quote_revoked=bool(row.quote_revoked),
        mentioned_ids=_mentioned_of(row, entities),
        sensitive=bool(row.sensitive),
        content_warning=row.content_warning or "",
        media=decode_media(row.media),
        poll=poll,
        edited_ms=whole(row.edited_at),
        deleted_ms=deleted_ms,
        counts=TweetCounts(
            replies=int(row.replies or 0),
            retweets=int(row.retweets or 0),
            quotes=int(row.quotes or 0),
            likes=int(row.likes or 0),
            votes=() if poll is None else _votes(row, len(poll.options)),
            voters=int(row.voters or 0),
        ),
        counted_act=_counted_act(row),
        version=int(row.version or 1),
        marks=int(row.marks or 0),
    )


def version_of(row: TweetRow) -> TweetVersion:
    """Read the row of an earlier version."""
    check_version(row.schema_version)
    text = row.text or ""
    return TweetVersion(
        number=int(row.sk),
        text=text,
        entities=_entities_of(row, text),
        content_warning=row.content_warning or "",
        sensitive=bool(row.sensitive),
        created_ms=int(row.created_at),
        media=decode_media(row.media),
    )


def author_entry_of(row: TweetRow) -> AuthorEntry:
    """Read what the by-author index projects."""
    return AuthorEntry(
        id=int(row.id),
        author_id=int(row.author_id),
        original_id=whole(row.original_id),
        original_author_id=whole(row.original_author_id),
        reply_to_id=whole(row.reply_to_id),
        reply_to_author_id=whole(row.reply_to_author_id),
        has_media=bool(row.has_media),
        audience=Audience(row.audience or Audience.PUBLIC),
        deleted=row.deleted_at is not None,
    )


def conversation_entry_of(row: TweetRow) -> ConversationEntry:
    """Read what the by-conversation index projects."""
    return ConversationEntry(
        id=int(row.id),
        author_id=int(row.author_id),
        reply_to_id=int(row.reply_to_id),
        ancestors=_ancestors_of(row),
        audience=Audience(row.audience),
        deleted=row.deleted_at is not None,
    )


def encode_mentioned(mentioned_ids: Sequence[int | None]) -> list[int] | None:
    """Write the mentioned accounts; unknown ones keep their place."""
    return [_NOBODY if each is None else each for each in mentioned_ids] or None


def encode_policy(policy: QuotePolicy) -> str | None:
    """Write who may quote; everybody is what rows without it say."""
    return None if policy is QuotePolicy.PUBLIC else policy.value


def check_version(stored: float | None) -> None:
    if (whole(stored) or 0) > SCHEMA_VERSION:
        raise UnknownSchemaVersion(f"a row of a schema newer than {SCHEMA_VERSION}")


def _votes(row: TweetRow, options: int) -> tuple[int, ...]:
    return tuple(int(votes or 0) for votes in (row.votes_0, row.votes_1, row.votes_2, row.votes_3)[:options])


def _counted_act(row: TweetRow) -> int:
    marks: MapAttribute[str, Any] | None = row.hwm
    if marks is None:
        return 0
    return max((int(mark["act"]) for mark in marks.attribute_values.values() if "act" in mark), default=0)


def _is_version_0(row: TweetRow) -> bool:
    return whole(row.schema_version) is None


def _entities_of(row: TweetRow, text: str) -> Entities:
    return extract_entities(text) if _is_version_0(row) else decode_spans(text, row.spans)


def _mentioned_of(row: TweetRow, entities: Entities) -> tuple[int | None, ...]:
    if _is_version_0(row):
        return (None,) * len(entities.mentions)
    return tuple(None if each == _NOBODY else each for each in _ids(row.mentioned_ids))


def _ancestors_of(row: TweetRow) -> tuple[int, ...]:
    ancestors = _ids(row.ancestors)
    parent_id = whole(row.reply_to_id)
    # Version 0 kept the parent only; the version itself is not projected into the index.
    return (parent_id,) if not ancestors and parent_id is not None else ancestors


def _ids(values: Sequence[Any] | None) -> tuple[int, ...]:
    return tuple(int(value) for value in values or ())


def whole(value: float | None) -> int | None:
    return None if value is None else int(value)
