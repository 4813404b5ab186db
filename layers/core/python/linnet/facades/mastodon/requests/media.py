"""What the operations on media accept."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Strict

from linnet.domain.errors import invalid
from linnet.domain.media import Focus, checked_focus
from linnet.facades.mastodon.fields import Form, Text
from linnet.services.keep_media import MediaChange


def _chosen(value: Any) -> Any:
    # A file field that was left empty is sent as an empty file by browsers.
    last = value[-1] if isinstance(value, list) and value else value
    return None if last in (b"", "") else last


File = Annotated[bytes, Strict()]
OptionalFile = Annotated[File | None, BeforeValidator(_chosen)]


def focus_of(text: str | None) -> Focus | None:
    """Read "x,y". Raise a DomainError."""
    if text is None or not text.strip():
        return None
    x, _, y = text.partition(",")
    try:
        return checked_focus(float(x), float(y))
    except ValueError as error:
        raise invalid("focus", "must be two numbers from -1 to 1") from error


class NewMedia(Form):
    """Upload a picture; `focus` is "x,y", both from -1 to 1."""

    file: File
    thumbnail: OptionalFile = None
    description: Text = ""
    focus: Text | None = None

    def focus_point(self) -> Focus | None:
        """Return the point to keep visible. Raise a DomainError."""
        return focus_of(self.focus)


class ChangedMedia(Form):
    """Describe a picture before it is attached; what is not named stays."""

    thumbnail: OptionalFile = None
    description: Text | None = None
    focus: Text | None = None

    def change(self) -> MediaChange:
        """Return the change as services know it. Raise a DomainError."""
        return MediaChange(self.description, focus_of(self.focus), self.thumbnail)
