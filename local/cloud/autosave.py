"""Take snapshots while the emulator serves, in a forked child, so that the pause is that of a fork."""

import asyncio
import contextlib
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from local.cloud.guard import Application, Receive, Scope, Send
from local.cloud.snapshots import drop_snapshots, write_snapshot

# Python warns of forks in a process with threads: locks that another thread holds stay locked in the child. Ours only
# reads state, whose functions take no locks for the services that we use, and is ended if it hangs nevertheless.
EVERY_SECONDS = 10.0
# The more there is to save the longer it takes, and the machine is the one that everything else runs on: of a
# processor, snapshots take one part in so many.
PROCESSOR_SHARE = 20
KEPT_SNAPSHOTS = 2
CHILD_SECONDS = 60

logger = logging.getLogger("local.cloud")


def can_fork() -> bool:
    """Tell whether a process with threads may fork here; on macOS the child may crash in the system's libraries."""
    return sys.platform == "linux"


def pause_after(took_seconds: float) -> float:
    """Return the seconds until the next snapshot, after one that took so much processor time."""
    return max(EVERY_SECONDS, took_seconds * PROCESSOR_SHARE)


class Autosave:
    """An ASGI application that saves the state after requests: every few seconds where it can fork, and at the end."""

    def __init__(
        self,
        application: Application,
        folder: Path,
        write_state: Callable[[Path], None],
        trim_history: Callable[[], None],
    ) -> None:
        self._application = application
        self._folder = folder
        self._write_state = write_state
        self._trim_history = trim_history
        self._requests = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan" and not scope["path"].startswith("/_ministack/"):
            self._requests += 1
        await self._application(scope, receive, send)

    async def run(self) -> None:
        """Save every few seconds until cancelled, once more after the last request and never while nothing happens.

        Where saving takes long, it is done less often.
        """
        saved = 0
        quiet = True
        took_seconds = 0.0
        while True:
            await asyncio.sleep(pause_after(took_seconds))
            # What consumers do after the last request, such as advancing in a stream, is work too: hence the one more.
            if self._requests == saved and quiet:
                continue
            quiet = self._requests == saved
            saved = self._requests
            self._trim_history()
            took_seconds = await self._save_in_child()

    def save_now(self) -> None:
        """Save in this process, which pauses it for as long as the writing takes."""
        self._trim_history()
        self._save()
        drop_snapshots(self._folder, KEPT_SNAPSHOTS)

    def _save(self) -> None:
        write_snapshot(self._folder, int(time.time() * 1000), self._write_state)

    async def _save_in_child(self) -> float:
        """Save in a child and return the seconds of processor time that it took."""
        pid = os.fork()
        if pid == 0:
            self._be_child()
        while True:
            finished, status, usage = os.wait4(pid, os.WNOHANG)  # noqa: ASYNC222 - WNOHANG does not wait
            if finished:
                break
            await asyncio.sleep(0.1)
        if status != 0:
            logger.warning("snapshot failed (status %d); the one before it stays", status)
        drop_snapshots(self._folder, KEPT_SNAPSHOTS)
        return usage.ru_utime + usage.ru_stime

    def _be_child(self) -> None:
        code = 1
        try:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.alarm(CHILD_SECONDS)
            # The listening socket above all: a child that outlives a killed parent would keep the port taken.
            os.closerange(3, os.sysconf("SC_OPEN_MAX"))
            logging.disable(logging.CRITICAL)
            os.nice(10)
            self._save()
            code = 0
        finally:
            with contextlib.suppress(Exception):
                sys.stderr.flush()
            os._exit(code)
