"""Direct messages."""

from __future__ import annotations

from pydantic import RootModel

from linnet.facades.mastodon.entities.accounts import Account
from linnet.facades.mastodon.entities.shape import Entity, Id
from linnet.facades.mastodon.entities.statuses import Status


class Conversation(Entity):
    """A conversation: the others in it, and what was said last, as a status that only they may read.

    Its id is that of the other account, or of the group.
    """

    id: Id
    unread: bool
    accounts: list[Account]
    last_status: Status | None


class Conversations(RootModel[list[Conversation]]):
    """A list of conversations."""
