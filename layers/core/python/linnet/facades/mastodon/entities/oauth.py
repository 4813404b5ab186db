"""What OAuth's operations answer."""

from __future__ import annotations

from linnet.facades.mastodon.entities.shape import Entity, Problem


class Application(Entity):
    """An app as tokens show it."""

    id: str
    name: str
    website: str | None
    scopes: list[str]
    redirect_uri: str
    redirect_uris: list[str]
    vapid_key: str


class CredentialApplication(Application):
    """A new app with what it needs to be known; the secret is shown this once."""

    client_id: str
    client_secret: str
    client_secret_expires_at: int


class Token(Entity):
    """A token; it has no fixed end, but one that is not used for long is forgotten."""

    access_token: str
    token_type: str
    scope: str
    created_at: int


class UserInfo(Entity):
    """Who a token acts for, as OpenID names it."""

    iss: str
    sub: str
    name: str
    preferred_username: str
    profile: str
    picture: str


class ServerMetadata(Entity):
    """Where everything is (RFC 8414)."""

    issuer: str
    service_documentation: str
    authorization_endpoint: str
    token_endpoint: str
    app_registration_endpoint: str
    revocation_endpoint: str
    userinfo_endpoint: str
    scopes_supported: list[str]
    response_types_supported: list[str]
    response_modes_supported: list[str]
    grant_types_supported: list[str]
    token_endpoint_auth_methods_supported: list[str]
    code_challenge_methods_supported: list[str]


class OAuthProblem(Problem):
    """A refusal of the protocol."""

    error_description: str
