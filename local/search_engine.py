"""What a local network searches with: a file of its own, a node that it starts, or one that runs already."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from linnet.ports.search import SearchUnavailable
from linnet.runtime.concurrency import SystemClock
from linnet.runtime.search_engine import search_engine
from linnet.runtime.tunables import Tunables
from local.engines.opensearch_node import VERSIONS, NoJavaError, OpenSearchNode, OpenSearchVersion, free_node_port
from local.instance import REGION, Instance
from local.processes import StartError
from local.terminal import step


@contextmanager
def searching(instance: Instance, engine: str, url: str | None) -> Iterator[Instance]:
    """Yield the network with its engine, which is stopped at the end if it was started. Raise StartError."""
    if url is not None:
        yield replace(instance, engine=url.rstrip("/"))
        return
    if engine == "sqlite":
        yield instance
        return
    version = version_of(engine)
    # A newer version reads an older one's data, but never the other way round.
    folder = instance.search / version.engine
    folder.mkdir(exist_ok=True)
    node = OpenSearchNode(version, free_node_port(), folder)
    with step("search", f"starting OpenSearch {version.name}; the first time its 70 MB are fetched") as current:
        try:
            node.start()
        except RuntimeError as error:
            raise StartError(str(error)) from error
        current.say(f"OpenSearch {version.name} at {node.url}")
    try:
        yield replace(instance, engine=node.url)
    finally:
        node.stop()


def version_of(engine: str) -> OpenSearchVersion:
    """Return the version that is asked for; `opensearch` alone is the first that some Java here runs."""
    if shutil.which("mvn") is None:
        raise StartError(f"SEARCH={engine} needs Maven (mvn) on the PATH, which fetches OpenSearch")
    lacking = []
    for version in VERSIONS:
        if engine in ("opensearch", version.engine):
            try:
                version.java()
                return version
            except NoJavaError as error:
                lacking.append(str(error))
    raise StartError("\n".join(lacking))


def prepare(instance: Instance) -> str | None:
    """Make the indexes, so that searches before the first post find nothing instead of no index; say what hinders."""
    try:
        search_engine(instance.search_endpoint, Tunables(), REGION, SystemClock()).prepare()
    except SearchUnavailable:
        return f"nothing answers at {instance.search_endpoint}: searches fail until it does"
    return None
