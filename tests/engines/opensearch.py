"""Real OpenSearch nodes: of the version that AWS runs, and of the newest where a Java for it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

from local.engines.opensearch_node import VERSIONS, NoJavaError, OpenSearchNode, OpenSearchVersion, free_node_port

_BY_ENGINE: Final = {version.engine: version for version in VERSIONS}
OPENSEARCH_VERSIONS: Final = tuple(
    pytest.param(version, id=version.engine, marks=pytest.mark.engines) for version in VERSIONS
)
# For suites that ask for an engine by its name.
OPENSEARCH: Final = tuple(pytest.param(engine, marks=pytest.mark.engines) for engine in _BY_ENGINE)
# For what depends on our translation and not on the version of the engine.
OPENSEARCH_OF_AWS: Final = OPENSEARCH[0]


def new_node(version: OpenSearchVersion, folder: Path) -> OpenSearchNode:
    """Return a node that is started; without a Java for it the test is skipped."""
    node = OpenSearchNode(version, free_node_port(), folder)
    try:
        node.start()
    except NoJavaError as error:
        pytest.skip(str(error))
    return node


@dataclass
class OpenSearchNodes:
    """One node of each version, which the first test that asks for it starts."""

    make_folder: Callable[[str], Path]
    _started: dict[OpenSearchVersion, OpenSearchNode] = field(default_factory=dict)

    def node(self, version: OpenSearchVersion) -> OpenSearchNode:
        """Return the node of a version; without a Java for it the test is skipped."""
        if version not in self._started:
            self._started[version] = new_node(version, self.make_folder("opensearch"))
        return self._started[version]

    def url(self, engine: str) -> str:
        """Return the address of the node of an engine of a suite."""
        return self.node(_BY_ENGINE[engine]).url

    def stop(self) -> None:
        for node in self._started.values():
            node.stop()
