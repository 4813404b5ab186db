"""Turn drafts into native JSON shapes; no rule lives here."""

from __future__ import annotations

from collections.abc import Iterable

from linnet.domain import drafts
from linnet.domain.polls import PollDraft
from linnet.facades.moments import moment
from linnet.facades.native import present
from linnet.facades.native import schemas_drafts as schemas
from linnet.facades.native.present_media import media


def draft(saved: drafts.SavedDraft) -> schemas.SavedDraft:
    """Present a draft."""
    content = saved.content
    return schemas.SavedDraft(
        id=str(saved.id),
        state=_state(saved),
        scheduled_at=None if saved.scheduled_ms is None else moment(saved.scheduled_ms),
        text=content.text,
        in_reply_to=present.identifier(content.in_reply_to),
        quote_of=present.identifier(content.quote_of),
        audience=None if content.audience is None else content.audience.value,
        quote_policy=None if content.quote_policy is None else content.quote_policy.value,
        sensitive=content.sensitive,
        content_warning=content.content_warning,
        language=content.language,
        media_ids=[str(each) for each in content.media_ids],
        media=[media(each) for each in saved.media],
        poll=None if content.poll is None else _poll(content.poll),
        failure=None if saved.failure is None else _failure(saved.failure),
        created_at=moment(saved.created_ms),
        updated_at=moment(saved.updated_ms),
    )


def page(found: Iterable[drafts.SavedDraft], next_token: str | None) -> schemas.DraftPage:
    """Present a page of drafts."""
    return schemas.DraftPage(items=[draft(each) for each in found], next_token=next_token)


def _state(saved: drafts.SavedDraft) -> schemas.DraftState:
    if saved.failure is not None:
        return schemas.DraftState.FAILED
    return schemas.DraftState.DRAFT if saved.scheduled_ms is None else schemas.DraftState.SCHEDULED


def _poll(asked: PollDraft) -> schemas.DraftPoll:
    return schemas.DraftPoll(
        options=list(asked.options),
        duration_seconds=asked.duration_s,
        multiple=asked.multiple,
        hides_totals=asked.hides_totals,
    )


def _failure(failure: drafts.Failure) -> schemas.DraftFailure:
    return schemas.DraftFailure(
        code=failure.code,
        message=failure.message,
        field=failure.field,
        scheduled_at=moment(failure.scheduled_ms),
        failed_at=moment(failure.failed_ms),
    )
