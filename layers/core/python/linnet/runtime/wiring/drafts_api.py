"""What `drafts_api` runs on."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.runtime.environment import Environment
from linnet.runtime.wiring.publishing import publish_tweet
from linnet.services.find_media import FindMedia
from linnet.services.publish_draft import PublishDraft
from linnet.services.save_draft import SaveDraft


@dataclass(frozen=True, slots=True)
class DraftsApi:
    save_draft: SaveDraft
    publish_draft: PublishDraft


def build(environment: Environment) -> DraftsApi:
    """Put the function together."""
    tables, publish = environment.tables, publish_tweet(environment)
    return DraftsApi(
        SaveDraft(
            tables.drafts,
            tables.tweets,
            publish,
            environment.clock,
            environment.ids,
            FindMedia(tables.media, environment.clock),
        ),
        PublishDraft(tables.drafts, publish),
    )
