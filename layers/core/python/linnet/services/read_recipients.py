"""Find out how accounts stand to somebody who wants to write to them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from linnet.domain.errors import Code, DomainError, not_found
from linnet.domain.graph import Relationship
from linnet.domain.messages import Reception, reception
from linnet.domain.users import Account, AccountStatus, Viewer
from linnet.ports.environment import Parallel
from linnet.ports.graph import Graph
from linnet.ports.identity import Accounts


@dataclass(frozen=True, slots=True)
class Recipient:
    """An account somebody writes to: its own choices, and the pairs in both directions."""

    user_id: int
    account: Account | None
    towards: Relationship | None
    back: Relationship | None

    def check(self) -> None:
        """Raise a DomainError where the account is not there or a block stands, in either direction."""
        if self.account is None or self.account.status is not AccountStatus.ACTIVE:
            raise not_found("user")
        if self.towards is not None and self.towards.separated:
            raise blocked()

    def received(self) -> Reception:
        """Decide where a first message would arrive. Raise a DomainError where none may be sent."""
        self.check()
        follows = self.back is not None and self.back.following
        setting = "" if self.account is None else self.account.settings.messages_from
        decided = reception(setting, follows_sender=follows)
        if decided is Reception.REFUSED:
            raise unwanted()
        return decided


@dataclass(frozen=True, slots=True)
class ReadRecipients:
    """One trip, whatever the number of accounts; nothing is read from a cache."""

    accounts: Accounts
    graph: Graph
    parallel: Parallel

    def run(self, viewer: Viewer, user_ids: Collection[int]) -> Mapping[int, Recipient]:
        """Return how the accounts stand to the viewer."""
        me, wanted = viewer.user_id, list(dict.fromkeys(user_ids))
        accounts: dict[int, Account | None] = {}
        towards: dict[int, Relationship] = {}
        back: dict[int, Relationship] = {}

        def account(user_id: int) -> Callable[[], None]:
            return lambda: accounts.update({user_id: self.accounts.get_account(user_id)})

        self.parallel.run(
            [
                *(account(user_id) for user_id in wanted),
                lambda: towards.update(self.graph.get_many(me, wanted)),
                lambda: back.update(self.graph.reverse(me, wanted)),
            ]
        )
        return {each: Recipient(each, accounts.get(each), towards.get(each), back.get(each)) for each in wanted}


def blocked() -> DomainError:
    """Say that a block stands, in whichever direction."""
    return DomainError(Code.BLOCKED, "a block stands between the two accounts")


def unwanted() -> DomainError:
    """Say that an account takes no messages from the sender: by its setting, or because it refused a request."""
    return DomainError(Code.FORBIDDEN, "this account takes no messages from you")
