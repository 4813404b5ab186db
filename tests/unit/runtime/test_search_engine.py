"""One setting tells which engine a stage searches with."""

from __future__ import annotations

from pathlib import Path

import pytest

from linnet.adapters.opensearch.index import OpenSearchIndex
from linnet.domain.search.documents import Tombstone
from linnet.ports.search import Kind, Order, SearchEngine, SearchOff, TweetSearch, UserSearch
from linnet.runtime.search_engine import search_engine
from linnet.runtime.tunables import SettingMissing, Tunables
from tests.fakes.environment import FakeClock


def engine(endpoint: str) -> SearchEngine:
    return search_engine(endpoint, Tunables(), "eu-west-1", FakeClock())


def test_a_file_is_made_where_the_setting_says(tmp_path: Path) -> None:
    file = tmp_path / "index.sqlite"

    engine(f"sqlite:{file}").prepare()

    assert file.exists()
    assert engine(f"sqlite:{file}").in_use(Kind.TWEETS) == "tweets-v1-first"


def test_a_stage_without_an_engine_says_so_whatever_is_asked() -> None:
    off = engine("off")

    for ask in (
        lambda: off.tweets(TweetSearch(None, Order.LATEST, 10, 0)),
        lambda: off.users(UserSearch("ann", 10)),
        lambda: off.write(Kind.TWEETS, [Tombstone(1, 1)]),
        off.prepare,
        lambda: off.create(Kind.TWEETS, "label"),
        lambda: off.switch(Kind.TWEETS, "tweets-v1-label"),
        lambda: off.drop("tweets-v1-label"),
        lambda: off.in_use(Kind.TWEETS),
        lambda: off.all_of(Kind.TWEETS),
        lambda: off.refresh("tweets-v1-label"),
        lambda: off.versions("tweets-v1-label", [1]),
        lambda: off.entries("tweets-v1-label", 0, 10),
        lambda: off.purge("tweets-v1-label", 0),
    ):
        with pytest.raises(SearchOff):
            ask()


@pytest.mark.parametrize(("endpoint", "signed"), [("https://domain.example", True), ("http://127.0.0.1:9200", False)])
def test_only_requests_that_leave_the_machine_are_signed(
    endpoint: str, signed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    regions: list[str | None] = []
    monkeypatch.setattr("linnet.adapters.opensearch.connection.connect", lambda _url, region: regions.append(region))

    assert isinstance(engine(endpoint), OpenSearchIndex)
    assert regions == ["eu-west-1" if signed else None]


@pytest.mark.parametrize("endpoint", ["", "local", "ftp://host"])
def test_an_endpoint_of_no_known_kind_stops_the_function(endpoint: str) -> None:
    with pytest.raises(SettingMissing, match="SEARCH_ENDPOINT"):
        engine(endpoint)
