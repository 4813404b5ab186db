"""Seal access tokens for the sender of pushes: what is stored can be read with its private key only."""

from __future__ import annotations

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from linnet.adapters.web_push.encryption import SALT, Encryption, decoded, decrypt, encoded, private_key
from linnet.domain.web_push import PushKeys


@dataclass(frozen=True, slots=True)
class PublicSeal:
    """Implement the port `TokenSeal` with the public half of the key."""

    point: str
    encryption: Encryption = field(default_factory=Encryption)

    def seal(self, token: str) -> str:
        auth = self.encryption.random(SALT)
        sealed = self.encryption.standard(token.encode(), PushKeys(decoded(self.point), auth))
        return encoded(auth + sealed.body)


class PrivateSeal:
    """Implement the port `SealedTokens` with the private half of the key."""

    def __init__(self, secret: bytes) -> None:
        self._key: EllipticCurvePrivateKey = private_key(secret)

    def open(self, sealed: str) -> str:
        raw = decoded(sealed)
        return decrypt(raw[SALT:], self._key, raw[:SALT]).decode()
