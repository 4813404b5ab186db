"""Make, change and remove filters, their keywords and the tweets that they name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from linnet.domain.errors import Code, DomainError, conflict, invalid, not_found
from linnet.domain.filters import (
    MAX_FILTERED_TWEETS,
    MAX_FILTERS,
    MAX_KEYWORD,
    MAX_KEYWORDS,
    MAX_TITLE,
    Filter,
    FilterAction,
    FilterContext,
    FilteredTweet,
    Filters,
    Keyword,
    fold,
)
from linnet.domain.text import normalize
from linnet.domain.users import Viewer
from linnet.ports.environment import Clock, IdSource
from linnet.ports.filters import FilterStore
from linnet.ports.identity import VersionConflict
from linnet.services.read_tweets import ReadTweets

T = TypeVar("T")

# Each attempt follows a change of the owner's own, on another device.
MAX_ATTEMPTS: Final = 5


@dataclass(frozen=True, slots=True)
class KeywordChange:
    """A keyword to add (without an id), to change, or to remove; what is None stays, or is a whole word."""

    id: int | None = None
    text: str | None = None
    whole_word: bool | None = None
    remove: bool = False


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How long a filter lasts from now on, in seconds; None is for ever."""

    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class FilterEdit:
    """What is changed in a filter; what is None stays. `only_these` removes the keywords that are not named."""

    title: str | None = None
    contexts: frozenset[FilterContext] | None = None
    action: FilterAction | None = None
    lifetime: Lifetime | None = None
    keywords: tuple[KeywordChange, ...] = ()
    only_these: bool = False


@dataclass(frozen=True, slots=True)
class KeepFilters:
    """Filters are the account's own: to everybody else they do not exist. They hold from the next read on."""

    store: FilterStore
    read: ReadTweets
    clock: Clock
    ids: IdSource

    def all(self, viewer: Viewer) -> Sequence[Filter]:
        """Return the viewer's filters, oldest first; also those that have ended."""
        return self.store.read(viewer.user_id).items

    def one(self, viewer: Viewer, filter_id: int) -> Filter:
        """Return a filter. Raise a DomainError: not found."""
        return _by_id(self.store.read(viewer.user_id), filter_id)

    def create(self, viewer: Viewer, edit: FilterEdit) -> Filter:
        """Make a filter. Raise a DomainError: invalid, not found for keywords with an id, or limit reached."""
        blank = Filter(self.ids.next_id(), "", frozenset())
        new = self._edited(blank, replace(edit, title=edit.title or "", contexts=edit.contexts or frozenset()))

        def add(stored: Filters) -> tuple[tuple[Filter, ...], Filter]:
            return (*stored.items, new), new

        return self._change(viewer, add)

    def edit(self, viewer: Viewer, filter_id: int, edit: FilterEdit) -> Filter:
        """Change what is named. Raise a DomainError as `create` does, or not found."""

        def change(stored: Filters) -> tuple[tuple[Filter, ...], Filter]:
            changed = self._edited(_by_id(stored, filter_id), edit)
            return _put(stored, changed), changed

        return self._change(viewer, change)

    def remove(self, viewer: Viewer, filter_id: int) -> None:
        """Remove a filter. Raise a DomainError: not found."""

        def change(stored: Filters) -> tuple[tuple[Filter, ...], None]:
            gone = _by_id(stored, filter_id)
            return tuple(each for each in stored.items if each != gone), None

        self._change(viewer, change)

    def keyword(self, viewer: Viewer, keyword_id: int) -> tuple[Filter, Keyword]:
        """Return a keyword and the filter that has it. Raise a DomainError: not found."""
        return _by_keyword(self.store.read(viewer.user_id), keyword_id)

    def change_keyword(
        self, viewer: Viewer, keyword_id: int, change: KeywordChange, edit: FilterEdit | None = None
    ) -> tuple[Filter, Keyword]:
        """Change a keyword, and with it what is named of its filter; return both.

        Raise a DomainError: invalid, also where the filter has other keywords that `edit` would concern; not found.
        """

        def decide(stored: Filters) -> tuple[tuple[Filter, ...], tuple[Filter, Keyword]]:
            owner, keyword = _by_keyword(stored, keyword_id)
            asked = replace(edit or FilterEdit(), keywords=(replace(change, id=keyword_id),))
            changed = self._edited(owner, asked)
            alone = replace(changed, keywords=owner.keywords, expires_ms=owner.expires_ms) == owner
            if edit is not None and len(owner.keywords) > 1 and not (alone and edit.lifetime is None):
                raise DomainError(
                    Code.INVALID,
                    "These parameters cannot be changed from this application because they apply to more than one "
                    "filter keyword. Use a more recent application or the web interface.",
                )
            kept = next(each for each in changed.keywords if each.id == keyword.id)
            return _put(stored, changed), (changed, kept)

        return self._change(viewer, decide)

    def remove_keyword(self, viewer: Viewer, keyword_id: int, *, with_last: bool = False) -> None:
        """Remove a keyword; `with_last` also its filter, if nothing is left in it. Raise a DomainError: not found."""

        def change(stored: Filters) -> tuple[tuple[Filter, ...], None]:
            owner, keyword = _by_keyword(stored, keyword_id)
            left = replace(owner, keywords=tuple(each for each in owner.keywords if each != keyword))
            if with_last and not (left.keywords or left.tweets):
                return tuple(each for each in stored.items if each.id != owner.id), None
            return _put(stored, left), None

        self._change(viewer, change)

    def tweet(self, viewer: Viewer, entry_id: int) -> FilteredTweet:
        """Return a named tweet by the id of its entry. Raise a DomainError: not found."""
        return _by_entry(self.store.read(viewer.user_id), entry_id)[1]

    def add_tweet(self, viewer: Viewer, filter_id: int, tweet_id: int) -> tuple[Filter, FilteredTweet]:
        """Name a tweet in a filter; again changes nothing. A retweet names its original.

        Raise a DomainError: not found, also for a tweet that the viewer may not see; limit reached.
        """
        named = self.read.one(viewer, tweet_id).tweet.id
        entry_id = self.ids.next_id()

        def change(stored: Filters) -> tuple[tuple[Filter, ...], tuple[Filter, FilteredTweet]]:
            owner = _by_id(stored, filter_id)
            known = next((each for each in owner.tweets if each.tweet_id == named), None)
            if known is not None:
                return stored.items, (owner, known)
            added = FilteredTweet(entry_id, named)
            changed = replace(owner, tweets=(*owner.tweets, added))
            return _put(stored, changed), (changed, added)

        return self._change(viewer, change)

    def remove_tweet(self, viewer: Viewer, entry_id: int) -> None:
        """Name a tweet no longer, by the id of its entry. Raise a DomainError: not found."""

        def change(stored: Filters) -> tuple[tuple[Filter, ...], None]:
            owner, entry = _by_entry(stored, entry_id)
            left = tuple(each for each in owner.tweets if each != entry)
            return _put(stored, replace(owner, tweets=left)), None

        self._change(viewer, change)

    def forget_tweet(self, viewer: Viewer, filter_id: int, tweet_id: int) -> None:
        """Name a tweet no longer, by its own id. Raise a DomainError: not found."""
        entries = [each.id for each in self.one(viewer, filter_id).tweets if each.tweet_id == tweet_id]
        if not entries:
            raise not_found("tweet")
        self.remove_tweet(viewer, entries[0])

    def _edited(self, old: Filter, edit: FilterEdit) -> Filter:
        expires_ms = old.expires_ms
        if edit.lifetime is not None:
            seconds = edit.lifetime.seconds
            expires_ms = None if seconds is None else self.clock.now_ms() + seconds * 1000
        contexts = old.contexts if edit.contexts is None else edit.contexts
        if not contexts:
            raise invalid("context", "can't be blank")
        return replace(
            old,
            title=old.title if edit.title is None else _checked("title", edit.title, MAX_TITLE),
            contexts=contexts,
            action=edit.action or old.action,
            expires_ms=expires_ms,
            keywords=self._keywords(old.keywords, edit),
        )

    def _keywords(self, old: Sequence[Keyword], edit: FilterEdit) -> tuple[Keyword, ...]:
        kept = {each.id: each for each in old}
        named: set[int] = set()
        for change in edit.keywords:
            if change.id is None and change.remove:
                continue
            before = kept.get(change.id) if change.id is not None else _same(old, change.text, edit)
            if before is None and change.id is not None:
                raise not_found("keyword")
            if change.remove and before is not None:
                del kept[before.id]
                continue
            after = self._keyword(before, change)
            kept[after.id] = after
            named.add(after.id)
        return tuple(each for each in kept.values() if not edit.only_these or each.id in named)

    def _keyword(self, before: Keyword | None, change: KeywordChange) -> Keyword:
        stands = before or Keyword(self.ids.next_id(), "")
        text = stands.text if change.text is None else change.text
        whole_word = stands.whole_word if change.whole_word is None else change.whole_word
        return Keyword(stands.id, _checked("keyword", text, MAX_KEYWORD), whole_word)

    def _change(self, viewer: Viewer, decide: Callable[[Filters], tuple[tuple[Filter, ...], T]]) -> T:
        for _ in range(MAX_ATTEMPTS):
            stored = self.store.read(viewer.user_id)
            items, answer = decide(stored)
            _check_number(items)
            if items == stored.items:
                return answer
            try:
                self.store.replace(viewer.user_id, stored, items)
            except VersionConflict:
                continue
            return answer
        raise conflict("the filters are being changed elsewhere, please try again")


def _same(old: Sequence[Keyword], text: str | None, edit: FilterEdit) -> Keyword | None:
    """Return the keyword that a whole new list names again: it keeps its id."""
    if not edit.only_these or text is None:
        return None
    return next((each for each in old if fold(each.text) == fold(text.strip())), None)


def _by_id(stored: Filters, filter_id: int) -> Filter:
    found = next((each for each in stored.items if each.id == filter_id), None)
    if found is None:
        raise not_found("filter")
    return found


def _by_keyword(stored: Filters, keyword_id: int) -> tuple[Filter, Keyword]:
    for each in stored.items:
        for keyword in each.keywords:
            if keyword.id == keyword_id:
                return each, keyword
    raise not_found("keyword")


def _by_entry(stored: Filters, entry_id: int) -> tuple[Filter, FilteredTweet]:
    for each in stored.items:
        for entry in each.tweets:
            if entry.id == entry_id:
                return each, entry
    raise not_found("tweet")


def _put(stored: Filters, changed: Filter) -> tuple[Filter, ...]:
    return tuple(changed if each.id == changed.id else each for each in stored.items)


def _check_number(items: Sequence[Filter]) -> None:
    for what, number, most in (
        ("filters", len(items), MAX_FILTERS),
        ("keywords", sum(len(each.keywords) for each in items), MAX_KEYWORDS),
        ("filtered tweets", sum(len(each.tweets) for each in items), MAX_FILTERED_TWEETS),
    ):
        if number > most:
            raise DomainError(Code.LIMIT_REACHED, f"an account has at most {most} {what}", details={"most": most})


def _checked(field: str, text: str, most: int) -> str:
    checked = normalize(text.strip())
    if not checked:
        raise invalid(field, "can't be blank")
    if len(checked) > most:
        raise invalid(field, f"is too long (maximum is {most} characters)")
    return checked
