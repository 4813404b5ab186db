"""Bugs of lists."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from linnet.adapters.dynamodb.lists import DynamoLists
from linnet.domain.graph import Follower, Relationship
from linnet.domain.timelines import Timeline
from linnet.domain.visibility import Sight
from linnet.services import fan_out
from tests.simulation.focus import Focus
from tests.simulation.mutants.mutant import Mutant

_FILLED: Final = {"follow": 3, "join list": 4, "post": 4}


def _settle_nothing(self: DynamoLists, owner_id: int, list_id: int, user_id: int) -> None:
    """Leave whoever was unfollowed in the lists."""


def _home_only(followers: Collection[Follower]) -> list[Timeline]:
    return [Timeline(each.user_id) for each in followers]


def _nobody_apart(self: Sight, pair: Relationship) -> bool:
    return False


MUTANTS = (
    Mutant(
        "members of lists outlive their follows",
        ((DynamoLists, "settle", _settle_nothing),),
        Focus({**_FILLED, "unfollow": 3}, think_s=0.5),
    ),
    Mutant(
        "posts reach home and no list",
        ((fan_out, "_timelines", _home_only),),
        # Readers who are there, and posts that come after the second pass of the back-fills.
        Focus({**_FILLED, "home": 3}, tunables={"celebrity_on": 1000, "celebrity_off": 999}, think_s=60),
    ),
    Mutant(
        "exclusive lists keep nothing out of home",
        ((Sight, "_apart", _nobody_apart),),
        Focus({**_FILLED, "change list": 1, "home": 2}, think_s=2),
    ),
)
