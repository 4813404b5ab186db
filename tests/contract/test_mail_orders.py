"""What stores of mail orders must do: the fake and each engine of DynamoDB through one suite."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from linnet.adapters.dynamodb.binding import connection
from linnet.adapters.dynamodb.erasures import DynamoErasures
from linnet.adapters.dynamodb.identity import DynamoAccounts, Writing
from linnet.adapters.dynamodb.identity_rows import IdentityRow
from linnet.adapters.dynamodb.invalidations import InvalidationRow
from linnet.adapters.dynamodb.mail_orders import DynamoMailOrders
from linnet.domain.erasure import ErasureOrder
from linnet.domain.mail import MailKind, MailOrder, ordered
from linnet.domain.users import Account, AccountStatus
from linnet.ports.erasure import Erasures
from linnet.ports.identity import Accounts, EmailTaken, VersionConflict
from linnet.ports.mail import MailOrders
from tests.contract.conftest import ENGINES, Reach, create_table
from tests.contract.identity_stores import person
from tests.fakes.environment import FakeClock
from tests.fakes.identity import FakeAccounts, FakeErasures, FakeIdentity
from tests.fakes.mail import FakeMailOrders

ADA, BOB = 1, 2
FIRST, SECOND = "a" * 64, "b" * 64


@dataclass
class Stores:
    accounts: Accounts
    orders: MailOrders
    erasures: Erasures

    def account(self, user_id: int) -> Account:
        found = self.accounts.get_account(user_id)
        assert found is not None
        return found

    def armed(self, kind: MailKind, email: str | None = None, number: int = 10) -> MailOrder:
        order = ordered(number, ADA, kind, 0, email)
        self.orders.ask(order)
        assert self.orders.arm(order, FIRST)
        return replace(order, token_sha256=FIRST)


@pytest.fixture(params=["fake", *ENGINES])
def stores(request: pytest.FixtureRequest, reach: Reach) -> Stores:
    if request.param == "fake":
        table = FakeIdentity()
        made = Stores(FakeAccounts(table), FakeMailOrders(table), FakeErasures(table))
    else:
        connect, clock = reach(request.param), FakeClock()
        row, log = create_table(IdentityRow, connect), create_table(InvalidationRow, connect)
        writing = Writing(connection(connect), clock, clock.sleep, random.SystemRandom().random, 1)
        erasures = DynamoErasures(row, clock.sleep, random.SystemRandom().random)
        made = Stores(DynamoAccounts(row, log, writing), DynamoMailOrders(row, writing), erasures)
    for user_id, name in ((ADA, "ada"), (BOB, "bob")):
        user, account = person(user_id, name)
        made.accounts.create(user, replace(account, confirmed=False))
    return made


def test_an_order_takes_the_place_of_the_one_before_it(stores: Stores) -> None:
    assert stores.orders.get(ADA, MailKind.CONFIRMATION) is None
    first = ordered(10, ADA, MailKind.CONFIRMATION, 0, "x@example.org")
    second = ordered(11, ADA, MailKind.CONFIRMATION, 5)
    for order in (first, second):
        stores.orders.ask(order)
        assert stores.orders.get(ADA, MailKind.CONFIRMATION) == order
    assert stores.orders.get(BOB, MailKind.CONFIRMATION) is None
    assert stores.orders.get(ADA, MailKind.RESET) is None


def test_an_account_comes_with_its_first_mail(stores: Stores) -> None:
    user, account = person(3, "cat")
    mail = ordered(10, 3, MailKind.CONFIRMATION, 0, account.email)
    stores.accounts.create(user, account, mail)
    assert stores.orders.get(3, MailKind.CONFIRMATION) == mail


def test_a_token_is_stored_until_the_mail_was_sent(stores: Stores) -> None:
    order = ordered(10, ADA, MailKind.CONFIRMATION, 0)
    assert not stores.orders.arm(order, FIRST)
    stores.orders.ask(order)
    assert stores.orders.arm(order, FIRST)
    assert stores.orders.arm(order, SECOND)
    stores.orders.finish(order)
    assert not stores.orders.arm(order, FIRST)
    stored = stores.orders.get(ADA, MailKind.CONFIRMATION)
    assert stored == replace(order, token_sha256=SECOND, sent=True)


def test_an_order_remembers_the_password_that_it_was_given_with(stores: Stores) -> None:
    order = ordered(10, ADA, MailKind.CONFIRMATION, 0, "x@example.org", 3)
    stores.orders.ask(order)
    assert stores.orders.get(ADA, MailKind.CONFIRMATION) == order
    reset = ordered(11, ADA, MailKind.RESET, 0)
    stores.orders.begin(reset)
    assert stores.orders.arm(replace(reset, credential_version=4), FIRST)
    armed = replace(reset, credential_version=4, token_sha256=FIRST)
    assert stores.orders.get(ADA, MailKind.RESET) == armed


def test_an_address_is_not_confirmed_beside_a_new_password(stores: Stores) -> None:
    account, order = stores.account(ADA), stores.armed(MailKind.CONFIRMATION, "new@example.org")
    reset = stores.armed(MailKind.RESET, number=11)
    notice = ordered(12, ADA, MailKind.CREDENTIALS_CHANGED, 0)
    stores.orders.reset_password(account, reset, "new hash", notice)
    with pytest.raises(VersionConflict):
        stores.orders.confirm_address(account, order)
    assert stores.account(ADA).email == account.email


def test_an_order_that_was_replaced_is_neither_armed_nor_finished(stores: Stores) -> None:
    old, new = ordered(10, ADA, MailKind.RESET, 0), ordered(11, ADA, MailKind.RESET, 0)
    stores.orders.ask(new)
    assert not stores.orders.arm(old, FIRST)
    stores.orders.finish(old)
    assert stores.orders.get(ADA, MailKind.RESET) == new


def test_an_order_is_begun_once_and_never_after_a_newer_one(stores: Stores) -> None:
    old, new = ordered(10, ADA, MailKind.RESET, 0), ordered(11, ADA, MailKind.RESET, 0)
    assert stores.orders.begin(old) == old
    stores.orders.finish(old)
    assert stores.orders.begin(old) == replace(old, sent=True)
    assert stores.orders.begin(new) == new
    assert stores.orders.begin(old) is None


def test_an_address_is_found_by_its_digest(stores: Stores) -> None:
    stores.orders.ask_reset("ADA@example.org", 10, 5)
    digests = {name: hashlib.sha256(f"{name}@example.org".encode()).hexdigest() for name in ("ada", "nobody")}
    assert stores.orders.find_by_digest(digests["ada"]) == ADA
    assert stores.orders.find_by_digest(digests["nobody"]) is None


def test_a_reset_uses_its_order_up(stores: Stores) -> None:
    account, order = stores.account(ADA), stores.armed(MailKind.RESET)
    notice = ordered(12, ADA, MailKind.CREDENTIALS_CHANGED, 0)
    with pytest.raises(VersionConflict):
        stores.orders.reset_password(account, replace(order, token_sha256=SECOND), "new hash", notice)
    assert stores.account(ADA) == account
    stores.orders.reset_password(account, order, "new hash", notice)
    changed = replace(
        account, password_hash="new hash", credential_version=2, confirmed=True, version=account.version + 1
    )
    assert stores.account(ADA) == changed
    assert stores.orders.get(ADA, MailKind.RESET) is None
    assert stores.orders.get(ADA, MailKind.CREDENTIALS_CHANGED) == notice
    for of in (account, changed):
        with pytest.raises(VersionConflict):
            stores.orders.reset_password(of, order, "third hash", notice)


def test_an_address_is_confirmed_as_it_is(stores: Stores) -> None:
    account, order = stores.account(ADA), stores.armed(MailKind.CONFIRMATION, "ADA@example.org")
    stores.orders.confirm_address(account, order)
    changed = stores.account(ADA)
    assert changed == replace(account, email="ADA@example.org", confirmed=True, version=account.version + 1)
    assert stores.accounts.find_by_email("ada@example.org") == ADA
    with pytest.raises(VersionConflict):
        stores.orders.confirm_address(changed, order)


def test_a_new_address_takes_the_place_of_the_old_one(stores: Stores) -> None:
    stores.armed(MailKind.RESET, number=9)
    order = stores.armed(MailKind.CONFIRMATION, "new@example.org")
    stores.orders.confirm_address(stores.account(ADA), order)
    assert stores.account(ADA).email == "new@example.org"
    assert stores.accounts.find_by_email("new@example.org") == ADA
    assert stores.accounts.find_by_email("ada@example.org") is None
    assert stores.orders.get(ADA, MailKind.CONFIRMATION) is None
    assert stores.orders.get(ADA, MailKind.RESET) is None


def test_an_address_of_somebody_else_is_not_taken(stores: Stores) -> None:
    account, order = stores.account(ADA), stores.armed(MailKind.CONFIRMATION, "bob@example.org")
    with pytest.raises(EmailTaken):
        stores.orders.confirm_address(account, order)
    assert stores.account(ADA) == account
    assert stores.accounts.find_by_email("bob@example.org") == BOB
    assert stores.orders.get(ADA, MailKind.CONFIRMATION) == order


CAT = ErasureOrder(3, 172_800_000)
Use = Callable[[Stores, Account], None]


def use_confirmation(stores: Stores, account: Account) -> None:
    order = ordered(20, CAT.user_id, MailKind.CONFIRMATION, 0)
    stores.orders.ask(order)
    assert stores.orders.arm(order, FIRST)
    stores.orders.confirm_address(account, replace(order, token_sha256=FIRST))


def use_reset(stores: Stores, account: Account) -> None:
    order = ordered(20, CAT.user_id, MailKind.RESET, 0)
    stores.orders.ask(order)
    assert stores.orders.arm(order, FIRST)
    notice = ordered(21, CAT.user_id, MailKind.CREDENTIALS_CHANGED, 0)
    stores.orders.reset_password(account, replace(order, token_sha256=FIRST), "new hash", notice)


def waiting(stores: Stores) -> Account:
    """Let somebody sign up who is to be erased unless they confirm."""
    user, account = person(CAT.user_id, "cat")
    account = replace(account, confirmed=False, erase_at_ms=CAT.due_ms)
    stores.accounts.create(user, account, ordered(10, CAT.user_id, MailKind.CONFIRMATION, 0, account.email))
    assert stores.account(CAT.user_id) == account
    assert stores.erasures.get(CAT) is not None
    return account


@pytest.mark.parametrize("use", [use_confirmation, use_reset])
def test_a_link_withdraws_the_erasure_of_who_waited(stores: Stores, use: Use) -> None:
    use(stores, waiting(stores))
    kept = stores.account(CAT.user_id)
    assert (kept.confirmed, kept.erase_at_ms, kept.version) == (True, None, 2)
    assert stores.erasures.get(CAT) is None
    assert stores.erasures.waiting(CAT.due_ms, CAT.due_ms, 0, 10) == []


@pytest.mark.parametrize("use", [use_confirmation, use_reset])
def test_a_link_is_not_used_beside_the_beginning_of_an_erasure(stores: Stores, use: Use) -> None:
    account = waiting(stores)
    user = stores.accounts.get_user(CAT.user_id)
    assert user is not None
    stores.accounts.set_standing(user, account, replace(account, status=AccountStatus.ERASING))
    with pytest.raises(VersionConflict):
        use(stores, account)
    assert stores.account(CAT.user_id) == replace(account, status=AccountStatus.ERASING, version=2)
    assert stores.erasures.get(CAT) is not None


@pytest.mark.parametrize("use", [use_confirmation, use_reset])
def test_an_erasure_does_not_begin_beside_a_link_that_is_used(stores: Stores, use: Use) -> None:
    account = waiting(stores)
    user = stores.accounts.get_user(CAT.user_id)
    assert user is not None
    use(stores, account)
    with pytest.raises(VersionConflict):
        stores.accounts.set_standing(user, account, replace(account, status=AccountStatus.ERASING))
    assert stores.account(CAT.user_id).status is AccountStatus.ACTIVE


@pytest.mark.parametrize("use", [use_confirmation, use_reset])
def test_who_gave_up_before_is_confirmed_and_still_to_be_erased(stores: Stores, use: Use) -> None:
    account = waiting(stores)
    user = stores.accounts.get_user(CAT.user_id)
    assert user is not None
    stores.accounts.set_standing(user, account, replace(account, status=AccountStatus.DEACTIVATED))
    use(stores, stores.account(CAT.user_id))
    left = stores.account(CAT.user_id)
    assert (left.confirmed, left.erase_at_ms) == (True, CAT.due_ms)
    assert stores.erasures.get(CAT) is not None
