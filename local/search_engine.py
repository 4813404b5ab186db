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
from local.engines.opensearch_node import OpenSearchNode, free_node_port
from local.instance import REGION, Instance
from local.processes import StartError
from local.terminal import step

NEEDED = ("java", "mvn")


@contextmanager
def searching(instance: Instance, engine: str, url: str | None) -> Iterator[Instance]:
    """Yield the network with its engine, which is stopped at the end if it was started. Raise StartError."""
    if url is not None:
        yield replace(instance, engine=url.rstrip("/"))
        return
    if engine != "opensearch":
        yield instance
        return
    missing = [tool for tool in NEEDED if shutil.which(tool) is None]
    if missing:
        raise StartError(f"SEARCH=opensearch needs Java 17 and Maven; missing: {', '.join(missing)}")
    folder = instance.search / "opensearch"
    folder.mkdir(exist_ok=True)
    node = OpenSearchNode(free_node_port(), folder)
    with step("search", "starting OpenSearch; the first time its 100 MB are fetched") as current:
        try:
            node.start()
        except RuntimeError as error:
            raise StartError(str(error)) from error
        current.say(f"OpenSearch at {node.url}")
    try:
        yield replace(instance, engine=node.url)
    finally:
        node.stop()


def prepare(instance: Instance) -> str | None:
    """Make the indexes, so that searches before the first post find nothing instead of no index; say what hinders."""
    try:
        search_engine(instance.search_endpoint, Tunables(), REGION, SystemClock()).prepare()
    except SearchUnavailable:
        return f"nothing answers at {instance.search_endpoint}: searches fail until it does"
    return None
