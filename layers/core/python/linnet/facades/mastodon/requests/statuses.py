"""What the operations of statuses take."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field

from linnet.domain.drafts import Draft
from linnet.domain.errors import invalid
from linnet.domain.media import MediaDetails
from linnet.domain.polls import PollDraft
from linnet.domain.text import normalize
from linnet.domain.tweets import MAX_CONTENT_WARNING, MAX_MEDIA, Audience, QuotePolicy
from linnet.facades.mastodon.fields import Form, Id, Many, Number, Switch, Text
from linnet.facades.mastodon.requests.media import focus_of
from linnet.services.edit_tweet import Revision

# In characters as sent: the weighted length of 280 counts a URL of any size as 23.
MAX_TEXT: Final = 4_000
MAX_STATUSES: Final = 40
MAX_KEY: Final = 255
MAX_TIME: Final = 40
POLL_S: Final = 24 * 3600
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_AUDIENCES: Final = {"public": Audience.PUBLIC, "unlisted": Audience.UNLISTED, "private": Audience.FOLLOWERS}


def _filled(value: Any) -> Any:
    """Take an empty field for one that was not sent, as Rails' forms send it."""
    last = value[-1] if isinstance(value, list) and value else value
    return None if last in ("", []) else value


def _last(value: Any) -> Any:
    return value[-1] if isinstance(value, list) and value else value


def _language(value: Any) -> Any:
    """Read a language; what is none is as good as absent: an app's mistake must not keep a status back."""
    text = value[-1] if isinstance(value, list) and value else value
    return text if isinstance(text, str) and len(text) <= 35 and _LANGUAGE.fullmatch(text) else None


def _unix_ms(value: Any) -> Any:
    """Read a time; one that names no zone is in UTC, as Rails reads it."""
    text = value[-1] if isinstance(value, list) and value else value
    if not isinstance(text, str) or len(text) > MAX_TIME:
        raise ValueError("must be a time")
    moment = datetime.fromisoformat(text)
    since = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86_400 + since.seconds) * 1000 + since.microseconds // 1000


Filled = BeforeValidator(_filled)
Moment = Annotated[int, BeforeValidator(_unix_ms, json_schema_input_type=str)]
Language = Annotated[str | None, BeforeValidator(_language)]
Body = Annotated[Text, Field(max_length=MAX_TEXT)]
Warning_ = Annotated[Text, Field(max_length=MAX_CONTENT_WARNING)]


Quoting = Annotated[QuotePolicy | None, Filled, BeforeValidator(_last)]


class NewPoll(Form):
    """Ask something with a few answers; empty ones are left out."""

    options: Many[Text]
    expires_in: Number = POLL_S
    multiple: Switch = False
    hide_totals: Switch = False

    @property
    def answers(self) -> tuple[str, ...]:
        return tuple(line for option in self.options if (line := _line(option)))

    def draft(self) -> PollDraft:
        """Return the poll to be as services know it."""
        return PollDraft(self.answers, self.expires_in, self.multiple, self.hide_totals)


class NewStatus(Form):
    """Publish a status; what is absent is chosen by the account's settings."""

    status: Body = ""
    in_reply_to_id: Annotated[Id | None, Filled] = None
    quoted_status_id: Annotated[Id | None, Filled] = None
    sensitive: Annotated[Switch | None, Filled] = None
    spoiler_text: Warning_ = ""
    visibility: Annotated[Literal["public", "unlisted", "private", "direct"] | None, Filled] = None
    language: Language = None
    media_ids: Annotated[Many[Text] | None, Filled] = None
    poll: Annotated[NewPoll | None, Filled] = None
    scheduled_at: Annotated[Moment | None, Filled] = None
    quote_approval_policy: Quoting = None

    def draft(self) -> Draft:
        """Return the tweet to be as services know it. Raise a DomainError for what there is not."""
        text, warning = self.status.strip(), _line(self.spoiler_text)
        if not text:
            # A warning of nothing is what is said.
            text, warning = warning, ""
        media_ids = _ids(self.media_ids or [])
        if not text and not media_ids:
            raise invalid("text", "can't be blank")
        if self.visibility == "direct":
            raise invalid("visibility", "is that of a message, not of a status")
        return Draft(
            text=text,
            in_reply_to=self.in_reply_to_id,
            quote_of=self.quoted_status_id,
            audience=None if self.visibility is None else _AUDIENCES[self.visibility],
            # A warning hides what it stands before.
            sensitive=True if warning else self.sensitive,
            content_warning=warning,
            language=self.language,
            media_ids=media_ids,
            poll=None if self.poll is None else self.poll.draft(),
            quote_policy=self.quote_approval_policy,
        )

    def message(self) -> str:
        """Return the text of the direct message to be. Raise a DomainError for what messages do not have."""
        for field, value in (
            ("media_ids", _ids(self.media_ids or [])),
            ("poll", self.poll),
            ("quoted_status_id", self.quoted_status_id),
            ("scheduled_at", self.scheduled_at),
        ):
            if value:
                raise invalid(field, "cannot stand in a direct message")
        # Messages have no warnings; what one says is not lost.
        text = "\n\n".join(part for part in (_line(self.spoiler_text), self.status.strip()) if part)
        if not text:
            raise invalid("text", "can't be blank")
        return text


class ChosenQuotes(Form):
    """Who may quote a status."""

    quote_approval_policy: Annotated[QuotePolicy, BeforeValidator(_last)]


class ChangedAttachment(Form):
    """Describe a picture of a status anew; what is absent stays."""

    id: Id
    description: Text | None = None
    focus: Text | None = None


class EditedStatus(Form):
    """Change a status; what is absent stays, an empty warning is taken away. Its visibility is what it is."""

    status: Body | None = None
    sensitive: Annotated[Switch | None, Filled] = None
    spoiler_text: Warning_ | None = None
    language: Language = None
    media_ids: Many[Text] | None = None
    media_attributes: Annotated[Many[ChangedAttachment], Field(max_length=MAX_MEDIA)] = Field(default=[])
    poll: Annotated[NewPoll | None, Filled] = None
    quote_approval_policy: Quoting = None

    def revision(self) -> Revision:
        """Return the change as services know it. Raise a DomainError for what there is not."""
        text = None if self.status is None else self.status.strip()
        warning = None if self.spoiler_text is None else _line(self.spoiler_text)
        return Revision(
            text=text,
            sensitive=True if warning else self.sensitive,
            content_warning=warning,
            language=self.language,
            media_ids=None if self.media_ids is None else _ids(self.media_ids),
            media_details={
                each.id: MediaDetails(each.description, focus_of(each.focus)) for each in self.media_attributes
            },
            poll_options=None if self.poll is None else self.poll.answers,
        )


class DeletedStatus(Form):
    """Delete a status; its pictures can be attached anew for a day unless they are to go with it."""

    delete_media: Switch = False


class NewTime(Form):
    """Publish a scheduled status at another time."""

    scheduled_at: Moment


class StatusesById(Form):
    """Several statuses by id."""

    id: Annotated[Many[Id], Field(max_length=MAX_STATUSES)] = Field(default=[])


class Embedded(Form):
    """Which status another site shows, and how wide at most; how high it gets is not known here."""

    url: Text
    maxwidth: Annotated[Number, Field(ge=1)] | None = None
    maxheight: Annotated[Number, Field(ge=1)] | None = None


class NewVote(Form):
    """Positions of the chosen answers, from 0 on."""

    choices: Many[Number]


def idempotency_key(header: str | None) -> str | None:
    """Return what a client calls its one request. Raise a DomainError for one that is too long."""
    key = (header or "").strip()
    if len(key) > MAX_KEY:
        raise invalid("Idempotency-Key", f"must have at most {MAX_KEY} characters")
    return key or None


def _line(text: str) -> str:
    return normalize(" ".join(text.split()))


def _ids(texts: list[str]) -> tuple[int, ...]:
    """Return ids of pictures; one that is none of ours is nobody's. Raise a DomainError for too many."""
    named = [each.strip() for each in texts if each.strip()]
    if len(named) > MAX_MEDIA:
        raise invalid("media_ids", f"cannot be more than {MAX_MEDIA}")
    return tuple(int(each) if each.isascii() and each.isdigit() and len(each) <= 19 else 0 for each in named)
