"""What the operations on accounts accept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import BeforeValidator, Field

from linnet.domain.errors import invalid
from linnet.domain.graph import FollowOptions
from linnet.domain.media import Purpose
from linnet.domain.reports import Category
from linnet.domain.tweets import QuotePolicy
from linnet.domain.users import ProfileChange, ProfileField
from linnet.facades.mastodon.fields import Form, Id, Many, Number, Switch, Text
from linnet.facades.mastodon.paging import OffsetPage, PageOf
from linnet.facades.mastodon.requests.media import OptionalFile
from linnet.services import report_account
from linnet.services.read_user_tweets import ProfileFilter
from linnet.services.recommend_accounts import DirectoryOrder
from linnet.services.register_account import NewAccount

MAX_IDS: Final = 40
# Mastodon has no word for longer than this, a century.
MAX_MUTE_S: Final = 100 * 366 * 86_400

_AUDIENCE: Final = {"public": "public", "unlisted": "unlisted", "private": "followers"}


class SignUp(Form):
    """Sign up through an app."""

    username: Text
    email: Text
    password: Text
    agreement: Switch
    locale: Text | None = None
    reason: Text | None = None

    def account(self) -> NewAccount:
        """Return what somebody signs up with. Raise a DomainError where they agree to nothing."""
        if not self.agreement:
            raise invalid("agreement", "must be accepted")
        return NewAccount(username=self.username, email=self.email, password=self.password)


class ProfileLine(Form):
    """A line of a profile; one that is empty is left out."""

    name: Text = ""
    value: Text = ""


class ProfileSource(Form):
    """What is chosen for new statuses."""

    privacy: Text | None = None
    sensitive: Switch | None = None
    language: Text | None = None
    quote_policy: Text | None = None


class ChangedProfile(Form):
    """Change one's own profile; what is not named stays."""

    display_name: Text | None = None
    note: Text | None = None
    locked: Switch | None = None
    bot: Switch | None = None
    discoverable: Switch | None = None
    indexable: Switch | None = None
    hide_collections: Switch | None = None
    fields_attributes: Many[ProfileLine] | None = None
    source: ProfileSource = ProfileSource()
    avatar: OptionalFile = None
    header: OptionalFile = None

    def pictures(self) -> Mapping[Purpose, bytes]:
        """Return the pictures to show."""
        sent = {Purpose.AVATAR: self.avatar, Purpose.HEADER: self.header}
        return {purpose: content for purpose, content in sent.items() if content is not None}

    def change(self) -> ProfileChange:
        """Return the change as services know it. Raise a DomainError for what cannot be changed here."""
        settings: dict[str, object] = {}
        if self.source.privacy is not None:
            if self.source.privacy not in _AUDIENCE:
                raise invalid("privacy", "is not included in the list")
            settings["default_audience"] = _AUDIENCE[self.source.privacy]
        if self.source.sensitive is not None:
            settings["default_sensitive"] = self.source.sensitive
        if self.source.quote_policy is not None:
            if self.source.quote_policy not in list(QuotePolicy):
                raise invalid("quote_policy", "is not included in the list")
            settings["default_quote_policy"] = self.source.quote_policy
        fields = self.fields_attributes
        return ProfileChange(
            # An empty name is no name: the username is shown then, as Mastodon has it, and what there was stays here.
            display_name=self.display_name or None,
            bio=self.note,
            language=self.source.language,
            protected=self.locked,
            bot=self.bot,
            discoverable=self.discoverable,
            indexable=self.indexable,
            hide_collections=self.hide_collections,
            fields=None if fields is None else tuple(ProfileField(each.name, each.value) for each in fields),
            settings=settings,
        )


class Ids(Form):
    """Several accounts, as `id[]`."""

    id: Annotated[Many[Id], Field(max_length=MAX_IDS)] = Field(default=[])


class Handle(Form):
    """The name of an account, with or without this server behind it."""

    acct: Text

    def username(self, origin: str) -> str:
        """Return the name; one of another server is nobody's here."""
        name, _, server = self.acct.strip().removeprefix("@").partition("@")
        return name if not server or server.lower() == origin.partition("://")[2].lower() else ""


class AccountSearch(OffsetPage):
    """Find accounts by what their names begin with."""

    q: Text
    following: Switch = False
    resolve: Switch = False


def _order(value: object) -> object:
    """Read an order; what is none is as good as absent."""
    text = value[-1] if isinstance(value, list) and value else value
    return text if text in list(DirectoryOrder) else DirectoryOrder.ACTIVE


class DirectoryPage(OffsetPage):
    """In which order, and where to start; every account is of this server."""

    order: Annotated[DirectoryOrder, BeforeValidator(_order)] = DirectoryOrder.ACTIVE


class NewReport(Form):
    """Tell the operators of an account; there is no other server to forward it to."""

    account_id: Id
    status_ids: Many[Id] = Field(default=[])
    comment: Text = ""
    category: Text | None = None
    rule_ids: Many[Id] = Field(default=[])

    def report(self) -> report_account.NewReport:
        """Return it as services know it. Raise a DomainError for a category that there is not.

        Who names rules tells of a violation, whatever the category says: apps rely on that.
        """
        if self.category is not None and self.category not in list(Category):
            raise invalid("category", "is not included in the list")
        category = None if self.category is None or self.rule_ids else Category(self.category)
        return report_account.NewReport(
            self.account_id, category, self.comment, tuple(self.status_ids), tuple(self.rule_ids)
        )


class TagName(Form):
    """A hashtag, with or without its sign."""

    name: Text


class Posts(PageOf):
    """Which posts of an account to show."""

    exclude_replies: Switch = False
    exclude_reblogs: Switch = False
    only_media: Switch = False
    pinned: Switch = False
    tagged: Text | None = None

    def filter(self) -> ProfileFilter:
        """Return the choice as services know it: what is pinned stands at its own place."""
        return ProfileFilter(
            replies=not self.exclude_replies,
            retweets=not self.exclude_reblogs,
            media=self.only_media,
            pinned_first=False,
            tag=(self.tagged or "").strip().lstrip("#＃") or None,
        )


class FollowChoice(Form):
    """What a follower wants of an account; without a word it stays as it is."""

    reblogs: Switch | None = None
    notify: Switch | None = None

    def options(self) -> FollowOptions:
        """Return the choice as services know it."""
        return FollowOptions(self.reblogs, self.notify)


class MuteChoice(Form):
    """For how many seconds to mute; 0 is without end; and whether its notifications are muted, too."""

    notifications: Switch = True
    duration: Annotated[Number, Field(ge=0, le=MAX_MUTE_S)] = 0


class Comment(Form):
    """What to remember of an account."""

    comment: Text = ""
