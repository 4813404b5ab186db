"""What functions ask of tables is what their roles allow, also on the ways that only faults open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from greenlet import getcurrent

from tests.infra.authorised import authorised, resource
from tests.simulation.engine.sdk import Call, Hook, Phase
from tests.simulation.faults import Invocation
from tests.simulation.schedule import Task

Granted = Mapping[str, frozenset[tuple[str, str]]]


def running_function() -> str | None:
    """Return the function in whose invocation the call is made; None for what tests do themselves."""
    task = getcurrent()
    life = task.life if isinstance(task, Task) else None
    return life.function if isinstance(life, Invocation) else None


@dataclass(slots=True)
class Roles:
    """Compare every kind of request once with the role of its function, and pass all of them on.

    A function whose grants are not given may do everything.
    """

    hook: Hook
    granted: Granted
    violated: Callable[[str], None]
    running: Callable[[], str | None] = running_function
    _compared: set[tuple[Any, ...]] = field(default_factory=set)

    def on_call(self, call: Call, phase: Phase) -> None:
        """Implement the engine's hook."""
        if phase is Phase.BEFORE and call.service == "dynamodb":
            self._compare(call)
        self.hook.on_call(call, phase)

    def _compare(self, call: Call) -> None:
        function = self.running()
        allowed = None if function is None else self.granted.get(function)
        if allowed is None:
            return
        for action, table, index in authorised(call.operation, call.params):
            request = (function, action, table, index)
            if request not in self._compared:
                self._compared.add(request)
                if (f"dynamodb:{action}", resource(table, index)) not in allowed:
                    self.violated(f"the role of {function} allows no {action} of {resource(table, index)}")
