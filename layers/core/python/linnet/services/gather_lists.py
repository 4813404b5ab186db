"""Gather the lists of an account, with who is in them."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.exports import Record
from linnet.ports.exports import ExportPage
from linnet.ports.identity import Users
from linnet.ports.lists import Lists
from linnet.services.gather_relationships import identified, usernames


@dataclass(frozen=True, slots=True)
class GatherLists:
    """Implement the port `ExportSource`: one list a page, oldest first. Whose lists hold the account is theirs."""

    lists: Lists
    users: Users
    name: str = "lists"

    def page(self, user_id: int, position: str | None) -> ExportPage:
        after = int(position or 0)
        later = [each for each in self.lists.all_of(user_id) if each.id > after]
        if not later:
            return ExportPage([], None)
        shown = later[0]
        members = sorted(shown.members)
        names = usernames(self.users.get_many(members))
        record: Record = {
            "id": str(shown.id),
            "title": shown.title,
            "repliesPolicy": shown.replies_policy.value,
            "exclusive": shown.exclusive,
            "members": [identified(each, names) for each in members],
        }
        return ExportPage([record], str(shown.id) if len(later) > 1 else None)
