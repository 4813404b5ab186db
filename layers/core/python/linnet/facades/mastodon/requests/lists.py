"""What the operations on lists accept."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from linnet.domain.lists import MAX_NEW_MEMBERS, ListEdit, RepliesPolicy
from linnet.facades.mastodon.fields import Form, Id, Many, Switch, Text


class NewList(Form):
    """Make a list."""

    title: Text
    replies_policy: RepliesPolicy = RepliesPolicy.LIST
    exclusive: Switch = False


class ChangedList(Form):
    """Change a list; what is not named stays."""

    title: Text | None = None
    replies_policy: RepliesPolicy | None = None
    exclusive: Switch | None = None

    def edit(self) -> ListEdit:
        """Return the change as services know it."""
        return ListEdit(self.title, self.replies_policy, self.exclusive)


class Members(Form):
    """Who is to join a list or to leave it."""

    account_ids: Annotated[Many[Id], Field(min_length=1, max_length=MAX_NEW_MEMBERS)]
