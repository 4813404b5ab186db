"""Find who has a username, for who asks from outside."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.errors import not_found
from linnet.domain.users import USERNAME, User
from linnet.ports.identity import Accounts, Users


@dataclass(frozen=True, slots=True)
class FindHandle:
    """Protected accounts are found: their profiles are open to all, what they post is not."""

    accounts: Accounts
    users: Users

    def run(self, username: str) -> User:
        """Return the account. Raise a DomainError (not found) where nobody who takes part has the name."""
        known = self.accounts.find_ids([username]) if USERNAME.fullmatch(username) else {}
        user_id = known.get(username.lower())
        user = None if user_id is None else self.users.get_many([user_id]).get(user_id)
        if user is None or not user.active:
            raise not_found("user")
        return user
