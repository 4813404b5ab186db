"""Propose accounts and hashtags to somebody who types."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from linnet.domain.graph import Relationship
from linnet.domain.paging import PageRange
from linnet.domain.search.found import FoundTag
from linnet.domain.search.parse import check_text
from linnet.domain.search.suggestions import SuggestedUser, UsedTag, beginning_of, fits, suggested_user
from linnet.domain.search.words import words_of
from linnet.domain.text import normalize
from linnet.domain.timelines import fold_tag
from linnet.domain.users import User, Viewer
from linnet.domain.visibility import Reading, Sight
from linnet.ports.environment import Clock, Parallel
from linnet.ports.graph import FollowIndex, Relationships
from linnet.ports.identity import Users
from linnet.ports.suggestions import TagsInUse, UserSuggestions
from linnet.ports.timelines import Invalidations

# Among so many accounts of a beginning those are looked for whom the reader follows: of the ones followed last.
LOOKED_AT: Final = 100
FOLLOWEES: Final = 300
HASH_SIGNS: Final = ("#", "＃")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An account that is proposed, and whether the reader follows it."""

    user: SuggestedUser
    following: bool


@dataclass(frozen=True, slots=True)
class Suggestions:
    users: Sequence[Suggestion] = ()
    hashtags: Sequence[FoundTag] = ()


@dataclass(slots=True)
class _Read:
    users: Sequence[SuggestedUser] = ()
    tags: Sequence[UsedTag] = ()
    followees: frozenset[int] = frozenset()
    exclusions: dict[int, Relationship] = field(default_factory=dict)
    changed: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Suggest:
    """One trip. Rows tell what is shown of an account; those that the log of changed rows names are read again."""

    suggestions: UserSuggestions
    tags: TagsInUse
    users: Users
    follows: FollowIndex
    relationships: Relationships
    invalidations: Invalidations
    parallel: Parallel
    clock: Clock

    def run(self, viewer: Viewer | None, text: str, limit: int) -> Suggestions:
        """Return at most so many of each kind: of accounts those that the reader follows first. Raise a QueryError.

        What begins with `@` is for accounts only, with `#` for hashtags only.
        """
        check_text(text)
        typed = text.strip()
        words = [] if typed.startswith(HASH_SIGNS) else words_of(typed)
        tag = "" if typed.startswith("@") else fold_tag(normalize("".join(typed.split()).lstrip("#＃")))
        read = self._read(viewer, words, tag)
        return Suggestions(
            users=self._met(viewer, words, read)[:limit],
            hashtags=[FoundTag(each.tag, each.people) for each in read.tags if each.tag.startswith(tag)][:limit],
        )

    def _read(self, viewer: Viewer | None, words: Sequence[str], tag: str) -> _Read:
        read = _Read()
        calls: list[Callable[[], None]] = []

        def read_users() -> None:
            read.users = self.suggestions.of(beginning_of(words), LOOKED_AT)

        def read_tags() -> None:
            read.tags = self.tags.of(tag[0])

        def read_log() -> None:
            read.changed = frozenset(self.invalidations.poll())

        if tag:
            calls.append(read_tags)
        if words:
            calls += [read_users, read_log, *([] if viewer is None else self._own(viewer.user_id, read))]
        if calls:
            self.parallel.run(calls)
        return read

    def _own(self, user_id: int, read: _Read) -> list[Callable[[], None]]:
        def read_followees() -> None:
            read.followees = frozenset(each.user_id for each in self.follows.following(user_id, PageRange(FOLLOWEES)))

        def read_exclusions() -> None:
            read.exclusions.update(self.relationships.exclusions(user_id))

        return [read_followees, read_exclusions]

    def _met(self, viewer: Viewer | None, words: Sequence[str], read: _Read) -> list[Suggestion]:
        sight = Sight(
            viewer_id=None if viewer is None else viewer.user_id,
            now_ms=self.clock.now_ms(),
            reading=Reading.PROFILE,
            exclusions=read.exclusions,
        )
        found = [each for each in self._as_they_are(read) if fits(each, words) and sight.may_meet(_profile(each))]
        # Stable: those with most followers stay first among the followed, and among the others.
        found.sort(key=lambda each: each.id not in read.followees)
        return [Suggestion(each, each.id in read.followees) for each in found]

    def _as_they_are(self, read: _Read) -> list[SuggestedUser]:
        suspects = {each.id for each in read.users} & read.changed
        if not suspects:
            return list(read.users)
        now = self.users.get_many(suspects)
        found = (
            each if each.id not in suspects else None if each.id not in now else suggested_user(now[each.id])
            for each in read.users
        )
        return [each for each in found if each is not None]


def _profile(user: SuggestedUser) -> User:
    """Return as much of a profile as the rules look at: only accounts that take part are proposed."""
    return User(user.id, user.username, user.display_name, created_ms=0)
