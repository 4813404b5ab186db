"""What `drafts_schedule` runs on."""

from __future__ import annotations

from linnet.runtime.environment import Environment
from linnet.runtime.wiring.publishing import publish_tweet
from linnet.services.publish_draft import PublishDraft
from linnet.services.publish_due_drafts import PublishDueDrafts


def build(environment: Environment) -> PublishDueDrafts:
    """Put the function together."""
    tables = environment.tables
    return PublishDueDrafts(
        drafts=tables.drafts,
        due=tables.drafts,
        accounts=tables.accounts,
        publish=PublishDraft(tables.drafts, publish_tweet(environment)),
        jobs=tables.notification_jobs,
        parallel=environment.parallel,
        clock=environment.clock,
    )
