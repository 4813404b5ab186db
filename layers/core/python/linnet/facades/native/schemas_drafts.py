"""What drafts and scheduled tweets look like."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from linnet.facades.native.schemas import IdString, Media, Moment, Page, Shape, Short, Text


class DraftState(StrEnum):
    """Say whether a draft waits for its author, for its time, or could not be published."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    FAILED = "failed"


class DraftPoll(Shape):
    """What a draft asks; the time runs from its publication on."""

    options: list[Short] = Field(max_length=4)
    duration_seconds: int
    multiple: bool
    hides_totals: bool


class DraftFailure(Shape):
    """Why a scheduled tweet was not published; `field` is the part of it at fault."""

    code: Short
    message: Text
    field: Short | None
    scheduled_at: Moment
    failed_at: Moment


class SavedDraft(Shape):
    """A tweet that is to be; what is null is chosen by the account's settings when it is published."""

    id: IdString
    state: DraftState
    scheduled_at: Moment | None
    text: Text
    in_reply_to: IdString | None
    quote_of: IdString | None
    audience: Short | None
    quote_policy: Short | None
    sensitive: bool | None
    content_warning: Short
    language: Short | None
    media_ids: list[IdString] = Field(max_length=4)
    media: list[Media] = Field(max_length=4)
    poll: DraftPoll | None
    failure: DraftFailure | None
    created_at: Moment
    updated_at: Moment


class DraftPage(Page[SavedDraft]):
    """A page of drafts, newest first."""
