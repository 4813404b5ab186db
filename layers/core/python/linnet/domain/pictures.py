"""What a picture's file says of itself, read without decoding it: its kind, how large it is, how many frames it has.

Decoders make room for what these numbers say before they look at anything else, so they are judged first.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

# More than any animation that is taken: who has so many is refused whatever the rest says.
COUNTED_FRAMES: Final = 1_000

_PNG: Final = b"\x89PNG\r\n\x1a\n"
# Of JPEG's start-of-frame markers these mean something else: Huffman tables, an extension, arithmetic coding.
_NO_FRAME: Final = frozenset({0xC4, 0xC8, 0xCC})
_ANIMATION: Final = 0x02


class Format(StrEnum):
    """Name the formats that are taken; the value is the ending of a file's name."""

    JPEG = "jpg"
    PNG = "png"
    GIF = "gif"
    WEBP = "webp"

    @property
    def content_type(self) -> str:
        """Return the media type."""
        return f"image/{'jpeg' if self is Format.JPEG else self.value}"


class NoPicture(ValueError):
    """The bytes are of none of the formats."""


class BrokenPicture(ValueError):
    """The bytes begin like a picture, and cannot be one."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What a file says of itself: pixels across and down, and frames, counted up to `COUNTED_FRAMES`."""

    format: Format
    width: int
    height: int
    frames: int = 1

    @property
    def pixels(self) -> int:
        """Return the pixels of one frame."""
        return self.width * self.height


def outline(content: bytes) -> Outline:
    """Read the outline in time linear in the bytes. Raise NoPicture or BrokenPicture."""
    try:
        found = _outline(content)
    except (struct.error, IndexError) as error:
        raise BrokenPicture("ends too early") from error
    if found.width < 1 or found.height < 1 or found.frames < 1:
        raise BrokenPicture("has no pixels")
    return found


def _outline(content: bytes) -> Outline:
    if content.startswith(b"\xff\xd8\xff"):
        return _jpeg(content)
    if content.startswith(_PNG):
        width, height = struct.unpack_from(">II", content, 16)
        return Outline(Format.PNG, width, height)
    if content[:6] in (b"GIF87a", b"GIF89a"):
        return _gif(content)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return _webp(content)
    raise NoPicture("of no known format")


def _jpeg(content: bytes) -> Outline:
    width = height = 0
    position = 2
    while True:
        if content[position] != 0xFF:
            raise BrokenPicture("has no marker where one must be")
        while content[position] == 0xFF:
            position += 1
        marker = content[position]
        position += 1
        if marker in (0xDA, 0xD9):
            # The scan begins. Of several frames, which only a forger writes, the largest counts.
            return Outline(Format.JPEG, width, height)
        if 0xD0 <= marker <= 0xD7 or marker in (0x00, 0x01):
            continue
        (length,) = struct.unpack_from(">H", content, position)
        if 0xC0 <= marker <= 0xCF and marker not in _NO_FRAME:
            down, across = struct.unpack_from(">HH", content, position + 3)
            width, height = max(width, across), max(height, down)
        position += max(2, length)


def _gif(content: bytes) -> Outline:
    width, height, flags = struct.unpack_from("<HHB", content, 6)
    position = 13 + _colours(flags)
    frames = 0
    while position < len(content) and frames < COUNTED_FRAMES:
        block = content[position]
        if block == 0x3B:
            break
        if block == 0x2C:
            left, top, across, down, flags = struct.unpack_from("<HHHHB", content, position + 1)
            # A frame may be larger than the screen that the file begins with: decoders make room for it.
            width, height = max(width, left + across), max(height, top + down)
            frames += 1
            position = _behind_blocks(content, position + 11 + _colours(flags))
        elif block == 0x21:
            position = _behind_blocks(content, position + 2)
        else:
            position += 1
    return Outline(Format.GIF, width, height, frames)


def _colours(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _behind_blocks(content: bytes, position: int) -> int:
    while position < len(content) and content[position]:
        position += 1 + content[position]
    return position + 1


def _webp(content: bytes) -> Outline:
    width = height = frames = 0
    animated = False
    position = 12
    while position + 8 <= len(content) and frames < COUNTED_FRAMES:
        kind = content[position : position + 4]
        (length,) = struct.unpack_from("<I", content, position + 4)
        start = position + 8
        if kind == b"VP8X":
            animated = bool(content[start] & _ANIMATION)
            width = max(width, 1 + int.from_bytes(content[start + 4 : start + 7], "little"))
            height = max(height, 1 + int.from_bytes(content[start + 7 : start + 10], "little"))
        elif kind == b"ANMF":
            frames += 1
        elif kind == b"VP8L":
            (bits,) = struct.unpack_from("<I", content, start + 1)
            width, height = max(width, 1 + (bits & 0x3FFF)), max(height, 1 + (bits >> 14 & 0x3FFF))
        elif kind == b"VP8 ":
            across, down = struct.unpack_from("<HH", content, start + 6)
            width, height = max(width, across & 0x3FFF), max(height, down & 0x3FFF)
        # Chunks are padded to even lengths.
        position = start + length + (length & 1)
    return Outline(Format.WEBP, width, height, frames if animated else 1)
