"""What the parts of the story share."""

from __future__ import annotations

from tests.infra.recorded_network import RecordedNetwork
from tests.integration.person import Person

HOUR_MS = 3_600_000


def sign_up(network: RecordedNetwork, name: str) -> Person:
    # An address may sign up a few times an hour only.
    network.clock.advance(HOUR_MS)
    return network.sign_up(name)
