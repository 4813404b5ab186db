"""What the operations of drafts and scheduled tweets take."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Final

from pydantic import BeforeValidator, Field

from linnet.facades.native.requests import Body
from linnet.facades.native.requests_tweets import MAX_TEXT, NewTweet

_MOMENT: Final = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$"
_MAX_MOMENT: Final = 32


def _unix_ms(value: object) -> object:
    if not isinstance(value, str) or len(value) > _MAX_MOMENT:
        raise ValueError("must be a time such as 2026-11-20T23:47:15Z")
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as broken:
        raise ValueError("must be a time such as 2026-11-20T23:47:15Z") from broken
    if moment.tzinfo is None:
        raise ValueError("must say its time zone, such as 2026-11-20T23:47:15Z")
    # In whole numbers: a float of milliseconds is off by one now and then.
    since = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86_400 + since.seconds) * 1000 + since.microseconds // 1000


Moment = Annotated[
    int,
    BeforeValidator(_unix_ms, json_schema_input_type=Annotated[str, Field(pattern=_MOMENT, max_length=_MAX_MOMENT)]),
]


class NewDraft(NewTweet):
    """Keep a draft, which may be unfinished; with `scheduledAt` it is published then and must be complete."""

    text: Annotated[str, Field(max_length=MAX_TEXT)] = ""
    scheduled_at: Moment | None = None


class NewScheduledTweet(NewTweet):
    """Publish a tweet at a time."""

    scheduled_at: Moment


class NewTime(Body):
    """Publish a scheduled tweet at another time."""

    scheduled_at: Moment
