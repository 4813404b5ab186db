"""Start one real OpenSearch node from its jars, without Docker: HTTP on 127.0.0.1, no TLS, no users."""

from __future__ import annotations

import json
import random
import shutil
import socket
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from local.engines.jars import jars
from local.engines.java import java
from local.engines.process import EngineProcess
from local.loopback import NO_ANSWER, open_url

HERE: Final = Path(__file__).parent
START_TIMEOUT_S: Final = 120.0
# Beyond its last port the runner ends without a word; a port in use makes it take another one, as silently.
PORTS: Final = range(9210, 9300)


class NoJavaError(Exception):
    """No Java on this machine is new enough."""


@dataclass(frozen=True, slots=True)
class OpenSearchVersion:
    """A version whose jars a folder beside this module names."""

    name: str
    oldest_java: int

    @property
    def engine(self) -> str:
        """Return what it is called where an engine is chosen."""
        return f"opensearch-{self.name}"

    @property
    def pom(self) -> Path:
        return HERE / self.engine / "pom.xml"

    def java(self) -> Path:
        """Return the Java to run it on. Raise NoJavaError."""
        found = java(self.oldest_java)
        if found is None:
            raise NoJavaError(
                f"OpenSearch {self.name} needs Java {self.oldest_java} or later: none is on the PATH, named by "
                "JAVA_HOME, or installed where this system keeps them"
            )
        return found


# What the domain in AWS runs comes first.
VERSIONS: Final = (OpenSearchVersion("2.19", 17), OpenSearchVersion("3.8", 21))


@dataclass
class OpenSearchNode:
    """A node on a port of its own, with its data and logs in a folder that it gets for itself."""

    version: OpenSearchVersion
    port: int
    folder: Path
    name: str = field(default_factory=lambda: f"tests-{uuid.uuid4().hex}")
    process: EngineProcess | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it can hold an index. Raise NoJavaError."""
        program = self.version.java()
        lib = jars(self.version.pom)
        conf = self.folder / "conf"
        conf.mkdir(parents=True, exist_ok=True)
        shutil.copy(HERE / "opensearch.yml", conf)
        self.process = EngineProcess(
            [
                str(program),
                "-Xms256m",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                # The optimising compiler costs a short run more than it gains.
                "-XX:TieredStopAtLevel=1",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "-Dlog4j2.disable.jmx=true",
                "-Djava.awt.headless=true",
                "-cp",
                f"{lib}/*",
                "org.codelibs.opensearch.runner.OpenSearchRunner",
                *("-basePath", str(self.folder), "-confPath", str(conf), "-numOfNode", "1"),
                # The runner adds the number of the node, 1.
                *("-baseHttpPort", str(self.port - 1), "-clusterName", self.name),
            ],
            self.folder,
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
            with open_url(f"{self.url}/_cluster/health", timeout_seconds=2) as answer:
                health: dict[str, str] = json.load(answer)
        except NO_ANSWER:
            return False
        if health["cluster_name"] != self.name:
            raise RuntimeError(f"another node took port {self.port}")
        return health["status"] in ("green", "yellow")


def free_node_port() -> int:
    """Return a port for a node that nobody listens on at the moment."""
    # Other runs look for one at the same moment.
    for port in random.sample(PORTS, len(PORTS)):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise RuntimeError("no port is free for OpenSearch")
