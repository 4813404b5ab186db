"""The directory and suggestions: who is recommended, to whom, in which order, and what is read for it."""

from __future__ import annotations

import pytest

from linnet.domain.timelines import DIRECTORY_FEED, PUBLIC_FEED, TimelineEntry
from linnet.domain.users import AccountStatus, UserCounts
from linnet.services.keep_directory import KeepDirectory
from linnet.services.recommend_accounts import DirectoryOrder, ReadDirectory, Reason, SuggestAccounts
from tests.fakes.graph import FakeDismissedSuggestions
from tests.fakes.timelines import FakeFeeds
from tests.unit.services.graph_world import ANN, BOB, CAT, DAN, NOBODY, Site, viewer

EVE, FAY = 15, 16
EVERYBODY = (ANN, BOB, CAT, DAN, EVE, FAY)


class Desk(Site):
    """Six accounts that want to be found."""

    def __init__(self) -> None:
        super().__init__()
        self.feeds = FakeFeeds()
        self.keep = KeepDirectory(self.users, self.feeds, self.parallel)
        self.read = ReadDirectory(self.feeds, self.graph, self.users, self.invalidations, self.parallel, self.clock)
        self.suggest = SuggestAccounts(
            self.feeds,
            self.index,
            self.graph,
            FakeDismissedSuggestions(),
            self.users,
            self.invalidations,
            self.parallel,
            self.clock,
        )
        for user_id, name in ((EVE, "eve"), (FAY, "fay")):
            self.sign_up(user_id, name)
        for each in EVERYBODY:
            self.change(each, discoverable=True)
        self.keep.run(EVERYBODY)

    def post(self, *authors: int) -> None:
        for author in authors:
            number = len(self.feeds.entries[PUBLIC_FEED]) + 1
            self.feeds.add(PUBLIC_FEED, TimelineEntry(number, author))

    def listed(self, order: DirectoryOrder = DirectoryOrder.NEW, reader: int | None = None) -> list[int]:
        found = self.read.run(None if reader is None else viewer(reader), order, 0, 20)
        return [user.id for user in found]

    def suggested(self, limit: int = 20) -> list[tuple[int, Reason]]:
        return [(each.user.id, each.reason) for each in self.suggest.run(viewer(ANN), limit)]

    def befriend(self, *pairs: tuple[int, int]) -> None:
        for follower, followed in pairs:
            self.follow(follower, followed)
        self.settle()


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_who_signed_up_last_stands_first_among_the_new(desk: Desk) -> None:
    assert desk.listed() == [FAY, EVE, DAN, CAT, BOB, ANN]
    assert [user.id for user in desk.read.run(None, DirectoryOrder.NEW, 2, 2)] == [DAN, CAT]
    assert desk.read.run(None, DirectoryOrder.NEW, 6, 2) == []


def test_who_posted_last_stands_first_among_the_active_and_once(desk: Desk) -> None:
    desk.post(BOB, ANN, BOB, CAT, NOBODY, BOB)
    assert desk.listed(DirectoryOrder.ACTIVE) == [BOB, CAT, ANN]


def test_who_changes_their_mind_or_leaves_is_out_at_once_and_out_of_the_feed(desk: Desk) -> None:
    desk.change(EVE, discoverable=False)
    desk.change(FAY, status=AccountStatus.SUSPENDED)
    assert desk.listed() == [DAN, CAT, BOB, ANN]
    for _ in range(2):
        desk.keep.run([EVE, FAY, NOBODY, EVE])
    assert sorted(desk.feeds.entries[DIRECTORY_FEED]) == [ANN, BOB, CAT, DAN]


def test_readers_are_not_shown_whom_they_block_or_mute(desk: Desk) -> None:
    desk.block_user.block(viewer(ANN), BOB)
    desk.block_user.block(viewer(CAT), ANN)
    desk.mute_user.mute(viewer(ANN), DAN, None)
    assert desk.listed(reader=ANN) == [FAY, EVE, ANN]
    desk.post(BOB, CAT, DAN)
    assert desk.listed(DirectoryOrder.ACTIVE, ANN) == []
    assert desk.suggested() == []


def test_whom_most_friends_follow_comes_before_whoever_is_popular(desk: Desk) -> None:
    desk.befriend((ANN, BOB), (ANN, CAT), (BOB, EVE), (BOB, FAY), (CAT, FAY), (CAT, ANN), (BOB, CAT))
    desk.sign_up(20, "gus")
    desk.sign_up(21, "hal")
    desk.change(20, discoverable=True)
    desk.change(21, discoverable=True, counts=UserCounts(followers=9))
    desk.post(EVE, ANN, 21, 20)
    friends, popular = Reason.FRIENDS_OF_FRIENDS, Reason.POPULAR
    assert desk.suggested() == [(FAY, friends), (EVE, friends), (21, popular), (20, popular)]
    assert desk.suggested(1) == [(FAY, friends)]


def test_nobody_is_suggested_who_does_not_want_it_or_is_known_or_was_dismissed(desk: Desk) -> None:
    desk.befriend((ANN, BOB), (BOB, CAT), (BOB, DAN), (BOB, EVE))
    desk.change(CAT, discoverable=False)
    desk.change(DAN, protected=True)
    desk.befriend((ANN, DAN))
    assert [each for each, _ in desk.suggested()] == [EVE]
    for _ in range(2):
        desk.suggest.dismiss(viewer(ANN), EVE)
    assert desk.suggested() == []


def test_friends_who_hide_whom_they_follow_tell_nothing(desk: Desk) -> None:
    desk.befriend((ANN, BOB), (BOB, EVE))
    desk.change(BOB, hide_collections=True)
    assert desk.suggested() == []
