"""Start and stop the processes of a network, with all their children."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

from local.cloud.environment import emulator_environment
from local.instance import Instance
from local.loopback import NO_ANSWER, open_url

START_SECONDS = 60.0
# The emulator drains, stops its workers and writes a last snapshot.
STOP_SECONDS = 60.0


class StartError(Exception):
    """A process did not come up; the message says what it said."""


def wait_until(condition: Callable[[], bool], seconds: float, every: float = 0.05) -> bool:
    """Wait for the condition and return whether it came true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(every)
    return True


def is_alive(pid: int) -> bool:
    """Tell whether a process of that id exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's, who got the number since
        return False
    return True


class CloudProcess:
    """The emulator: a process group of its own, so that Ctrl-C reaches only us and we stop it in order."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        with instance.cloud_log.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "local.cloud",
                    *("--folder", str(instance.folder)),
                    *("--port", str(instance.port)),
                    *("--cloud-port", str(instance.cloud_port)),
                    *(["--enforce-iam"] if instance.enforce_iam else []),
                ],
                cwd=instance.project,
                env=emulator_environment(instance),
                # Held open as long as we live: its end tells the emulator that we are gone.
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    def is_running(self) -> bool:
        return self._process.poll() is None

    def wait_until_ready(self) -> None:
        """Wait until the emulator answers; raise StartError with the end of its log if it does not."""
        ready = wait_until(lambda: not self.is_running() or self._answers(), START_SECONDS)
        if not ready or not self.is_running():
            lines = self._instance.cloud_log.read_text(encoding="utf-8", errors="replace").splitlines()
            raise StartError("\n".join(["the local AWS did not start; the end of its log:", *lines[-20:]]))

    def stop(self) -> bool:
        """Stop the emulator and whatever it started; return whether it has saved everything before it ended."""
        if self.is_running():
            self._process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(STOP_SECONDS)
        # A worker busy with a call does not notice that the emulator is gone until it has finished.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()
        return self._process.returncode == 0

    def _answers(self) -> bool:
        try:
            with open_url(f"{self._instance.cloud_url}/_ministack/health", timeout_seconds=2) as response:
                return response.status == 200
        except NO_ANSWER:
            return False
