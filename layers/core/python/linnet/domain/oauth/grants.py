"""Authorization codes, PKCE, and tokens of an app alone."""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import Final

CODE_MS: Final = 10 * 60_000
# A code is remembered after it has ended, so that who uses it again ends what was made from it.
CODE_KEPT_MS: Final = 86_400_000

# RFC 7636, 4.1 and 4.2.
_VERIFIER: Final = re.compile(r"[A-Za-z0-9._~-]{43,128}", re.ASCII)
_CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


@dataclass(frozen=True, slots=True)
class AuthorizationCode:
    """What a person allowed an app, until the app fetches its token; only the SHA-256 of the code is stored.

    `credential_version` is that of the account when it was allowed; `token_sha256` is the token made from it.
    """

    sha256: str
    client_id: str
    redirect_uri: str
    user_id: int
    scopes: frozenset[str]
    challenge: str | None
    credential_version: int
    created_ms: int
    token_sha256: str | None = None

    def open_at(self, now_ms: int) -> bool:
        """Tell whether a token can still be made from it."""
        return self.token_sha256 is None and now_ms < self.created_ms + CODE_MS


@dataclass(frozen=True, slots=True)
class AppToken:
    """A token of an app that acts for nobody; it stands where the tokens of people do."""

    token_sha256: str
    client_id: str
    app: str
    scopes: frozenset[str]
    created_ms: int
    expires_ms: int


def is_challenge(text: str) -> bool:
    """Tell whether this can be the SHA-256 of a verifier."""
    return _CHALLENGE.fullmatch(text) is not None


def verifies(challenge: str, verifier: str | None) -> bool:
    """Tell whether the verifier is the one that the challenge was made from (S256)."""
    if verifier is None or _VERIFIER.fullmatch(verifier) is None:
        return False
    made = urlsafe_b64encode(hashlib.sha256(verifier.encode("ascii")).digest()).rstrip(b"=").decode("ascii")
    return hmac.compare_digest(made, challenge)
