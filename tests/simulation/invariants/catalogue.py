"""All invariants of all features: of what is stored, and of what is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tests.simulation.invariants import (
    drafts,
    engagement_lists,
    engagements,
    erased,
    inboxes,
    indexed,
    lists,
    messages,
    network,
    notifications,
    reconciled,
    shown,
    sockets,
    stored,
    told_messages,
    trends,
)
from tests.simulation.invariants.truth import Truth
from tests.simulation.people import World

Check = Callable[[World, Truth], None]

STORED: Final[tuple[Check, ...]] = (
    *stored.CHECKS,
    *network.CHECKS,
    *drafts.CHECKS,
    *erased.STORED,
    *engagements.STORED,
    *messages.CHECKS,
    *sockets.CHECKS,
    *indexed.CHECKS,
    *lists.STORED,
    *trends.STORED,
)
SHOWN: Final[tuple[Check, ...]] = (
    *reconciled.CHECKS,
    *shown.CHECKS,
    *lists.SHOWN,
    *engagement_lists.SHOWN,
    *inboxes.CHECKS,
    *notifications.SHOWN,
    *told_messages.SHOWN,
    *erased.SHOWN,
)
