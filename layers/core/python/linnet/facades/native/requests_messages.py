"""What the operations on messages take."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from linnet.domain.messages import MAX_MEDIA, MAX_MEMBERS, MAX_TEXT, MAX_TITLE
from linnet.facades.native.requests import Body, Id, PageQuery, Query
from linnet.services.send_message import MessageDraft

# As sent; the limits count composed characters, of which a decomposed one is several.
Text = Annotated[str, Field(max_length=2 * MAX_TEXT)]
Title = Annotated[str, Field(max_length=2 * MAX_TITLE)]
# One emoji: sequences of pictographs and tags are the longest.
Emoji = Annotated[str, Field(min_length=1, max_length=40)]


class NewMessage(Body):
    """Send a message: up to 10,000 characters, which may be none where there is media."""

    text: Text
    media_ids: Annotated[list[Id], Field(max_length=MAX_MEDIA)] | None = None

    def draft(self) -> MessageDraft:
        """Return the message to be as services know it."""
        return MessageDraft(self.text, tuple(self.media_ids or ()))


class NewGroup(Body):
    """Begin a group with other accounts."""

    user_ids: Annotated[list[Id], Field(min_length=1, max_length=MAX_MEMBERS)]
    title: Title = ""


class GroupTitle(Body):
    """Rename a group; an empty title takes the name away."""

    title: Title


class NewMembers(Body):
    """Add accounts to a group."""

    user_ids: Annotated[list[Id], Field(min_length=1, max_length=MAX_MEMBERS)]


class ReadUpTo(Body):
    """Say up to which message everything was read."""

    up_to: Id


class Reaction(Body):
    """React with one emoji."""

    emoji: Emoji


class ConversationsQuery(PageQuery):
    """Which list of conversations, and where to start."""

    box: Literal["inbox", "requests"] = "inbox"


class MessagesQuery(PageQuery):
    """Backwards from the newest message, or onwards from `since` (a message the client has; without it, the first)."""

    direction: Literal["older", "newer"] = "older"
    since: Id | None = None


class DeleteQuery(Query):
    """For whom a message is deleted; `everyone` unsends it."""

    scope: Literal["me", "everyone"] = "me"
