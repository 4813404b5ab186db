"""Gather whom an account follows, blocks and mutes, and who follows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from linnet.domain.exports import Record, moment
from linnet.domain.graph import Relationship
from linnet.domain.ids import created_ms
from linnet.domain.paging import PageRange
from linnet.domain.users import User
from linnet.ports.environment import Clock
from linnet.ports.exports import ExportPage
from linnet.ports.graph import FollowIndex, Graph
from linnet.ports.identity import Users

PAIRS: Final = 100


@dataclass(frozen=True, slots=True)
class GatherRelationships:
    """Implement the port `ExportSource`: what the account decided about others. What they decided is theirs."""

    graph: Graph
    users: Users
    clock: Clock
    name: str = "relationships"

    def page(self, user_id: int, position: str | None) -> ExportPage:
        pairs = self.graph.all_of(user_id, int(position or 0), PAIRS)
        stated = [(pair, says) for pair in pairs if (says := self._says(pair))]
        # Who blocked the account is hidden from it, the name too.
        met = [pair.target_id for pair, _ in stated if not pair.blocked_by]
        names = usernames(self.users.get_many(met))
        records: list[Record] = [{**identified(pair.target_id, names), **says} for pair, says in stated]
        return ExportPage(records, str(pairs[-1].target_id) if len(pairs) == PAIRS else None)

    def _says(self, pair: Relationship) -> Mapping[str, Any]:
        says: dict[str, Any] = {}
        if pair.follow_id is not None:
            says["followedAt"] = moment(created_ms(pair.follow_id))
            says["showsRetweets"] = pair.show_retweets
            says["tellsOfTweets"] = pair.notifying
            says["endorsed"] = pair.endorsed
        if pair.requested_id is not None:
            says["requestedAt"] = moment(created_ms(pair.requested_id))
        if pair.blocking:
            says["blocked"] = True
        if pair.muted(self.clock.now_ms()):
            says["muted"] = True
            says["mutedUntil"] = moment(pair.muted_until_ms or None)
            says["mutedNotifications"] = not pair.spares_notifications
        if pair.note:
            says["note"] = pair.note
        return says


@dataclass(frozen=True, slots=True)
class GatherFollowers:
    """Implement the port `ExportSource`: who follows the account, newest first."""

    follows: FollowIndex
    users: Users
    name: str = "followers"

    def page(self, user_id: int, position: str | None) -> ExportPage:
        found = self.follows.followers(user_id, PageRange(PAIRS, before=None if position is None else int(position)))
        # Who takes no part is hidden here as in the list of followers.
        names = usernames(self.users.get_many([each.user_id for each in found]))
        records: list[Record] = [
            {**identified(each.user_id, names), "since": moment(created_ms(each.id))}
            for each in found
            if each.user_id in names
        ]
        return ExportPage(records, str(found[-1].id) if len(found) == PAIRS else None)


def usernames(users: Mapping[int, User]) -> Mapping[int, str]:
    """Return the names of those who take part."""
    return {user_id: user.username for user_id, user in users.items() if user.active}


def identified(user_id: int, names: Mapping[int, str]) -> dict[str, Any]:
    """Return id and name of an account, the id alone where nobody is to be seen."""
    return {"id": str(user_id), "username": names.get(user_id)}
