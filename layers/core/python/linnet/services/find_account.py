"""Find the account that a request is about."""

from __future__ import annotations

from linnet.domain.errors import not_found
from linnet.domain.users import User
from linnet.ports.identity import Users


def active_account(users: Users, user_id: int) -> User:
    """Return an account that takes part. Raise a DomainError (not found) for any other."""
    user = users.get_many([user_id]).get(user_id)
    if user is None or not user.active:
        raise not_found("user")
    return user
