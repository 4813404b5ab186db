"""What a component needs to declare a function: its stack, the stage's settings, layers and the resources there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from constructs import Construct

from infra.blocks.layers import Layers
from infra.blocks.python_function import PythonFunction
from infra.blocks.queue_with_dlq import QueueWithDlq
from infra.settings import StageSettings
from infra.stacks.data import DataStack

API_TIMEOUT_S = 10


@dataclass(frozen=True, slots=True)
class Workbench:
    """`fanout` is the queue of timeline jobs."""

    scope: Construct
    settings: StageSettings
    layers: Layers
    data: DataStack
    fanout: QueueWithDlq

    @property
    def resources(self) -> Mapping[str, str]:
        return {**self.data.resources, "FANOUT_QUEUE_URL": self.fanout.queue.queue_url}

    def api(self, name: str, description: str) -> PythonFunction:
        """Declare a function behind the HTTP API."""
        return PythonFunction(
            self.scope,
            name,
            self.settings,
            self.layers,
            self.resources,
            description=description,
            timeout_s=API_TIMEOUT_S,
            memory_mib=1024,
            snap_start=self.settings.snap_start,
        )

    def worker(self, name: str, description: str, *, timeout_s: int = 60, memory_mib: int = 512) -> PythonFunction:
        """Declare a function fed by a stream or a queue."""
        return PythonFunction(
            self.scope,
            name,
            self.settings,
            self.layers,
            self.resources,
            description=description,
            timeout_s=timeout_s,
            memory_mib=memory_mib,
        )
