"""Encrypt for clients, and for the sender of pushes: RFC 8291 (aes128gcm), and the draft before it (aesgcm).

The package that others use for this, http-ece, is not published as a wheel, which layers are made of; curve, key
derivation and cipher are those of `cryptography`, and tests read with http-ece what is written here.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    derive_private_key,
    generate_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from linnet.domain.web_push import PushKeys
from linnet.ports.web_push import PrivateKeys, PublicKeys

SALT: Final = 16
POINT: Final = 65
RECORD_SIZE: Final = 4_096
HEADER: Final = SALT + 4 + 1 + POINT
TAG: Final = 16
# One record, which is all that push services must take.
MOST_PLAIN: Final = RECORD_SIZE - HEADER - TAG - 1
_LAST_RECORD: Final = b"\x02"
_NO_PADDING: Final = b"\x00\x00"
CURVE: Final = SECP256R1()


@dataclass(frozen=True, slots=True)
class Encrypted:
    """A body with the headers that belong to it."""

    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Encryption:
    """`new_key` and `random` (so many bytes) are given by tests only."""

    new_key: Callable[[], EllipticCurvePrivateKey] = lambda: generate_private_key(CURVE)
    random: Callable[[int], bytes] = os.urandom

    def standard(self, plain: bytes, receiver: PushKeys) -> Encrypted:
        """Encrypt as RFC 8291 has it. Raise ValueError for what is too long, or for a key that is none."""
        if len(plain) > MOST_PLAIN:
            raise ValueError(f"{len(plain)} bytes are more than {MOST_PLAIN}")
        key, salt = self.new_key(), self.random(SALT)
        own = point_of(key)
        shared = key.exchange(ECDH(), public_key(receiver.p256dh))
        cipher, nonce = _standard_cipher(shared, receiver, own, salt)
        header = salt + RECORD_SIZE.to_bytes(4, "big") + bytes([len(own)]) + own
        return Encrypted(header + cipher.encrypt(nonce, plain + _LAST_RECORD, None), {"Content-Encoding": "aes128gcm"})

    def legacy(self, plain: bytes, receiver: PushKeys) -> Encrypted:
        """Encrypt as draft-ietf-webpush-encryption-04 has it: the keys stand in headers. Raise ValueError."""
        if len(plain) > MOST_PLAIN:
            raise ValueError(f"{len(plain)} bytes are more than {MOST_PLAIN}")
        key, salt = self.new_key(), self.random(SALT)
        own = point_of(key)
        shared = key.exchange(ECDH(), public_key(receiver.p256dh))
        material = _derived(shared, receiver.auth, b"Content-Encoding: auth\x00", 32)
        context = b"P-256\x00" + b"".join(len(each).to_bytes(2, "big") + each for each in (receiver.p256dh, own))
        content_key = _derived(material, salt, b"Content-Encoding: aesgcm\x00" + context, 16)
        nonce = _derived(material, salt, b"Content-Encoding: nonce\x00" + context, 12)
        return Encrypted(
            AESGCM(content_key).encrypt(nonce, _NO_PADDING + plain, None),
            {
                "Content-Encoding": "aesgcm",
                "Encryption": f"salt={encoded(salt)}",
                "Crypto-Key": f"dh={encoded(own)}",
            },
        )


def decrypt(body: bytes, key: EllipticCurvePrivateKey, auth: bytes) -> bytes:
    """Read what `Encryption.standard` wrote for a key. Raise ValueError for anything else."""
    if len(body) < HEADER + TAG + 1 or body[HEADER - POINT - 1] != POINT:
        raise ValueError("not encrypted as RFC 8291 has it")
    salt, sender = body[:SALT], body[HEADER - POINT : HEADER]
    shared = key.exchange(ECDH(), public_key(sender))
    cipher, nonce = _standard_cipher(shared, PushKeys(point_of(key), auth), sender, salt)
    try:
        padded = cipher.decrypt(nonce, body[HEADER:], None)
    except InvalidTag as error:
        raise ValueError("not encrypted for this key") from error
    return padded.rstrip(b"\x00")[:-1]


def _standard_cipher(shared: bytes, receiver: PushKeys, sender: bytes, salt: bytes) -> tuple[AESGCM, bytes]:
    material = _derived(shared, receiver.auth, b"WebPush: info\x00" + receiver.p256dh + sender, 32)
    content_key = _derived(material, salt, b"Content-Encoding: aes128gcm\x00", 16)
    return AESGCM(content_key), _derived(material, salt, b"Content-Encoding: nonce\x00", 12)


def _derived(material: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(material)


def public_key(point: bytes) -> EllipticCurvePublicKey:
    """Return the key of an uncompressed point. Raise ValueError for what is none."""
    if len(point) != POINT:
        raise ValueError("not an uncompressed point")
    return EllipticCurvePublicKey.from_encoded_point(CURVE, point)


def private_key(secret: bytes) -> EllipticCurvePrivateKey:
    """Return the key of 32 bytes. Raise ValueError for what is none."""
    return derive_private_key(int.from_bytes(secret, "big"), CURVE)


def point_of(key: EllipticCurvePrivateKey) -> bytes:
    """Return the public half of a key as an uncompressed point."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def encoded(value: bytes) -> str:
    """Return URL-safe Base64 without padding."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode("ascii")


def decoded(text: str) -> bytes:
    """Read URL-safe Base64, padded or not. Raise ValueError."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


class CurveCheck:
    """Implement the port `PushKeyCheck`."""

    def is_point(self, p256dh: bytes) -> bool:
        try:
            public_key(p256dh)
        except ValueError:
            return False
        return True


class NewKeys:
    """Implement the port `KeyMaker`."""

    def make(self) -> PrivateKeys:
        return PrivateKeys(_secret(), _secret())

    def public(self, keys: PrivateKeys) -> PublicKeys:
        return PublicKeys(*(encoded(point_of(private_key(each))) for each in (keys.signing, keys.sealing)))


def _secret() -> bytes:
    return generate_private_key(CURVE).private_numbers().private_value.to_bytes(32, "big")
