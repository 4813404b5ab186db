"""The tweet stores of each engine, and what the suites store in them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from linnet.adapters.dynamodb.binding import Connect, connection
from linnet.adapters.dynamodb.engagement_rows import EngagementRow
from linnet.adapters.dynamodb.engagements import DynamoEngagementIndex, DynamoEngagements
from linnet.adapters.dynamodb.idempotency import IdempotencyRow
from linnet.adapters.dynamodb.identity import Writing
from linnet.adapters.dynamodb.invalidations import InvalidationRow
from linnet.adapters.dynamodb.media import DynamoMedia
from linnet.adapters.dynamodb.media_rows import MediaRow
from linnet.adapters.dynamodb.open_polls import DynamoOpenPolls
from linnet.adapters.dynamodb.recipient_indexes import DynamoVoters
from linnet.adapters.dynamodb.tweet_indexes import DynamoAuthorIndex, DynamoConversationIndex
from linnet.adapters.dynamodb.tweet_rows import TweetRow
from linnet.adapters.dynamodb.tweets import DynamoTweets, TweetTables
from linnet.domain.ids import id_at
from linnet.domain.media import UNATTACHED_MS, Media, Size, StoredMedia
from linnet.domain.pictures import Format
from linnet.domain.text import extract_entities
from linnet.domain.tweets import Tweet, TweetVersion
from linnet.ports.media import MediaRows
from linnet.ports.notifications import RecipientIndex
from linnet.ports.tweets import (
    AuthorIndex,
    ConversationIndex,
    EngagementIndex,
    Engagements,
    IdempotencyRecord,
    OpenPolls,
    Tweets,
)
from tests.contract.conftest import create_table
from tests.fakes.environment import START_MS, FakeClock, SequentialParallel
from tests.fakes.tweets import FakeTweets, FakeVoters

ANN, BOB, CAT = 11, 12, 13
NOW = START_MS
TEXT = "Hi @bob and @nobody/list, see https://www.example.com/a/b #日本語 $TWTR"


@dataclass
class Stores:
    tweets: Tweets
    authors: AuthorIndex
    conversations: ConversationIndex
    engagements: Engagements
    index: EngagementIndex
    polls: OpenPolls
    voters: RecipientIndex
    logged: Callable[[], list[tuple[int, int]]]
    media: MediaRows


def in_memory() -> Stores:
    table = FakeTweets()
    logged = table.invalidated
    return Stores(table, table, table, table, table, table, FakeVoters(table), lambda: sorted(logged), table.media)


def in_dynamodb(connect: Connect) -> Stores:
    clock, parallel = FakeClock(), SequentialParallel()
    tables = TweetTables(
        tweets=create_table(TweetRow, connect),
        engagement=create_table(EngagementRow, connect),
        idempotency=create_table(IdempotencyRow, connect),
        invalidations=create_table(InvalidationRow, connect),
        media=(media := create_table(MediaRow, connect)),
    )
    # Not seeded: the engine remembers client tokens from one test to the next.
    chance = random.SystemRandom().random
    writing = Writing(connection(connect), clock, clock.sleep, chance, replicas=2)

    def logged() -> list[tuple[int, int]]:
        rows = [row for row in tables.invalidations.scan() if row.pk == "LOG#1"]
        assert {row.kind for row in rows} <= {"tweet"}
        return sorted((int(row.id), int(row.version)) for row in rows)

    return Stores(
        tweets=DynamoTweets(tables, writing, conversation_shards=2, engagement_shards=2),
        authors=DynamoAuthorIndex(tables.tweets),
        conversations=DynamoConversationIndex(tables.tweets, parallel, shards=2),
        engagements=DynamoEngagements(tables.engagement, parallel, clock.sleep, chance, shards=2),
        index=DynamoEngagementIndex(tables.engagement, tables.tweets, parallel, shards=2),
        polls=DynamoOpenPolls(tables.tweets, parallel, clock.sleep, chance, shards=2),
        voters=DynamoVoters(tables.engagement, parallel, shards=2),
        logged=logged,
        media=DynamoMedia(media, writing, parallel, shards=2),
    )


def picture(number: int, owner_id: int = ANN, media: MediaRows | None = None) -> Media:
    """Return a picture; with `media` it is uploaded."""
    made = Media(
        tweet_id(number), "s" * 22, Format.PNG, Size(8, 6), Format.PNG, Size(4, 3), "LEHV6n", f"picture {number}"
    )
    if media is not None:
        media.add(StoredMedia(made, owner_id, expires_ms=NOW + UNATTACHED_MS))
    return made


def tweet_id(number: int) -> int:
    return id_at(NOW + number * 1000, number % 1000)


def tweet(number: int, author_id: int = ANN, text: str = TEXT, **fields: Any) -> Tweet:
    entities = extract_entities(text)
    made = Tweet(tweet_id(number), author_id, text, entities, mentioned_ids=tuple(None for _ in entities.mentions))
    return replace(made, **fields)


def reply(number: int, author_id: int, parent: Tweet) -> Tweet:
    return tweet(
        number,
        author_id,
        "a reply",
        reply_to_id=parent.id,
        reply_to_author_id=parent.author_id,
        root_id=parent.conversation_id,
        root_author_id=parent.root_author_id or parent.author_id,
        ancestors=(*parent.ancestors, parent.id),
    )


def key(tweet: Tweet, body: str = "body", now_ms: int = NOW) -> IdempotencyRecord:
    return IdempotencyRecord(tweet.author_id, "key", body, tweet.id, now_ms + 86_400_000)


def first_version(tweet: Tweet) -> TweetVersion:
    return TweetVersion(
        tweet.version, tweet.text, tweet.entities, tweet.content_warning, tweet.sensitive, NOW, tweet.media
    )


def edit_of(tweet: Tweet, text: str, **fields: Any) -> Tweet:
    edited = replace(
        tweet,
        text=text,
        entities=extract_entities(text),
        mentioned_ids=(),
        edited_ms=NOW + 5,
        version=tweet.version + 1,
    )
    return replace(edited, **fields)
