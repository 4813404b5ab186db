"""Read forms of several parts (RFC 7578), files among them, in time linear in their bytes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import HTTP
from typing import Final

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
    """Return the parts that have a name, in their order. Raise BrokenForm."""
    boundary = _boundary(content_type)
    delimiter = re.compile(rb"(?:^|\r?\n)--" + re.escape(boundary) + rb"(--)?[ \t]*(?=\r?\n|$)")
    found: list[Part] = []
    start: int | None = None
    for match in delimiter.finditer(body):
        if start is not None:
            part = _part(body, start, match.start())
            if part is not None:
                found.append(part)
            if len(found) > MAX_PARTS:
                raise BrokenForm("too many parts")
        start = match.end()
        if match.group(1):
            return found
    if start is None:
        raise BrokenForm("the boundary is nowhere")
    # It ends without its last line, as some libraries send it.
    last = _part(body, start, len(body))
    return found if last is None else [*found, last]


def _boundary(content_type: str) -> bytes:
    head = b"Content-Type: " + content_type.encode("latin-1", "replace").replace(b"\n", b" ").replace(b"\r", b" ")
    boundary = _head(head + b"\r\n\r\n").get_param("boundary")
    if not isinstance(boundary, str) or not 1 <= len(boundary) <= 200:
        raise BrokenForm("no boundary")
    return boundary.encode("latin-1", "replace")


def _part(body: bytes, start: int, end: int) -> Part | None:
    head_end = re.compile(rb"\r?\n\r?\n").search(body, start, min(end + 4, start + MAX_HEAD))
    if head_end is None:
        return None
    head = _head(body[start : head_end.start()].lstrip(b"\r\n") + b"\r\n\r\n")
    name = head.get_param("name", header="content-disposition")
    if not isinstance(name, str):
        return None
    return Part(name, body[head_end.end() : max(end, head_end.end())], head.get_filename())


def _head(head: bytes) -> EmailMessage:
    try:
        parsed = BytesHeaderParser(policy=HTTP).parsebytes(head)
    except (MessageError, LookupError, ValueError) as error:
        raise BrokenForm("an unreadable head") from error
    if not isinstance(parsed, EmailMessage):
        raise BrokenForm("an unreadable head")
    return parsed
