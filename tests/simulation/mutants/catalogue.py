"""All mutants of all features."""

from __future__ import annotations

from typing import Final

from tests.simulation.mutants import (
    counting,
    drafting,
    engaging,
    erasing,
    indexing,
    listing,
    messaging,
    notifying,
    reading,
    realtime,
    ringing,
    writing,
)
from tests.simulation.mutants.mutant import Mutant

MUTANTS: Final[tuple[Mutant, ...]] = (
    *counting.MUTANTS,
    *writing.MUTANTS,
    *drafting.MUTANTS,
    *reading.MUTANTS,
    *engaging.MUTANTS,
    *erasing.MUTANTS,
    *indexing.MUTANTS,
    *listing.MUTANTS,
    *messaging.MUTANTS,
    *notifying.MUTANTS,
    *realtime.MUTANTS,
    *ringing.MUTANTS,
)
