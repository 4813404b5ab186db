"""Direct messages are told to whom they are for: once each, and only while they may be read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

import pytest

from linnet.domain import messages as rules
from linnet.domain.changes import ConversationChange
from linnet.domain.messages import Conversation, Message, React, Reception, Unsend
from linnet.domain.notification_choices import Choices
from linnet.domain.notification_policy import Policy, Treatment
from linnet.domain.notifications import Kind
from linnet.domain.pushes import PushKind
from linnet.domain.users import User
from linnet.services.apply_conversation_change import ApplyConversationChange
from linnet.services.settle_notifications import LATE_MS
from tests.unit.services.notification_world import ANN, BOB, CAT, DAN, World
from tests.unit.services.test_notified_tweets import gone


class Talks:
    """Conversations whose changes come as the table's stream brings them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.apply = ApplyConversationChange(
            world.messages, world.messages, world.users, world.pushes, world.jobs, world.clock
        )

    def write(self, author: int, other: int, received: Reception = Reception.INBOX) -> Message:
        place = rules.direct_id(author, other)
        head = self.world.messages.heads.get(place)
        message = self._message(author, place, head)
        after = rules.begin_direct(author, other, message.id, received) if head is None else rules.send(head, message)
        return self._sent(head, after, message)

    def group(self, creator: int, *others: int, strangers: frozenset[int] = frozenset()) -> str:
        group = rules.begin_group(self.world.ids.next_id(), creator, others, strangers, "birds")
        self._change(None, group)
        return group.id

    def say(self, author: int, place: str) -> Message:
        head = self.world.messages.heads[place]
        message = self._message(author, place, head)
        return self._sent(head, rules.send(head, message), message)

    def change(self, place: str, change: Callable[[Conversation], Conversation | None]) -> None:
        head = self.world.messages.heads[place]
        after = change(head)
        assert after is not None
        self._change(head, after, joined=after.members - head.members)

    def unsend(self, message: Message) -> None:
        head = self.world.messages.heads[message.conversation_id]
        after = rules.touch(head, message.author_id, message.id)
        self._change(head, after, Unsend(message.id, self.world.clock.now_ms()))

    def react(self, message: Message, user_id: int) -> None:
        head = self.world.messages.heads[message.conversation_id]
        self._change(head, rules.touch(head, user_id, message.id), React(message.id, user_id, "🐦"))

    def _message(self, author: int, place: str, head: Conversation | None) -> Message:
        self.world.clock.advance(1000)
        return Message(place, rules.next_message_id(self.world.ids.next_id(), head), author, "psst")

    def _sent(self, head: Conversation | None, after: Conversation, message: Message) -> Message:
        self._change(head, after, message)
        return message

    def _change(
        self,
        before: Conversation | None,
        after: Conversation,
        effect: rules.Effect | None = None,
        joined: frozenset[int] = frozenset(),
    ) -> None:
        now_ms = self.world.clock.now_ms()
        self.world.messages.change(before, after, effect=effect, joined=joined, now_ms=now_ms)
        self.apply.run(ConversationChange(before, after, now_ms))


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def talks(world: World) -> Talks:
    return Talks(world)


def heard(world: World, user_id: int) -> list[tuple[int, int]]:
    """Return the messages that somebody is told of, newest first, with their authors."""
    found = world.shown(user_id)
    assert all(each.kind is Kind.MESSAGE and each.tweet is None for each in found)
    return [(each.message.shown.message.id, each.actors[0].id) for each in found if each.message is not None]


def test_each_message_is_told_once_to_whom_it_is_for_however_often_its_job_comes(world: World, talks: Talks) -> None:
    first, second = talks.write(BOB, ANN), talks.write(BOB, ANN)
    answer = talks.write(ANN, BOB)
    world.settle_all(times=3)
    assert heard(world, ANN) == [(second.id, BOB), (first.id, BOB)]
    assert heard(world, BOB) == [(answer.id, ANN)]
    assert world.unread(ANN) == 2
    told = [push for push in world.pushes.sent if push.kind is PushKind.NOTIFICATION]
    assert [(push.topic.owner_id, push.payload, push.actor_id, push.tweet_id) for push in told] == [
        (ANN, {"kind": "message"}, BOB, None),
        (ANN, {"kind": "message"}, BOB, None),
        (BOB, {"kind": "message"}, ANN, None),
    ]


def test_who_subscribed_is_pushed_to(world: World, talks: Talks) -> None:
    world.store.inboxes[ANN] = replace(world.store.inbox(ANN), web_push=5)
    talks.write(BOB, ANN)
    world.settle_all(times=2)
    assert [(job.recipient_id, job.kind, job.newest) for job in world.web_pushes.taken()] == [(ANN, Kind.MESSAGE, 5)]


def test_a_request_is_quiet_and_what_comes_after_its_acceptance_is_told(world: World, talks: Talks) -> None:
    talks.write(BOB, ANN, Reception.REQUESTS)
    assert not world.jobs.sent
    talks.change(rules.direct_id(ANN, BOB), lambda head: rules.accept(head, ANN))
    later = talks.write(BOB, ANN)
    world.settle_all()
    assert heard(world, ANN) == [(later.id, BOB)]


def test_a_job_that_comes_after_an_acceptance_tells_nothing_of_the_request(world: World, talks: Talks) -> None:
    place = talks.group(BOB, ANN, CAT, strangers=frozenset({ANN}))
    message = talks.say(BOB, place)
    talks.change(place, lambda head: rules.accept(head, ANN))
    world.settle_all()
    assert (heard(world, ANN), heard(world, CAT)) == ([], [(message.id, BOB)])


def test_all_of_a_group_are_told_but_for_the_author_and_who_came_later(world: World, talks: Talks) -> None:
    place = talks.group(BOB, ANN, CAT)
    message = talks.say(BOB, place)
    talks.change(place, lambda head: rules.join(head, BOB, [DAN], []))
    world.settle_all()
    assert heard(world, ANN) == heard(world, CAT) == [(message.id, BOB)]
    assert heard(world, BOB) == heard(world, DAN) == []


def test_neither_reactions_nor_changes_of_a_group_are_told(world: World, talks: Talks) -> None:
    place = talks.group(BOB, ANN, CAT)
    message = talks.say(BOB, place)
    world.settle_all()
    sent = len(world.pushes.sent)
    talks.react(message, CAT)
    talks.change(place, lambda head: rules.rename(head, BOB, "owls"))
    assert not world.jobs.sent
    assert len(world.pushes.sent) > sent


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_unsent_message_is_told_no_more(world: World, talks: Talks, when: str) -> None:
    message, kept = talks.write(BOB, ANN), talks.write(BOB, ANN)
    if when == "after":
        world.settle_all()
        assert world.unread(ANN) == 2
    talks.unsend(message)
    world.settle_all()
    assert heard(world, ANN) == [(kept.id, BOB)]
    assert world.unread(ANN) == 1
    assert len(world.groups(ANN)) == (1 if when == "before" else 2)


def leave(talks: Talks, message: Message) -> None:
    talks.change(message.conversation_id, lambda head: rules.leave(head, ANN, ANN))


def delete_for_oneself(talks: Talks, message: Message) -> None:
    talks.world.messages.hide(message.conversation_id, message.id, ANN)


def delete_the_conversation(talks: Talks, message: Message) -> None:
    talks.world.messages.delete_for(message.conversation_id, ANN, message.id)


def block(talks: Talks, _: Message) -> None:
    talks.world.block(ANN, BOB)


def be_blocked(talks: Talks, _: Message) -> None:
    talks.world.block(BOB, ANN)


def mute(talks: Talks, _: Message) -> None:
    talks.world.mute(ANN, BOB)


def turn_off(talks: Talks, _: Message) -> None:
    talks.world.store.choose(ANN, Choices(off=frozenset({Kind.MESSAGE})))


HIDE = [leave, delete_for_oneself, delete_the_conversation, block, be_blocked, mute, turn_off]


@pytest.mark.parametrize("hide", HIDE)
@pytest.mark.parametrize("when", ["before", "after"])
def test_who_may_or_will_not_read_a_message_is_not_told_of_it(
    world: World, talks: Talks, hide: Callable[[Talks, Message], None], when: str
) -> None:
    message = talks.say(BOB, talks.group(BOB, ANN, CAT))
    if when == "after":
        world.settle_all()
        assert heard(world, ANN) == [(message.id, BOB)]
    hide(talks, message)
    world.settle_all()
    assert (heard(world, ANN), world.unread(ANN)) == ([], 0)
    assert heard(world, CAT) == [(message.id, BOB)]


def test_of_messages_no_policy_decides_and_no_muted_word(world: World, talks: Talks) -> None:
    drop = Treatment.DROP
    world.store.choose(ANN, Choices(policy=Policy(drop, drop, drop, drop), muted_words=("psst",)))
    message = talks.write(BOB, ANN)
    world.settle_all()
    assert heard(world, ANN) == [(message.id, BOB)]


def test_what_becomes_late_while_a_job_reads_is_told(
    world: World, talks: Talks, monkeypatch: pytest.MonkeyPatch
) -> None:
    message, read = talks.write(BOB, ANN), world.users.get_many

    def after_a_minute(ids: Collection[int]) -> Mapping[int, User]:
        found = read(ids)
        world.clock.advance(LATE_MS + 1)
        return found

    monkeypatch.setattr(world.users, "get_many", after_a_minute)
    world.settle_all()
    monkeypatch.undo()
    assert heard(world, ANN) == [(message.id, BOB)]


def test_nobody_is_told_who_is_erased_when_a_late_job_comes(world: World, talks: Talks) -> None:
    talks.write(BOB, ANN)
    gone(world, ANN)
    world.clock.advance(LATE_MS + 1)
    world.settle_all()
    assert not world.groups(ANN)
