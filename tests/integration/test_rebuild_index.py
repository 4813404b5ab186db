"""Indexes built anew and compared, through the orders that operators give, while people go on posting."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from linnet.domain.search.documents import Tombstone, TweetDocument, tweet_document
from linnet.domain.search.parse import parse
from linnet.domain.search.suggestions import SuggestedUser
from linnet.domain.tweets import Tweet
from linnet.ports.search import Kind, Order, TweetSearch
from linnet.services import rebuild_index
from local import search_index
from local.operators import OrderRefused
from local.search_index import Checkpoint, SearchIndexes
from tests.conftest import REPOSITORY
from tests.integration.in_memory_network import InMemoryNetwork, in_memory_network
from tests.integration.person import PASSWORD, Person, done

COMPARE: dict[str, Any] = json.loads((REPOSITORY / "events" / "orders" / "compare_index.json").read_text("utf-8"))
CLOCK: dict[str, Any] = json.loads((REPOSITORY / "events" / "schedules" / "index.json").read_text("utf-8"))
HOUR_MS = 3_600_000


class Site:
    """A network with an account, and the operator's command over its function."""

    def __init__(self, network: InMemoryNetwork) -> None:
        self.network = network
        self.said: list[str] = []
        self.orders: list[Mapping[str, Any]] = []
        self.meanwhile: dict[str, Any] = {}
        self.indexes = SearchIndexes(self.send, lambda _: None, self.said.append)
        self.ann: Person = network.sign_up("ann")
        self.network.settle()

    def ask(self, order: Mapping[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = self.network.workers["index_queue"].lambda_handler(dict(order), None)
        return answer

    def send(self, order: Mapping[str, Any]) -> dict[str, Any]:
        self.orders.append(order)
        happens = self.meanwhile.pop(order["action"], None)
        if happens is not None:
            happens()
        answer = self.ask(order)
        if "error" in answer:
            raise OrderRefused(answer["error"]["message"], answer["error"]["code"])
        return answer

    def rebuild(self, folder: Path, kind: str = "tweets") -> bool:
        return self.indexes.rebuild(kind, Checkpoint.read(folder / f"{kind}.json"))

    def found(self, text: str) -> int:
        search = TweetSearch(parse(text).root, Order.LATEST, 100, now_ms=self.network.clock.now_ms())
        return len(self.network.search.tweets(search))


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr(rebuild_index, "ROWS_A_PAGE", 3)
    with in_memory_network() as network:
        yield Site(network)


def document_in(site: Site, index: str, tweet: int) -> TweetDocument:
    document = site.network.search.indexes[index].stored[tweet].document
    assert isinstance(document, TweetDocument)
    return document


def test_an_index_is_built_from_the_tables_and_searched_from_then_on(site: Site, tmp_path: Path) -> None:
    for number in range(7):
        site.ann.tweet(f"bird {number}")
    gone = site.ann.tweet("bird that is gone")
    site.network.settle()
    done(site.ann.delete(f"/api/tweets/{gone}"))
    site.network.settle()
    before = site.network.search.used[Kind.TWEETS]
    assert site.rebuild(tmp_path)
    assert site.rebuild(tmp_path, "users")
    after = site.network.search.used[Kind.TWEETS]
    assert after != before
    assert site.found("bird") == 7
    assert before in site.network.search.all_of(Kind.TWEETS)
    assert list(tmp_path.iterdir()) == []
    # What is not to be found is not written at all into a new index, or as a tombstone.
    documents = [each.document for each in site.network.search.indexes[after].stored.values()]
    assert sum(not isinstance(each, Tombstone) for each in documents) == 7


def test_totals_that_were_lost_on_their_way_are_right_after_a_rebuild(site: Site, tmp_path: Path) -> None:
    tweet = int(site.ann.tweet("a bird"))
    site.network.settle()
    done(site.network.sign_up("bob").post(f"/api/tweets/{tweet}/like"))
    site.network.settle()
    before = site.network.search.used[Kind.TWEETS]
    document = document_in(site, before, tweet)
    site.network.search.write(Kind.TWEETS, [replace(document, likes=0)], before)
    # Of the same version: no difference to a comparison.
    assert site.indexes.verify("tweets")

    assert site.rebuild(tmp_path)
    assert document_in(site, site.network.search.used[Kind.TWEETS], tweet).likes == 1


def test_what_happens_meanwhile_is_in_both_indexes(site: Site, tmp_path: Path) -> None:
    old = site.ann.tweet("an old bird")
    site.network.settle()

    def post_and_delete() -> None:
        site.ann.tweet("a new bird")
        done(site.ann.delete(f"/api/tweets/{old}"))
        site.network.settle()

    site.meanwhile["compare_index"] = post_and_delete
    before = site.network.search.used[Kind.TWEETS]
    assert site.rebuild(tmp_path)
    assert site.found("bird") == site.found("new") == 1
    site.send({"version": 1, "action": "switch", "kind": "tweets", "index": before})
    assert site.found("bird") == site.found("new") == 1


def test_a_rebuild_that_was_stopped_goes_on_where_it_was(site: Site, tmp_path: Path) -> None:
    site.ann.tweet("a bird")
    site.network.settle()

    def break_off() -> None:
        raise KeyboardInterrupt

    site.meanwhile["compare_tables"] = break_off
    with pytest.raises(KeyboardInterrupt):
        site.rebuild(tmp_path)
    begun = Checkpoint.read(tmp_path / "tweets.json")
    assert begun.index in site.network.search.all_of(Kind.TWEETS)
    site.orders.clear()
    assert site.rebuild(tmp_path)
    assert site.network.search.used[Kind.TWEETS] == begun.index
    assert "create" not in {order["action"] for order in site.orders}


def suggested(site: Site, typed: str) -> list[str]:
    return [each["username"] for each in done(site.ann.get(f"/api/search/suggest?q={typed}"))["users"]]


def test_accounts_from_before_there_were_suggestions_are_suggested_after_a_rebuild(site: Site, tmp_path: Path) -> None:
    people = [site.network.sign_up(f"person{number}") for number in range(7)]
    site.network.settle()
    suggestions = site.network.environments["index_queue"].tables.user_suggestions
    for person in people:
        suggestions.forget(person.id)
    assert suggested(site, "pers") == []

    assert site.rebuild(tmp_path, "users")
    assert suggested(site, "pers") == [f"person{number}" for number in range(7)]

    in_use = site.network.search.used[Kind.USERS]
    with site.network.recorded() as again:
        assert site.send({"version": 1, "action": "fill", "kind": "users", "index": in_use})["position"] is None
    assert again.writes == 0


def test_a_rebuild_of_tweets_leaves_suggestions_alone(site: Site, tmp_path: Path) -> None:
    tweet = int(site.ann.tweet("a bird"))
    site.network.settle()
    suggestions = site.network.environments["index_queue"].tables.user_suggestions
    suggestions.replace(tweet, 1, SuggestedUser(tweet, "namesake", "An account with the id of a tweet"))

    assert site.rebuild(tmp_path)
    assert [each.username for each in suggestions.of("namesake", 5)] == ["namesake"]


def test_a_rebuild_suggests_nobody_who_takes_no_part_any_more(site: Site, tmp_path: Path) -> None:
    bob = site.network.sign_up("bob")
    site.network.settle()
    done(bob.post("/api/users/me/deactivate", {"password": PASSWORD}))
    for _, _, _ in site.network.stream_batches():
        pass
    tables = site.network.environments["index_queue"].tables
    assert [each.username for each in tables.user_suggestions.of("bob", 5)] == ["bob"]

    assert site.rebuild(tmp_path, "users")
    assert tables.user_suggestions.of("bob", 5) == []


def test_an_engine_without_room_loses_no_suggestions(site: Site, tmp_path: Path) -> None:
    tables = site.network.environments["index_queue"].tables
    tables.user_suggestions.forget(site.ann.id)

    def go_away() -> None:
        site.network.search.available = False

    index = site.send({"version": 1, "action": "create", "kind": "users", "label": "new"})["index"]
    site.meanwhile["fill"] = go_away
    with pytest.raises(OrderRefused, match="does not answer"):
        site.send({"version": 1, "action": "fill", "kind": "users", "index": index})
    assert [each.username for each in tables.user_suggestions.of("ann", 5)] == ["ann"]


def test_an_index_that_differs_is_dropped_and_the_old_one_stays(site: Site, tmp_path: Path) -> None:
    tweet = int(site.ann.tweet("a bird"))
    site.network.settle()
    before = site.network.search.used[Kind.TWEETS]
    site.network.search.refused.add(tweet)
    assert not site.rebuild(tmp_path)
    assert site.network.search.all_of(Kind.TWEETS) == [before]
    assert site.network.search.used[Kind.TWEETS] == before
    assert site.found("bird") == 1
    assert "differ" in site.said[-1]


def test_a_comparison_finds_what_is_missing_outdated_or_too_much(site: Site) -> None:
    kept, outdated, missing = (int(site.ann.tweet(f"bird {number}")) for number in range(3))
    site.network.settle()
    assert site.indexes.verify("tweets")
    assert site.indexes.verify("users")
    index = site.network.search.indexes[site.network.search.used[Kind.TWEETS]]
    del index.stored[missing]
    done(site.ann.put(f"/api/tweets/{outdated}", {"text": "another bird"}))
    # Its job is lost.
    for _, _, _ in site.network.stream_batches():
        pass
    extra = site.network.environments["index_queue"].tables.posts_as_written.get(kept)
    author = site.network.environments["index_queue"].tables.users_as_written.get_many([site.ann.id])[site.ann.id]
    assert isinstance(extra, Tweet)
    done(site.ann.delete(f"/api/tweets/{kept}"))
    for _, _, _ in site.network.stream_batches():
        pass
    site.network.search.write(Kind.TWEETS, [tweet_document(extra, author, 1 << 40)])
    assert set(site.indexes.differing("tweets", site.network.search.used[Kind.TWEETS])) == {
        str(each) for each in (kept, outdated, missing)
    }
    assert not site.indexes.verify("tweets")


def test_a_change_that_is_on_its_way_is_no_difference(site: Site) -> None:
    site.ann.tweet("a bird")
    site.meanwhile["look_again"] = site.network.settle
    assert site.indexes.verify("tweets")
    assert "look_again" in {order["action"] for order in site.orders}


def test_an_engine_that_is_busy_is_asked_again(site: Site) -> None:
    site.network.search.available = False
    asked: list[float] = []

    def sleep(seconds: float) -> None:
        asked.append(seconds)
        site.network.search.available = len(asked) > 2

    assert SearchIndexes(site.send, sleep, site.said.append).verify("users")
    assert len(asked) == 3


def test_an_engine_that_stays_away_ends_the_command(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_index, "ATTEMPTS", 2)
    site.network.search.available = False
    with pytest.raises(OrderRefused):
        site.indexes.verify("users")


def test_the_sample_order_compares_a_segment(site: Site) -> None:
    site.ann.tweet("a bird")
    site.network.settle()
    answers = [site.ask({**COMPARE, "segment": segment}) for segment in range(COMPARE["segments"])]
    assert sum(answer["checked"] for answer in answers) == 1
    assert [answer["differing"] for answer in answers] == [[]] * COMPARE["segments"]


@pytest.mark.parametrize(
    "order",
    [
        {"version": 2, "action": "list", "kind": "tweets"},
        {"version": 1, "action": "destroy"},
        {"version": 1, "action": "list", "kind": "birds"},
        {"version": 1, "action": "create", "kind": "tweets", "label": "a b"},
        {"version": 1, "action": "fill", "kind": "tweets", "index": "i", "segment": 4, "segments": 4},
        {"version": 1, "action": "fill", "kind": "tweets", "index": "i", "segment": 0, "segments": 1000},
        {"version": 1, "action": "look_again", "kind": "tweets", "index": "i", "ids": ["1"] * 101},
    ],
)
def test_what_is_no_order_is_refused(site: Site, order: dict[str, Any]) -> None:
    assert site.ask(order)["error"]["code"] == "bad_request"


def test_the_index_that_is_searched_cannot_be_dropped(site: Site) -> None:
    in_use = site.network.search.used[Kind.TWEETS]
    assert site.ask({"version": 1, "action": "drop", "index": in_use})["error"]["code"] == "conflict"


def test_by_the_clock_tombstones_are_forgotten_after_a_day(site: Site) -> None:
    tweet = int(site.ann.tweet("a bird"))
    done(site.ann.delete(f"/api/tweets/{tweet}"))
    site.network.settle()
    stored = site.network.search.indexes[site.network.search.used[Kind.TWEETS]].stored
    site.network.clock.advance(23 * HOUR_MS)
    assert site.ask(CLOCK) == {"purged": 0}
    assert tweet in stored
    site.network.clock.advance(2 * HOUR_MS)
    assert site.ask(CLOCK) == {"purged": 1}
    assert tweet not in stored
    assert site.indexes.verify("tweets")
