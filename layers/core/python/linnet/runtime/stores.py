"""The stores of a container, each made at its first use, over the tables its function's settings name.

Adapters are imported where they are used: a function pays at cold start only for what it reads and writes. Asking for
a store whose table the settings do not name is a named error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from linnet.runtime.graph_stores import GraphStores
from linnet.runtime.observability import count

if TYPE_CHECKING:
    from linnet.adapters.cache import CachedHeads, CachedPosts, CachedUsers
    from linnet.adapters.cached_tag_timelines import CachedTagTimelines
    from linnet.adapters.dynamodb.bookmarks import DynamoBookmarks
    from linnet.adapters.dynamodb.counters import DynamoCounters
    from linnet.adapters.dynamodb.engagement_rows import EngagementRow
    from linnet.adapters.dynamodb.engagements import DynamoEngagementIndex, DynamoEngagements
    from linnet.adapters.dynamodb.erase_rows import EraseMails, EraseProfile, EraseRows, EraseSessions
    from linnet.adapters.dynamodb.erasures import DynamoErasures
    from linnet.adapters.dynamodb.exports import DynamoExports
    from linnet.adapters.dynamodb.feeds import DynamoFeeds
    from linnet.adapters.dynamodb.identity import DynamoAccounts, DynamoUsers
    from linnet.adapters.dynamodb.identity_rows import IdentityRow
    from linnet.adapters.dynamodb.invalidations import InvalidationLog, InvalidationRow
    from linnet.adapters.dynamodb.mail_orders import DynamoMailOrders
    from linnet.adapters.dynamodb.messages import DynamoConversations
    from linnet.adapters.dynamodb.network_counts import DynamoNetworkCounts
    from linnet.adapters.dynamodb.oauth import DynamoApps, DynamoAppTokens, DynamoAuthorizationCodes
    from linnet.adapters.dynamodb.open_polls import DynamoOpenPolls
    from linnet.adapters.dynamodb.profile_pictures import DynamoProfilePictures
    from linnet.adapters.dynamodb.rate_limits import DynamoLimiter
    from linnet.adapters.dynamodb.recipient_indexes import DynamoVoters
    from linnet.adapters.dynamodb.sessions import DynamoSessions
    from linnet.adapters.dynamodb.tag_timelines import DynamoTagTimelines
    from linnet.adapters.dynamodb.timeline_rows import TimelineRow
    from linnet.adapters.dynamodb.timelines import DynamoHeads, DynamoTimelines
    from linnet.adapters.dynamodb.tweet_indexes import DynamoAuthorIndex, DynamoConversationIndex
    from linnet.adapters.dynamodb.tweet_rows import TweetRow
    from linnet.adapters.dynamodb.tweets import DynamoPosts, DynamoTweets

# The limiter answers in a few milliseconds or not at all: waiting longer than this would slow every request down.
_LIMITER_TIMEOUT_S = 0.5


class Stores(GraphStores):
    """Everything that is stored, as adapters of the ports."""

    @cached_property
    def _identity_row(self) -> type[IdentityRow]:
        from linnet.adapters.dynamodb.identity_rows import IdentityRow

        return self._bound(IdentityRow, "identity_table")

    @cached_property
    def _invalidation_row(self) -> type[InvalidationRow]:
        from linnet.adapters.dynamodb.invalidations import InvalidationRow

        return self._bound(InvalidationRow, "platform_table")

    @cached_property
    def _tweet_row(self) -> type[TweetRow]:
        from linnet.adapters.dynamodb.tweet_rows import TweetRow

        return self._bound(TweetRow, "tweets_table")

    @cached_property
    def _engagement_row(self) -> type[EngagementRow]:
        from linnet.adapters.dynamodb.engagement_rows import EngagementRow

        return self._bound(EngagementRow, "engagement_table")

    @cached_property
    def limiter(self) -> DynamoLimiter:
        from linnet.adapters.dynamodb.rate_limits import DynamoLimiter, LimitRow

        brief = replace(
            self._connect, connect_timeout_s=_LIMITER_TIMEOUT_S, read_timeout_s=_LIMITER_TIMEOUT_S, max_retries=1
        )
        return DynamoLimiter(self._bound(LimitRow, "platform_table", brief), self._clock)

    @cached_property
    def sessions(self) -> DynamoSessions:
        from linnet.adapters.dynamodb.sessions import DynamoSessions

        return DynamoSessions(self._identity_row, self._clock, self._sleep, self._random)

    @cached_property
    def apps(self) -> DynamoApps:
        from linnet.adapters.dynamodb.oauth import DynamoApps

        return DynamoApps(self._identity_row, self._writing)

    @cached_property
    def authorization_codes(self) -> DynamoAuthorizationCodes:
        from linnet.adapters.dynamodb.oauth import DynamoAuthorizationCodes

        return DynamoAuthorizationCodes(self._identity_row, self._writing)

    @cached_property
    def app_tokens(self) -> DynamoAppTokens:
        from linnet.adapters.dynamodb.oauth import DynamoAppTokens

        return DynamoAppTokens(self._identity_row, self._writing)

    @cached_property
    def mail_orders(self) -> DynamoMailOrders:
        from linnet.adapters.dynamodb.mail_orders import DynamoMailOrders

        return DynamoMailOrders(self._identity_row, self._writing)

    @cached_property
    def accounts(self) -> DynamoAccounts:
        from linnet.adapters.dynamodb.identity import DynamoAccounts

        return DynamoAccounts(self._identity_row, self._invalidation_row, self._writing)

    @cached_property
    def profile_pictures(self) -> DynamoProfilePictures:
        from linnet.adapters.dynamodb.media_holding import MediaHolding
        from linnet.adapters.dynamodb.profile_pictures import DynamoProfilePictures

        holding = MediaHolding(self._media_row, self._settings.tunables.engagement_shards)
        return DynamoProfilePictures(self._identity_row, self._invalidation_row, holding, self._writing)

    @cached_property
    def stored_users(self) -> DynamoUsers:
        from linnet.adapters.dynamodb.identity import DynamoUsers

        return DynamoUsers(self._identity_row, self._sleep, self._random)

    @cached_property
    def users_as_written(self) -> DynamoUsers:
        """Profiles for what is decided once: an account of a second ago must not be taken for none."""
        from linnet.adapters.dynamodb.identity import DynamoUsers

        return DynamoUsers(self._identity_row, self._sleep, self._random, consistent=True)

    @cached_property
    def tweets(self) -> DynamoTweets:
        from linnet.adapters.dynamodb.idempotency import IdempotencyRow
        from linnet.adapters.dynamodb.tweets import DynamoTweets, TweetTables

        return DynamoTweets(
            tables=TweetTables(
                tweets=self._tweet_row,
                engagement=self._engagement_row,
                idempotency=self._bound(IdempotencyRow, "platform_table"),
                invalidations=self._invalidation_row,
                media=self._media_row,
            ),
            writing=self._writing,
            conversation_shards=self._settings.tunables.conversation_shards,
            engagement_shards=self._settings.tunables.engagement_shards,
        )

    @cached_property
    def stored_posts(self) -> DynamoPosts:
        from linnet.adapters.dynamodb.tweets import DynamoPosts

        return DynamoPosts(self._tweet_row, self._sleep, self._random)

    @cached_property
    def posts_as_written(self) -> DynamoPosts:
        """Posts for what is derived from them once, after a change: the change has to be in them."""
        from linnet.adapters.dynamodb.tweets import DynamoPosts

        return DynamoPosts(self._tweet_row, self._sleep, self._random, consistent=True)

    @cached_property
    def authors(self) -> DynamoAuthorIndex:
        from linnet.adapters.dynamodb.tweet_indexes import DynamoAuthorIndex

        return DynamoAuthorIndex(self._tweet_row)

    @cached_property
    def conversations(self) -> DynamoConversationIndex:
        from linnet.adapters.dynamodb.tweet_indexes import DynamoConversationIndex

        shards = self._settings.tunables.conversation_shards
        return DynamoConversationIndex(self._tweet_row, self._parallel, shards)

    @cached_property
    def engagements(self) -> DynamoEngagements:
        from linnet.adapters.dynamodb.engagements import DynamoEngagements

        return DynamoEngagements(
            self._engagement_row,
            self._parallel,
            self._sleep,
            self._random,
            shards=self._settings.tunables.engagement_shards,
        )

    @cached_property
    def bookmarks(self) -> DynamoBookmarks:
        from linnet.adapters.dynamodb.bookmarks import DynamoBookmarks

        return DynamoBookmarks(self._engagement_row, self._sleep, self._random)

    @cached_property
    def engagement_index(self) -> DynamoEngagementIndex:
        from linnet.adapters.dynamodb.engagements import DynamoEngagementIndex

        shards = self._settings.tunables.engagement_shards
        return DynamoEngagementIndex(self._engagement_row, self._tweet_row, self._parallel, shards)

    @cached_property
    def voters(self) -> DynamoVoters:
        from linnet.adapters.dynamodb.recipient_indexes import DynamoVoters

        return DynamoVoters(self._engagement_row, self._parallel, self._settings.tunables.engagement_shards)

    @cached_property
    def open_polls(self) -> DynamoOpenPolls:
        from linnet.adapters.dynamodb.open_polls import DynamoOpenPolls

        shards = self._settings.tunables.engagement_shards
        return DynamoOpenPolls(self._tweet_row, self._parallel, self._sleep, self._random, shards)

    @cached_property
    def users(self) -> CachedUsers:
        from linnet.adapters.cache import CachedUsers

        ttl_ms = self._settings.tunables.cache_ttl_s * 1000
        return CachedUsers(self.stored_users, self.accounts.get_user, self._clock, count, ttl_ms=ttl_ms)

    @cached_property
    def posts(self) -> CachedPosts:
        from linnet.adapters.cache import CachedPosts

        ttl_ms = self._settings.tunables.cache_ttl_s * 1000
        return CachedPosts(self.stored_posts, self.stored_posts.get, self._clock, count, ttl_ms=ttl_ms)

    @cached_property
    def invalidations(self) -> InvalidationLog:
        from linnet.adapters.dynamodb.invalidations import TWEET, USER, Evictable, InvalidationLog

        tunables = self._settings.tunables
        caches: dict[str, Evictable] = {USER: self.users.cache}
        # A function without tweets has no such cache to hold true.
        if hasattr(self._settings, "tweets_table"):
            caches[TWEET] = self.posts.cache
        return InvalidationLog(
            self._invalidation_row,
            caches,
            self._clock,
            replica=int(self._random() * tunables.invalidation_replicas),
            ttl_ms=tunables.cache_ttl_s * 1000,
        )

    @cached_property
    def _timeline_row(self) -> type[TimelineRow]:
        from linnet.adapters.dynamodb.timeline_rows import TimelineRow

        return self._bound(TimelineRow, "timelines_table")

    @cached_property
    def timelines(self) -> DynamoTimelines:
        from linnet.adapters.dynamodb.timelines import DynamoTimelines

        return DynamoTimelines(self._timeline_row, self._batch_writer, self._clock)

    @cached_property
    def stored_heads(self) -> DynamoHeads:
        from linnet.adapters.dynamodb.timelines import DynamoHeads

        return DynamoHeads(self._timeline_row, self._sleep, self._random)

    @cached_property
    def heads(self) -> CachedHeads:
        from linnet.adapters.cache import CachedHeads

        return CachedHeads(self.stored_heads, self._clock, count)

    @cached_property
    def feeds(self) -> DynamoFeeds:
        from linnet.adapters.dynamodb.feeds import DynamoFeeds

        return DynamoFeeds(self._timeline_row, self._parallel, self._settings.tunables.feed_shards)

    @cached_property
    def stored_tag_timelines(self) -> DynamoTagTimelines:
        from linnet.adapters.dynamodb.tag_timelines import DynamoTagTimelines

        return DynamoTagTimelines(self._timeline_row, count)

    @cached_property
    def tag_timelines(self) -> CachedTagTimelines:
        from linnet.adapters.cached_tag_timelines import CachedTagTimelines

        return CachedTagTimelines(self.stored_tag_timelines, self._clock, count)

    @cached_property
    def counters(self) -> DynamoCounters:
        from linnet.adapters.dynamodb.counters import DynamoCounters

        return DynamoCounters(
            self._connection,
            self.named("identity_table"),
            self.named("tweets_table"),
            self._clock,
            self._sleep,
            self._random,
        )

    @cached_property
    def network_counts(self) -> DynamoNetworkCounts:
        from linnet.adapters.dynamodb.network_counts import DynamoNetworkCounts

        return DynamoNetworkCounts(
            self._connection, self.named("platform_table"), self._clock, self._sleep, self._random
        )

    @cached_property
    def message_conversations(self) -> DynamoConversations:
        from linnet.adapters.dynamodb.messages import DynamoConversations

        return DynamoConversations(self._message_row, self._graph_row, self._writing)

    @cached_property
    def erasures(self) -> DynamoErasures:
        from linnet.adapters.dynamodb.erasures import DynamoErasures

        return DynamoErasures(self._identity_row, self._sleep, self._random)

    @cached_property
    def exports(self) -> DynamoExports:
        from linnet.adapters.dynamodb.exports import DynamoExports

        return DynamoExports(self._identity_row, self._sleep, self._random)

    @cached_property
    def row_erasers(self) -> Sequence[EraseRows]:
        from linnet.adapters.dynamodb import keys, realtime_keys
        from linnet.adapters.dynamodb.erase_rows import EraseRows
        from linnet.domain.pushes import TopicKind, own_topic

        def of_timelines(user_id: int) -> list[str | int]:
            return [keys.home(user_id), keys.timeline_state(user_id), keys.head(user_id)]

        def of_notifications(user_id: int) -> list[str | int]:
            return [keys.notifications(user_id), keys.notification_requests(user_id)]

        def marks(user_id: int) -> list[str | int]:
            return [realtime_keys.watched(own_topic(kind, user_id).key) for kind in TopicKind if kind.own]

        engagement, writer = self._engagement_row, self._batch_writer
        # A retweet ends with its post, which `EraseTweets` takes back.
        others = engagement.retweet_id.does_not_exist()
        return [
            EraseRows("engagement", engagement, writer, lambda user_id: [user_id], others),
            EraseRows("timelines", self._timeline_row, writer, of_timelines),
            EraseRows("notifications", self._notification_row, writer, of_notifications),
            EraseRows("drafts", self._draft_row, writer, lambda user_id: [user_id]),
            EraseRows("marks", self._realtime_row, writer, marks),
            EraseRows("searches", self._search_row, writer, lambda each: [keys.searches(each)]),
            EraseRows("featured hashtags", self._featured_tags_row, writer, lambda each: [keys.featured_tags(each)]),
            EraseRows("reports", self._report_row, writer, lambda each: [keys.reports(each)]),
            EraseRows("hidden trends", self._trend_row, writer, lambda each: [keys.user(each)]),
        ]

    @cached_property
    def session_eraser(self) -> EraseSessions:
        from linnet.adapters.dynamodb.erase_rows import EraseSessions

        return EraseSessions(self._identity_row, self._batch_writer)

    @cached_property
    def mail_eraser(self) -> EraseMails:
        from linnet.adapters.dynamodb.erase_rows import EraseMails

        return EraseMails(self._identity_row, self._batch_writer)

    @cached_property
    def profile_eraser(self) -> EraseProfile:
        from linnet.adapters.dynamodb.erase_rows import EraseProfile

        return EraseProfile(self._identity_row, self._invalidation_row, self._writing)
