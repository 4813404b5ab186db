"""Featured hashtags, as services decide it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from linnet.domain.errors import Code, DomainError
from linnet.domain.featured_tags import MAX_FEATURED, FeaturedTags
from linnet.ports.identity import VersionConflict
from linnet.ports.search import Kind
from linnet.services.feature_hashtag import ATTEMPTS, SUGGESTED, KeepFeatured, ShowFeatured
from tests.contract.search_site import tweet
from tests.fakes.environment import FakeClock, FakeIds
from tests.fakes.featured_tags import FakeFeaturedTags
from tests.fakes.search import FakeSearchIndex
from tests.unit.services.tweet_world import ANN, BOB, viewer


class Interrupted(FakeFeaturedTags):
    """Somebody else's change comes in between, so many times."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self._times = times

    def replace(self, user_id: int, featured: FeaturedTags) -> None:
        if self._times:
            self._times -= 1
            raise VersionConflict
        super().replace(user_id, featured)


class Desk:
    def __init__(self, times: int = 0) -> None:
        clock, store = FakeClock(), Interrupted(times)
        self.index = FakeSearchIndex(clock)
        self.keep, self.show = KeepFeatured(store, FakeIds(clock)), ShowFeatured(store, self.index)

    def names(self, user_id: int = ANN) -> list[str]:
        return [each.featured.name for each in self.show.of(user_id)]

    def write(self, number: int, *tags: str) -> None:
        self.index.write(Kind.TWEETS, [replace(tweet(number, "x", author_id=ANN), hashtags=frozenset(tags))])


def refusal(code: Code, call: object, *arguments: object) -> None:
    assert callable(call)
    with pytest.raises(DomainError) as refused:
        call(*arguments)
    assert refused.value.code is code


def test_a_hashtag_is_featured_once_as_it_was_written_first() -> None:
    desk = Desk()
    first = desk.keep.add(viewer(ANN), "#BirdS")
    assert desk.keep.add(viewer(ANN), "birds") == first
    desk.keep.add(viewer(ANN), "bees")
    assert desk.names() == ["BirdS", "bees"]
    assert desk.names(BOB) == []
    assert desk.keep.names(ANN) == {"birds", "bees"}


def test_it_is_taken_back_by_name_or_id() -> None:
    desk = Desk()
    birds, _ = desk.keep.add(viewer(ANN), "Birds"), desk.keep.add(viewer(ANN), "bees")
    refusal(Code.NOT_FOUND, desk.keep.remove_by_id, viewer(BOB), birds.id)
    desk.keep.remove_by_id(viewer(ANN), birds.id)
    refusal(Code.NOT_FOUND, desk.keep.remove_by_id, viewer(ANN), birds.id)
    for _ in range(2):
        desk.keep.remove(viewer(ANN), "BEES")
    assert desk.names() == []


@pytest.mark.parametrize("written", ["", "#", "two words", "123", "a-b", "x" * 400])
def test_what_is_no_hashtag_is_not_there(written: str) -> None:
    desk = Desk()
    refusal(Code.NOT_FOUND, desk.keep.add, viewer(ANN), written)
    refusal(Code.NOT_FOUND, desk.keep.remove, viewer(ANN), written)


def test_a_profile_features_so_many() -> None:
    desk = Desk()
    for number in range(MAX_FEATURED):
        desk.keep.add(viewer(ANN), f"tag{number}")
    refusal(Code.LIMIT_REACHED, desk.keep.add, viewer(ANN), "more")
    desk.keep.add(viewer(ANN), "TAG0")
    desk.keep.remove(viewer(ANN), "tag0")
    desk.keep.add(viewer(ANN), "more")


def test_changes_that_cross_are_made_again_and_not_for_ever() -> None:
    desk = Desk(ATTEMPTS - 1)
    desk.keep.add(viewer(ANN), "birds")
    assert desk.names() == ["birds"]
    refusal(Code.CONFLICT, Desk(ATTEMPTS).keep.add, viewer(ANN), "birds")


def test_uses_are_those_of_the_index() -> None:
    desk = Desk()
    desk.write(1, "birds")
    desk.write(2, "birds", "bees")
    desk.keep.add(viewer(ANN), "Birds")
    desk.keep.add(viewer(ANN), "ants")
    birds, ants = desk.show.of(ANN)
    assert birds.use is not None
    assert (birds.use.tweets, birds.use.newest_ms) == (2, tweet(2).created_ms)
    assert ants.use is not None
    assert (ants.use.tweets, ants.use.newest_ms) == (0, None)
    desk.index.available = False
    assert [each.use for each in desk.show.of(ANN)] == [None, None]


def test_what_is_used_most_and_not_featured_is_proposed() -> None:
    desk = Desk()
    desk.write(1, *(f"tag{number}" for number in range(SUGGESTED + 5)))
    desk.write(2, "birds", "tag3")
    desk.keep.add(viewer(ANN), "birds")
    proposed = desk.show.suggestions(viewer(ANN))
    assert len(proposed) == SUGGESTED
    assert proposed[0].tag == "tag3"
    assert "birds" not in {each.tag for each in proposed}
    desk.index.available = False
    assert desk.show.suggestions(viewer(ANN)) == []
