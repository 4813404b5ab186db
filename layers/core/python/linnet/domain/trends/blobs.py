"""Windows and hours as bytes: one item of a table each, in a form that is the same for the same content.

A blob begins with its version. Numbers without a fixed width are LEB128, names UTF-8 with their length before them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from linnet.domain.trends.hours import HourCount, HourCounts
from linnet.domain.trends.sketches import SIZE, Sketch, hash_of, sketch_of
from linnet.domain.trends.windows import Post, TagSummary, WindowAggregate

WINDOW_VERSION: Final = 1
HOUR_VERSION: Final = 1
_ID_BYTES: Final = 8
_HASH_BYTES: Final = 4
# No number that is written is larger; a longer one is damage.
_MAX_NUMBER_BITS: Final = 63


class MalformedBlob(ValueError):
    """These bytes are none that this code wrote."""


def encode_window(window: WindowAggregate) -> bytes:
    """Return the blob of a window, its tags in order of their names."""
    writer = _Writer(WINDOW_VERSION)
    writer.number(window.missed)
    writer.number(len(window.tags))
    for tag in sorted(window.tags):
        summary = window.tags[tag]
        writer.name(tag)
        writer.name("" if summary.spelling == tag else summary.spelling)
        writer.number(len(summary.posts))
        for post in summary.posts:
            writer.fixed(post.id, _ID_BYTES)
            writer.fixed(post.author, _HASH_BYTES)
            writer.fixed(post.text << 1 | post.sensitive, _HASH_BYTES)
        # Where the sample has all posts, it has all authors.
        if len(summary.posts) == SIZE:
            writer.sketch(summary.authors)
        writer.sketch(summary.engagers)
    return bytes(writer.written)


def decode_window(blob: bytes) -> WindowAggregate:
    """Read the blob of a window. Raise MalformedBlob."""
    reader = _Reader(blob, WINDOW_VERSION)
    missed = reader.number()
    tags = dict(_summary(reader) for _ in range(reader.number()))
    reader.end()
    return WindowAggregate(tags, missed)


def encode_hour(hour: HourCounts) -> bytes:
    """Return the blob of an hour."""
    writer = _Writer(HOUR_VERSION)
    writer.number(len(hour.tags))
    for tag in sorted(hour.tags):
        writer.name(tag)
        writer.number(hour.tags[tag].authors)
        writer.number(hour.tags[tag].uses)
    return bytes(writer.written)


def decode_hour(blob: bytes) -> HourCounts:
    """Read the blob of an hour. Raise MalformedBlob."""
    reader = _Reader(blob, HOUR_VERSION)
    tags = {reader.name(): HourCount(reader.number(), reader.number()) for _ in range(reader.number())}
    reader.end()
    return HourCounts(tags)


def _summary(reader: _Reader) -> tuple[str, TagSummary]:
    tag = reader.name()
    spelling = reader.name() or tag
    posts = tuple(_post(reader) for _ in range(reader.number()))
    authors = reader.sketch() if len(posts) == SIZE else sketch_of(post.author for post in posts)
    return tag, TagSummary(spelling, posts, authors, reader.sketch())


def _post(reader: _Reader) -> Post:
    post_id, author, rest = reader.fixed(_ID_BYTES), reader.fixed(_HASH_BYTES), reader.fixed(_HASH_BYTES)
    return Post(hash_of(post_id), post_id, author, rest >> 1, bool(rest & 1))


class _Writer:
    def __init__(self, version: int) -> None:
        self.written = bytearray([version])

    def number(self, value: int) -> None:
        while value > 0x7F:
            self.written.append(value & 0x7F | 0x80)
            value >>= 7
        self.written.append(value)

    def fixed(self, value: int, width: int) -> None:
        self.written += value.to_bytes(width)

    def name(self, name: str) -> None:
        encoded = name.encode()
        self.number(len(encoded))
        self.written += encoded

    def sketch(self, hashes: Sequence[int]) -> None:
        self.number(len(hashes))
        for each in hashes:
            self.fixed(each, _HASH_BYTES)


class _Reader:
    def __init__(self, blob: bytes, version: int) -> None:
        self._blob = blob
        self._at = 1
        if blob[:1] != bytes([version]):
            raise MalformedBlob(f"not of version {version}")

    def number(self) -> int:
        value = shift = 0
        while True:
            byte = self._take(1)[0]
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte <= 0x7F:
                return value
            if shift > _MAX_NUMBER_BITS:
                raise MalformedBlob("a number without end")

    def fixed(self, width: int) -> int:
        return int.from_bytes(self._take(width))

    def name(self) -> str:
        try:
            return self._take(self.number()).decode()
        except UnicodeDecodeError as error:
            raise MalformedBlob("a name that is no text") from error

    def sketch(self) -> Sketch:
        return tuple(self.fixed(_HASH_BYTES) for _ in range(self.number()))

    def end(self) -> None:
        if self._at != len(self._blob):
            raise MalformedBlob("something behind the end")

    def _take(self, length: int) -> bytes:
        taken = self._blob[self._at : self._at + length]
        if len(taken) < length:
            raise MalformedBlob("cut off")
        self._at += length
        return taken
