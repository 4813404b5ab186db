"""What `lists_api` runs on."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.runtime.environment import Environment
from linnet.services.keep_lists import KeepLists
from linnet.services.list_members import ListMembers


@dataclass(frozen=True, slots=True)
class ListsApi:
    keep_lists: KeepLists
    list_members: ListMembers


def build(environment: Environment) -> ListsApi:
    """Put the function together."""
    tables = environment.tables
    return ListsApi(
        keep_lists=KeepLists(tables.lists, environment.ids),
        list_members=ListMembers(
            tables.lists,
            tables.graph,
            tables.users,
            tables.invalidations,
            environment.parallel,
            environment.clock,
        ),
    )
