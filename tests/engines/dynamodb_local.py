"""Start AWS's own DynamoDB engine from its jars, without Docker."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from local.engines.jars import jars

POM = Path(__file__).parent / "dynamodb-local" / "pom.xml"
START_TIMEOUT_S = 60.0


@dataclass
class DynamoDbLocal:
    """A running engine on a port of its own; `data` None keeps everything in memory."""

    port: int
    data: Path | None = None
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it accepts connections."""
        lib = jars(POM)
        store = ["-inMemory"] if self.data is None else ["-dbPath", str(self.data)]
        self.process = subprocess.Popen(
            [
                "java",
                "-Xmx512m",
                "-XX:+UseSerialGC",
                f"-Djava.library.path={lib}",
                f"-Dsqlite4java.library.path={lib}",
                "-cp",
                f"{lib}/*",
                "com.amazonaws.services.dynamodbv2.local.main.ServerRunner",
                "-sharedDb",
                "-disableTelemetry",
                "-port",
                str(self.port),
                *store,
            ],
            cwd=lib,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"DynamoDB Local ended with {self.process.returncode}")
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        self.stop()
        raise RuntimeError("DynamoDB Local did not start in time")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it and wait until it is gone."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(timeout=20)
            self.process = None


def free_port() -> int:
    """Return a port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
