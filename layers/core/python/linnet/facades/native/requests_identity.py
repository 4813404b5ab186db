"""What the identity operations take."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from linnet.domain import accounts, passwords, tokens
from linnet.domain.users import ProfileChange, ProfileField
from linnet.facades.native.requests import Body, Line


def _composed(value: str) -> str:
    return unicodedata.normalize("NFC", value)


# Spaces around a password are part of it. Composed, because keyboards differ in how they send the same letter.
Password = Annotated[str, AfterValidator(_composed), Field(min_length=1, max_length=passwords.MAX_PASSWORD)]
Text = Annotated[str, AfterValidator(_composed)]


class Register(Body):
    """Sign up; `inviteCode` only where sign-up is by invitation."""

    username: Annotated[str, Field(min_length=1, max_length=accounts.MAX_USERNAME, pattern=r"^[A-Za-z0-9_]+$")]
    email: Annotated[Line, Field(min_length=3, max_length=accounts.MAX_EMAIL)]
    password: Password
    display_name: Annotated[Line, Field(min_length=1, max_length=accounts.MAX_DISPLAY_NAME)] | None = None
    invite_code: Annotated[str, Field(min_length=1, max_length=100)] | None = None


class LogIn(Body):
    """Log in; `login` is a username or an e-mail address."""

    login: Annotated[Line, Field(min_length=1, max_length=accounts.MAX_EMAIL)]
    password: Password


class NewPassword(Body):
    """Change the password."""

    current_password: Password
    new_password: Password


class NewAddress(Body):
    """Take another e-mail address."""

    password: Password
    email: Annotated[Line, Field(min_length=3, max_length=accounts.MAX_EMAIL)]


class ForgottenPassword(Body):
    """Ask for a mail with a link to choose a new password."""

    email: Annotated[Line, Field(min_length=3, max_length=accounts.MAX_EMAIL)]


class LinkToken(Body):
    """Use the link of a mail: its token."""

    token: Annotated[str, Field(min_length=1, max_length=tokens.MAX_TOKEN)]


class ChosenPassword(LinkToken):
    """Choose a new password with the link of a mail."""

    new_password: Password


class ConfirmedByPassword(Body):
    """Do what a stolen token must not: the password again."""

    password: Password


class Deletion(ConfirmedByPassword):
    """Give one's account up for good, with 30 days to return or none."""

    immediately: bool = False


class SettingsChange(Body):
    """Change one's own choices; what is absent stays."""

    default_audience: Literal["public", "unlisted", "followers"] | None = None
    default_sensitive: bool | None = None
    show_sensitive: bool | None = None
    expand_media: Literal["default", "show_all", "hide_all"] | None = None
    expand_warnings: bool | None = None
    autoplay_gifs: bool | None = None
    likes_public: bool | None = None
    messages_from: Literal["everyone", "following", "nobody"] | None = None
    default_quote_policy: Literal["public", "followers", "nobody"] | None = None


class Named(Body):
    """A line of a profile; one that is empty is left out."""

    name: Annotated[Line, Field(max_length=accounts.MAX_FIELD)]
    value: Annotated[Line, Field(max_length=accounts.MAX_FIELD)]


class Profile(Body):
    """Change one's own profile; what is absent or null stays, an empty text empties."""

    display_name: Annotated[Line, Field(min_length=1, max_length=accounts.MAX_DISPLAY_NAME)] | None = None
    bio: Annotated[Text, Field(max_length=accounts.MAX_BIO)] | None = None
    location: Annotated[Line, Field(max_length=accounts.MAX_LOCATION)] | None = None
    website: Annotated[Line, Field(max_length=accounts.MAX_WEBSITE)] | None = None
    protected: bool | None = None
    bot: bool | None = None
    discoverable: bool | None = None
    indexable: bool | None = None
    hide_collections: bool | None = None
    language: Annotated[str, Field(max_length=accounts.MAX_LANGUAGE, pattern=r"^[A-Za-z0-9-]*$")] | None = None
    username: (
        Annotated[str, Field(min_length=1, max_length=accounts.MAX_USERNAME, pattern=r"^[A-Za-z0-9_]+$")] | None
    ) = None
    fields: Annotated[list[Named], Field(max_length=accounts.MAX_FIELDS)] | None = None
    settings: SettingsChange | None = None

    def change(self) -> ProfileChange:
        """Return the change as services know it."""
        return ProfileChange(
            display_name=self.display_name,
            bio=self.bio,
            location=self.location,
            website=self.website,
            language=self.language,
            protected=self.protected,
            bot=self.bot,
            discoverable=self.discoverable,
            indexable=self.indexable,
            hide_collections=self.hide_collections,
            username=self.username,
            fields=None if self.fields is None else tuple(ProfileField(each.name, each.value) for each in self.fields),
            settings={} if self.settings is None else self.settings.model_dump(exclude_none=True),
        )
