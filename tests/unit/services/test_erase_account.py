"""The order of an erasure: due, begun, paused, taken up again, done once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet.domain.erasure import ErasureOrder
from linnet.domain.errors import DomainError
from linnet.domain.users import AccountStatus
from linnet.services.erase_account import EraseAccount
from linnet.services.order_erasures import STALE_MS, OrderErasures
from tests.fakes.identity import FakeErasures, FakeIdentity
from tests.unit.services.identity_site import DAY_MS, PASSWORD, Site

GRACE_S = 60
PAUSE_S = 900


@dataclass
class Killed(Exception):
    """The process died."""


@dataclass
class FakeEraser:
    """A store with so many pieces; `erased` lists what was asked for."""

    name: str
    pieces: int
    erased: list[str]
    dies_at: int | None = None

    def erase(self, user_id: int, position: str | None) -> str | None:
        assert user_id
        piece = int(position or 0)
        if piece == self.dies_at:
            self.dies_at = None
            raise Killed
        self.erased.append(f"{self.name}{piece}")
        return str(piece + 1) if piece + 1 < self.pieces else None


@dataclass
class LastEraser:
    """The profile."""

    table: FakeIdentity
    erased: list[str]
    name: str = "profile"

    def erase(self, user_id: int, position: str | None) -> str | None:
        assert position is None
        self.erased.append("profile")
        del self.table.users[user_id], self.table.accounts[user_id]
        return None


@dataclass
class FakeQueue:
    """Keep messages with their delays."""

    sent: list[tuple[ErasureOrder, int]] = field(default_factory=list)

    @property
    def delays(self) -> list[int]:
        return [delay_s for _, delay_s in self.sent]

    def send(self, orders: Sequence[ErasureOrder], delay_s: int) -> None:
        self.sent += [(order, delay_s) for order in orders]


class World:
    """An account whose owner has left for good, and everything that erases it."""

    def __init__(self, *, immediately: bool = True, pieces: Sequence[int] = (2, 1)) -> None:
        self.site = Site()
        self.clock = self.site.clock
        self.user_id = self.site.sign_up().user.id
        viewer = self.site.viewer(self.site.log_in.run("ada", PASSWORD))
        due_ms = self.site.deactivate_account.run(viewer, PASSWORD, immediately=immediately)
        self.order = ErasureOrder(self.user_id, due_ms)
        self.erased: list[str] = []
        self.erasers = [FakeEraser("abcdef"[number], count, self.erased) for number, count in enumerate(pieces)]
        self.queue = FakeQueue()
        erasures = FakeErasures(self.site.table)
        self.schedule = OrderErasures(erasures, self.queue, self.clock)
        self.erase = EraseAccount(
            erasures,
            self.erasers,
            LastEraser(self.site.table, self.erased),
            self.site.change_standing,
            self.queue,
            self.clock,
            work_ms=30_000,
            grace_s=GRACE_S,
            pause_s=PAUSE_S,
        )

    def begin(self) -> None:
        """Shut the account out for good, wait as long as it takes, and erase for the first time."""
        self.erase.run(self.order)
        self.deliver_next(GRACE_S)

    def deliver_next(self, delay_s: int) -> None:
        """Work off the only message, which has such a delay."""
        [(order, queued_s)] = self.queue.sent
        assert queued_s == delay_s
        self.queue.sent.clear()
        self.clock.advance(delay_s * 1000)
        self.erase.run(order)

    def deliver(self) -> None:
        """Work off the queue, each message after its delay."""
        while self.queue.sent:
            order, delay_s = self.queue.sent.pop(0)
            self.clock.advance(delay_s * 1000)
            self.erase.run(order)


def test_an_account_is_erased_store_by_store_in_two_rounds_and_its_profile_last() -> None:
    world = World()
    assert world.schedule.run() == 1
    world.deliver()

    assert world.erased == ["a0", "a1", "b0", "a0", "a1", "b0", "profile"]
    assert world.site.table.erasures == {}
    assert world.schedule.run() == 0


def test_the_second_round_waits_for_what_was_on_its_way() -> None:
    world = World()
    world.begin()

    assert world.queue.delays == [PAUSE_S]


def test_the_pause_between_two_rounds_survives_a_kill() -> None:
    world = World()
    world.begin()
    first = list(world.erased)
    # Killed after the last piece was saved and before the rest was queued: the message comes again.
    world.queue.sent.clear()
    world.erase.run(world.order)

    assert world.erased == first
    assert world.queue.delays == [PAUSE_S]
    world.deliver()
    assert world.erased[-1] == "profile"


def test_nothing_is_erased_while_a_container_may_take_a_token_or_show_a_profile_from_memory() -> None:
    world = World()
    world.erase.run(world.order)
    assert world.queue.delays == [GRACE_S]
    with pytest.raises(DomainError):
        world.site.log_in.run("ada", PASSWORD)
    # The message comes twice, or the one that waits was lost.
    world.erase.run(world.order)
    assert world.queue.delays == [GRACE_S, GRACE_S]
    assert world.erased == []


@pytest.mark.parametrize("minutes", [-5, 5, 10])
def test_clocks_that_are_minutes_apart_shorten_no_time_that_is_waited(minutes: int) -> None:
    world = World()
    # The account was given up by the clock of another container.
    world.clock.advance(300_000)
    world.erase.run(world.order)
    # Another delivery, to another container: its clock may tell that the time is over.
    world.clock.advance(minutes * 60_000)
    world.erase.run(world.order)
    assert (world.erased, world.queue.delays) == ([], [GRACE_S, GRACE_S])
    world.queue.sent.pop()
    world.deliver_next(GRACE_S)
    first = list(world.erased)
    world.clock.advance(minutes * 2 * 60_000)
    world.erase.run(world.order)
    assert (world.erased, world.queue.delays) == (first, [PAUSE_S, PAUSE_S])
    world.deliver()
    assert world.erased == [*first, *first, "profile"]


def test_who_deactivated_is_erased_after_thirty_days_and_not_before() -> None:
    world = World(immediately=False)
    world.clock.advance(30 * DAY_MS - 1)
    assert world.schedule.run() == 0
    world.erase.run(world.order)
    assert world.queue.sent == []
    world.clock.advance(1)
    assert world.schedule.run() == 1


def test_a_return_withdraws_the_order_also_one_that_is_queued() -> None:
    world = World(immediately=False)
    world.site.log_in.run("ada", PASSWORD)
    world.clock.advance(40 * DAY_MS)

    assert world.schedule.run() == 0
    world.erase.run(world.order)
    assert world.erased == []
    assert world.site.table.users[world.user_id].active


def test_a_stale_message_does_not_erase_who_left_a_second_time() -> None:
    world = World(immediately=False)
    world.clock.advance(DAY_MS)
    viewer = world.site.viewer(world.site.log_in.run("ada", PASSWORD))
    later = world.site.deactivate_account.run(viewer, PASSWORD)
    world.clock.advance(30 * DAY_MS - 1)

    world.erase.run(world.order)
    world.erase.run(ErasureOrder(world.user_id, later))
    assert world.erased == []


def test_nobody_returns_or_is_suspended_once_the_erasure_has_begun() -> None:
    world = World()
    world.erasers[0].dies_at = 0
    with pytest.raises(Killed):
        world.begin()
    with pytest.raises(DomainError):
        world.site.log_in.run("ada", PASSWORD)
    for change in (world.site.suspend_account.suspend, world.site.suspend_account.lift):
        assert change("@ada").status is AccountStatus.ERASING


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.data())
def test_a_killed_erasure_goes_on_where_it_stood(pieces: list[int], data: st.DataObject) -> None:
    world = World(pieces=pieces)
    for eraser in world.erasers:
        eraser.dies_at = data.draw(st.none() | st.integers(0, eraser.pieces - 1))
    world.queue.send([world.order], 0)
    for _ in range(2 * len(pieces)):
        try:
            world.deliver()
        except Killed:
            # The message comes again.
            world.queue.send([world.order], 0)
    one_round = [f"{eraser.name}{piece}" for eraser in world.erasers for piece in range(eraser.pieces)]

    assert world.erased == [*one_round, *one_round, "profile"]


def test_a_message_that_comes_twice_erases_nothing_twice() -> None:
    world = World()
    world.begin()
    first = list(world.erased)
    world.queue.sent *= 2
    world.deliver()

    assert world.erased == [*first, *first, "profile"]


def test_a_chain_of_messages_that_was_lost_is_taken_up_again() -> None:
    world = World()
    world.begin()
    world.queue.sent.clear()

    assert world.schedule.run() == 0
    world.clock.advance(STALE_MS)
    assert world.schedule.run() == 1
    world.deliver()
    assert world.erased[-1] == "profile"


def test_a_long_erasure_is_cut_into_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(pieces=[40])
    eraser = world.erasers[0]
    plain = eraser.erase

    def slow(user_id: int, position: str | None) -> str | None:
        world.clock.advance(1000)
        return plain(user_id, position)

    monkeypatch.setattr(eraser, "erase", slow)
    world.begin()
    assert len(world.erased) == 30
    assert world.queue.sent == [(world.order, 0)]
    world.deliver()
    assert len(world.erased) == 81


def test_a_store_that_is_no_more_begins_the_round_anew() -> None:
    world = World()
    world.erasers[1].dies_at = 0
    with pytest.raises(Killed):
        world.begin()
    world.erasers[1].name = "renamed"
    world.queue.send([world.order], 0)
    world.deliver()

    assert world.erased[:5] == ["a0", "a1", "a0", "a1", "renamed0"]
    assert world.erased[-1] == "profile"
