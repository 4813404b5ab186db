"""Make what OAuth's services ask of what clients send."""

from __future__ import annotations

import base64
import binascii
import unicodedata
from urllib.parse import unquote_plus, urlsplit

from linnet.domain.accounts import MAX_EMAIL
from linnet.domain.oauth.apps import OUT_OF_BAND
from linnet.facades.mastodon.fields import Form, Text
from linnet.facades.mastodon.parameters import Parameters, first, texts
from linnet.services.check_authorization import Asked
from linnet.services.identify_client import Credentials
from linnet.services.register_app import NewApp

# Longer is no address; it is not looked at further.
MAX_ADDRESS = MAX_EMAIL + 1
# What the pages carry from step to step.
CARRIED = (
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "code_challenge",
    "code_challenge_method",
)


class Resend(Form):
    """Have the link for an address sent again, to another one where the first was wrong."""

    email: Text | None = None


def composed(password: str) -> str:
    """Return a password as the native contract takes it: keyboards differ in how they send the same letter."""
    return unicodedata.normalize("NFC", password)


def new_app(parameters: Parameters) -> NewApp:
    """Read a registration; addresses come as a list or one a line."""
    uris = [uri for value in texts(parameters, "redirect_uris") for uri in value.split()]
    return NewApp(
        name=first(parameters, "client_name") or "",
        redirect_uris=uris,
        scopes=first(parameters, "scopes"),
        website=first(parameters, "website"),
    )


def asked(parameters: Parameters) -> Asked:
    """Read an authorization request."""
    return Asked(
        client_id=first(parameters, "client_id"),
        redirect_uri=first(parameters, "redirect_uri"),
        response_type=first(parameters, "response_type"),
        scope=first(parameters, "scope"),
        state=first(parameters, "state"),
        challenge=first(parameters, "code_challenge"),
        challenge_method=first(parameters, "code_challenge_method"),
    )


def credentials(parameters: Parameters, authorization: str | None) -> Credentials:
    """Read what an app says that it is: HTTP Basic (RFC 6749, 2.3.1) before the body."""
    basic = _basic(authorization)
    if basic is not None:
        return basic
    return Credentials(first(parameters, "client_id"), first(parameters, "client_secret"))


def _basic(authorization: str | None) -> Credentials | None:
    scheme, _, value = (authorization or "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        text = base64.b64decode(value.strip(), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return Credentials(None)
    client_id, _, secret = text.partition(":")
    return Credentials(unquote_plus(client_id), unquote_plus(secret))


def returned(redirect_uri: str, origin: str, answer: str) -> str:
    """Return where a browser goes on with an answer (a query): the app's address, or our page where it has none."""
    if redirect_uri == OUT_OF_BAND:
        return f"{origin}/oauth/authorize/native?{answer}"
    return f"{redirect_uri}{'&' if urlsplit(redirect_uri).query else '?'}{answer}"
