"""Run MiniStack on loopback until a signal, or until whoever started it is gone."""

import asyncio
import contextlib
import os
import resource
import signal
import sys
import threading
import warnings

from hypercorn.asyncio import serve
from hypercorn.config import Config
from ministack import app as emulator  # type: ignore[import-untyped]
from ministack.core import lambda_runtime  # type: ignore[import-untyped]

from local.cloud.autosave import Autosave, can_fork
from local.cloud.expressions import read_expressions_once
from local.cloud.guard import OriginGuard, TrustedTransport
from local.cloud.pollers import Pollers
from local.cloud.state import keep_work_in_flight, name_queues_without_our_port, trim_history, write_state
from local.instance import Instance

DRAIN_SECONDS = 3.0


async def run(instance: Instance) -> None:
    """Serve until told to stop, then stop the workers and save."""
    keep_work_in_flight()
    name_queues_without_our_port()
    read_expressions_once()
    Pollers().install()
    # It would overwrite the snapshot that it was started from, file by file; ours appears whole or not at all.
    emulator.save_all = lambda _states: None
    autosave = Autosave(emulator.app, instance.snapshots, write_state, trim_history)
    application = TrustedTransport(autosave) if instance.enforce_iam else autosave
    origins = [f"http://{name}:{instance.port}" for name in ("localhost", "127.0.0.1", "[::1]")]
    saving = asyncio.create_task(autosave.run()) if can_fork() else None
    await serve(
        OriginGuard(application, origins),  # type: ignore[arg-type]  # hypercorn types each kind of scope
        _configuration(instance),
        shutdown_trigger=_stop_requested,
    )
    if saving is not None:
        saving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await saving
    # Workers first: what they had not finished is then in the snapshot as not done, and is done again.
    lambda_runtime.reset()
    autosave.save_now()
    # The emulator's threads never end; leaving the loop properly would wait for those of them that serve it.
    sys.stderr.flush()
    os._exit(0)


def _configuration(instance: Instance) -> Config:
    config = Config()
    config.bind = [f"127.0.0.1:{instance.cloud_port}"]
    config.keep_alive_timeout = 75
    config.graceful_timeout = DRAIN_SECONDS
    config.shutdown_timeout = DRAIN_SECONDS
    config.loglevel = "WARNING"
    return config


async def _stop_requested() -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)

    def watch_starter() -> None:
        # Standard input is a pipe from the starter; it ends when the starter does, even by kill -9.
        while os.read(sys.stdin.fileno(), 4096):
            pass
        loop.call_soon_threadsafe(stop.set)

    threading.Thread(target=watch_starter, daemon=True, name="starter").start()
    await stop.wait()


def _raise_open_file_limit() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        with contextlib.suppress(ValueError, OSError):  # macOS reports a hard limit that it does not grant
            resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65536), hard))


def main(instance: Instance) -> None:
    # A snapshot is a fork of a process with threads; why that is safe here stands in local/cloud/autosave.py.
    warnings.filterwarnings("ignore", message=".*multi-threaded, use of fork", category=DeprecationWarning)
    _raise_open_file_limit()
    asyncio.run(run(instance))
