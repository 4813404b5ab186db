"""All actions of all features."""

from __future__ import annotations

from typing import Final

from tests.simulation.workload import (
    accounts,
    direct,
    drafts,
    engagement,
    erasure,
    graph,
    inbox,
    listing,
    lists,
    messages,
    notifications,
    reading,
    sockets,
    tweets,
)
from tests.simulation.workload.action import Action

ACTIONS: Final[tuple[Action, ...]] = (
    *accounts.ACTIONS,
    *erasure.ACTIONS,
    *graph.ACTIONS,
    *tweets.ACTIONS,
    *drafts.ACTIONS,
    *engagement.ACTIONS,
    *reading.ACTIONS,
    *listing.ACTIONS,
    *lists.ACTIONS,
    *messages.ACTIONS,
    *direct.ACTIONS,
    *inbox.ACTIONS,
    *notifications.ACTIONS,
    *sockets.ACTIONS,
)
