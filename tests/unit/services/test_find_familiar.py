"""Familiar followers: whom the reader follows of those who follow somebody, within bounds and what may be told."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import pytest

from linnet.domain.graph import Follow, Relationship
from linnet.domain.paging import PageRange
from linnet.domain.users import AccountStatus, UserCounts
from linnet.services.find_familiar import ASKED, FEW_FOLLOWERS, FOLLOWEES, FindFamiliar
from tests.unit.services.graph_world import ANN, BOB, CAT, DAN, NOBODY, Site, viewer

FAMOUS = UserCounts(followers=FEW_FOLLOWERS + 1)


class Desk(Site):
    """Ann follows Bob and Cat, in this order; both follow Dan."""

    def __init__(self) -> None:
        super().__init__()
        self.familiar = FindFamiliar(self.graph, self.index, self.users, self.invalidations, self.parallel, self.clock)
        for target in (BOB, CAT):
            self.follow(ANN, target)
            self.follow(target, DAN)
        self.settle()

    def found(self, *asked: int, reader: int = ANN) -> list[tuple[int, list[int]]]:
        found = self.familiar.run(viewer(reader), asked or [DAN])
        return [(each.user_id, [user.id for user in each.accounts]) for each in found]


@pytest.fixture(params=["few", "many"])
def desk(request: pytest.FixtureRequest) -> Desk:
    desk = Desk()
    if request.param == "many":
        desk.change(DAN, counts=FAMOUS)
    return desk


def test_they_are_named_newest_follow_first_for_each_account_once(desk: Desk) -> None:
    assert desk.found() == [(DAN, [CAT, BOB])]
    assert desk.found(BOB, DAN, NOBODY, BOB) == [(BOB, []), (DAN, [CAT, BOB])]
    assert desk.found(reader=DAN) == [(DAN, [])]


def test_one_who_follows_and_is_not_followed_is_not_familiar(desk: Desk) -> None:
    desk.sign_up(20, "eve")
    desk.follow(20, DAN)
    desk.unfollow_user.run(viewer(ANN), BOB)
    desk.settle()
    assert desk.found() == [(DAN, [CAT])]


def test_nothing_is_told_of_who_hides_it(desk: Desk) -> None:
    desk.change(DAN, hide_collections=True)
    assert desk.found() == [(DAN, [])]
    desk.change(DAN, hide_collections=False, protected=True)
    assert desk.found() == [(DAN, [])]
    desk.change(DAN, protected=False)
    desk.follow(ANN, DAN)
    desk.change(DAN, protected=True)
    assert desk.found() == [(DAN, [CAT, BOB])]


def test_who_may_not_be_met_is_left_out(desk: Desk) -> None:
    desk.change(CAT, status=AccountStatus.SUSPENDED)
    assert desk.found() == [(DAN, [BOB])]
    desk.block_user.block(viewer(DAN), ANN)
    assert desk.found() == []


def test_what_is_read_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk()
    desk.change(DAN, counts=FAMOUS)
    asked: list[int] = []
    following, reverse = desk.index.following, desk.graph.reverse

    def counted_following(user_id: int, page: PageRange) -> Sequence[Follow]:
        asked.append(page.limit)
        return following(user_id, page)

    def counted_reverse(target_id: int, user_ids: Collection[int]) -> Mapping[int, Relationship]:
        asked.append(len(user_ids))
        return reverse(target_id, user_ids)

    monkeypatch.setattr(desk.index, "following", counted_following)
    monkeypatch.setattr(desk.graph, "reverse", counted_reverse)
    for number in range(ASKED):
        desk.sign_up(100 + number, f"u{number}")
        desk.graph.follow(ANN, 100 + number, (1 << 62) + number, 10_000)
    desk.settle()

    # Bob and Cat were followed before all of those.
    assert desk.found() == [(DAN, [])]
    assert asked == [FOLLOWEES, ASKED]
