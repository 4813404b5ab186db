"""What `erasure_queue` runs on."""

from __future__ import annotations

from collections.abc import Sequence

from linnet.ports.erasure import Eraser
from linnet.runtime.environment import Environment
from linnet.services.change_standing import ChangeStanding
from linnet.services.erase_account import EraseAccount
from linnet.services.erase_connections import EraseConnections
from linnet.services.erase_conversations import EraseConversations
from linnet.services.erase_exports import EraseExports
from linnet.services.erase_lists import EraseLists
from linnet.services.erase_media import EraseMedia
from linnet.services.erase_relationships import EraseRelationships
from linnet.services.erase_tweets import EraseTweets

# Half of what the function may run: the last piece ends in time.
WORK_MS = 30_000


def build(environment: Environment) -> EraseAccount:
    """Put the function together."""
    tables = environment.tables
    return EraseAccount(
        erasures=tables.erasures,
        erasers=erasers(environment),
        last=tables.profile_eraser,
        change_standing=ChangeStanding(tables.accounts, tables.sessions, environment.parallel),
        queue=tables.erasure_queue,
        clock=environment.clock,
        work_ms=WORK_MS,
        grace_s=environment.settings.tunables.erasure_grace_s,
        pause_s=environment.settings.tunables.erasure_pause_s,
    )


def erasers(environment: Environment) -> Sequence[Eraser]:
    """Return one eraser for each store of personal data, in the order in which they are cleared.

    Tweets and edges come first, while the lists by which followers are found still stand. A new store adds its own
    here: `tests/erasure_traces.py` finds what an erased account leaves in any table.
    """
    tables, parallel, clock = environment.tables, environment.parallel, environment.clock
    return [
        EraseTweets(tables.authors, tables.tweets, parallel, clock),
        EraseLists(tables.lists),
        EraseRelationships(tables.graph, tables.follows, parallel, clock),
        EraseConversations(
            tables.message_conversations, tables.conversation_lists, tables.messages, tables.conversation_traces, clock
        ),
        EraseMedia(tables.media, tables.media_files, parallel),
        *tables.row_erasers,
        EraseConnections(tables.connections),
        EraseExports(tables.exports, tables.archives),
        tables.session_eraser,
        tables.mail_eraser,
    ]
