"""Bodies of what one account decides about another."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import AfterValidator, Field

from linnet.domain.text import normalize
from linnet.facades.native.requests import Body, PageQuery
from linnet.services.annotate_user import MAX_NOTE
from linnet.services.recommend_accounts import DirectoryOrder

MAX_MUTE_S: Final = 366 * 86_400


class FollowChoice(Body):
    """How to follow: whether the account's retweets reach home, and whether each new tweet of it is a notification."""

    show_retweets: bool | None = None
    notify: bool | None = None


class MuteTime(Body):
    """How long to mute, without a duration until it is lifted; and whether notifications are muted, too."""

    duration_seconds: Annotated[int, Field(ge=60, le=MAX_MUTE_S)] | None = None
    notifications: bool = True


class DirectoryQuery(PageQuery):
    """In which order, and where to start."""

    order: DirectoryOrder = DirectoryOrder.ACTIVE


class Note(Body):
    """What to keep in mind about an account; nothing takes the note away."""

    note: Annotated[str, AfterValidator(normalize), Field(max_length=MAX_NOTE)]
