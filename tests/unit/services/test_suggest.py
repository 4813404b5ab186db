"""What is proposed to somebody who types, to whom, and in how many trips."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet.domain.search.parse import MAX_LENGTH, QueryError
from linnet.domain.search.suggestions import TAGS_OF_A_LETTER, UsedTag, by_letter
from linnet.domain.users import AccountStatus, UserCounts
from linnet.services.suggest import Suggestions
from tests.unit.services.search_world import SearchWorld
from tests.unit.services.timeline_world import ANN, BOB, CAT


def town() -> SearchWorld:
    """Return a world with accounts whose names begin alike; more followers with every number."""
    world = SearchWorld()
    for number in range(1, 6):
        world.sign_up(100 + number, f"jo{number}")
        world.change_user(100 + number, display_name=f"John Number{number}", counts=UserCounts(followers=10**number))
        world.index_user(world.identity.users[100 + number])
    return world


def suggested(world: SearchWorld, text: str, reader: int | None = None, limit: int = 8) -> Suggestions:
    return world.suggest.run(None if reader is None else world.viewer(reader), text, limit)


def names(world: SearchWorld, text: str, reader: int | None = None, limit: int = 8) -> list[str]:
    return [each.user.username for each in suggested(world, text, reader, limit).users]


def test_the_most_followed_come_first() -> None:
    assert names(town(), "jo") == ["jo5", "jo4", "jo3", "jo2", "jo1"]
    assert names(town(), "JOH", limit=2) == ["jo5", "jo4"]


def test_those_whom_the_reader_follows_come_before_them() -> None:
    world = town()
    world.follow(ANN, 101, 103)

    assert names(world, "jo", ANN) == ["jo3", "jo1", "jo5", "jo4", "jo2"]
    assert [each.following for each in suggested(world, "jo", ANN).users] == [True, True, False, False, False]
    assert names(world, "jo", BOB)[0] == "jo5"


def test_each_typed_word_has_to_begin_a_word_of_the_names() -> None:
    assert names(town(), "john num") == names(town(), "john number")
    assert names(town(), "john number3") == ["jo3"]
    assert names(town(), "john smith") == []


def test_nobody_is_proposed_to_whom_they_must_not_meet() -> None:
    world = town()
    world.block(105, ANN)

    assert "jo5" not in names(world, "jo", ANN)
    assert "jo5" in names(world, "jo", BOB)


def test_who_takes_no_part_any_more_is_not_proposed() -> None:
    world = town()
    world.change_user(105, status=AccountStatus.SUSPENDED, version=2)
    world.index_user(world.identity.users[105])

    assert "jo5" not in names(world, "jo")


def test_an_account_that_the_log_names_is_read_again() -> None:
    world = town()
    world.change_user(105, status=AccountStatus.SUSPENDED)
    world.change_user(104, display_name="Jolly")
    world.invalidations.changed = {104, 105}

    found = suggested(world, "jo")

    assert [each.user.username for each in found.users] == ["jo4", "jo3", "jo2", "jo1"]
    assert found.users[0].user.display_name == "Jolly"


def test_an_account_that_is_gone_is_forgotten() -> None:
    world = town()
    del world.identity.users[105]
    world.keep_suggestions.run([105])

    assert "jo5" not in names(world, "jo")


def test_hashtags_are_those_in_use_the_most_used_first() -> None:
    world = town()
    world.tags.replace([UsedTag("jobs", 3), UsedTag("joy", 9), UsedTag("cats", 50)])

    assert [(each.tag, each.people) for each in suggested(world, "#Jo").hashtags] == [("joy", 9), ("jobs", 3)]
    assert [each.tag for each in suggested(world, "job").hashtags] == ["jobs"]
    assert suggested(world, "#jo").users == []
    assert suggested(world, "@jo").hashtags == []


def test_so_many_of_a_first_character_are_kept() -> None:
    tags = [UsedTag(f"a{number}", number) for number in range(2 * TAGS_OF_A_LETTER)]

    assert len(by_letter(tags)["a"]) == TAGS_OF_A_LETTER


@pytest.mark.parametrize("text", ["", " ", "@", "#", "!?"])
def test_nothing_is_proposed_for_nothing(text: str) -> None:
    assert suggested(town(), text, CAT) == Suggestions([], [])


def test_too_long_a_text_is_refused() -> None:
    with pytest.raises(QueryError):
        suggested(town(), "a" * (MAX_LENGTH + 1))


def test_suggestions_are_one_trip() -> None:
    world = town()
    world.follow(ANN, 101)
    world.parallel.sizes.clear()

    suggested(world, "jo", ANN)

    assert world.parallel.sizes == [5]


@given(text=st.text(st.characters(blacklist_categories=["Cs", "Cc", "Cn", "Cf"]), max_size=60))
def test_any_text_is_answered(text: str) -> None:
    assert len(suggested(town(), text, ANN).users) <= 5
