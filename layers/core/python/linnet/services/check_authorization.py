"""Check what an app asks a person for."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.oauth import scopes
from linnet.domain.oauth.apps import App
from linnet.domain.oauth.errors import OAuthCode, OAuthError
from linnet.domain.oauth.grants import is_challenge
from linnet.services.identify_client import Credentials, IdentifyClient

MAX_STATE = 2_000


@dataclass(frozen=True, slots=True)
class Asked:
    """An authorization request as it came."""

    client_id: str | None
    redirect_uri: str | None
    response_type: str | None
    scope: str | None
    state: str | None = None
    challenge: str | None = None
    challenge_method: str | None = None


@dataclass(frozen=True, slots=True)
class Authorization:
    """An authorization request of a registered app, that may be put to a person."""

    app: App
    redirect_uri: str
    scopes: frozenset[str]
    challenge: str | None


class Astray(Exception):
    """It is not known where to return to: the person is told, and sent nowhere."""


@dataclass(frozen=True, slots=True)
class CheckAuthorization:
    """Compare what is asked with what the app registered."""

    identify: IdentifyClient

    def app_of(self, asked: Asked) -> App:
        """Return the app, whose address of return is one that it registered, to the letter. Raise Astray."""
        try:
            app = self.identify.run(Credentials(asked.client_id), secret_needed=False)
        except OAuthError as error:
            raise Astray("No app with this client ID is registered here.") from error
        if asked.redirect_uri not in app.redirect_uris:
            raise Astray("The redirect URI is not one that the app registered.")
        return app

    def run(self, app: App, asked: Asked) -> Authorization:
        """Return what is asked for. Raise OAuthError, which the app is told at its address."""
        if asked.response_type != "code":
            raise OAuthError(
                OAuthCode.UNSUPPORTED_RESPONSE_TYPE, "The authorization server does not support this response type."
            )
        if asked.state is not None and len(asked.state) > MAX_STATE:
            raise OAuthError(OAuthCode.INVALID_REQUEST, "The state is too long.")
        challenge = asked.challenge or None
        # A challenge without a method means `plain`, which anybody who sees the request can answer.
        if challenge is not None and (asked.challenge_method != "S256" or not is_challenge(challenge)):
            raise OAuthError(OAuthCode.INVALID_REQUEST, "The code challenge must be of the method S256.")
        if challenge is None and asked.challenge_method:
            raise OAuthError(OAuthCode.INVALID_REQUEST, "The code challenge is missing.")
        return Authorization(app, asked.redirect_uri or "", scopes.chosen(asked.scope, app.scopes), challenge)
