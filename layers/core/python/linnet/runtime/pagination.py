"""Opaque cursors: an id inside, never an offset, so that pages neither gap nor repeat while others insert.

They are validated, not signed: a cursor grants nothing (the rules stage runs on every page), so a forged one can only
ask for another position of the same list. The check digits turn an accident into a clear 422.
"""

from __future__ import annotations

import base64
import binascii
import math
import struct
import zlib

from linnet.domain.errors import DomainError, invalid
from linnet.domain.ids import MAX_ID

_VERSION = 1
_LAYOUT = struct.Struct(">BQ")
_PAIR_LAYOUT = struct.Struct(">BQQ")
_PLACE_LAYOUT = struct.Struct(">BQQQ")
_LONG = struct.Struct(">Q")
_FLOAT = struct.Struct(">d")
_CHECK = struct.Struct(">I")


def encode(kind: str, position: int) -> str:
    """Return the cursor of a list kind (`home`, `followers`, …) that stands at an id."""
    return _encoded(kind, _LAYOUT.pack(_VERSION, position))


def encode_pair(kind: str, position: int, within: int) -> str:
    """Return the cursor of a list that stands at an id inside an entry that has an id itself."""
    return _encoded(kind, _PAIR_LAYOUT.pack(_VERSION, position, within))


def encode_place(kind: str, key: float, position: int, moment_ms: int) -> str:
    """Return the cursor of a list that is ordered by a key of at least 0, then by id, as of a moment."""
    (bits,) = _LONG.unpack(_FLOAT.pack(key))
    return _encoded(kind, _PLACE_LAYOUT.pack(_VERSION, bits, position, moment_ms))


def decode(kind: str, cursor: str) -> int:
    """Return the id in a cursor made for this kind of list. Raise a DomainError on the field `cursor`."""
    (position,) = _decoded(kind, cursor, _LAYOUT)
    return position


def decode_pair(kind: str, cursor: str) -> tuple[int, int]:
    """Return both ids of such a cursor. Raise a DomainError on the field `cursor`."""
    position, within = _decoded(kind, cursor, _PAIR_LAYOUT)
    return position, within


def decode_place(kind: str, cursor: str) -> tuple[float, int, int]:
    """Return key, id and moment in such a cursor. Raise a DomainError on the field `cursor`."""
    bits, position, moment_ms = _decoded(kind, cursor, _PLACE_LAYOUT)
    (key,) = _FLOAT.unpack(_LONG.pack(bits))
    if not math.isfinite(key):
        raise _bad()
    return key, position, moment_ms


def _encoded(kind: str, body: bytes) -> str:
    return base64.urlsafe_b64encode(body + _check(kind, body)).rstrip(b"=").decode("ascii")


def _decoded(kind: str, cursor: str, layout: struct.Struct) -> tuple[int, ...]:
    try:
        raw = base64.b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise _bad() from error
    body, check = raw[: layout.size], raw[layout.size :]
    if len(raw) != layout.size + _CHECK.size or check != _check(kind, body):
        raise _bad()
    version, *ids = layout.unpack(body)
    # The last character has bits that encode nothing: a cursor has one spelling all the same.
    if version != _VERSION or not all(0 <= each <= MAX_ID for each in ids) or _encoded(kind, body) != cursor:
        raise _bad()
    return tuple(ids)


def _check(kind: str, body: bytes) -> bytes:
    return _CHECK.pack(zlib.crc32(kind.encode() + b"\0" + body))


def _bad() -> DomainError:
    return invalid("cursor", "is not a cursor of this list")
