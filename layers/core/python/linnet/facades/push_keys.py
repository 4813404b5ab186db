"""Keys of clients as they send them: URL-safe Base64, padded or not, and as Base64 by older ones."""

from __future__ import annotations

import base64
import binascii
from typing import Final

from linnet.domain.errors import invalid
from linnet.domain.web_push import PushKeys

MAX_KEY: Final = 200


def push_keys(p256dh: str, auth: str) -> PushKeys:
    """Read both keys. Raise a DomainError (invalid) for what is no Base64."""
    return PushKeys(_decoded("keys.p256dh", p256dh), _decoded("keys.auth", auth))


def _decoded(field: str, text: str) -> bytes:
    plain = text.strip().rstrip("=").replace("+", "-").replace("/", "_")
    if not plain.isascii() or len(plain) > MAX_KEY:
        raise invalid(field, "is invalid")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), altchars=b"-_", validate=True)
    except binascii.Error:
        raise invalid(field, "is invalid") from None
