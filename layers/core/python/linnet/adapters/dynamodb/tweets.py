"""The tweets table, with the rows of other tables that its writes must change with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from linnet.adapters.dynamodb import idempotency as idempotency_rows
from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.batch_reads import read_batch
from linnet.adapters.dynamodb.conditions import written
from linnet.adapters.dynamodb.engagement_rows import EngagementRow
from linnet.adapters.dynamodb.entity_spans import encode_spans
from linnet.adapters.dynamodb.idempotency import IdempotencyRow
from linnet.adapters.dynamodb.identity import Writing
from linnet.adapters.dynamodb.invalidations import TWEET as INVALIDATED_TWEET
from linnet.adapters.dynamodb.invalidations import InvalidationRow, log_rows
from linnet.adapters.dynamodb.media_holding import MediaHolding
from linnet.adapters.dynamodb.media_rows import MediaRow
from linnet.adapters.dynamodb.media_values import encode_media
from linnet.adapters.dynamodb.transactions import ConditionsFailed, Random, Sleep
from linnet.adapters.dynamodb.tweet_rows import (
    CONTENT,
    SCHEMA_VERSION,
    TWEET,
    TweetRow,
    encode_mentioned,
    encode_policy,
    post_of,
    row_of_retweet,
    row_of_tweet,
    row_of_version,
    version_of,
)
from linnet.domain.tweets import Post, QuotePolicy, Retweet, Tweet, TweetVersion
from linnet.ports.identity import IdTaken, VersionConflict
from linnet.ports.media import MediaTaken
from linnet.ports.tweets import AlreadyRetweeted, IdempotencyKeyUsed, IdempotencyRecord

# Each attempt follows an edit that came in between, and edits of one tweet are few.
DELETE_ATTEMPTS: Final = 5


@dataclass(frozen=True, slots=True)
class TweetTables:
    """The rows that a write of a tweet can touch, bound to their tables; `media` only where tweets are written."""

    tweets: type[TweetRow]
    engagement: type[EngagementRow]
    idempotency: type[IdempotencyRow]
    invalidations: type[InvalidationRow]
    media: type[MediaRow] | None = None


@dataclass(frozen=True, slots=True)
class DynamoPosts:
    """Implement the ports `Posts` and `StoredPosts`: reading only."""

    row: type[TweetRow]
    sleep: Sleep
    random: Random
    consistent: bool = False

    def get(self, tweet_id: int) -> Post | None:
        try:
            return post_of(self.row.get(keys.tweet(tweet_id), keys.CURRENT, consistent_read=True))
        except self.row.DoesNotExist:
            return None

    def get_many(self, ids: Collection[int]) -> Mapping[int, Post]:
        wanted = [(keys.tweet(each), keys.CURRENT) for each in dict.fromkeys(ids)]
        rows = read_batch(self.row, wanted, sleep=self.sleep, random=self.random, consistent=self.consistent)
        return {post.id: post for post in map(post_of, rows)}


@dataclass(frozen=True, slots=True)
class DynamoTweets:
    """Implement the port `Tweets`.

    Replies of a conversation spread over `conversation_shards` index partitions, retweets and quotes of a tweet over
    `engagement_shards` each, and so do open polls.
    """

    tables: TweetTables
    writing: Writing
    conversation_shards: int
    engagement_shards: int

    def get(self, tweet_id: int) -> Post | None:
        return self._posts.get(tweet_id)

    def get_many(self, ids: Collection[int]) -> Mapping[int, Post]:
        return self._posts.get_many(ids)

    @property
    def _posts(self) -> DynamoPosts:
        return DynamoPosts(self.tables.tweets, self.writing.sleep, self.writing.random)

    def add(self, tweet: Tweet, idempotency: IdempotencyRecord | None, now_ms: int) -> None:
        row = row_of_tweet(self.tables.tweets, tweet, self.conversation_shards, self.engagement_shards)
        if idempotency is None and not tweet.media:
            self._add_alone(row, tweet)
        else:
            self._add_together(row, tweet, idempotency, now_ms)

    def recall(self, user_id: int, key: str, now_ms: int) -> IdempotencyRecord | None:
        row = self.tables.idempotency
        try:
            stored = row.get(keys.idempotency(user_id, key), keys.IDEMPOTENCY, consistent_read=True)
        except row.DoesNotExist:
            return None
        record = idempotency_rows.record_of(stored)
        return record if record.expires_ms > now_ms else None

    def delete(self, tweet: Tweet, now_ms: int, media_until_ms: int | None = None) -> bool:
        seen = tweet
        for _ in range(DELETE_ATTEMPTS):
            if self._bury(seen, now_ms, now_ms if media_until_ms is None else media_until_ms):
                return True
            current = self.get(seen.id)
            if not isinstance(current, Tweet) or current.deleted_ms is not None:
                return False
            seen = current
        raise VersionConflict

    def edit(self, tweet: Tweet, edited: Tweet, previous: TweetVersion) -> None:
        row = self.tables.tweets
        actions = [
            row.touched.set(CONTENT),
            row.version.set(edited.version),
            row.schema_version.set(SCHEMA_VERSION),
            row.text.set(edited.text),
            row.audience.set(edited.audience.value),
            *_assign(row, "spans", encode_spans(edited.entities)),
            *_assign(row, "mentioned_ids", encode_mentioned(edited.mentioned_ids)),
            *_assign(row, "language", edited.language),
            *_assign(row, "sensitive", edited.sensitive or None),
            *_assign(row, "content_warning", edited.content_warning or None),
            *_assign(row, "media", encode_media(edited.media)),
            *_assign(row, "has_media", bool(edited.media) or None),
            *_assign(row, "edited_at", edited.edited_ms),
        ]

        now_ms = self.writing.clock.now_ms()
        log = self._log(edited.id, edited.version + tweet.marks, now_ms)
        before = {each.id: each for each in tweet.media}
        added = [each for each in edited.media if each.id not in before]
        described = [each for each in edited.media if each.id in before and each != before[each.id]]
        dropped = [each for each in tweet.media if each.id not in edited.media_ids]

        def fill(write: TransactWrite) -> None:
            write.update(
                row(keys.tweet(tweet.id), keys.CURRENT),
                actions=actions,
                condition=_as_read(row, tweet),
            )
            write.save(row_of_version(row, tweet.id, previous))
            for line in log:
                write.save(line)
            if added or described or dropped:
                holding = self._holding
                holding.hold(write, tweet.author_id, added, tweet.id, now_ms)
                holding.describe(write, tweet.author_id, described, tweet.id)
                holding.release(write, tweet.author_id, dropped, tweet.id, now_ms)

        try:
            self.writing.commit(fill)
        except ConditionsFailed as refused:
            raise (VersionConflict if refused.at(0) else MediaTaken) from refused

    def history(self, tweet_id: int) -> list[TweetVersion]:
        row = self.tables.tweets
        return [version_of(each) for each in row.query(keys.tweet(tweet_id), row.sk > keys.CURRENT)]

    def retweet(self, retweet: Retweet) -> None:
        tweets, engagement = self.tables.tweets, self.tables.engagement
        shard = retweet.author_id % self.engagement_shards

        def fill(write: TransactWrite) -> None:
            write.save(row_of_retweet(tweets, retweet), condition=tweets.pk.does_not_exist())
            write.update(
                engagement(retweet.author_id, retweet.original_id),
                actions=[
                    engagement.retweet_id.set(retweet.id),
                    engagement.retweets_of.set(keys.shard_of(retweet.original_id, shard)),
                    engagement.schema_version.set(SCHEMA_VERSION),
                ],
                condition=engagement.retweet_id.does_not_exist(),
                return_values="ALL_OLD",
            )

        try:
            self.writing.commit(fill)
        except ConditionsFailed as refused:
            if not refused.at(1):
                raise IdTaken from refused
            standing = engagement.from_raw_data(_item(refused, 1))
            raise AlreadyRetweeted(int(standing.retweet_id)) from refused

    def unretweet(self, actor_id: int, tweet_id: int, retweet_id: int) -> bool:
        tweets, engagement = self.tables.tweets, self.tables.engagement
        # A retweet never changes, so any cached copy is older than version 2.
        log = self._log(retweet_id, 2, self.writing.clock.now_ms())

        def fill(write: TransactWrite) -> None:
            write.update(
                engagement(actor_id, tweet_id),
                actions=[engagement.retweet_id.remove(), engagement.retweets_of.remove()],
                condition=engagement.retweet_id == retweet_id,
            )
            write.delete(tweets(keys.tweet(retweet_id), keys.CURRENT))
            for line in log:
                write.save(line)

        try:
            self.writing.commit(fill)
        except ConditionsFailed:
            return False
        return True

    def _add_alone(self, row: TweetRow, tweet: Tweet) -> None:
        if written(lambda: row.save(condition=self.tables.tweets.pk.does_not_exist())):
            return
        # The SDK repeats a put whose answer was lost; what stands there may be this very tweet.
        if not _same(self.get(tweet.id), tweet):
            raise IdTaken

    def _add_together(self, row: TweetRow, tweet: Tweet, record: IdempotencyRecord | None, now_ms: int) -> None:
        used = self.tables.idempotency

        def fill(write: TransactWrite) -> None:
            write.save(row, condition=self.tables.tweets.pk.does_not_exist())
            if record is not None:
                write.save(
                    idempotency_rows.row_of(used, record),
                    condition=idempotency_rows.unused(used, now_ms),
                    return_values="ALL_OLD",
                )
            if tweet.media:
                self._holding.hold(write, tweet.author_id, tweet.media, tweet.id, now_ms)

        try:
            self.writing.commit(fill)
        except ConditionsFailed as refused:
            if record is not None and refused.at(1):
                raise IdempotencyKeyUsed(idempotency_rows.record_of_item(used, _item(refused, 1))) from refused
            raise (IdTaken if refused.at(0) else MediaTaken) from refused

    @property
    def _holding(self) -> MediaHolding:
        if self.tables.media is None:
            raise ValueError("this function writes no tweets with pictures")
        return MediaHolding(self.tables.media, self.engagement_shards)

    def _bury(self, tweet: Tweet, now_ms: int, media_until_ms: int) -> bool:
        row = self.tables.tweets
        log = self._log(tweet.id, tweet.state + 1, now_ms)

        def fill(write: TransactWrite) -> None:
            write.update(
                row(keys.tweet(tweet.id), keys.CURRENT),
                actions=[
                    row.touched.set(CONTENT),
                    row.deleted_at.set(now_ms),
                    row.version.set(tweet.version + 1),
                    *(attribute.remove() for attribute in (row.text, row.spans, row.mentioned_ids, row.language)),
                    *(attribute.remove() for attribute in (row.sensitive, row.content_warning, row.edited_at)),
                    *(attribute.remove() for attribute in (row.media, row.has_media, row.poll)),
                    # Without these it leaves the list of quotes and that of open polls.
                    *(attribute.remove() for attribute in (row.quotes_of, row.open_polls, row.poll_ends)),
                ],
                condition=_as_read(row, tweet),
            )
            # Versions are numbered from 1 and each edit adds one, so the history is known without a read.
            for number in range(1, tweet.version):
                write.delete(row(keys.tweet(tweet.id), number))
            for line in log:
                write.save(line)
            if tweet.media:
                self._holding.release(write, tweet.author_id, tweet.media, tweet.id, media_until_ms)

        try:
            self.writing.commit(fill)
        except ConditionsFailed as refused:
            if refused.at(0):
                return False
            # What an erasure has removed already keeps no tweet alive.
            return self._bury(replace(tweet, media=()), now_ms, media_until_ms)
        return True

    def allow_quotes(self, tweet: Tweet, policy: QuotePolicy) -> None:
        self._mark(tweet, _assign(self.tables.tweets, "quote_policy", encode_policy(policy)))

    def revoke_quote(self, quoting: Tweet) -> None:
        self._mark(quoting, _assign(self.tables.tweets, "quote_revoked", True))

    def _mark(self, tweet: Tweet, actions: Sequence[Action]) -> None:
        """Change what no edit touches, however often the tweet is edited meanwhile."""
        seen = tweet
        for _ in range(DELETE_ATTEMPTS):
            if self._marked(seen, actions):
                return
            current = self.get(seen.id)
            if not isinstance(current, Tweet) or current.deleted_ms is not None:
                return
            seen = current
        raise VersionConflict

    def _marked(self, tweet: Tweet, actions: Sequence[Action]) -> bool:
        row = self.tables.tweets
        log = self._log(tweet.id, tweet.state + 1, self.writing.clock.now_ms())

        def fill(write: TransactWrite) -> None:
            write.update(
                row(keys.tweet(tweet.id), keys.CURRENT),
                actions=[row.touched.set(CONTENT), row.marks.set(tweet.marks + 1), *actions],
                condition=_as_read(row, tweet),
            )
            for line in log:
                write.save(line)

        try:
            self.writing.commit(fill)
        except ConditionsFailed:
            return False
        return True

    def _log(self, post_id: int, version: int, now_ms: int) -> list[InvalidationRow]:
        return log_rows(
            self.tables.invalidations,
            INVALIDATED_TWEET,
            post_id,
            version,
            now_ms=now_ms,
            replicas=self.writing.replicas,
            random=self.writing.random,
        )


def _as_read(row: type[TweetRow], tweet: Tweet) -> Condition:
    """Return that a tweet stands as it was read: each write raises its state by one, which caches go by."""
    unmarked = row.marks == tweet.marks if tweet.marks else row.marks.does_not_exist()
    stands: Condition = (
        (row.version == tweet.version) & unmarked & row.deleted_at.does_not_exist() & (row.kind == TWEET)
    )
    return stands


def _assign(row: type[TweetRow], name: str, value: object) -> list[Action]:
    attribute = getattr(row, name)
    return [attribute.remove() if value is None else attribute.set(value)]


def _item(refused: ConditionsFailed, action: int) -> dict[str, dict[str, object]]:
    reason = refused.reasons[action]
    if reason is None or reason.raw_item is None:
        raise ValueError("the store did not return the item that stood in the way") from refused
    return reason.raw_item


def _same(stored: Post | None, tweet: Tweet) -> bool:
    """Tell whether a stored post is the one being written; counters may have touched it since."""
    return isinstance(stored, Tweet) and (stored.author_id, stored.text, stored.reply_to_id, stored.quote_of_id) == (
        tweet.author_id,
        tweet.text,
        tweet.reply_to_id,
        tweet.quote_of_id,
    )
