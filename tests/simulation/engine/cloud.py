"""The services of AWS that the system uses, in one process: what is called, stored and delivered."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from linnet.ports.environment import Clock
from tests.simulation.engine.definitions import Definitions
from tests.simulation.engine.dynamodb import DynamoDb
from tests.simulation.engine.errors import NotSimulated
from tests.simulation.engine.sdk import Call, Hook, Sdk, Watch


class Cloud:
    """Everything that clients reach between the start and the end of `installed()`.

    `clock` is the cloud's own time, `sleep` is how the SDK pauses before it repeats a call, and `hook` sees every
    attempt at a call. `shards` is the number of shards with which each stream begins.
    """

    def __init__(
        self,
        definitions: Definitions,
        clock: Clock,
        *,
        random: random.Random,
        sleep: Callable[[float], None],
        hook: Hook | None = None,
        shards: int = 1,
    ) -> None:
        self.clock = clock
        self.dynamodb = DynamoDb(definitions.tables, clock, shards)
        self.calls: Counter[tuple[str, str]] = Counter()
        self._services = {"dynamodb": self.dynamodb.answer}
        self.sdk = Sdk(self._answer, hook or Watch(), sleep, random)

    def installed(self) -> AbstractContextManager[None]:
        """Take the place of AWS for every client of this process."""
        return self.sdk.installed()

    def _answer(self, call: Call) -> dict[str, Any]:
        self.calls[call.service, call.operation] += 1
        service = self._services.get(call.service)
        if service is None:
            raise NotSimulated(call.service)
        return service(call)
