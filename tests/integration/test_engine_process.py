"""Engines end with whoever started them, however that ends: each test starts real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import pytest

from local.engines.process import EngineProcess
from local.processes import is_alive, wait_until
from tests.conftest import REPOSITORY

# Says its id, and on SIGTERM that it has tidied up.
ENGINE: Final = """
import os, pathlib, signal, sys, time
def end(*_):
    pathlib.Path("tidy").touch()
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
pathlib.Path("partial").write_text(str(os.getpid()))
pathlib.Path("partial").rename("pid")
time.sleep(600)
"""
# A run that nohup began hands on that a hang-up is ignored.
STARTER: Final = f"""
import pathlib, signal, sys, time
from local.engines.process import EngineProcess
signal.signal(signal.SIGHUP, signal.SIG_DFL)
engine = EngineProcess([sys.executable, "-c", {ENGINE!r}], pathlib.Path.cwd())
engine.wait_until(pathlib.Path("pid").exists, 30)
time.sleep(float(sys.argv[1]))
"""
SECONDS: Final = 30.0


def started(folder: Path) -> EngineProcess:
    engine = EngineProcess([sys.executable, "-c", ENGINE], folder)
    engine.wait_until((folder / "pid").exists, SECONDS)
    return engine


def pid_in(folder: Path) -> int:
    return int((folder / "pid").read_text("utf-8"))


@pytest.fixture
def starters() -> Iterator[ExitStack]:
    with ExitStack() as ended:
        yield ended


def start_starter(starters: ExitStack, folder: Path, lives_seconds: float) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    starter = subprocess.Popen([sys.executable, "-c", STARTER, str(lives_seconds)], cwd=folder, env=environment)
    starters.callback(starter.wait)
    starters.callback(starter.kill)
    assert wait_until((folder / "pid").exists, SECONDS)
    return starter


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_an_engine_ends_when_its_starter_is_killed(tmp_path: Path, starters: ExitStack, how: signal.Signals) -> None:
    starter = start_starter(starters, tmp_path, lives_seconds=600)
    assert is_alive(pid_in(tmp_path))

    starter.send_signal(how)

    assert wait_until(lambda: not is_alive(pid_in(tmp_path)), SECONDS)


def test_an_engine_ends_when_its_starter_forgets_it(tmp_path: Path, starters: ExitStack) -> None:
    starter = start_starter(starters, tmp_path, lives_seconds=0)

    assert starter.wait(SECONDS) == 0
    assert wait_until(lambda: not is_alive(pid_in(tmp_path)), SECONDS)


def test_an_engine_that_is_stopped_can_finish_what_it_does(tmp_path: Path) -> None:
    started(tmp_path).stop()

    assert not is_alive(pid_in(tmp_path))
    assert (tmp_path / "tidy").exists()


def test_an_engine_that_is_killed_is_gone_at_once(tmp_path: Path) -> None:
    started(tmp_path).kill()

    assert not is_alive(pid_in(tmp_path))
    assert not (tmp_path / "tidy").exists()


def test_an_engine_that_ends_by_itself_is_not_waited_for(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="ended with 7"):
        EngineProcess([sys.executable, "-c", "exit(7)"], tmp_path).wait_until(lambda: False, SECONDS)


def test_an_engine_that_does_not_get_ready_is_killed(tmp_path: Path) -> None:
    engine = started(tmp_path)

    with pytest.raises(RuntimeError, match="in time"):
        engine.wait_until(lambda: False, timeout_seconds=0)
    assert not is_alive(pid_in(tmp_path))
