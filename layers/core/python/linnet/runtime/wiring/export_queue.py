"""What `export_queue` runs on."""

from __future__ import annotations

from collections.abc import Sequence

from linnet.ports.exports import ExportSource
from linnet.runtime.environment import Environment
from linnet.services.export_account import ExportAccount
from linnet.services.find_conversation import FindConversation
from linnet.services.gather_account import GatherAccount
from linnet.services.gather_drafts import GatherDrafts
from linnet.services.gather_engagements import GatherEngagements
from linnet.services.gather_filters import GatherFilters
from linnet.services.gather_hidden_trends import GatherHiddenTrends
from linnet.services.gather_lists import GatherLists
from linnet.services.gather_media import GatherMedia
from linnet.services.gather_messages import GatherMessages
from linnet.services.gather_relationships import GatherFollowers, GatherRelationships
from linnet.services.gather_reports import GatherReports
from linnet.services.gather_searches import GatherSearches
from linnet.services.gather_tweets import GatherTweets
from linnet.services.gather_web_subscriptions import GatherWebSubscriptions
from linnet.services.read_messages import ReadMessages

# A part takes some half a minute at most: five megabytes packed are fifty of text. The last one begun ends in time.
WORK_MS = 120_000


def build(environment: Environment) -> ExportAccount:
    """Put the function together."""
    tables = environment.tables
    return ExportAccount(
        tables.exports,
        tables.archives,
        tables.accounts,
        sources(environment),
        tables.export_queue,
        environment.clock,
        WORK_MS,
    )


def sources(environment: Environment) -> Sequence[ExportSource]:
    """Return one source for each store that a person fills; a new store adds its own here."""
    tables, clock = environment.tables, environment.clock
    users = tables.stored_users
    find = FindConversation(
        tables.message_conversations, users, tables.graph, tables.invalidations, environment.parallel, clock
    )
    return [
        GatherAccount(
            tables.accounts,
            tables.sessions,
            tables.notifications,
            tables.bookmarks,
            tables.markers,
            tables.featured_tags,
            tables.muted_threads,
        ),
        GatherTweets(tables.authors, tables.tweets),
        GatherDrafts(tables.stored_drafts),
        GatherMedia(tables.media),
        GatherEngagements(tables.engagements),
        GatherRelationships(tables.graph, users, clock),
        GatherLists(tables.lists, users),
        GatherFilters(tables.filters),
        GatherFollowers(tables.follows, users),
        GatherSearches(tables.saved_searches, tables.recent_searches, clock),
        GatherReports(tables.reports),
        GatherWebSubscriptions(tables.web_subscriptions),
        GatherHiddenTrends(tables.hidden_trends),
        GatherMessages(tables.conversation_lists, tables.messages, find, ReadMessages(tables.messages, find)),
    ]
