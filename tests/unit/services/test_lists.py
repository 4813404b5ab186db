"""Lists and their members: whose they are, who can join, and what ends a membership."""

from __future__ import annotations

import pytest

from linnet.domain.changes import ListRemoval
from linnet.domain.errors import Code
from linnet.domain.lists import MAX_LIST_MEMBERS, MAX_LIST_TITLE, MAX_LISTS, MAX_NEW_MEMBERS, ListEdit, RepliesPolicy
from linnet.domain.paging import PageRange
from linnet.domain.users import AccountStatus
from linnet.ports.timelines import Job
from linnet.services.erase_lists import EraseLists
from linnet.services.gather_lists import GatherLists
from linnet.services.keep_lists import KeepLists
from linnet.services.list_members import ListMembers
from tests.fakes.environment import FakeIds
from tests.unit.services.graph_world import ANN, BOB, CAT, DAN, NOBODY, Site, jobs_of, viewer
from tests.unit.services.refusals import refusal


class Desk(Site):
    """A site with the services of lists."""

    def __init__(self) -> None:
        super().__init__()
        self.keep = KeepLists(self.kept, FakeIds(self.clock))
        self.members = ListMembers(self.kept, self.graph, self.users, self.invalidations, self.parallel, self.clock)
        for target in (BOB, CAT):
            self.follow(ANN, target)
        self.settle()
        jobs_of(self)

    def make(self, *members: int) -> int:
        made = self.keep.create(viewer(ANN), "Friends").id
        self.clock.advance(1)
        if members:
            self.members.add(viewer(ANN), made, members)
        return made

    def ids(self, list_id: int) -> list[int]:
        return [user.id for user in self.members.page(viewer(ANN), list_id, PageRange(20)).users]

    def holding(self, reader: int, user_id: int) -> list[int]:
        return [each.id for each in self.members.holding(viewer(reader), user_id)]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_new_list_shows_at_once_with_what_mastodon_takes_for_granted(desk: Desk) -> None:
    made = desk.keep.create(viewer(ANN), "  Friends ")
    assert (made.title, made.replies_policy, made.exclusive) == ("Friends", RepliesPolicy.LIST, False)
    assert desk.keep.all(viewer(ANN)) == [made]
    assert desk.keep.one(viewer(ANN), made.id) == made


@pytest.mark.parametrize("title", ["", "   ", "x" * (MAX_LIST_TITLE + 1)])
def test_titles_have_bounds(desk: Desk, title: str) -> None:
    assert refusal(Code.INVALID, desk.keep.create, viewer(ANN), title).field == "title"
    made = desk.make()
    assert refusal(Code.INVALID, desk.keep.edit, viewer(ANN), made, ListEdit(title=title)).field == "title"


def test_an_account_has_so_many_lists(desk: Desk) -> None:
    for _ in range(MAX_LISTS):
        desk.make()
    refusal(Code.LIMIT_REACHED, desk.keep.create, viewer(ANN), "one more")
    desk.keep.remove(viewer(ANN), desk.keep.all(viewer(ANN))[0].id)
    desk.make()


def test_an_edit_changes_what_it_names(desk: Desk) -> None:
    made = desk.make(BOB)
    edited = desk.keep.edit(viewer(ANN), made, ListEdit(exclusive=True))
    assert (edited.title, edited.exclusive, set(edited.members)) == ("Friends", True, {BOB})
    assert desk.keep.one(viewer(ANN), made) == edited


def test_lists_of_others_do_not_exist(desk: Desk) -> None:
    made = desk.make(BOB)
    reader = viewer(CAT)
    refusal(Code.NOT_FOUND, desk.keep.one, reader, made)
    refusal(Code.NOT_FOUND, desk.keep.edit, reader, made, ListEdit(title="mine"))
    refusal(Code.NOT_FOUND, desk.keep.remove, reader, made)
    refusal(Code.NOT_FOUND, desk.members.page, reader, made, PageRange(20))
    refusal(Code.NOT_FOUND, desk.members.add, reader, made, [])
    refusal(Code.NOT_FOUND, desk.members.remove, reader, made, [BOB])
    assert desk.holding(CAT, BOB) == []
    assert desk.keep.all(reader) == []


def test_who_is_not_followed_cannot_join_and_is_named(desk: Desk) -> None:
    made = desk.make()
    refused = refusal(Code.INVALID, desk.members.add, viewer(ANN), made, [BOB, DAN, ANN])
    assert refused.field == "userIds"
    assert refused.details == {"userIds": [str(DAN), str(ANN)]}
    assert desk.ids(made) == []


def test_a_request_to_follow_is_no_follow(desk: Desk) -> None:
    desk.change(DAN, protected=True)
    desk.follow(ANN, DAN)
    refusal(Code.INVALID, desk.members.add, viewer(ANN), desk.make(), [DAN])


def test_members_are_listed_by_id_in_pages(desk: Desk) -> None:
    made = desk.make(CAT, BOB)
    first = desk.members.page(viewer(ANN), made, PageRange(1))
    assert [user.id for user in first.users] == [CAT]
    second = desk.members.page(viewer(ANN), made, PageRange(1, first.next_before))
    assert [user.id for user in second.users] == [BOB]
    assert second.next_before is None
    back = desk.members.page(viewer(ANN), made, PageRange(1, after=BOB, ascending=True))
    assert [user.id for user in back.users] == [CAT]


def test_members_join_and_leave_as_often_as_one_likes(desk: Desk) -> None:
    made = desk.make(BOB)
    desk.members.add(viewer(ANN), made, [BOB, CAT])
    desk.members.remove(viewer(ANN), made, [BOB, DAN])
    desk.members.remove(viewer(ANN), made, [BOB])
    assert desk.ids(made) == [CAT]


def test_a_list_has_so_many_members_and_a_call_names_so_many(desk: Desk) -> None:
    made = desk.make()
    refusal(Code.INVALID, desk.members.add, viewer(ANN), made, range(1000, 1001 + MAX_NEW_MEMBERS))
    refusal(Code.INVALID, desk.members.remove, viewer(ANN), made, range(1000, 1001 + MAX_NEW_MEMBERS))
    many = range(1000, 1000 + MAX_LIST_MEMBERS)
    for each in many:
        desk.graph.follow(ANN, each, each, 10_000)
    for start in range(0, MAX_LIST_MEMBERS, MAX_NEW_MEMBERS):
        desk.members.add(viewer(ANN), made, many[start : start + MAX_NEW_MEMBERS])
    refusal(Code.LIMIT_REACHED, desk.members.add, viewer(ANN), made, [BOB])


def test_an_account_is_found_in_the_readers_lists(desk: Desk) -> None:
    first, second, third = desk.make(BOB, CAT), desk.make(CAT), desk.make()
    assert desk.holding(ANN, BOB) == [first]
    assert desk.holding(ANN, CAT) == [first, second]
    assert desk.holding(ANN, DAN) == []
    desk.keep.remove(viewer(ANN), first)
    assert desk.holding(ANN, BOB) == []
    assert third in [each.id for each in desk.keep.all(viewer(ANN))]
    refusal(Code.NOT_FOUND, desk.members.holding, viewer(ANN), NOBODY)
    desk.block_user.block(viewer(CAT), ANN)
    refusal(Code.NOT_FOUND, desk.members.holding, viewer(ANN), CAT)


@pytest.mark.parametrize("ending", ["unfollow", "block", "be blocked", "be removed"])
def test_a_membership_ends_with_the_follow_at_once_and_stays_ended(desk: Desk, ending: str) -> None:
    made = desk.make(BOB, CAT)
    desk.settle()
    match ending:
        case "unfollow":
            desk.unfollow_user.run(viewer(ANN), BOB)
        case "block":
            desk.block_user.block(viewer(ANN), BOB)
        case "be blocked":
            desk.block_user.block(viewer(BOB), ANN)
        case _:
            desk.remove_follower.run(viewer(BOB), ANN)
    assert desk.ids(made) == [CAT]
    desk.settle()
    assert desk.keep.one(viewer(ANN), made).members == {CAT}
    desk.block_user.unblock(viewer(ANN), BOB)
    desk.block_user.unblock(viewer(BOB), ANN)
    desk.follow(ANN, BOB)
    assert desk.ids(made) == [CAT]


def test_who_follows_again_before_the_stream_knew_is_no_member(desk: Desk) -> None:
    made = desk.make(BOB)
    desk.unfollow_user.run(viewer(ANN), BOB)
    desk.follow(ANN, BOB)
    assert desk.ids(made) == []


def test_who_takes_no_part_is_not_shown_and_stays_a_member(desk: Desk) -> None:
    made = desk.make(BOB, CAT)
    desk.change(BOB, status=AccountStatus.SUSPENDED)
    assert desk.ids(made) == [CAT]
    desk.change(BOB, status=AccountStatus.ACTIVE)
    assert desk.ids(made) == [CAT, BOB]


def test_who_joins_is_back_filled_and_who_leaves_is_cleaned_up_later(desk: Desk) -> None:
    made = desk.make(BOB)
    desk.settle()
    assert jobs_of(desk) == [Job("backfill", author_id=BOB, viewer_id=ANN, list_id=made)]
    desk.members.remove(viewer(ANN), made, [BOB])
    desk.settle()
    assert jobs_of(desk) == [Job("cleanup", author_id=BOB, viewer_id=ANN, list_id=made, again=True)]


def test_a_follow_that_ends_has_home_and_lists_cleaned_up(desk: Desk) -> None:
    made = desk.make(BOB)
    desk.settle()
    jobs_of(desk)
    desk.unfollow_user.run(viewer(ANN), BOB)
    desk.settle()
    assert [(job.kind, job.list_id) for job in jobs_of(desk)] == [("cleanup", made), ("cleanup", None)]


def test_a_list_that_is_gone_is_left_by_each_member(desk: Desk) -> None:
    made = desk.make(BOB, CAT)
    desk.keep.remove(viewer(ANN), made)
    desk.settle()
    jobs_of(desk)
    for removed in desk.kept.removed:
        desk.apply.end_list(ListRemoval(removed, 1))
    assert jobs_of(desk) == [Job("leave_list", author_id=each, viewer_id=ANN, list_id=made) for each in (BOB, CAT)]
    refusal(Code.NOT_FOUND, desk.members.page, viewer(ANN), made, PageRange(20))
    refusal(Code.NOT_FOUND, desk.members.add, viewer(ANN), made, [BOB])


def test_lists_go_with_the_account_in_pieces(desk: Desk) -> None:
    for _ in range(11):
        desk.make(BOB)
    eraser = EraseLists(desk.kept)
    assert eraser.erase(ANN, None) == ""
    assert eraser.erase(ANN, "") is None
    assert eraser.erase(ANN, None) is None
    assert desk.keep.all(viewer(ANN)) == []
    assert len(desk.kept.removed) == 11


def test_the_archive_holds_ones_lists_with_their_members(desk: Desk) -> None:
    first, second = desk.make(BOB, CAT), desk.make()
    desk.change(CAT, status=AccountStatus.SUSPENDED)
    source = GatherLists(desk.kept, desk.users)
    page = source.page(ANN, None)
    assert page.records == [
        {
            "id": str(first),
            "title": "Friends",
            "repliesPolicy": "list",
            "exclusive": False,
            "members": [{"id": str(BOB), "username": "bob"}, {"id": str(CAT), "username": None}],
        }
    ]
    rest = source.page(ANN, page.position)
    assert [each["id"] for each in rest.records] == [str(second)]
    assert rest.position is None
    assert source.page(BOB, None).records == []
