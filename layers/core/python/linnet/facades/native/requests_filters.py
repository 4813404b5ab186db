"""What the operations on filters take."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from linnet.domain.filters import MAX_KEYWORD, MAX_KEYWORDS, MAX_TITLE, FilterAction, FilterContext
from linnet.facades.native.requests import Body, Id, Line
from linnet.facades.native.schemas_filters import Action, Context
from linnet.services.keep_filters import FilterEdit, KeywordChange, Lifetime

# A hundred years: a time must stay a time.
MAX_LIFETIME_S: Final = 3_153_600_000
Title = Annotated[Line, Field(min_length=1, max_length=MAX_TITLE)]
Contexts = Annotated[list[Context], Field(min_length=1, max_length=5)]
Seconds = Annotated[int, Field(ge=0, le=MAX_LIFETIME_S)]


class NewKeyword(Body):
    """Words to look for; `wholeWord` asks that no word goes on beyond them."""

    keyword: Annotated[Line, Field(min_length=1, max_length=MAX_KEYWORD)]
    whole_word: bool = True


Keywords = Annotated[list[NewKeyword], Field(max_length=MAX_KEYWORDS)]


class NewFilter(Body):
    """Make a filter; without `expiresInSeconds` it has no end."""

    title: Title
    contexts: Contexts
    action: Action = "warn"
    expires_in_seconds: Seconds | None = None
    keywords: Keywords = Field(default=[])

    def edit(self) -> FilterEdit:
        """Return the filter to be as services know it."""
        return FilterEdit(
            title=self.title,
            contexts=frozenset(FilterContext(each) for each in self.contexts),
            action=FilterAction(self.action),
            lifetime=Lifetime(self.expires_in_seconds),
            keywords=_changes(self.keywords),
        )


class FilterChange(Body):
    """Change a filter; what is left out stays, and `expiresInSeconds` null takes the end away.

    `keywords` replaces all of them; those that are named again keep their ids.
    """

    title: Title | None = None
    contexts: Contexts | None = None
    action: Action | None = None
    expires_in_seconds: Seconds | None = None
    keywords: Keywords | None = None

    def edit(self) -> FilterEdit:
        """Return the change as services know it."""
        timed = "expires_in_seconds" in self.model_fields_set
        return FilterEdit(
            title=self.title,
            contexts=None if self.contexts is None else frozenset(FilterContext(each) for each in self.contexts),
            action=None if self.action is None else FilterAction(self.action),
            lifetime=Lifetime(self.expires_in_seconds) if timed else None,
            keywords=_changes(self.keywords or []),
            only_these=self.keywords is not None,
        )


class NewFilteredTweet(Body):
    """Which tweet is filtered, whatever it says."""

    tweet_id: Id


def _changes(keywords: list[NewKeyword]) -> tuple[KeywordChange, ...]:
    return tuple(KeywordChange(None, each.keyword, each.whole_word) for each in keywords)
