"""Make functions of the two kinds there are, with the stage's settings, layers and resources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from constructs import Construct

from infra.blocks.layers import Layers
from infra.blocks.python_function import PythonFunction
from infra.blocks.queue_with_dlq import QueueWithDlq
from infra.components.storage import Storage, Tables
from infra.settings import StageSettings

API_TIMEOUT_S = 10


@dataclass(frozen=True, slots=True)
class FunctionFactory:
    """`scope` is the stack of the functions; `fanout`, `pushes`, `webpush`, `notifications`, `erasure` and `exports`,
    `index`, `totals` and `mail` are queues.

    `more` are variables of resources that only this stack has.
    """

    scope: Construct
    settings: StageSettings
    layers: Layers
    storage: Storage
    fanout: QueueWithDlq
    pushes: QueueWithDlq
    webpush: QueueWithDlq
    notifications: QueueWithDlq
    erasure: QueueWithDlq
    exports: QueueWithDlq
    index: QueueWithDlq
    totals: QueueWithDlq
    mail: QueueWithDlq
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def tables(self) -> Tables:
        return self.storage.tables

    def api(
        self, name: str, description: str, *, timeout_s: int = API_TIMEOUT_S, memory_mib: int = 1024
    ) -> PythonFunction:
        """Declare a function behind the HTTP API."""
        return PythonFunction(
            self.scope,
            name,
            self.settings,
            self.layers,
            self._resources(),
            description=description,
            timeout_s=timeout_s,
            memory_mib=memory_mib,
            snap_start=self.settings.snap_start,
        )

    def worker(self, name: str, description: str, *, timeout_s: int = 60, memory_mib: int = 512) -> PythonFunction:
        """Declare a function fed by a stream or a queue."""
        return PythonFunction(
            self.scope,
            name,
            self.settings,
            self.layers,
            self._resources(),
            description=description,
            timeout_s=timeout_s,
            memory_mib=memory_mib,
        )

    def _resources(self) -> Mapping[str, str]:
        return {
            **self.storage.environment(),
            "FANOUT_QUEUE_URL": self.fanout.queue.queue_url,
            "PUSHES_QUEUE_URL": self.pushes.queue.queue_url,
            "WEBPUSH_QUEUE_URL": self.webpush.queue.queue_url,
            "NOTIFICATIONS_QUEUE_URL": self.notifications.queue.queue_url,
            "ERASURE_QUEUE_URL": self.erasure.queue.queue_url,
            "EXPORT_QUEUE_URL": self.exports.queue.queue_url,
            "INDEX_QUEUE_URL": self.index.queue.queue_url,
            "TOTALS_QUEUE_URL": self.totals.queue.queue_url,
            "MAIL_QUEUE_URL": self.mail.queue.queue_url,
            **self.more,
        }
