"""Notifications that are set aside: kept apart, once each whatever is repeated, until their recipient decides."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linnet.domain.errors import Code
from linnet.domain.notification_choices import Choices
from linnet.domain.notification_policy import NEW_ACCOUNT_MS, NEW_FOLLOWER_MS, Policy, Treatment
from linnet.domain.notification_requests import MAX_WAITING, NotificationRequest
from linnet.domain.notifications import MAX_ENTRIES, Kind, Subject
from linnet.domain.paging import PageRange
from linnet.services.answer_notification_requests import AnswerNotificationRequests
from linnet.services.choose_notifications import ChoicesChange, ChooseNotifications
from linnet.services.dismiss_notifications import DismissNotifications
from linnet.services.read_notification_entries import ReadNotificationEntries
from linnet.services.read_notification_requests import ReadNotificationRequests
from linnet.services.read_notifications import Wanted
from linnet.services.set_aside import SetAside
from tests.unit.services.notification_world import ANN, BOB, CAT, DAN, World, viewer
from tests.unit.services.refusals import refusal

STRANGERS = Policy(not_following=Treatment.FILTER)


@dataclass
class Desk:
    """Ann's world, in which strangers are set aside, and what she can do about them."""

    world: World

    def __post_init__(self) -> None:
        world = self.world
        self.choose(STRANGERS)
        self.aside = SetAside(world.store, world.parallel, world.clock)
        self.answer = AnswerNotificationRequests(world.store, self.aside, world.parallel, world.clock)
        self.requests = ReadNotificationRequests(
            world.store, world.read.read_tweets, world.users, world.parallel, world.clock
        )
        self.entries = ReadNotificationEntries(world.read)
        self.dismissing = DismissNotifications(world.store, self.entries, self.aside, world.clock)

    def choose(self, policy: Policy) -> None:
        self.world.store.choose(ANN, Choices(policy=policy))

    def asking(self) -> list[tuple[int, int]]:
        page = self.requests.run(viewer(ANN), PageRange(40))
        return [(each.sender.id, each.count) for each in page.items]

    def told(self) -> list[tuple[Kind, int]]:
        return self._entries(Wanted())

    def everything(self, sender_id: int | None = None) -> list[tuple[Kind, int]]:
        return self._entries(Wanted(actor_id=sender_id, filtered=True))

    def _entries(self, wanted: Wanted) -> list[tuple[Kind, int]]:
        page = self.entries.run(viewer(ANN), wanted, PageRange(40))
        return [(each.kind, each.actors[0].id) for each in page.items]

    def accept(self, *sender_ids: int) -> None:
        self.answer.accept(viewer(ANN), sender_ids)

    def dismiss(self, *sender_ids: int) -> None:
        self.answer.dismiss(viewer(ANN), sender_ids)

    def waiting(self, sender_id: int) -> NotificationRequest:
        return self.world.store.requests(ANN, [sender_id])[sender_id]


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def write(world: World, author_id: int, text: str = "hello @ann") -> Any:
    tweet = world.post(author_id, text)
    world.settle_all()
    return tweet


def test_what_strangers_write_is_kept_apart(world: World, desk: Desk) -> None:
    world.follow(ANN, CAT)
    world.settle_all()
    world.pushes.sent.clear()
    write(world, BOB)
    write(world, BOB)
    write(world, CAT)
    assert desk.told() == [(Kind.MENTION, CAT)]
    assert desk.asking() == [(BOB, 2)]
    assert desk.requests.count(viewer(ANN)) == (1, 2)
    assert world.unread(ANN) == 1
    assert [push.actor_id for push in world.pushes.sent if push.topic.subject == str(ANN)] == [CAT]
    shown = desk.requests.one(viewer(ANN), BOB)
    assert shown.tweet is not None
    assert shown.tweet.author.id == BOB
    assert desk.everything() == [(Kind.MENTION, CAT), (Kind.MENTION, BOB), (Kind.MENTION, BOB)]
    assert desk.everything(BOB) == [(Kind.MENTION, BOB)] * 2


def test_what_is_accepted_comes_back_where_it_arrived_and_is_told_from_then_on(world: World, desk: Desk) -> None:
    mine = world.post(ANN, "mine")
    write(world, BOB)
    world.like(BOB, mine)
    world.follow(BOB, ANN)
    world.settle_all()
    world.follow(ANN, CAT)
    write(world, CAT)
    sent = len(world.pushes.sent)
    assert desk.told() == [(Kind.MENTION, CAT)]
    before = desk.everything(BOB)
    assert before == [(Kind.FOLLOW, BOB), (Kind.LIKE, BOB), (Kind.MENTION, BOB)]

    desk.accept(BOB)
    assert desk.told() == [(Kind.MENTION, CAT), *before]
    assert desk.asking() == []
    assert desk.requests.merged(viewer(ANN))
    assert len(world.pushes.sent) == sent
    write(world, BOB)
    assert desk.told()[0] == (Kind.MENTION, BOB)
    assert len(world.pushes.sent) == sent + 1
    refusal(Code.NOT_FOUND, lambda: desk.accept(BOB))


def test_what_is_dismissed_is_gone_for_good_and_the_sender_may_ask_again(world: World, desk: Desk) -> None:
    tweet = write(world, BOB)
    write(world, DAN)
    desk.dismiss(BOB)
    assert desk.asking() == [(DAN, 1)]
    assert not desk.everything(BOB)
    assert not desk.told()
    world.edit(tweet, "hello @ann again")
    world.settle_all(times=2)
    assert desk.asking() == [(DAN, 1)]
    write(world, BOB)
    assert desk.asking() == [(BOB, 1), (DAN, 1)]
    refusal(Code.NOT_FOUND, lambda: desk.dismiss(BOB, CAT))


def test_several_are_answered_together(world: World, desk: Desk) -> None:
    write(world, BOB)
    write(world, CAT)
    write(world, DAN)
    desk.accept(BOB, CAT, BOB)
    assert desk.asking() == [(DAN, 1)]
    assert {sender for _, sender in desk.told()} == {BOB, CAT}


@pytest.mark.parametrize(
    ("change", "left"),
    [
        (lambda world, tweet: world.delete(tweet), []),
        (lambda world, tweet: world.edit(tweet, "nobody is named"), []),
        (lambda world, _: world.block(ANN, BOB), []),
        (lambda world, _: world.mute(ANN, BOB), []),
        (lambda world, _: world.store.clear(ANN, world.ids.next_id()), []),
    ],
)
def test_what_is_no_more_asks_for_nothing(
    world: World, desk: Desk, change: Callable[[World, Any], object], left: list[object]
) -> None:
    change(world, write(world, BOB))
    world.settle_all()
    assert desk.asking() == left
    assert desk.everything() == []


def test_likes_ask_for_nothing_and_follow_who_is_accepted(world: World, desk: Desk) -> None:
    mine = world.post(ANN, "mine")
    world.like(BOB, mine)
    world.settle_all()
    assert (desk.asking(), desk.told(), desk.everything()) == ([], [], [])
    assert desk.everything(BOB) == [(Kind.LIKE, BOB)]
    world.unlike(BOB, mine)
    world.settle_all()
    assert desk.everything(BOB) == []
    world.like(BOB, mine)
    write(world, BOB)
    desk.accept(BOB)
    assert desk.told() == [(Kind.MENTION, BOB), (Kind.LIKE, BOB)]


def test_those_who_are_told_of_keep_their_room(world: World, desk: Desk) -> None:
    mine = world.post(ANN, "mine")
    world.follow(ANN, BOB)
    world.like(BOB, mine)
    for number in range(MAX_ENTRIES + 10):
        world.sign_up(1_000 + number, f"fan{number}")
        world.like(1_000 + number, mine)
    world.settle_all()
    group = world.store.group(Subject(ANN, Kind.LIKE, mine.id))
    assert group is not None
    assert len(group.entries) == MAX_ENTRIES + 1
    assert not group.saturated
    assert desk.told() == [(Kind.LIKE, BOB)]
    (shown,) = world.shown(ANN)
    assert (shown.actor_count, shown.more) == (1, False)


def test_of_one_sender_the_newest_are_known(world: World, desk: Desk) -> None:
    for _ in range(MAX_WAITING + 3):
        write(world, BOB)
    assert desk.asking() == [(BOB, MAX_WAITING)]


@pytest.mark.parametrize("accepting", [False, True])
def test_one_that_waits_is_shown_and_dismissed_by_its_id(world: World, desk: Desk, accepting: bool) -> None:
    write(world, BOB)
    entry_id = desk.waiting(BOB).waiting[0].id
    if accepting:
        desk.accept(BOB)
    shown = desk.entries.one(viewer(ANN), entry_id)
    assert (shown.filtered, shown.unread) == (not accepting, accepting)
    desk.dismissing.one(viewer(ANN), entry_id)
    assert (desk.everything(), desk.asking()) == ([], [])
    refusal(Code.NOT_FOUND, lambda: desk.entries.one(viewer(ANN), entry_id))


def test_groups_are_listed_with_what_waits(world: World, desk: Desk) -> None:
    write(world, BOB)
    world.follow(ANN, CAT)
    write(world, CAT)
    assert [each.kind for each in world.shown(ANN)] == [Kind.MENTION]
    both = world.shown(ANN, Wanted(filtered=True))
    assert [(each.actors[0].id, each.filtered, each.unread) for each in both] == [
        (CAT, False, True),
        (BOB, True, False),
    ]
    first = world.read.run(viewer(ANN), Wanted(filtered=True), PageRange(1))
    second = world.read.run(viewer(ANN), Wanted(filtered=True), PageRange(1, before=first.next_before))
    assert [each.actors[0].id for each in (*first.items, *second.items)] == [CAT, BOB]


class TestPolicies:
    def test_new_followers_count_as_none(self, world: World, desk: Desk) -> None:
        desk.choose(Policy(not_followers=Treatment.FILTER))
        world.follow(ANN, CAT)
        world.follow(BOB, ANN)
        write(world, BOB)
        write(world, CAT)
        assert [sender for sender, _ in desk.asking()] == [CAT, BOB]
        world.clock.advance(NEW_FOLLOWER_MS)
        write(world, BOB)
        assert desk.told() == [(Kind.MENTION, BOB)]

    def test_accounts_are_new_unless_followed(self, world: World, desk: Desk) -> None:
        desk.choose(Policy(new_accounts=Treatment.FILTER))
        world.sign_up(77, "newcomer", created_ms=world.clock.now_ms())
        write(world, 77)
        write(world, BOB)
        assert (desk.asking(), desk.told()) == ([(77, 1)], [(Kind.MENTION, BOB)])
        world.clock.advance(NEW_ACCOUNT_MS)
        write(world, 77)
        assert desk.told()[0] == (Kind.MENTION, 77)

    def test_the_harshest_holds_and_drops_what_never_comes_back(self, world: World, desk: Desk) -> None:
        desk.choose(Policy(not_following=Treatment.FILTER, not_followers=Treatment.DROP))
        write(world, BOB)
        assert (desk.asking(), desk.everything(BOB)) == ([], [])

    def test_who_was_accepted_is_neither_filtered_nor_dropped(self, world: World, desk: Desk) -> None:
        write(world, BOB)
        desk.accept(BOB)
        desk.choose(Policy(not_following=Treatment.DROP, not_followers=Treatment.DROP))
        write(world, BOB)
        assert desk.told() == [(Kind.MENTION, BOB)] * 2

    def test_what_the_recipient_took_part_in_is_told(self, world: World, desk: Desk) -> None:
        poll = world.ask_all(BOB)
        world.vote(ANN, poll)
        world.let_polls_end()
        world.settle_all()
        assert desk.told() == [(Kind.POLL_ENDED, BOB)]

    def test_what_waits_stays_when_the_policy_changes(self, world: World, desk: Desk) -> None:
        write(world, BOB)
        choosing = ChooseNotifications(world.store)
        changed = choosing.change(viewer(ANN), ChoicesChange(kinds={}, not_following=Treatment.ACCEPT))
        assert changed.policy == Policy()
        write(world, BOB)
        assert (desk.asking(), desk.told()) == ([(BOB, 1)], [(Kind.MENTION, BOB)])


class Racing:
    """Run something once, just before a request is written."""

    def __init__(self, world: World, act: Callable[[], object]) -> None:
        self.put = world.store.put_request
        self.act: Callable[[], object] | None = act
        world.store.put_request = self.put_request  # type: ignore[method-assign]

    def put_request(self, request: NotificationRequest) -> NotificationRequest:
        if self.act is not None:
            act, self.act = self.act, None
            act()
        return self.put(request)


def test_what_is_set_aside_while_its_sender_is_accepted_is_told(world: World, desk: Desk) -> None:
    write(world, BOB)
    world.post(BOB, "once more @ann")
    Racing(world, lambda: desk.accept(BOB))
    world.settle_all()
    assert desk.told() == [(Kind.MENTION, BOB)] * 2
    assert desk.waiting(BOB).waiting == ()


def test_what_is_taken_back_while_it_is_set_aside_asks_for_nothing(world: World, desk: Desk) -> None:
    tweet = world.post(BOB, "hello @ann")

    def gone() -> None:
        world.delete(tweet)
        jobs, world.jobs.sent[:] = list(world.jobs.sent), []
        world.look(*jobs)

    jobs, world.jobs.sent[:] = list(world.jobs.sent), []
    Racing(world, gone)
    world.look(*jobs)
    assert desk.asking() == []
    assert desk.waiting(BOB).waiting == ()


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["post", "like", "unlike", "delete", "accept", "dismiss", "strict", "open", "settle"]),
        st.sampled_from([BOB, CAT]),
    ),
    max_size=14,
)


@settings(max_examples=60, deadline=None)
@given(acts=ACTS, seed=st.integers(0, 1000))
def test_every_notification_stands_in_one_place_whatever_is_repeated(acts: list[tuple[str, int]], seed: int) -> None:
    """What is told and what waits are together what happened, each once, in any order of repeated jobs."""
    world, order = World(), random.Random(seed)
    desk = Desk(world)
    mine = world.post(ANN, "mine")
    posts: list[Any] = []
    dismissed: set[int] = set()
    for act, who in acts:
        match act:
            case "post":
                posts.append(world.post(who, "hello @ann"))
            case "like":
                world.like(who, mine)
            case "unlike":
                world.unlike(who, mine)
            case "delete" if posts:
                world.delete(posts.pop())
            case "accept" | "dismiss" if world.store.requests(ANN, [who]):
                waiting = desk.waiting(who)
                if waiting.waiting:
                    dismissed |= {each.object_id for each in waiting.waiting} if act == "dismiss" else set()
                    (desk.accept if act == "accept" else desk.dismiss)(who)
            case "strict" | "open":
                desk.choose(STRANGERS if act == "strict" else Policy())
            case "settle":
                world.settle_all(times=2, order=order)
    world.settle_all(times=2, order=order)
    world.settle_all()
    for who in (BOB, CAT):
        everything = desk.entries.run(viewer(ANN), Wanted(actor_id=who, filtered=True), PageRange(80)).items
        about = [each.object_id for each in everything if each.kind is Kind.MENTION]
        standing = [each.id for each in posts if each.author_id == who]
        assert sorted(about) == sorted(set(standing) - dismissed)
        told = {each.object_id for each in desk.entries.run(viewer(ANN), Wanted(actor_id=who), PageRange(80)).items}
        request = world.store.requests(ANN, [who]).get(who)
        assert not told & {each.object_id for each in ([] if request is None else request.waiting)}
