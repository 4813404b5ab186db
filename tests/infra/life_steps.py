"""What the parts of the story share."""

from __future__ import annotations

from typing import Any

from tests.infra.recorded_network import RecordedNetwork
from tests.integration.network import Person

HOUR_MS = 3_600_000
PASSWORD = "a long pass phrase 9"  # as `Network.sign_up` has it


def done(answer: tuple[int, Any], *statuses: int) -> Any:
    status, body = answer
    assert status in (statuses or (200, 201, 202, 204)), body
    return body


def sign_up(network: RecordedNetwork, name: str) -> Person:
    # An address may sign up a few times an hour only.
    network.clock.advance(HOUR_MS)
    return network.sign_up(name)
