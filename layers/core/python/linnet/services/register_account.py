"""Sign up."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from linnet.domain.accounts import check_display_name, check_email, check_username
from linnet.domain.errors import Code, DomainError
from linnet.domain.passwords import check_password
from linnet.domain.users import Account, User
from linnet.ports.environment import Clock, IdSource
from linnet.ports.identity import Accounts, CommonPasswords, EmailTaken, IdTaken, PasswordHashes, UsernameTaken
from linnet.services.begin_session import IN_PERSON, Access, BeginSession, SignedIn
from linnet.services.confirm_address import confirmation

# Two sign-ups in one millisecond share an id once in 65,536: the fifth attempt is never reached by chance.
ID_ATTEMPTS: Final = 5


class RegistrationMode(StrEnum):
    """Say who may sign up."""

    OPEN = "open"
    INVITE = "invite"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Registration:
    """Who may sign up; `invites_sha256` are the digests (hex) of the codes that open the door by invitation."""

    mode: RegistrationMode = RegistrationMode.OPEN
    invites_sha256: frozenset[str] = frozenset()

    def admits(self, invite_code: str | None) -> bool:
        """Tell whether someone may sign up; a code may be used by any number of people."""
        if self.mode is RegistrationMode.INVITE:
            given = (invite_code or "").encode()
            return hashlib.sha256(given).hexdigest() in self.invites_sha256
        return self.mode is RegistrationMode.OPEN


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What somebody signs up with; without a display name the username is shown."""

    username: str
    email: str
    password: str
    display_name: str | None = None
    invite_code: str | None = None


@dataclass(frozen=True, slots=True)
class RegisterAccount:
    """Create an account and its first session.

    Where the stage has addresses confirmed, a mail is ordered in the same transaction, and the account waits for its
    owner to use the link: for `confirm_within_ms`, after which it is erased. That is ordered by the same transaction,
    too.
    """

    accounts: Accounts
    hashes: PasswordHashes
    common_passwords: CommonPasswords
    begin_session: BeginSession
    ids: IdSource
    clock: Clock
    registration: Registration
    confirm_within_ms: int | None = None

    def run(self, new: NewAccount, access: Access = IN_PERSON) -> SignedIn:
        """Sign up. Raise a DomainError: closed, invalid, or a name or address that is taken."""
        if not self.registration.admits(new.invite_code):
            raise DomainError(Code.REGISTRATION_CLOSED, "sign-up is by invitation or closed")
        username = check_username(new.username)
        email = check_email(new.email)
        display_name = username if new.display_name is None else check_display_name(new.display_name)
        check_password(new.password, username=username, email=email, common=self.common_passwords)
        user = User(id=0, username=username, display_name=display_name, created_ms=self.clock.now_ms())
        return self.begin_session.run(*self._create(user, email, self.hashes.hash(new.password)), access)

    def _create(self, draft: User, email: str, password_hash: str) -> tuple[User, Account]:
        for _ in range(ID_ATTEMPTS):
            user = replace(draft, id=self.ids.next_id())
            account = Account(user_id=user.id, email=email, password_hash=password_hash)
            mail = None
            if self.confirm_within_ms is not None:
                account = replace(account, confirmed=False, erase_at_ms=user.created_ms + self.confirm_within_ms)
                mail = confirmation(self.ids.next_id(), account, email, self.clock.now_ms())
            try:
                self.accounts.create(user, account, mail)
            except IdTaken:
                continue
            except UsernameTaken:
                raise DomainError(Code.CONFLICT, "this name is taken", field="username") from None
            except EmailTaken:
                raise DomainError(Code.CONFLICT, "this address has an account", field="email") from None
            return user, account
        raise DomainError(Code.UNAVAILABLE, "please try again", retry_after_s=1)
