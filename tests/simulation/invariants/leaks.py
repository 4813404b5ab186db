"""What people write to one another leaves a function for the table of messages, and for nowhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch

from aws_lambda_powertools import Logger

from tests.simulation.conversations import WHISPER
from tests.simulation.engine.sdk import Call, Hook, Phase


class Leaks:
    """Look at every message, object and frame that is sent, and listen to what is logged."""

    def __init__(self, behind: Hook, violated: Callable[[str], None]) -> None:
        self._behind = behind
        self._violated = violated

    def on_call(self, call: Call, phase: Phase) -> None:
        """Implement the engine's hook."""
        # Tables are looked at when everything is at rest.
        if phase is Phase.BEFORE and call.service != "dynamodb" and WHISPER in repr(call.params):
            self._violated(f"{call.service} {call.operation} is given the text of a message")
        self._behind.on_call(call, phase)

    def listening(self) -> AbstractContextManager[Any]:
        """Hear every line of a function's log until the end of the block, whatever level is kept."""

        def hear(_logger: Logger, *said: object, **facts: object) -> None:
            spoken = [repr(said), repr(facts), *map(repr, _raised())]
            if any(WHISPER in each for each in spoken):
                self._violated(f"the log is told the text of a message: {said}")

        return patch.multiple(Logger, debug=hear, info=hear, warning=hear, error=hear, exception=hear, critical=hear)


def _raised() -> list[BaseException]:
    """Return the exception under way and those before it: a trace shows what they say, and no other data."""
    found: list[BaseException] = []
    error = sys.exc_info()[1]
    # An error that one task hands to another can be its own context.
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found
