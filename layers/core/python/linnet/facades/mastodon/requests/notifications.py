"""What the operations on notifications take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Final, Literal

from pydantic import Field

from linnet.domain.errors import invalid, not_found
from linnet.domain.ids import MAX_ID
from linnet.domain.notification_policy import Treatment
from linnet.domain.notifications import UNREAD_CAP, Kind, Subject
from linnet.facades.mastodon.fields import Form, Id, Many, Switch, Text
from linnet.facades.mastodon.paging import PageOf
from linnet.services.choose_notifications import ChoicesChange
from linnet.services.read_notifications import ShownNotification, Wanted

USUAL: Final = 40
MOST_UNREAD: Final = UNREAD_CAP
# So many requests are answered at once.
MAX_ANSWERED: Final = 40
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
    Kind.MESSAGE: "mention",
}
GROUPED: Final = frozenset({"favourite", "reblog", "follow"})


class Filter(Form):
    """Which notifications are meant; types that are not known are nobody's."""

    types: Many[Text] = Field(default=[])
    exclude_types: Many[Text] = Field(default=[])
    account_id: Id | None = None
    include_filtered: Switch = False

    def wanted(self) -> Wanted:
        """Return the filter as services know it."""
        kinds = _kinds(self.types) if self.types else frozenset(TYPES)
        # No kind at all would stand for every kind.
        return Wanted(
            kinds or frozenset({Kind.MODERATION}),
            _kinds(self.exclude_types) | _UNKNOWN,
            self.account_id,
            self.include_filtered,
        )


_UNKNOWN: Final = frozenset(Kind) - frozenset(TYPES)
# What the native contract counts, and messages, which are no notifications there.
COUNTED: Final = Wanted()


class NotificationsPage(PageOf, Filter):
    """A page of notifications."""


class GroupsPage(NotificationsPage):
    """A page of groups. Types that are not to be grouped come one by one."""

    grouped_types: Many[Text] | None = None
    expand_accounts: Literal["full", "partial_avatars"] = "full"

    def groups(self) -> frozenset[str]:
        """Return the types that are grouped."""
        return GROUPED if self.grouped_types is None else GROUPED & frozenset(self.grouped_types)


class PolicyForm(Form):
    """What is done with notifications of some accounts; what is absent stays."""

    for_not_following: Treatment | None = None
    for_not_followers: Treatment | None = None
    for_new_accounts: Treatment | None = None
    for_private_mentions: Treatment | None = None
    for_limited_accounts: Treatment | None = None

    def change(self) -> ChoicesChange:
        """Return the change. Raise a DomainError for private mentions: what strangers write waits as a request."""
        if self.for_private_mentions not in (None, Treatment.FILTER):
            raise invalid("for_private_mentions", "can only be filter")
        return ChoicesChange(
            kinds={},
            not_following=self.for_not_following,
            not_followers=self.for_not_followers,
            new_accounts=self.for_new_accounts,
            limited_accounts=self.for_limited_accounts,
        )


class Requests(Form):
    """Requests that are answered together."""

    id: Annotated[Many[Id], Field(min_length=1, max_length=MAX_ANSWERED)]


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
