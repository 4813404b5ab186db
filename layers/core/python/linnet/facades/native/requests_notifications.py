"""What the notification operations take."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import BeforeValidator, Field

from linnet.domain.notification_choices import MAX_MUTED_WORD, MAX_MUTED_WORDS
from linnet.domain.notification_policy import Treatment
from linnet.domain.notifications import ABOUT_MESSAGES, Kind
from linnet.facades.native.requests import Body, Id, Line, PageQuery, Query
from linnet.services.choose_notifications import ChoicesChange
from linnet.services.read_notifications import Wanted

# So many senders are answered at once.
MAX_ANSWERED: Final = 40
# Messages have an inbox with a count of its own.
COUNTED: Final = Wanted(exclude=ABOUT_MESSAGES)
_NAMES: Final = "|".join(Kind)
_LIST: Final = Annotated[str, Field(max_length=200, pattern=rf"^({_NAMES})(,({_NAMES}))*$")]


def _split(value: object) -> object:
    return value.split(",") if isinstance(value, str) else value


Kinds = Annotated[
    tuple[Kind, ...],
    BeforeValidator(_split, json_schema_input_type=_LIST),
    Field(max_length=2 * len(Kind)),
]


class NotificationsQuery(PageQuery):
    """Which notifications; kinds are separated by commas."""

    kinds: Kinds = Field(default=(), description="Only these kinds; without them all but messages.")
    exclude: Kinds = Field(default=(), description="Not these kinds.")
    grouped: bool = Field(default=True, description="One entry for all who did the same; otherwise one for each.")
    since: Id = Field(default=0, description="Only what is newer than this id, as after a reconnect.")
    account: Id | None = Field(default=None, description="Only what this account did.")
    filtered: bool = Field(default=False, description="Also what was set aside.")

    def wanted(self) -> Wanted:
        """Return the filter as services know it."""
        unasked = frozenset[Kind]() if self.kinds else ABOUT_MESSAGES
        return Wanted(frozenset(self.kinds), frozenset(self.exclude) | unasked, self.account, self.filtered)


class DismissQuery(Query):
    """What is dismissed."""

    grouped: bool = Field(default=True, description="All who did the same; otherwise this one account.")


class ReadUpTo(Body):
    """Up to which notification everything was read; without an id, everything there is."""

    up_to: Id | None = None


class KindSwitches(Body):
    """Kinds turned on or off; what is absent stays. Notices of the platform cannot be turned off."""

    like: bool | None = None
    retweet: bool | None = None
    reply: bool | None = None
    mention: bool | None = None
    quote: bool | None = None
    follow: bool | None = None
    follow_request: bool | None = None
    request_accepted: bool | None = None
    poll_ended: bool | None = None
    edit: bool | None = None
    tweet: bool | None = None
    message: bool | None = None


class PolicyChoices(Body):
    """What becomes of notifications of whom one hardly knows; what is absent stays."""

    not_following: Annotated[Treatment, Field(strict=False)] | None = None
    not_followers: Annotated[Treatment, Field(strict=False)] | None = None
    new_accounts: Annotated[Treatment, Field(strict=False)] | None = None
    limited_accounts: Annotated[Treatment, Field(strict=False)] | None = None


class Senders(Body):
    """Accounts of which something was set aside."""

    account_ids: Annotated[list[Id], Field(min_length=1, max_length=MAX_ANSWERED)]


class NotificationChoices(Body):
    """Choose of what to be notified; what is absent stays, `mutedWords` are replaced as a whole.

    `followedOnly` and `noNewAccounts` are short for a policy of `drop` (or `accept`); the policy itself goes before.
    """

    kinds: KindSwitches | None = None
    policy: PolicyChoices | None = None
    followed_only: bool | None = None
    no_new_accounts: bool | None = None
    muted_words: (
        Annotated[
            list[Annotated[Line, Field(min_length=1, max_length=MAX_MUTED_WORD)]], Field(max_length=MAX_MUTED_WORDS)
        ]
        | None
    ) = None

    def change(self) -> ChoicesChange:
        """Return the change as services know it."""
        switches = {} if self.kinds is None else self.kinds.model_dump(exclude_none=True)
        policy = self.policy or PolicyChoices()
        return ChoicesChange(
            kinds={Kind(name): on for name, on in switches.items()},
            not_following=policy.not_following or _short(self.followed_only),
            not_followers=policy.not_followers,
            new_accounts=policy.new_accounts or _short(self.no_new_accounts),
            limited_accounts=policy.limited_accounts,
            muted_words=self.muted_words,
        )


def _short(drop: bool | None) -> Treatment | None:
    if drop is None:
        return None
    return Treatment.DROP if drop else Treatment.ACCEPT
