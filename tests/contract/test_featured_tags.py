"""What every store of featured hashtags must do."""

from __future__ import annotations

import pytest

from linnet.adapters.dynamodb.featured_tags import DynamoFeaturedTags, FeaturedTagsRow
from linnet.domain.featured_tags import FeaturedTag, FeaturedTags
from linnet.ports.featured_tags import FeaturedTagStore
from linnet.ports.identity import VersionConflict
from tests.contract.conftest import ENGINES, Reach, create_table
from tests.fakes.featured_tags import FakeFeaturedTags

ANN, BOB = 11, 12
BIRDS, BEES = FeaturedTag(7 << 60, "Birds"), FeaturedTag(8, "蜂")


@pytest.fixture(params=["fake", *ENGINES])
def store(request: pytest.FixtureRequest, reach: Reach) -> FeaturedTagStore:
    if request.param == "fake":
        return FakeFeaturedTags()
    return DynamoFeaturedTags(create_table(FeaturedTagsRow, reach(request.param)))


def test_what_was_stored_is_read_in_its_order(store: FeaturedTagStore) -> None:
    assert store.of(ANN) == FeaturedTags()
    store.replace(ANN, FeaturedTags((BIRDS, BEES)))
    assert store.of(ANN) == FeaturedTags((BIRDS, BEES), 1)
    assert store.of(BOB) == FeaturedTags()
    store.replace(ANN, FeaturedTags((), 1))
    assert store.of(ANN) == FeaturedTags((), 2)


@pytest.mark.parametrize("version", [0, 2])
def test_a_change_of_another_version_is_refused(store: FeaturedTagStore, version: int) -> None:
    store.replace(ANN, FeaturedTags((BIRDS,)))
    with pytest.raises(VersionConflict):
        store.replace(ANN, FeaturedTags((BEES,), version))
    assert store.of(ANN).tags == (BIRDS,)
