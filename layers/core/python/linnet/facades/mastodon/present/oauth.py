"""Present apps, tokens and the server that gives them."""

from __future__ import annotations

from linnet.domain.oauth import scopes
from linnet.domain.oauth.apps import App
from linnet.domain.oauth.grants import AppToken
from linnet.domain.users import Session, User
from linnet.facades.mastodon.entities.oauth import (
    Application,
    CredentialApplication,
    ServerMetadata,
    Token,
    UserInfo,
)
from linnet.facades.mastodon.present.accounts import avatar_url
from linnet.services.find_token_app import TokenApp


def application(found: TokenApp, vapid_key: str) -> Application:
    """Present the app of a token; a log-in in person has none, and neither has one that is forgotten."""
    app = found.app
    return Application(
        id="0" if app is None else str(app.id),
        name=found.name,
        website=None if app is None else app.website,
        scopes=scopes.text_of(found.scopes if app is None else app.scopes).split(),
        redirect_uri="" if app is None else "\n".join(app.redirect_uris),
        redirect_uris=[] if app is None else list(app.redirect_uris),
        vapid_key=vapid_key,
    )


def credential_application(app: App, secret: str, vapid_key: str) -> CredentialApplication:
    """Present a new app."""
    return CredentialApplication(
        id=str(app.id),
        name=app.name,
        website=app.website,
        scopes=scopes.text_of(app.scopes).split(),
        redirect_uri="\n".join(app.redirect_uris),
        redirect_uris=list(app.redirect_uris),
        vapid_key=vapid_key,
        client_id=app.client_id,
        client_secret=secret,
        client_secret_expires_at=0,
    )


def token(text: str, made: Session | AppToken) -> Token:
    """Present a new token."""
    return Token(
        access_token=text,
        token_type="Bearer",  # noqa: S106 - the name of a scheme
        scope=scopes.text_of(made.scopes),
        created_at=made.created_ms // 1000,
    )


def user_info(user: User, origin: str) -> UserInfo:
    """Present who a token acts for; the subject stays when the name changes."""
    return UserInfo(
        iss=f"{origin}/",
        sub=f"{origin}/users/{user.id}",
        name=user.display_name,
        preferred_username=user.username,
        profile=f"{origin}/@{user.username}",
        picture=avatar_url(user, origin),
    )


def server_metadata(origin: str, *, password_grant: bool) -> ServerMetadata:
    """Present the server."""
    return ServerMetadata(
        issuer=f"{origin}/",
        service_documentation="https://docs.joinmastodon.org/",
        authorization_endpoint=f"{origin}/oauth/authorize",
        token_endpoint=f"{origin}/oauth/token",
        app_registration_endpoint=f"{origin}/api/v1/apps",
        revocation_endpoint=f"{origin}/oauth/revoke",
        userinfo_endpoint=f"{origin}/oauth/userinfo",
        scopes_supported=list(scopes.SUPPORTED),
        response_types_supported=["code"],
        response_modes_supported=["query"],
        grant_types_supported=["authorization_code", "client_credentials", *(["password"] if password_grant else [])],
        token_endpoint_auth_methods_supported=["client_secret_basic", "client_secret_post", "none"],
        code_challenge_methods_supported=["S256"],
    )
