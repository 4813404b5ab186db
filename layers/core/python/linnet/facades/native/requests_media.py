"""What the operations of pictures take."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, Strict

from linnet.domain.media import MAX_DESCRIPTION, Focus
from linnet.facades.native.requests import Body, Line
from linnet.services.keep_media import MediaChange

# Longer ones are refused by what counts characters of the text as it is kept.
_Description = Annotated[Line, Field(max_length=4 * MAX_DESCRIPTION)]
_Coordinate = Annotated[float, Field(ge=-1, le=1, strict=False)]


class NewMedia(Body):
    """Upload a picture: a form of several parts, whose `file` is JPEG, PNG, GIF or WebP."""

    file: Annotated[bytes, Strict()]
    thumbnail: Annotated[bytes, Strict()] | None = None
    description: _Description = ""
    focus_x: _Coordinate = 0.0
    focus_y: _Coordinate = 0.0

    def focus(self) -> Focus:
        """Return the point to keep visible."""
        return Focus(self.focus_x, self.focus_y)


class NewProfilePicture(Body):
    """Show a picture: a form of several parts, whose `file` is JPEG, PNG, GIF or WebP."""

    file: Annotated[bytes, Strict()]


class FocusPoint(Body):
    """The point that must stay visible: both from -1 to 1, right and up."""

    x: _Coordinate
    y: _Coordinate


class ChangedMedia(Body):
    """Describe a picture before it is attached; what is not named stays."""

    description: _Description | None = None
    focus: FocusPoint | None = None

    def change(self) -> MediaChange:
        """Return the change as services know it."""
        return MediaChange(self.description, None if self.focus is None else Focus(self.focus.x, self.focus.y))
