"""What the tweet operations take."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from linnet.domain.drafts import Draft
from linnet.domain.polls import (
    MAX_DURATION_S,
    MAX_OPTION_LENGTH,
    MAX_OPTIONS,
    MIN_DURATION_S,
    MIN_OPTIONS,
    PollDraft,
)
from linnet.domain.tweets import MAX_CONTENT_WARNING, MAX_MEDIA, Audience, QuotePolicy
from linnet.facades.native.requests import Body, Id, Line
from linnet.services.edit_tweet import Revision

# In characters as sent: the weighted length of 280 counts a URL of any size as 23.
MAX_TEXT: Final = 4_000

Text = Annotated[str, Field(max_length=MAX_TEXT)]
QuotePolicyName = Literal["public", "followers", "nobody"]
AudienceName = Literal["public", "unlisted", "followers"]
ContentWarning = Annotated[Line, Field(max_length=MAX_CONTENT_WARNING)]
Language = Annotated[str, Field(max_length=35, pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")]
MediaIds = Annotated[list[Id], Field(max_length=MAX_MEDIA)]


class NewPoll(Body):
    """Ask something with a few answers, for 5 minutes to 7 days."""

    options: Annotated[
        list[Annotated[Line, Field(min_length=1, max_length=MAX_OPTION_LENGTH)]],
        Field(min_length=MIN_OPTIONS, max_length=MAX_OPTIONS),
    ]
    duration_seconds: Annotated[int, Field(ge=MIN_DURATION_S, le=MAX_DURATION_S)]
    multiple: bool = False
    hides_totals: bool = False

    def draft(self) -> PollDraft:
        """Return the poll to be as services know it."""
        return PollDraft(tuple(self.options), self.duration_seconds, self.multiple, self.hides_totals)


class NewTweet(Body):
    """Publish a tweet; what is absent or null is chosen by the account's settings. With pictures it may say nothing."""

    text: Text = ""
    in_reply_to: Id | None = None
    quote_of: Id | None = None
    audience: AudienceName | None = None
    sensitive: bool | None = None
    content_warning: ContentWarning | None = None
    language: Language | None = None
    media_ids: MediaIds | None = None
    poll: NewPoll | None = None
    quote_policy: QuotePolicyName | None = None

    def draft(self) -> Draft:
        """Return the tweet to be as services know it."""
        return Draft(
            text=self.text,
            in_reply_to=self.in_reply_to,
            quote_of=self.quote_of,
            audience=None if self.audience is None else Audience(self.audience),
            sensitive=self.sensitive,
            content_warning=self.content_warning or "",
            language=self.language,
            media_ids=tuple(self.media_ids or ()),
            poll=None if self.poll is None else self.poll.draft(),
            quote_policy=None if self.quote_policy is None else QuotePolicy(self.quote_policy),
        )


class QuoteChoice(Body):
    """Who may quote a tweet."""

    policy: QuotePolicyName


class EditedTweet(Body):
    """Replace a tweet's content; what is absent or null stays, an empty warning is taken away."""

    text: Text
    audience: AudienceName | None = None
    sensitive: bool | None = None
    content_warning: ContentWarning | None = None
    language: Language | None = None
    media_ids: MediaIds | None = None

    def revision(self) -> Revision:
        """Return the change as services know it."""
        return Revision(
            text=self.text,
            audience=None if self.audience is None else Audience(self.audience),
            sensitive=self.sensitive,
            content_warning=self.content_warning,
            language=self.language,
            media_ids=None if self.media_ids is None else tuple(self.media_ids),
        )
