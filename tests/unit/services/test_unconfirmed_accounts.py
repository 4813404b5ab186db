"""Accounts whose addresses are never confirmed: erased when their time is over, unless the link is used before."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from linnet.domain import tokens
from linnet.domain.erasure import ErasureOrder
from linnet.domain.errors import Code, DomainError
from linnet.domain.mail import HOUR_MS, MailKind, MailOrder, ordered
from linnet.domain.users import Account, AccountStatus, User, Viewer
from linnet.services.confirm_address import ConfirmAddress, RequestConfirmation
from linnet.services.erase_account import EraseAccount
from linnet.services.order_erasures import OrderErasures
from linnet.services.reset_password import ResetPassword
from linnet.services.throttle_mail import ThrottleMail
from tests.fakes.environment import FakeIds
from tests.fakes.identity import FakeErasures
from tests.fakes.mail import FakeMailOrders
from tests.unit.services.identity_site import DAY_MS, PASSWORD, Site

WITHIN_MS = 2 * DAY_MS
NEW_PASSWORD = "another long phrase 8"


class World:
    """A network where addresses are confirmed within two days, with one person, who has just signed up."""

    def __init__(self) -> None:
        self.site = Site(confirm_within_ms=WITHIN_MS)
        self.clock, self.accounts = self.site.clock, self.site.accounts
        signed_in = self.site.sign_up()
        self.user_id, self.token = signed_in.user.id, signed_in.token
        self.due_ms = self.clock.now_ms() + WITHIN_MS
        self.orders = FakeMailOrders(self.site.table)
        self.erasures = FakeErasures(self.site.table)
        ids = FakeIds(self.clock)
        self.confirm = ConfirmAddress(self.accounts, self.orders, self.clock)
        self.resend = RequestConfirmation(
            self.accounts, self.orders, ThrottleMail(self.site.limiter, None), ids, self.clock, sends_mail=True
        )
        self.reset = ResetPassword(
            self.accounts, self.orders, self.site.sessions, self.site.hashes, frozenset(), ids, self.clock
        )
        self.queued: list[ErasureOrder] = []
        self.schedule = OrderErasures(self.erasures, self, self.clock)
        self.eraser = EraseAccount(
            self.erasures,
            [self],
            self,
            self.site.change_standing,
            self,
            self.clock,
            work_ms=30_000,
            grace_s=0,
            pause_s=0,
        )
        self.erased = False

    name = "profile"

    def send(self, orders: Sequence[ErasureOrder], _delay_s: int) -> None:
        self.queued += orders

    def erase(self, _user_id: int, _position: str | None) -> str | None:
        self.erased = True
        return None

    @property
    def account(self) -> Account:
        return self.site.table.accounts[self.user_id]

    @property
    def viewer(self) -> Viewer:
        viewer = self.site.container().run(self.token)
        assert viewer is not None
        return viewer

    def link(self, kind: MailKind = MailKind.CONFIRMATION) -> str:
        """Send the mail of a kind and return the token of its link."""
        order = self.orders.get(self.user_id, kind)
        if order is None:
            order = ordered(99, self.user_id, kind, self.clock.now_ms())
            self.orders.ask(order)
        token = tokens.with_hint(self.user_id, "secret")
        assert self.orders.arm(order, tokens.digest(token))
        return token

    def use(self, token: str, *, by_reset: bool) -> None:
        if by_reset:
            self.reset.run(token, NEW_PASSWORD)
        else:
            self.confirm.run(token)

    def let_time_pass(self, ms: int) -> None:
        self.clock.advance(ms)
        self.schedule.run()

    def work(self) -> None:
        orders, self.queued = self.queued, []
        for order in orders:
            self.eraser.run(order)


def code_of(error: pytest.ExceptionInfo[DomainError]) -> Code:
    return error.value.code


def test_who_never_confirms_is_erased_when_the_time_is_over_and_not_before() -> None:
    world = World()
    assert world.account.erase_at_ms == world.due_ms
    world.let_time_pass(WITHIN_MS - 1)
    assert world.queued == []
    world.let_time_pass(1)
    assert world.queued == [ErasureOrder(world.user_id, world.due_ms)]
    world.work()
    assert world.account.status is AccountStatus.ERASING
    world.work()
    world.work()
    assert world.site.container().run(world.token) is None


def test_who_waits_takes_part_as_before_and_logging_in_changes_nothing() -> None:
    world = World()
    assert not world.viewer.confirmed
    user = world.site.log_in.run("ada", PASSWORD).user
    assert user.active
    assert world.account.erase_at_ms == world.due_ms


@pytest.mark.parametrize("by_reset", [False, True])
def test_a_confirmed_account_is_kept(by_reset: bool) -> None:
    world = World()
    world.let_time_pass(WITHIN_MS - HOUR_MS)
    world.use(world.link(MailKind.RESET if by_reset else MailKind.CONFIRMATION), by_reset=by_reset)
    assert (world.account.confirmed, world.account.erase_at_ms) == (True, None)
    assert world.erasures.get(ErasureOrder(world.user_id, world.due_ms)) is None
    world.let_time_pass(10 * DAY_MS)
    assert world.queued == []


def test_an_order_that_is_queued_already_is_withdrawn_by_a_confirmation() -> None:
    world = World()
    world.clock.advance(WITHIN_MS - 1)
    world.confirm.run(world.link())
    world.clock.advance(DAY_MS)
    world.eraser.run(ErasureOrder(world.user_id, world.due_ms))
    assert world.account.status is AccountStatus.ACTIVE


def test_a_link_that_is_sent_again_gains_no_time() -> None:
    world = World()
    world.clock.advance(WITHIN_MS - HOUR_MS)
    world.resend.run(world.viewer, "right@example.org")
    again = world.orders.get(world.user_id, MailKind.CONFIRMATION)
    assert again is not None
    assert again.expires_ms == world.account.erase_at_ms == world.due_ms
    token = world.link()
    world.clock.advance(HOUR_MS)
    with pytest.raises(DomainError) as error:
        world.confirm.run(token)
    assert code_of(error) is Code.NOT_FOUND
    with pytest.raises(DomainError) as error:
        world.resend.run(world.viewer)
    assert code_of(error) is Code.FORBIDDEN


@pytest.mark.parametrize("by_reset", [False, True])
def test_of_a_link_and_the_eraser_the_one_that_comes_first_wins(
    by_reset: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World()
    world.clock.advance(WITHIN_MS - 1)
    token = world.link(MailKind.RESET if by_reset else MailKind.CONFIRMATION)
    store = "reset_password" if by_reset else "confirm_address"
    real = getattr(world.orders, store)

    def after_the_eraser(account: Account, order: MailOrder, *rest: object) -> None:
        # The eraser begins between the look at the link and its use.
        world.clock.advance(1)
        world.eraser.run(ErasureOrder(world.user_id, world.due_ms))
        real(account, order, *rest)

    monkeypatch.setattr(world.orders, store, after_the_eraser)
    with pytest.raises(DomainError) as error:
        world.use(token, by_reset=by_reset)
    assert (code_of(error), error.value.field) == (Code.NOT_FOUND, "token")
    assert world.account.status is AccountStatus.ERASING
    assert not world.account.confirmed


def test_an_eraser_that_was_about_to_begin_leaves_who_confirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    token = world.link()
    found = world.orders.get(world.user_id, MailKind.CONFIRMATION)
    assert found is not None
    store = world.accounts.set_standing

    def after_the_link(user: User, account: Account, changed: Account) -> User:
        if not world.account.confirmed:
            world.orders.confirm_address(world.account, found)
        return store(user, account, changed)

    monkeypatch.setattr(world.accounts, "set_standing", after_the_link)
    world.let_time_pass(WITHIN_MS)
    world.work()
    assert (world.account.status, world.account.erase_at_ms) == (AccountStatus.ACTIVE, None)
    assert not world.erased
    assert token


def test_who_gives_up_before_confirming_gains_no_time_and_may_come_back_until_then() -> None:
    world = World()
    world.clock.advance(DAY_MS)
    assert world.site.deactivate_account.run(world.viewer, PASSWORD) == world.due_ms
    assert world.site.log_in.run("ada", PASSWORD).user.active
    assert world.account.erase_at_ms == world.due_ms
    assert world.erasures.get(ErasureOrder(world.user_id, world.due_ms)) is not None


def test_who_deletes_an_account_before_confirming_is_erased_at_once() -> None:
    world = World()
    now_ms = world.clock.now_ms()
    assert world.site.deactivate_account.run(world.viewer, PASSWORD, immediately=True) == now_ms
    world.let_time_pass(0)
    world.work()
    assert world.account.status is AccountStatus.ERASING


def test_the_link_of_an_account_that_was_given_up_does_not_bring_it_back_but_its_owner_can() -> None:
    world = World()
    token = world.link()
    world.site.deactivate_account.run(world.viewer, PASSWORD)
    world.confirm.run(token)
    assert (world.account.status, world.account.erase_at_ms) == (AccountStatus.DEACTIVATED, world.due_ms)
    world.site.log_in.run("ada", PASSWORD)
    assert (world.account.status, world.account.erase_at_ms) == (AccountStatus.ACTIVE, None)
    world.let_time_pass(10 * DAY_MS)
    assert world.queued == []


def test_a_suspension_that_is_lifted_leaves_an_account_that_waits() -> None:
    world = World()
    world.site.suspend(world.user_id)
    assert world.account.erase_at_ms == world.due_ms
    assert world.site.suspend_account.lift("@ada").status is AccountStatus.ACTIVE
    assert world.account.erase_at_ms == world.due_ms
