"""What `notifications_queue` runs on."""

from __future__ import annotations

from linnet.runtime.environment import Environment
from linnet.services.notify import Notify
from linnet.services.ring_bells import RingBells
from linnet.services.settle_notifications import SettleNotifications
from linnet.services.take_part import TakePart
from linnet.services.tell_draft_failed import TellDraftFailed
from linnet.services.tell_moderated import TellModerated
from linnet.services.tell_of_message import TellOfMessage
from linnet.services.tell_voters import TellVoters


def build(environment: Environment) -> Notify:
    """Put the function together; it reads nothing from caches, as facts decide what is told."""
    tables = environment.tables
    settle = SettleNotifications(
        store=tables.notifications,
        relationships=tables.graph,
        muted_threads=tables.muted_threads,
        users=tables.users_as_written,
        pushes=tables.pushes,
        web_pushes=tables.web_pushes,
        parallel=environment.parallel,
        clock=environment.clock,
        ids=environment.ids,
    )
    return Notify(
        settle=settle,
        posts=tables.stored_posts,
        edges=tables.engagements,
        engagements=tables.engagement_index,
        graph=tables.graph,
        tell_voters=TellVoters(
            settle=settle,
            posts=tables.stored_posts,
            take_part=TakePart(tables.voters, tables.notification_jobs),
        ),
        ring_bells=RingBells(
            settle=settle,
            posts=tables.stored_posts,
            graph=tables.graph,
            take_part=TakePart(tables.bells, tables.notification_jobs),
        ),
        tell_moderated=TellModerated(tables.notifications, tables.users_as_written, environment.ids),
        tell_draft_failed=TellDraftFailed(
            tables.notifications,
            tables.stored_drafts,
            tables.users_as_written,
            tables.pushes,
            tables.web_pushes,
            environment.ids,
        ),
        tell_of_message=TellOfMessage(settle, tables.messages),
        parallel=environment.parallel,
    )
