"""The stores of what belongs to single accounts: notifications, drafts, messages, searches, open sockets."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from linnet.runtime.observability import count
from linnet.runtime.reconciliation_stores import ReconciliationStores

if TYPE_CHECKING:
    from linnet.adapters.dynamodb.conversation_lists import DynamoConversationLists
    from linnet.adapters.dynamodb.conversation_traces import DynamoConversationTraces
    from linnet.adapters.dynamodb.drafts import DraftRow, DraftTables, DynamoDrafts
    from linnet.adapters.dynamodb.featured_tags import DynamoFeaturedTags, FeaturedTagsRow
    from linnet.adapters.dynamodb.house_texts import DynamoHouseTexts
    from linnet.adapters.dynamodb.kept_searches import DynamoRecentSearches, DynamoSavedSearches, SearchRow
    from linnet.adapters.dynamodb.markers import DynamoMarkers
    from linnet.adapters.dynamodb.media import DynamoMedia
    from linnet.adapters.dynamodb.media_rows import MediaRow
    from linnet.adapters.dynamodb.message_rows import MessageRow
    from linnet.adapters.dynamodb.messages import DynamoConversationHeads, DynamoMessages
    from linnet.adapters.dynamodb.notification_rows import NotificationRow
    from linnet.adapters.dynamodb.notifications import DynamoNotifications
    from linnet.adapters.dynamodb.realtime import DynamoConnections, DynamoSubscribers, DynamoTickets, RealtimeRow
    from linnet.adapters.dynamodb.reports import DynamoReports, ReportRow
    from linnet.adapters.dynamodb.suggestions import DynamoTagsInUse, DynamoUserSuggestions, SuggestionRow
    from linnet.adapters.dynamodb.web_subscriptions import DynamoWebSubscriptions

# A search is not to wait for being remembered.
_RECENT_TIMEOUT_S = 0.5


class PersonalStores(ReconciliationStores):
    """What its owner sees and nobody else, each made at its first use."""

    @cached_property
    def _notification_row(self) -> type[NotificationRow]:
        from linnet.adapters.dynamodb.notification_rows import NotificationRow

        return self._bound(NotificationRow, "notifications_table")

    @cached_property
    def notifications(self) -> DynamoNotifications:
        from linnet.adapters.dynamodb.notifications import DynamoNotifications

        return DynamoNotifications(self._notification_row, self._sleep, self._random)

    @cached_property
    def web_subscriptions(self) -> DynamoWebSubscriptions:
        from linnet.adapters.dynamodb.web_subscriptions import DynamoWebSubscriptions

        return DynamoWebSubscriptions(self._notification_row)

    @cached_property
    def markers(self) -> DynamoMarkers:
        from linnet.adapters.dynamodb.markers import DynamoMarkers

        return DynamoMarkers(self._notification_row)

    @cached_property
    def _draft_row(self) -> type[DraftRow]:
        from linnet.adapters.dynamodb.drafts import DraftRow

        return self._bound(DraftRow, "drafts_table")

    @cached_property
    def drafts(self) -> DynamoDrafts:
        """Drafts where they are kept and published."""
        from linnet.adapters.dynamodb.drafts import DraftTables
        from linnet.adapters.dynamodb.idempotency import IdempotencyRow
        from linnet.adapters.dynamodb.tweet_rows import TweetRow

        return self._drafts_in(
            DraftTables(
                self._draft_row,
                tweets=self._bound(TweetRow, "tweets_table"),
                idempotency=self._bound(IdempotencyRow, "platform_table"),
                media=self._media_row,
            )
        )

    @cached_property
    def stored_drafts(self) -> DynamoDrafts:
        """Drafts for who only reads them."""
        from linnet.adapters.dynamodb.drafts import DraftTables

        return self._drafts_in(DraftTables(self._draft_row))

    def _drafts_in(self, tables: DraftTables) -> DynamoDrafts:
        from linnet.adapters.dynamodb.drafts import DynamoDrafts

        tunables = self._settings.tunables
        return DynamoDrafts(
            tables,
            self._writing,
            self._parallel,
            conversation_shards=tunables.conversation_shards,
            engagement_shards=tunables.engagement_shards,
            shards=tunables.engagement_shards,
        )

    @cached_property
    def _media_row(self) -> type[MediaRow]:
        from linnet.adapters.dynamodb.media_rows import MediaRow

        return self._bound(MediaRow, "media_table")

    @cached_property
    def media(self) -> DynamoMedia:
        from linnet.adapters.dynamodb.media import DynamoMedia

        shards = self._settings.tunables.engagement_shards
        return DynamoMedia(self._media_row, self._writing, self._parallel, shards)

    @cached_property
    def _message_row(self) -> type[MessageRow]:
        from linnet.adapters.dynamodb.message_rows import MessageRow

        return self._bound(MessageRow, "messages_table")

    @cached_property
    def conversation_heads(self) -> DynamoConversationHeads:
        from linnet.adapters.dynamodb.messages import DynamoConversationHeads

        return DynamoConversationHeads(self._message_row, self._sleep, self._random)

    @cached_property
    def messages(self) -> DynamoMessages:
        from linnet.adapters.dynamodb.messages import DynamoMessages

        return DynamoMessages(self._message_row, self._writing)

    @cached_property
    def conversation_lists(self) -> DynamoConversationLists:
        from linnet.adapters.dynamodb.conversation_lists import DynamoConversationLists

        return DynamoConversationLists(self._message_row, self._parallel, self._clock, self._sleep, self._random)

    @cached_property
    def conversation_traces(self) -> DynamoConversationTraces:
        from linnet.adapters.dynamodb.conversation_traces import DynamoConversationTraces

        return DynamoConversationTraces(self._message_row, self._batch_writer)

    @cached_property
    def _search_row(self) -> type[SearchRow]:
        from linnet.adapters.dynamodb.kept_searches import SearchRow

        return self._bound(SearchRow, "platform_table")

    @cached_property
    def _featured_tags_row(self) -> type[FeaturedTagsRow]:
        from linnet.adapters.dynamodb.featured_tags import FeaturedTagsRow

        return self._bound(FeaturedTagsRow, "platform_table")

    @cached_property
    def featured_tags(self) -> DynamoFeaturedTags:
        from linnet.adapters.dynamodb.featured_tags import DynamoFeaturedTags

        return DynamoFeaturedTags(self._featured_tags_row)

    @cached_property
    def _report_row(self) -> type[ReportRow]:
        from linnet.adapters.dynamodb.reports import ReportRow

        return self._bound(ReportRow, "platform_table")

    @cached_property
    def house_texts(self) -> DynamoHouseTexts:
        from linnet.adapters.dynamodb.house_texts import DynamoHouseTexts, HouseTextRow

        return DynamoHouseTexts(self._bound(HouseTextRow, "platform_table"))

    @cached_property
    def reports(self) -> DynamoReports:
        from linnet.adapters.dynamodb.reports import DynamoReports

        return DynamoReports(self._report_row)

    @cached_property
    def saved_searches(self) -> DynamoSavedSearches:
        from linnet.adapters.dynamodb.kept_searches import DynamoSavedSearches

        return DynamoSavedSearches(self._search_row)

    @cached_property
    def recent_searches(self) -> DynamoRecentSearches:
        from linnet.adapters.dynamodb.kept_searches import DynamoRecentSearches, SearchRow

        brief = replace(
            self._connect, connect_timeout_s=_RECENT_TIMEOUT_S, read_timeout_s=_RECENT_TIMEOUT_S, max_retries=1
        )
        return DynamoRecentSearches(self._bound(SearchRow, "platform_table", brief), count)

    @cached_property
    def _suggestion_row(self) -> type[SuggestionRow]:
        from linnet.adapters.dynamodb.suggestions import SuggestionRow

        return self._bound(SuggestionRow, "platform_table")

    @cached_property
    def user_suggestions(self) -> DynamoUserSuggestions:
        from linnet.adapters.dynamodb.suggestions import DynamoUserSuggestions

        return DynamoUserSuggestions(self._suggestion_row, self._writing)

    @cached_property
    def tags_in_use(self) -> DynamoTagsInUse:
        from linnet.adapters.dynamodb.suggestions import DynamoTagsInUse

        return DynamoTagsInUse(self._suggestion_row, self._batch_writer, self._clock)

    @cached_property
    def _realtime_row(self) -> type[RealtimeRow]:
        from linnet.adapters.dynamodb.realtime import RealtimeRow

        return self._bound(RealtimeRow, "realtime_table")

    @cached_property
    def connections(self) -> DynamoConnections:
        from linnet.adapters.dynamodb.realtime import DynamoConnections

        shards = self._settings.tunables.subscription_shards
        return DynamoConnections(self._realtime_row, self._writing, self._batch_writer, shards)

    @cached_property
    def subscribers(self) -> DynamoSubscribers:
        from linnet.adapters.dynamodb.realtime import DynamoSubscribers

        shards = self._settings.tunables.subscription_shards
        return DynamoSubscribers(self._realtime_row, self._batch_writer, self._clock, shards)

    @cached_property
    def tickets(self) -> DynamoTickets:
        from linnet.adapters.dynamodb.realtime import DynamoTickets

        return DynamoTickets(self._realtime_row)
