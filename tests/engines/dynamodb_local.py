"""Start AWS's own DynamoDB engine from its jars, without Docker."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from pathlib import Path

from local.engines.jars import jars
from local.engines.process import EngineProcess

POM = Path(__file__).parent / "dynamodb-local" / "pom.xml"
START_TIMEOUT_S = 60.0


@dataclass
class DynamoDbLocal:
    """A running engine on a port of its own; `data` None keeps everything in memory."""

    port: int
    data: Path | None = None
    process: EngineProcess | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it accepts connections."""
        lib = jars(POM)
        store = ["-inMemory"] if self.data is None else ["-dbPath", str(self.data)]
        self.process = EngineProcess(
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
            lib,
        )
        self.process.wait_until(self._is_ready, START_TIMEOUT_S)

    def stop(self) -> None:
        """End it and wait until it is gone."""
        if self.process is not None:
            self.process.stop()
            self.process = None

    def kill(self) -> None:
        """Let it end without a chance to finish anything."""
        if self.process is not None:
            self.process.kill()
            self.process = None

    def _is_ready(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True


def free_port() -> int:
    """Return a port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
