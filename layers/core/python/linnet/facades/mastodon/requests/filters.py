"""What the operations on filters accept."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field

from linnet.domain.errors import invalid
from linnet.domain.filters import FilterAction, FilterContext
from linnet.facades.mastodon.fields import Form, Id, Many, Number, Switch, Text
from linnet.services.keep_filters import FilterEdit, KeywordChange, Lifetime

# A hundred years: a time must stay a time.
MAX_LIFETIME_S: Final = 3_153_600_000
_KNOWN: Final = frozenset(each.value for each in FilterContext)


def _seconds(value: Any) -> Any:
    # An empty field of a form is for ever.
    return Lifetime() if value == "" else value


Seconds = Annotated[Number, Field(ge=0, le=MAX_LIFETIME_S)]
ExpiresIn = Annotated[Lifetime | Seconds | None, BeforeValidator(_seconds)]


class KeywordAttributes(Form):
    """A keyword to add, or with an id to change or remove."""

    id: Id | None = None
    keyword: Text | None = None
    whole_word: Switch | None = None
    destroy: Switch = Field(default=False, alias="_destroy")

    def change(self) -> KeywordChange:
        """Return the change as services know it."""
        return KeywordChange(self.id, self.keyword, self.whole_word, self.destroy)


class FilterForm(Form):
    """What is set of a filter; what is not named stays."""

    title: Text | None = None
    context: Many[Text] | None = None
    filter_action: Literal["warn", "hide", "blur"] | None = None
    expires_in: ExpiresIn = None
    keywords_attributes: Many[KeywordAttributes] = Field(default=[])

    def edit(self) -> FilterEdit:
        """Return the change as services know it. Raise a DomainError (invalid) for unknown contexts."""
        return FilterEdit(
            title=self.title,
            contexts=_contexts(self.context),
            action=None if self.filter_action is None else FilterAction(self.filter_action),
            lifetime=_lifetime(self.expires_in),
            keywords=tuple(each.change() for each in self.keywords_attributes),
        )


class NewKeyword(Form):
    """A keyword for a filter."""

    keyword: Text
    whole_word: Switch | None = None

    def change(self) -> KeywordChange:
        """Return the change as services know it."""
        return KeywordChange(None, self.keyword, self.whole_word)


class ChangedKeyword(Form):
    """What is changed in a keyword; what is not named stays."""

    keyword: Text | None = None
    whole_word: Switch | None = None

    def change(self) -> KeywordChange:
        """Return the change as services know it."""
        return KeywordChange(None, self.keyword, self.whole_word)


class NamedStatus(Form):
    """A status for a filter."""

    status_id: Id


class FilterOfOne(Form):
    """A filter as version 1 had them; what is not named stays."""

    phrase: Text | None = None
    context: Many[Text] | None = None
    irreversible: Switch | None = None
    whole_word: Switch | None = None
    expires_in: ExpiresIn = None

    def change(self) -> KeywordChange:
        """Return what changes in the keyword."""
        return KeywordChange(None, self.phrase, self.whole_word)

    def edit(self) -> FilterEdit:
        """Return what changes in its filter. Raise a DomainError (invalid) for unknown contexts."""
        action = None
        if self.irreversible is not None:
            action = FilterAction.HIDE if self.irreversible else FilterAction.WARN
        return FilterEdit(contexts=_contexts(self.context), action=action, lifetime=_lifetime(self.expires_in))


def _contexts(names: list[str] | None) -> frozenset[FilterContext] | None:
    if names is None:
        return None
    if not names or not _KNOWN.issuperset(names):
        raise invalid("context", "None or invalid context supplied")
    return frozenset(FilterContext(name) for name in names)


def _lifetime(given: Lifetime | int | None) -> Lifetime | None:
    return Lifetime(given) if isinstance(given, int) else given
