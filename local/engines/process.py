"""Start the process of an engine, so that it never outlives whoever started it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

STOP_TIMEOUT_S: Final = 30.0
_WATCH: Final = Path(__file__).parent / "ends_with_parent.py"


class EngineProcess:
    """A command below a process that kills it when we are gone; both are a group of their own."""

    def __init__(self, command: Sequence[str], folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", str(_WATCH), *command],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            # Ctrl-C reaches only us, and we stop it in order.
            start_new_session=True,
        )

    def wait_until(self, is_ready: Callable[[], bool], timeout_seconds: float) -> None:
        """Wait until it is ready for work. Raise RuntimeError when it ends before, or is not ready in time."""
        deadline = time.monotonic() + timeout_seconds
        while self._process.poll() is None:
            if is_ready():
                return
            if time.monotonic() > deadline:
                self.kill()
                raise RuntimeError("the engine did not start in time")
            time.sleep(0.1)
        raise RuntimeError(f"the engine ended with {self._process.returncode}")

    def stop(self) -> None:
        """Ask it to end, and wait until it has."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(STOP_TIMEOUT_S)
        self.kill()

    def kill(self) -> None:
        """Kill it as it would be killed if we ended now, and wait until it is gone."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait(STOP_TIMEOUT_S)
