"""What the operations on notifications take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Literal

from pydantic import Field

from linnet.domain.errors import invalid, not_found
from linnet.domain.ids import MAX_ID
from linnet.domain.notifications import UNREAD_CAP, Kind, Subject
from linnet.facades.mastodon.fields import Form, Id, Many, Text
from linnet.facades.mastodon.paging import PageOf
from linnet.services.choose_notifications import ChoicesChange
from linnet.services.read_notifications import ShownNotification, Wanted

USUAL: Final = 40
MOST_UNREAD: Final = UNREAD_CAP
# What clients know; of the rest (an accepted request, a notice of the platform) they know nothing.
TYPES: Final[Mapping[Kind, str]] = {
    Kind.LIKE: "favourite",
    Kind.RETWEET: "reblog",
    Kind.REPLY: "mention",
    Kind.MENTION: "mention",
    Kind.QUOTE: "quote",
    Kind.FOLLOW: "follow",
    Kind.FOLLOW_REQUEST: "follow_request",
    Kind.POLL_ENDED: "poll",
    Kind.EDIT: "update",
    Kind.TWEET: "status",
}
GROUPED: Final = frozenset({"favourite", "reblog", "follow"})


class Filter(Form):
    """Which notifications are meant; types that are not known are nobody's."""

    types: Many[Text] = Field(default=[])
    exclude_types: Many[Text] = Field(default=[])
    account_id: Id | None = None

    def wanted(self) -> Wanted:
        """Return the filter as services know it."""
        kinds = _kinds(self.types) if self.types else frozenset(TYPES)
        # No kind at all would stand for every kind.
        return Wanted(kinds or frozenset({Kind.MODERATION}), _kinds(self.exclude_types) | _UNKNOWN, self.account_id)


_UNKNOWN: Final = frozenset(Kind) - frozenset(TYPES)


class NotificationsPage(PageOf, Filter):
    """A page of notifications."""


class GroupsPage(NotificationsPage):
    """A page of groups. Types that are not to be grouped come one by one."""

    grouped_types: Many[Text] | None = None
    expand_accounts: Literal["full", "partial_avatars"] = "full"

    def groups(self) -> frozenset[str]:
        """Return the types that are grouped."""
        return GROUPED if self.grouped_types is None else GROUPED & frozenset(self.grouped_types)


Policy = Literal["accept", "filter", "drop"]


class PolicyForm(Form):
    """What is done with notifications of some accounts; what is absent stays."""

    for_not_following: Policy | None = None
    for_not_followers: Policy | None = None
    for_new_accounts: Policy | None = None
    for_private_mentions: Policy | None = None
    for_limited_accounts: Policy | None = None

    def change(self) -> ChoicesChange:
        """Return the change. Raise a DomainError for what we do not do: to filter, and to drop others."""
        for name in ("for_not_followers", "for_private_mentions", "for_limited_accounts"):
            if getattr(self, name) not in (None, "accept"):
                raise invalid(name, "can only be accept")
        return ChoicesChange(
            kinds={},
            followed_only=_dropped("for_not_following", self.for_not_following),
            no_new_accounts=_dropped("for_new_accounts", self.for_new_accounts),
        )


def group_key(subject_kind: Kind, object_id: int) -> str:
    """Return the name of a group."""
    return f"{subject_kind.value}-{object_id}"


def subject_of(recipient_id: int, key: str) -> Subject | int:
    """Return what a group's name stands for: its subject, or the id of an ungrouped notification."""
    kind, _, number = key.rpartition("-")
    if not (number.isascii() and number.isdigit() and len(number) <= 19 and int(number) <= MAX_ID):
        raise not_found("notification")
    if kind == "ungrouped":
        return int(number)
    if kind not in {each.value for each in TYPES}:
        raise not_found("notification")
    return Subject(recipient_id, Kind(kind), int(number))


def known(shown: ShownNotification) -> ShownNotification:
    """Return what clients know. Raise a DomainError (not found) for the rest."""
    if shown.kind not in TYPES or not shown.actors:
        raise not_found("notification")
    return shown


def _kinds(types: Iterable[str]) -> frozenset[Kind]:
    wanted = frozenset(types)
    return frozenset(kind for kind, name in TYPES.items() if name in wanted)


def _dropped(name: str, policy: str | None) -> bool | None:
    if policy == "filter":
        raise invalid(name, "can only be accept or drop")
    return None if policy is None else policy == "drop"
