"""Endorsements: who can be shown, who sees it, and what ends it."""

from __future__ import annotations

import pytest

from linnet.domain.errors import Code
from linnet.domain.graph import MAX_ENDORSED
from linnet.domain.paging import PageRange
from linnet.domain.users import AccountStatus
from linnet.services.endorse_user import EndorseUser
from linnet.services.gather_relationships import GatherRelationships
from linnet.services.list_endorsements import ListEndorsements
from tests.unit.services.graph_world import ANN, BOB, CAT, DAN, NOBODY, Site, viewer
from tests.unit.services.refusals import refusal


class Desk(Site):
    """A site where Ann follows Bob and Cat."""

    def __init__(self) -> None:
        super().__init__()
        self.endorse = EndorseUser(self.endorsements, self.users, self.relationships)
        self.listed = ListEndorsements(
            self.endorsements, self.graph, self.users, self.invalidations, self.parallel, self.clock
        )
        for target in (BOB, CAT):
            self.follow(ANN, target)

    def shown(self, reader: int | None, owner: int = ANN) -> list[int]:
        page = self.listed.page(None if reader is None else viewer(reader), owner, PageRange(20))
        return [user.id for user in page.users]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_followed_accounts_are_shown_to_everybody_newest_first(desk: Desk) -> None:
    assert desk.endorse.run(viewer(ANN), BOB).own.endorsed
    assert desk.endorse.run(viewer(ANN), CAT).own.endorsed
    for reader in (ANN, DAN, None):
        assert desk.shown(reader) == [CAT, BOB]
    assert not desk.endorse.undo(viewer(ANN), CAT).own.endorsed
    assert desk.shown(None) == [BOB]


def test_who_is_not_followed_or_not_there_cannot_be_shown(desk: Desk) -> None:
    refusal(Code.INVALID, desk.endorse.run, viewer(ANN), DAN)
    refusal(Code.INVALID, desk.endorse.run, viewer(ANN), ANN)
    refusal(Code.NOT_FOUND, desk.endorse.run, viewer(ANN), NOBODY)
    assert desk.shown(ANN) == []


def test_a_profile_shows_so_many(desk: Desk) -> None:
    for each in range(1000, 1000 + MAX_ENDORSED):
        desk.sign_up(each, f"u{each}")
        desk.graph.follow(ANN, each, each, 10_000)
        desk.endorse.run(viewer(ANN), each)
    refusal(Code.LIMIT_REACHED, desk.endorse.run, viewer(ANN), BOB)


@pytest.mark.parametrize("ending", ["unfollow", "block", "be blocked", "be removed"])
def test_it_ends_with_the_follow_at_once_and_stays_ended(desk: Desk, ending: str) -> None:
    desk.endorse.run(viewer(ANN), BOB)
    match ending:
        case "unfollow":
            desk.unfollow_user.run(viewer(ANN), BOB)
        case "block":
            desk.block_user.block(viewer(ANN), BOB)
        case "be blocked":
            desk.block_user.block(viewer(BOB), ANN)
        case _:
            desk.remove_follower.run(viewer(BOB), ANN)
    assert desk.shown(DAN) == []
    desk.settle()
    assert desk.endorsements.of(ANN) == frozenset()
    desk.block_user.unblock(viewer(ANN), BOB)
    desk.block_user.unblock(viewer(BOB), ANN)
    desk.follow(ANN, BOB)
    assert desk.shown(DAN) == []


def test_readers_see_whom_they_may_meet_on_profiles_that_they_may_open(desk: Desk) -> None:
    for each in (BOB, CAT):
        desk.endorse.run(viewer(ANN), each)
    desk.block_user.block(viewer(DAN), BOB)
    assert desk.shown(DAN) == [CAT]
    desk.change(CAT, status=AccountStatus.SUSPENDED)
    assert desk.shown(None) == [BOB]
    desk.block_user.block(viewer(ANN), DAN)
    refusal(Code.NOT_FOUND, desk.shown, DAN)
    refusal(Code.NOT_FOUND, desk.shown, DAN, NOBODY)


def test_of_a_protected_account_followers_only_see_them(desk: Desk) -> None:
    desk.endorse.run(viewer(ANN), BOB)
    desk.follow(DAN, ANN)
    desk.change(ANN, protected=True)
    assert desk.shown(ANN) == desk.shown(DAN) == [BOB]
    refusal(Code.FORBIDDEN, desk.shown, CAT)
    refusal(Code.FORBIDDEN, desk.shown, None)


def test_pages_go_on_by_id(desk: Desk) -> None:
    for each in (BOB, CAT):
        desk.endorse.run(viewer(ANN), each)
    first = desk.listed.page(None, ANN, PageRange(1))
    assert ([each.id for each in first.users], first.next_before) == ([CAT], CAT)
    second = desk.listed.page(None, ANN, PageRange(1, before=first.next_before))
    assert ([each.id for each in second.users], second.next_before) == ([BOB], None)


def test_the_archive_says_who_was_shown(desk: Desk) -> None:
    desk.endorse.run(viewer(ANN), BOB)
    records = GatherRelationships(desk.graph, desk.users, desk.clock).page(ANN, None).records
    assert {each["username"]: each["endorsed"] for each in records} == {"bob": True, "cat": False}
