"""What the identity operations answer."""

from __future__ import annotations

from pydantic import Field

from linnet.domain.users import Account, Session, Viewer
from linnet.domain.users import User as Profile
from linnet.facades.moments import moment
from linnet.facades.native import present
from linnet.facades.native.schemas import IdString, Moment, Page, Shape, Short, User
from linnet.services.begin_session import SignedIn
from linnet.services.manage_apps import AllowedApp
from linnet.services.request_export import FoundExport


class Settings(Shape):
    """A person's own choices."""

    default_audience: Short
    default_sensitive: bool
    show_sensitive: bool
    expand_media: Short
    expand_warnings: bool
    autoplay_gifs: bool
    likes_public: bool
    messages_from: Short
    default_quote_policy: Short


class Me(User):
    """One's own profile with what only oneself sees.

    Until `emailConfirmed` one may do nothing but look after this account.
    """

    email: Short
    email_confirmed: bool
    settings: Settings


class Authenticated(Shape):
    """A new session; the token is shown this once."""

    token: Short
    expires_at: Moment
    user: Me


class ConfirmedAddress(Shape):
    """The address that an account has from now on."""

    email: Short


class Deactivated(Shape):
    """The account is hidden; until `returnableUntil` logging in brings it back."""

    returnable_until: Moment


class Deleted(Shape):
    """The account is hidden; from `erasedFrom` on it is erased."""

    erased_from: Moment


class ExportJson(Shape):
    """The newest export of one's data (`running`, `ready` or `failed`).

    Each time it is asked for, an archive that is ready has a new `link`, which needs no token and holds until
    `linkExpiresAt`; after `availableUntil` there is none any more. `size` is in bytes.
    """

    id: IdString
    state: Short
    requested_at: Moment
    ready_at: Moment | None
    available_until: Moment | None
    size: int | None
    link: str | None = Field(max_length=4096)
    link_expires_at: Moment | None


class SessionJson(Shape):
    """A place where the account is logged in; `current` is the one that asks."""

    id: IdString
    app: Short
    scopes: list[Short] = Field(max_length=100)
    created_at: Moment
    last_used_at: Moment
    expires_at: Moment
    current: bool


class SessionPage(Page[SessionJson]):
    """The sessions of the account, newest first."""


class AppJson(Shape):
    """An app that acts for the account, with what all its tokens may do together."""

    client_id: Short
    name: Short
    scopes: list[Short] = Field(max_length=100)
    since: Moment
    last_used_at: Moment


class AppPage(Page[AppJson]):
    """The apps that act for the account, last let in first."""


def me(user: Profile, account: Account) -> Me:
    """Present one's own account."""
    settings = account.settings
    return Me(
        **dict(present.user(user)),
        email=account.email,
        email_confirmed=account.confirmed,
        settings=Settings(
            default_audience=settings.default_audience,
            default_sensitive=settings.default_sensitive,
            show_sensitive=settings.show_sensitive,
            expand_media=settings.expand_media,
            expand_warnings=settings.expand_warnings,
            autoplay_gifs=settings.autoplay_gifs,
            likes_public=settings.likes_public,
            messages_from=settings.messages_from,
            default_quote_policy=settings.default_quote_policy,
        ),
    )


def authenticated(signed_in: SignedIn) -> Authenticated:
    """Present a new session."""
    return Authenticated(
        token=signed_in.token,
        expires_at=moment(signed_in.session.expires_ms),
        user=me(signed_in.user, signed_in.account),
    )


def deactivated(until_ms: int) -> Deactivated:
    """Present until when one may return."""
    return Deactivated(returnable_until=moment(until_ms))


def deleted(from_ms: int) -> Deleted:
    """Present from when an account is erased."""
    return Deleted(erased_from=moment(from_ms))


def export(found: FoundExport) -> ExportJson:
    """Present how far an export is."""
    told = found.export
    return ExportJson(
        id=str(told.id),
        state=told.state.value,
        requested_at=moment(told.requested_ms),
        ready_at=None if told.ready_ms is None else moment(told.ready_ms),
        available_until=None if told.available_until_ms is None else moment(told.available_until_ms),
        size=told.size or None,
        link=found.link,
        link_expires_at=None if found.link_expires_ms is None else moment(found.link_expires_ms),
    )


def sessions(found: list[Session], viewer: Viewer) -> SessionPage:
    """Present the sessions of an account."""
    return SessionPage(
        items=[
            SessionJson(
                id=str(session.id),
                app=session.app,
                scopes=sorted(session.scopes),
                created_at=moment(session.created_ms),
                last_used_at=moment(session.last_used_ms),
                expires_at=moment(session.expires_ms),
                current=session.id == viewer.session_id,
            )
            for session in found
        ],
        next_token=None,
    )


def apps(found: list[AllowedApp]) -> AppPage:
    """Present the apps that act for an account."""
    return AppPage(
        items=[
            AppJson(
                client_id=app.client_id,
                name=app.name,
                scopes=sorted(app.scopes),
                since=moment(app.since_ms),
                last_used_at=moment(app.last_used_ms),
            )
            for app in found
        ],
        next_token=None,
    )
