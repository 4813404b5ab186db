"""Which engine a stage searches with, told by one setting.

Adapters are imported where they are used: `opensearchpy` is only in the layer of functions that name an endpoint.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from linnet.ports.environment import Clock
from linnet.ports.search import SearchEngine
from linnet.runtime.tunables import SettingMissing, Tunables

OFF: Final = "off"
_FILE: Final = "sqlite:"
_SIGNED: Final = "https://"
_PLAIN: Final = "http://"


def search_engine(endpoint: str, tunables: Tunables, region: str, clock: Clock) -> SearchEngine:
    """Return the engine at an endpoint. Raise SettingMissing for one of no known kind.

    Endpoints are `off`; `sqlite:` and the path of a file, which need not exist; `https://`, a domain of AWS, whose
    requests are signed with the role of the function; `http://`, a node on this machine.
    """
    if endpoint == OFF:
        from linnet.adapters.no_search import NoSearch

        return NoSearch()
    if endpoint.startswith(_FILE):
        from linnet.adapters.sqlite_search.index import SqliteSearchIndex

        return SqliteSearchIndex(Path(endpoint.removeprefix(_FILE)), clock)
    if endpoint.startswith((_SIGNED, _PLAIN)):
        from linnet.adapters.opensearch.connection import connect
        from linnet.adapters.opensearch.index import OpenSearchIndex

        client = connect(endpoint, region if endpoint.startswith(_SIGNED) else None)
        return OpenSearchIndex(client, clock, shards=tunables.search_shards, replicas=tunables.search_replicas)
    raise SettingMissing("SEARCH_ENDPOINT is no endpoint of a search engine")
