"""The services of AWS that the system uses, in one process: what is called, stored and delivered."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

from linnet.ports.environment import Clock
from tests.simulation.engine.buckets import S3
from tests.simulation.engine.definitions import Definitions
from tests.simulation.engine.dynamodb import DynamoDb
from tests.simulation.engine.errors import NotSimulated
from tests.simulation.engine.event_logs import Kinesis
from tests.simulation.engine.queue_sources import QueueSettings, QueueSource
from tests.simulation.engine.queues import Sqs
from tests.simulation.engine.sdk import Call, Hook, Sdk, Watch
from tests.simulation.engine.sockets import Sockets
from tests.simulation.engine.stream_sources import StreamSettings, StreamSource


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
        self.sqs = Sqs(definitions.queues, clock, random)
        self.s3 = S3(definitions.buckets, clock)
        self.kinesis = Kinesis(definitions.logs, clock, shards)
        self.sockets = Sockets(clock)
        self._logs = frozenset(definitions.logs)
        self.calls: Counter[tuple[str, str]] = Counter()
        self.sources = [self._source(settings) for settings in definitions.sources]
        self.failures = definitions.failures
        self._services: Mapping[str, Callable[[Call], dict[str, Any]]] = {
            "dynamodb": self.dynamodb.answer,
            "sqs": self.sqs.answer,
            "s3": self.s3.answer,
            "kinesis": self.kinesis.answer,
            "apigatewaymanagementapi": self.sockets.answer,
        }
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

    def _source(self, settings: StreamSettings | QueueSettings) -> StreamSource | QueueSource:
        if isinstance(settings, QueueSettings):
            return QueueSource(settings, self.sqs.queue(settings.queue))
        if settings.table in self._logs:
            return StreamSource(settings, self.kinesis.stream(settings.table), self.clock, self._keep)
        stream = self.dynamodb.table(settings.table).stream
        if stream is None:
            raise ValueError(f"{settings.function} is fed by {settings.table}, which has no stream")
        return StreamSource(settings, stream, self.clock, self._keep)

    def _keep(self, key: str, content: Mapping[str, Any]) -> None:
        # Lambda's own call, which no hook of the code under test sees.
        self.s3.put(self.failures, key, json.dumps(content).encode())
