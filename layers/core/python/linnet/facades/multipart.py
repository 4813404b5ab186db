"""Read forms of several parts (RFC 7578), files among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

MAX_PARTS: Final = 200
# A part says its name, its file's name and its type.
MAX_HEAD: Final = 4_096


class BrokenForm(ValueError):
    """The bytes are no such form."""


@dataclass(frozen=True, slots=True)
class Part:
    """A field, or a file where it has a name of one, which may be empty."""

    name: str
    content: bytes
    filename: str | None = None

    @property
    def text(self) -> str:
        """Return the content of a field."""
        return self.content.decode("utf-8", "replace")


def read_parts(body: bytes, content_type: str) -> Sequence[Part]:
    """Return the parts that have a name, in their order. Raise BrokenForm, also where the end is missing."""
    boundary = parse_options_header(content_type)[1].get("boundary", "")
    try:
        with PushMultipartParser(boundary, max_segment_count=MAX_PARTS, max_header_size=MAX_HEAD) as parser:
            events = list(parser.parse(body))
    except (MultipartError, UnicodeError) as error:
        raise BrokenForm(str(error)) from error
    parts: list[Part] = []
    chunks: list[bytes] = []
    for event in events:
        if isinstance(event, MultipartSegment):
            segment = event
        elif event is not None:
            chunks.append(bytes(event))
        else:
            if segment.name:
                parts.append(Part(segment.name, b"".join(chunks), segment.filename))
            chunks = []
    return parts
