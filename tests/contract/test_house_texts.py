"""What every store of operators' texts must do."""

from __future__ import annotations

import pytest

from linnet.adapters.dynamodb.house_texts import DynamoHouseTexts, HouseTextRow
from linnet.domain.house_texts import MAX_TEXT, HouseText, TextKind
from linnet.ports.house_texts import HouseTexts
from tests.contract.conftest import ENGINES, Reach, create_table
from tests.fakes.house_texts import FakeHouseTexts


@pytest.fixture(params=["fake", *ENGINES])
def texts(request: pytest.FixtureRequest, reach: Reach) -> HouseTexts:
    if request.param == "fake":
        return FakeHouseTexts()
    return DynamoHouseTexts(create_table(HouseTextRow, reach(request.param)))


def test_a_text_takes_the_place_of_the_one_of_its_kind(texts: HouseTexts) -> None:
    assert texts.get(TextKind.PRIVACY_POLICY) is None
    for text in (
        HouseText(TextKind.PRIVACY_POLICY, "first", 1),
        HouseText(TextKind.PRIVACY_POLICY, "\U0001f426" * MAX_TEXT, 2),
    ):
        texts.put(text)
        assert texts.get(TextKind.PRIVACY_POLICY) == text
    assert texts.get(TextKind.DESCRIPTION) is None


def test_a_text_is_dropped_once_and_again(texts: HouseTexts) -> None:
    texts.put(HouseText(TextKind.DESCRIPTION, "about", 1))
    other = HouseText(TextKind.TERMS_OF_SERVICE, "terms", 1)
    texts.put(other)
    for _ in range(2):
        texts.remove(TextKind.DESCRIPTION)
        assert texts.get(TextKind.DESCRIPTION) is None
    assert texts.get(TextKind.TERMS_OF_SERVICE) == other
