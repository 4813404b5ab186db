"""Present scheduled tweets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, cast

from linnet.domain.drafts import SavedDraft
from linnet.domain.polls import PollDraft
from linnet.domain.tweets import Audience
from linnet.facades.mastodon.entities import statuses as entities
from linnet.facades.mastodon.present.media import attachment
from linnet.facades.moments import moment

_VISIBILITY: Final = {Audience.PUBLIC: "public", Audience.UNLISTED: "unlisted", Audience.FOLLOWERS: "private"}


def scheduled_status(saved: SavedDraft, scheduled_ms: int, origin: str) -> entities.ScheduledStatus:
    """Present a tweet that is published at a time."""
    content = saved.content
    return entities.ScheduledStatus(
        id=str(saved.id),
        scheduled_at=moment(scheduled_ms),
        params=entities.ScheduledParams(
            text=content.text,
            poll=None if content.poll is None else _poll(content.poll),
            media_ids=[str(each) for each in content.media_ids],
            sensitive=content.sensitive,
            spoiler_text=content.content_warning,
            visibility=None if content.audience is None else cast(entities.Visibility, _VISIBILITY[content.audience]),
            language=content.language,
            in_reply_to_id=None if content.in_reply_to is None else str(content.in_reply_to),
            quoted_status_id=None if content.quote_of is None else str(content.quote_of),
            quote_approval_policy=None if content.quote_policy is None else content.quote_policy.value,
            # Which app it was is not kept.
            application_id=0,
            scheduled_at=None,
            idempotency=None,
            with_rate_limit=False,
        ),
        media_attachments=[attachment(each, origin) for each in saved.media],
    )


def scheduled_statuses(saved: Iterable[SavedDraft], origin: str) -> entities.ScheduledStatuses:
    """Present a list; a draft whose time was taken away meanwhile is none of them."""
    return entities.ScheduledStatuses(
        [scheduled_status(each, each.scheduled_ms, origin) for each in saved if each.scheduled_ms is not None]
    )


def _poll(poll: PollDraft) -> entities.ScheduledPoll:
    return entities.ScheduledPoll(
        options=list(poll.options),
        expires_in=poll.duration_s,
        multiple=poll.multiple,
        hide_totals=poll.hides_totals,
    )
