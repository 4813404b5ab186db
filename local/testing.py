"""Networks for tests: each on ports and in a folder of its own.

In a conftest:

    @pytest.fixture(scope="session")
    def network(tmp_path_factory):
        with running_network(tmp_path_factory.mktemp("network")) as network:
            yield network                 # network.url, network.cloud_url, network.aws
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from local.aws import LocalAws
from local.instance import PROJECT, Instance, Running, running_in
from local.ports import free_port
from local.processes import STOP_SECONDS, StartError, wait_until

# A first synthesis on a busy machine takes most of it.
START_SECONDS = 240.0


def wants_enforced_iam() -> bool:
    """Tell whether the tests are to run with IAM roles enforced: make test-e2e AUTH=true."""
    return os.environ.get("AUTH", "").lower() == "true"


@dataclass(slots=True)
class Network:
    """A running network; its processes can be killed and started again on the same data."""

    instance: Instance
    _process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def url(self) -> str:
        # Not localhost: a test client that tries ::1 first would wait for a refusal on machines without IPv6.
        return f"http://127.0.0.1:{self.instance.port}"

    @property
    def cloud_url(self) -> str:
        return self.instance.cloud_url

    @property
    def folder(self) -> Path:
        return self.instance.folder

    @property
    def aws(self) -> LocalAws:
        return LocalAws(self.cloud_url)

    @property
    def output_file(self) -> Path:
        return self.folder / "up.log"

    @property
    def running(self) -> Running:
        """What runs now. Raise StartError if nothing does."""
        running = running_in(self.folder)
        if running is None:
            raise StartError("the network does not run")
        return running

    def start(self) -> None:
        """Start it and wait until it is ready."""
        command = [
            *(sys.executable, "-m", "local", "up", "--folder", str(self.folder)),
            *("--port", str(self.instance.port), "--cloud-port", str(self.instance.cloud_port)),
            *(["--enforce-iam"] if self.instance.enforce_iam else []),
        ]
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.output_file.open("ab") as output:
            self._process = subprocess.Popen(
                command,
                cwd=self.instance.project,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        process = self._process
        wait_until(lambda: process.poll() is not None or self._is_ready(), START_SECONDS)
        if not self._is_ready():
            self.stop()
            raise StartError(f"the network did not start:\n{self.output_file.read_text(encoding='utf-8')}")

    def stop(self) -> None:
        """Stop it as Ctrl-C does, and wait until it is gone."""
        if self._process is None:
            return
        self._process.terminate()
        self._process.wait(STOP_SECONDS + 10)
        self._process = None

    def processes(self) -> list[int]:
        """Return the ids of all its processes: itself, the emulator and the functions' workers."""
        running = self.running
        listed = subprocess.run(["ps", "-axo", "pid=,pgid="], capture_output=True, text=True, check=True)
        pairs = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
        return [running.pid, *(pid for pid, group in pairs if group == running.cloud_pid)]

    def _is_ready(self) -> bool:
        running = running_in(self.folder)
        return running is not None and running.ready


@contextmanager
def running_network(folder: Path, project: Path = PROJECT, enforce_iam: bool | None = None) -> Iterator[Network]:
    """Run a network with its data in the folder while the block runs; roles are enforced if AUTH=true says so."""
    network = Network(
        Instance(
            folder,
            port=free_port(),
            cloud_port=free_port(),
            project=project,
            enforce_iam=wants_enforced_iam() if enforce_iam is None else enforce_iam,
        )
    )
    network.start()
    try:
        yield network
    finally:
        network.stop()
