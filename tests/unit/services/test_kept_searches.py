"""Saved and recent searches, as services decide it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest

from linnet.domain.errors import Code, DomainError
from linnet.domain.search.kept import MAX_SAVED, RECENT_LIVES_MS, RecentSearch, RecentSearches, SavedSearches
from linnet.domain.search.parse import QueryError
from linnet.ports.identity import VersionConflict
from linnet.services.gather_searches import GatherSearches
from linnet.services.remember_search import ATTEMPTS_BESIDE, RecallSearches, RememberSearch
from linnet.services.save_search import ATTEMPTS, SaveSearch
from tests.fakes.environment import FakeClock, FakeIds, SequentialParallel
from tests.fakes.kept_searches import FakeRecentSearches, FakeSavedSearches
from tests.unit.services.tweet_world import ANN, BOB, viewer


class Interrupted(FakeSavedSearches):
    """Somebody else's change comes in between, or the answer to a change is lost, so many times."""

    def __init__(self, times: int, *, lost: bool = False) -> None:
        super().__init__()
        self._times = times
        self._lost = lost

    def replace(self, user_id: int, saved: SavedSearches) -> None:
        if self._times == 0:
            super().replace(user_id, saved)
            return
        self._times -= 1
        if self._lost:
            super().replace(user_id, saved)
        raise VersionConflict


@dataclass
class Desk:
    """What Ann and Bob keep."""

    saved: FakeSavedSearches = field(default_factory=FakeSavedSearches)
    recent: FakeRecentSearches = field(default_factory=FakeRecentSearches)
    clock: FakeClock = field(default_factory=FakeClock)

    def __post_init__(self) -> None:
        self.save = SaveSearch(self.saved, FakeIds(self.clock))
        self.remember = RememberSearch(self.recent, self.clock, SequentialParallel())
        self.recall = RecallSearches(self.recent, self.clock)

    def search(self, *queries: str, who: int = ANN) -> None:
        for query in queries:
            self.clock.advance(1)
            self.remember.run(viewer(who), query)

    def remembered(self, who: int = ANN) -> Sequence[str]:
        return [each.query for each in self.recall.run(viewer(who))]

    def named(self, who: int = ANN) -> Sequence[tuple[str, str]]:
        return [(each.name, each.query) for each in self.save.all(viewer(who))]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def refused(call: Callable[[], object], code: Code) -> DomainError:
    with pytest.raises(DomainError) as refusal:
        call()
    assert refusal.value.code is code
    return refusal.value


def test_saved_searches_are_ones_own_oldest_first(desk: Desk) -> None:
    desk.save.run(viewer(ANN), " Fruit ", "apple  OR pear")
    desk.save.run(viewer(ANN), "Birds", "#finch")

    assert desk.named() == [("Fruit", "apple OR pear"), ("Birds", "#finch")]
    assert desk.named(BOB) == []


def test_a_search_is_saved_once_and_takes_the_new_name(desk: Desk) -> None:
    first = desk.save.run(viewer(ANN), "Fruit", "apple OR pear")
    again = desk.save.run(viewer(ANN), "Fruit", " apple OR  pear")
    other = desk.save.run(viewer(ANN), "Apples", "apple OR pear")

    assert first == again
    assert (other.id, other.name) == (first.id, "Apples")
    assert desk.named() == [("Apples", "apple OR pear")]


def test_a_search_that_cannot_be_read_or_asks_for_nothing_is_not_saved(desk: Desk) -> None:
    with pytest.raises(QueryError):
        desk.save.run(viewer(ANN), "Bad", "(apple")
    assert refused(lambda: desk.save.run(viewer(ANN), "Bad", " ... "), Code.INVALID).field == "q"
    assert refused(lambda: desk.save.run(viewer(ANN), " ", "apple"), Code.INVALID).field == "name"
    assert desk.named() == []


def test_the_number_of_saved_searches_is_bounded(desk: Desk) -> None:
    kept = [desk.save.run(viewer(ANN), "x", f"word{number}") for number in range(MAX_SAVED)]

    refused(lambda: desk.save.run(viewer(ANN), "x", "one more"), Code.LIMIT_REACHED)
    assert desk.save.run(viewer(ANN), "x", "word3") == kept[3]
    desk.save.remove(viewer(ANN), kept[0].id)
    desk.save.run(viewer(ANN), "x", "one more")
    assert len(desk.named()) == MAX_SAVED


def test_a_saved_search_is_renamed_and_removed_by_its_owner_only(desk: Desk) -> None:
    kept = desk.save.run(viewer(ANN), "Fruit", "apple")

    refused(lambda: desk.save.rename(viewer(BOB), kept.id, "Mine"), Code.NOT_FOUND)
    refused(lambda: desk.save.rename(viewer(ANN), kept.id, ""), Code.INVALID)
    desk.save.remove(viewer(BOB), kept.id)
    assert desk.save.rename(viewer(ANN), kept.id, "Apples").name == "Apples"
    assert desk.named() == [("Apples", "apple")]

    for _ in range(2):
        desk.save.remove(viewer(ANN), kept.id)
    assert desk.named() == []
    refused(lambda: desk.save.rename(viewer(ANN), kept.id, "Gone"), Code.NOT_FOUND)


@pytest.mark.parametrize("lost", [False, True])
def test_a_change_that_something_got_in_the_way_of_is_decided_anew(lost: bool) -> None:
    for times in range(1, ATTEMPTS):
        desk = Desk(Interrupted(times, lost=lost))
        desk.save.run(viewer(ANN), "Fruit", "apple")
        assert desk.named() == [("Fruit", "apple")]


def test_a_change_gives_up_where_others_never_stop() -> None:
    desk = Desk(Interrupted(ATTEMPTS))
    refused(lambda: desk.save.run(viewer(ANN), "Fruit", "apple"), Code.CONFLICT)


def test_searches_are_remembered_newest_first_for_whom_made_them(desk: Desk) -> None:
    desk.search("apple", "#finch", " apple ")
    desk.search("secret", who=BOB)

    assert desk.remembered() == ["apple", "#finch"]
    assert desk.remembered(BOB) == ["secret"]


def test_what_is_no_search_is_not_remembered(desk: Desk) -> None:
    desk.search("", " ... ", "(apple")
    assert desk.remembered() == []
    assert desk.recent.written == 0


def test_a_search_is_one_write_at_most(desk: Desk) -> None:
    desk.search("apple", "pear", "pear")
    assert desk.recent.written == 2


def test_an_answer_is_given_whether_it_is_remembered_or_not(desk: Desk) -> None:
    assert desk.remember.beside(viewer(ANN), "apple", lambda: "hits") == "hits"
    desk.recent.available = False
    assert desk.remember.beside(viewer(ANN), "pear", lambda: "hits") == "hits"
    desk.recent.available = True

    assert desk.remembered() == ["apple"]


def test_a_search_that_others_keep_getting_in_the_way_of_is_not_remembered(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempts = 0

    def hinder(_user_id: int, _recent: RecentSearches) -> None:
        nonlocal attempts
        attempts += 1
        raise VersionConflict

    monkeypatch.setattr(desk.recent, "replace", hinder)

    assert not desk.remember.run(viewer(ANN), "apple")
    assert attempts == ATTEMPTS_BESIDE


def test_recent_searches_are_forgotten_one_by_one_or_all_at_once(desk: Desk) -> None:
    desk.search("apple", "pear", "plum")

    desk.recall.forget(viewer(ANN), " pear")
    desk.recall.forget(viewer(ANN), "never searched")
    assert desk.remembered() == ["plum", "apple"]
    for _ in range(2):
        desk.recall.clear(viewer(ANN))
    assert desk.remembered() == []


def test_what_was_cleared_does_not_come_back_with_a_search_that_began_before(desk: Desk) -> None:
    desk.search("apple")
    begun = desk.recent.of(ANN)
    desk.recall.clear(viewer(ANN))
    desk.search("pear")

    with pytest.raises(VersionConflict):
        desk.recent.replace(ANN, RecentSearches((RecentSearch("plum", 1), *begun.searches), begun.version))
    assert desk.remembered() == ["pear"]


def test_old_searches_are_not_shown(desk: Desk) -> None:
    desk.search("apple")
    desk.clock.advance(RECENT_LIVES_MS)
    assert desk.remembered() == []


def test_recent_searches_that_do_not_answer_are_unavailable(desk: Desk) -> None:
    desk.recent.available = False
    for call in (
        lambda: desk.recall.run(viewer(ANN)),
        lambda: desk.recall.forget(viewer(ANN), "apple"),
        lambda: desk.recall.clear(viewer(ANN)),
    ):
        assert refused(call, Code.UNAVAILABLE).retry_after_s is not None


def test_an_export_has_both(desk: Desk) -> None:
    kept = desk.save.run(viewer(ANN), "Fruit", "apple OR pear")
    desk.search("plum")
    desk.search("of Bob", who=BOB)

    page = GatherSearches(desk.saved, desk.recent, desk.clock).page(ANN, None)

    assert page.position is None
    first, second = page.records
    assert first == {"id": str(kept.id), "name": "Fruit", "query": "apple OR pear"}
    assert second == {"query": "plum", "searchedAt": "2025-06-15T15:06:40.001Z"}
