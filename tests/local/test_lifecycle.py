"""Starting, stopping, killing and emptying a network."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from local.cloud.autosave import EVERY_SECONDS, can_fork
from local.cloud.snapshots import newest_snapshot
from local.instance import Instance, running_in
from local.ports import free_port, is_taken
from tests.local.small_network import SmallNetwork, eventually

pytestmark = pytest.mark.e2e

STREAM = "functions/things_stream/handler.py"
# An edit is live this long after it is written.
EDIT_SECONDS = 0.5


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return not Path(f"/proc/{pid}/stat").exists() or " Z " not in Path(f"/proc/{pid}/stat").read_text(encoding="ascii")


def up(folder: Path, project: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "local", "up", "--folder", str(folder), *options],
        cwd=project,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_stopped_network_leaves_nothing_behind_and_finds_its_data_again(own_network: SmallNetwork) -> None:
    network = own_network.network
    own_network.add("kept")
    own_network.wait_for("seen-kept")
    processes = network.processes()

    network.stop()

    assert len(processes) >= 4  # itself, the emulator, and the workers of three functions, some perhaps ended
    assert not any(map(is_alive, processes))
    assert not is_taken(network.instance.port)
    assert not is_taken(network.instance.cloud_port)

    network.start()
    assert {"kept", "seen-kept"} <= own_network.things()
    own_network.add("after")
    own_network.wait_for("seen-after")


def test_the_data_is_found_on_other_ports_too(own_network: SmallNetwork) -> None:
    network = own_network.network
    own_network.add("kept")
    network.stop()

    network.instance = replace(network.instance, port=free_port(), cloud_port=free_port())
    network.start()

    with httpx.Client(base_url=network.url, timeout=30, trust_env=False) as client:
        moved = SmallNetwork(network, client)
        moved.add("moved")
        moved.wait_for("kept", "seen-kept", "seen-moved")


@pytest.mark.skipif(not can_fork(), reason="snapshots while running need a fork, which macOS does not take well")
def test_after_a_kill_of_everything_all_but_the_last_seconds_is_there_and_fan_out_works(
    own_network: SmallNetwork,
) -> None:
    network = own_network.network
    own_network.add("old")
    own_network.wait_for("seen-old")
    written = time.time() * 1000
    eventually(lambda: saved_after(network.instance, written), EVERY_SECONDS * 3)

    for pid in network.processes():
        os.kill(pid, signal.SIGKILL)
    network.stop()
    network.start()

    assert {"old", "seen-old"} <= own_network.things()
    own_network.add("new")
    own_network.wait_for("seen-new")


def saved_after(instance: Instance, moment_ms: float) -> bool:
    newest = newest_snapshot(instance.snapshots)
    return newest is not None and int(newest.name.partition("-")[2]) > moment_ms


def test_a_write_that_no_function_has_read_yet_is_fanned_out_after_a_restart(own_network: SmallNetwork) -> None:
    original = own_network.read_source(STREAM)
    try:
        own_network.write_source(STREAM, "def lambda_handler(event, context):\n    raise RuntimeError('not now')\n")
        time.sleep(EDIT_SECONDS)
        own_network.add("waiting")
        own_network.network.stop()
    finally:
        own_network.write_source(STREAM, original)

    own_network.network.start()

    own_network.wait_for("seen-waiting")


def test_when_only_the_command_is_killed_the_rest_saves_and_ends(own_network: SmallNetwork) -> None:
    network = own_network.network
    own_network.add("saved")
    processes = network.processes()

    os.kill(network.running.pid, signal.SIGKILL)
    network.stop()

    network.start()

    assert "saved" in own_network.things()
    eventually(lambda: not any(map(is_alive, processes)))


def test_down_stops_and_reset_empties(own_network: SmallNetwork) -> None:
    network = own_network.network
    own_network.add("forgotten")
    command = [sys.executable, "-m", "local", "reset", "--folder", str(network.folder)]

    reset = subprocess.run(command, cwd=network.instance.project, capture_output=True, timeout=60, check=False)

    assert reset.returncode == 0
    assert running_in(network.folder) is None
    network.stop()
    network.start()
    assert own_network.things() == set()


def test_a_second_start_says_where_the_first_one_is(network: SmallNetwork) -> None:
    second = up(network.network.folder, network.network.instance.project)

    assert second.returncode == 1
    assert network.network.instance.url in second.stderr


def test_a_taken_port_is_named_with_the_way_out(network: SmallNetwork, tmp_path: Path) -> None:
    instance = network.network.instance

    web = up(tmp_path, instance.project, "--port", str(instance.port))
    cloud = up(tmp_path, instance.project, "--port", str(free_port()), "--cloud-port", str(instance.cloud_port))

    assert (web.returncode, cloud.returncode) == (1, 1)
    assert f"Port {instance.port} is taken" in web.stderr
    assert "PORT=" in web.stderr
    assert f"Port {instance.cloud_port}" in cloud.stderr
    assert "CLOUD_PORT=" in cloud.stderr


def test_a_broken_cdk_app_is_reported_and_nothing_is_left_running(project: Path, tmp_path: Path) -> None:
    broken = tmp_path / "project"
    broken.mkdir()
    (broken / "local").symlink_to(project / "local")
    (broken / "app.py").write_text("raise ValueError('no stage of that name')", encoding="utf-8")

    run = up(tmp_path / "data", broken, "--port", str(free_port()), "--cloud-port", str(free_port()))

    assert run.returncode == 1
    assert "no stage of that name" in run.stderr
    assert running_in(tmp_path / "data") is None


def test_an_empty_start_forgets_its_data(project: Path, tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "local", "up", "--folder", str(tmp_path / "data"), "--empty"]
    with (tmp_path / "output").open("wb") as output:
        process = subprocess.Popen(
            [*command, "--port", str(port), "--cloud-port", str(free_port())], cwd=project, stdout=output, stderr=output
        )
    try:
        eventually(lambda: b"Ready in" in (tmp_path / "output").read_bytes(), 120)
        httpx.post(f"http://127.0.0.1:{port}/api/things/one").raise_for_status()
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)

    assert process.returncode == 0
    assert not (tmp_path / "data").exists()
