"""The identity stores in memory, true to what the contract suite asks of every store."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace

from linnet.domain.erasure import Erasure, ErasureOrder
from linnet.domain.mail import MailKind, MailOrder
from linnet.domain.oauth.apps import App
from linnet.domain.oauth.grants import AppToken, AuthorizationCode
from linnet.domain.users import Account, ProfileChange, Session, Settings, User
from linnet.ports.environment import Clock
from linnet.ports.identity import EmailTaken, IdTaken, UsernameTaken, VersionConflict

DAY_MS = 86_400_000


@dataclass
class FakeIdentity:
    """One identity table; the stores over it share its rows. `invalidated` lists logged (user id, version)."""

    users: dict[int, User] = field(default_factory=dict)
    accounts: dict[int, Account] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    emails: dict[str, int] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    apps: dict[str, App] = field(default_factory=dict)
    codes: dict[str, AuthorizationCode] = field(default_factory=dict)
    app_tokens: dict[str, AppToken] = field(default_factory=dict)
    invalidated: list[tuple[int, int]] = field(default_factory=list)
    erasures: dict[int, Erasure] = field(default_factory=dict)
    mails: dict[tuple[int, MailKind], MailOrder] = field(default_factory=dict)
    reset_orders: dict[str, int] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)


class FakeUsers:
    def __init__(self, table: FakeIdentity) -> None:
        self._table = table

    def get_many(self, ids: Collection[int]) -> Mapping[int, User]:
        return {user_id: self._table.users[user_id] for user_id in set(ids) if user_id in self._table.users}


class FakeAccounts:
    def __init__(self, table: FakeIdentity) -> None:
        self._table = table

    def create(self, user: User, account: Account, mail: MailOrder | None = None) -> None:
        table = self._table
        with table.lock:
            if user.id in table.users:
                raise IdTaken
            if user.username.lower() in table.names:
                raise UsernameTaken
            if account.email.lower() in table.emails:
                raise EmailTaken
            table.users[user.id] = user
            table.accounts[user.id] = account
            table.names[user.username.lower()] = user.id
            table.emails[account.email.lower()] = user.id
            if mail is not None:
                table.mails[user.id, mail.kind] = mail
            if account.erase_at_ms is not None:
                table.erasures[user.id] = Erasure(ErasureOrder(user.id, account.erase_at_ms))

    def get_account(self, user_id: int) -> Account | None:
        return self._table.accounts.get(user_id)

    def get_user(self, user_id: int) -> User | None:
        return self._table.users.get(user_id)

    def find_ids(self, usernames: Collection[str]) -> Mapping[str, int]:
        names = {name.lower() for name in usernames}
        return {name: self._table.names[name] for name in names if name in self._table.names}

    def find_by_email(self, email: str) -> int | None:
        return self._table.emails.get(email.strip().lower())

    def update_profile(self, user: User, change: ProfileChange, account: Account | None) -> User:
        table = self._table
        values = {
            name: value
            for name, value in asdict(change).items()
            if value is not None and name not in ("settings", "language", "fields")
        }
        if change.fields is not None:
            values["fields"] = change.fields
        if change.language is not None:
            values["language"] = change.language or None
        changed = replace(user, **values)
        with table.lock:
            if changed != user and table.users[user.id].version != user.version:
                raise VersionConflict
            wanted = table.accounts[user.id].version if account is None else account.version
            if change.settings and table.accounts[user.id].version != wanted:
                raise VersionConflict
            if changed.username.lower() != user.username.lower():
                if changed.username.lower() in table.names:
                    raise UsernameTaken
                del table.names[user.username.lower()]
                table.names[changed.username.lower()] = user.id
            if change.settings and account is not None:
                settings = Settings(**(asdict(account.settings) | change.settings))
                table.accounts[user.id] = replace(account, settings=settings, version=account.version + 1)
            return self._put(changed) if changed != user else user

    def set_password(
        self, account: Account, password_hash: str, keep_token_sha256: str, notice: MailOrder | None = None
    ) -> None:
        table = self._table
        with table.lock:
            kept = table.sessions.get(keep_token_sha256)
            current = table.accounts[account.user_id]
            if kept is None or current.credential_version != account.credential_version:
                raise VersionConflict
            version = account.credential_version + 1
            table.accounts[account.user_id] = replace(current, password_hash=password_hash, credential_version=version)
            table.sessions[keep_token_sha256] = replace(kept, credential_version=version)
            if notice is not None:
                table.mails[account.user_id, notice.kind] = notice

    def set_standing(self, user: User, account: Account, changed: Account) -> User:
        table = self._table
        with table.lock:
            stored = table.accounts[account.user_id]
            if table.users[user.id].version != user.version or stored.version != account.version:
                raise VersionConflict
            if stored.credential_version != account.credential_version:
                raise VersionConflict
            table.accounts[account.user_id] = replace(
                stored,
                status=changed.status,
                erase_at_ms=changed.erase_at_ms,
                credential_version=changed.credential_version,
                version=stored.version + 1,
            )
            if changed.erase_at_ms != account.erase_at_ms:
                table.erasures.pop(user.id, None)
                if changed.erase_at_ms is not None:
                    order = ErasureOrder(user.id, changed.erase_at_ms)
                    table.erasures[user.id] = Erasure(order)
            return self._put(replace(table.users[user.id], status=changed.status))

    def pin(self, user_id: int, tweet_id: int, limit: int) -> bool:
        user = self._table.users.get(user_id)
        if user is None or tweet_id in user.pinned_tweet_ids:
            return True
        if len(user.pinned_tweet_ids) >= limit:
            return False
        self._put(replace(user, pinned_tweet_ids=(tweet_id, *user.pinned_tweet_ids)))
        return True

    def unpin(self, user_id: int, tweet_id: int) -> None:
        user = self._table.users.get(user_id)
        if user is not None and tweet_id in user.pinned_tweet_ids:
            left = tuple(each for each in user.pinned_tweet_ids if each != tweet_id)
            self._put(replace(user, pinned_tweet_ids=left))

    def set_pulled(self, user_id: int, pulled: bool) -> bool:
        user = self._table.users.get(user_id)
        if user is None or user.pulled is pulled:
            return False
        self._put(replace(user, pulled=pulled))
        return True

    def add_pulled_followee(self, user_id: int, author_id: int) -> None:
        self._set_pulled_followees(user_id, add={author_id}, drop=set())

    def remove_pulled_followee(self, user_id: int, author_id: int) -> None:
        self._set_pulled_followees(user_id, add=set(), drop={author_id})

    def follow_tag(self, user_id: int, tag: str, limit: int) -> bool:
        account = self._table.accounts[user_id]
        if tag not in account.followed_tags and len(account.followed_tags) >= limit:
            return False
        self._table.accounts[user_id] = replace(account, followed_tags=account.followed_tags | {tag})
        return True

    def unfollow_tag(self, user_id: int, tag: str) -> None:
        account = self._table.accounts[user_id]
        self._table.accounts[user_id] = replace(account, followed_tags=account.followed_tags - {tag})

    def followed_tags(self, user_id: int) -> frozenset[str]:
        return self._table.accounts[user_id].followed_tags

    def touch_last_seen(self, user_id: int, day: int) -> None:
        account = self._table.accounts.get(user_id)
        if account is not None and day > account.last_seen_day:
            self._table.accounts[user_id] = replace(account, last_seen_day=day)

    def _set_pulled_followees(self, user_id: int, add: set[int], drop: set[int]) -> None:
        account = self._table.accounts.get(user_id)
        if account is not None:
            followees = (account.pulled_followees | add) - drop
            self._table.accounts[user_id] = replace(account, pulled_followees=followees)

    def _put(self, user: User) -> User:
        changed = replace(user, version=user.version + 1)
        self._table.users[user.id] = changed
        self._table.invalidated.append((changed.id, changed.version))
        return changed


class FakeErasures:
    """Orders to erase accounts, as `FakeAccounts` gives and withdraws them."""

    def __init__(self, table: FakeIdentity) -> None:
        self._table = table

    def waiting(self, day_ms: int, due_by_ms: int, idle_since_ms: int, limit: int) -> Sequence[ErasureOrder]:
        found = [
            erasure.order
            for erasure in self._table.erasures.values()
            if erasure.order.due_ms // DAY_MS == day_ms // DAY_MS
            and erasure.order.due_ms <= due_by_ms
            and (not erasure.worked_ms or erasure.worked_ms <= idle_since_ms)
        ]
        return found[:limit]

    def get(self, order: ErasureOrder) -> Erasure | None:
        found = self._table.erasures.get(order.user_id)
        return found if found is not None and found.order.due_ms == order.due_ms else None

    def save(self, erasure: Erasure) -> Erasure:
        stored, saved = self.get(erasure.order), replace(erasure, version=erasure.version + 1)
        if stored is None or (stored.version != erasure.version and stored != saved):
            raise VersionConflict
        self._table.erasures[erasure.order.user_id] = saved
        return saved

    def finish(self, order: ErasureOrder) -> None:
        self._table.erasures.pop(order.user_id, None)


class FakeSessions:
    """Sessions in memory; `reads` counts the look-ups that a database would be asked."""

    def __init__(self, table: FakeIdentity, clock: Clock) -> None:
        self._table = table
        self._clock = clock
        self.reads = 0

    def add(self, session: Session) -> None:
        self._table.sessions[session.token_sha256] = session

    def resolve(self, token_sha256: str, user_hint: int | None) -> tuple[Session, Account] | None:
        self.reads += 1
        session = self._table.sessions.get(token_sha256)
        if session is None or session.expires_ms <= self._clock.now_ms():
            return None
        if session.user_id != user_hint:
            self.reads += 1
        account = self._table.accounts.get(session.user_id)
        return None if account is None else (session, account)

    def list_of(self, user_id: int) -> list[Session]:
        now_ms = self._clock.now_ms()
        mine = [each for each in self._table.sessions.values() if each.user_id == user_id and each.expires_ms > now_ms]
        return sorted(mine, key=lambda session: -session.id)[:100]

    def tokens_of_app(self, user_id: int, client_id: str) -> list[str]:
        mine = self._table.sessions.values()
        return [each.token_sha256 for each in mine if each.user_id == user_id and each.client_id == client_id]

    def remove(self, token_sha256s: Collection[str]) -> None:
        for token_sha256 in token_sha256s:
            self._table.sessions.pop(token_sha256, None)
            self._table.app_tokens.pop(token_sha256, None)

    def touch(self, session: Session) -> None:
        stored = self._table.sessions.get(session.token_sha256)
        if stored is not None:
            self._table.sessions[session.token_sha256] = replace(
                stored, last_used_ms=session.last_used_ms, expires_ms=session.expires_ms
            )


class FakeHashes:
    """Passwords hidden by a prefix; `compared` counts the slow comparisons that would have been made."""

    def __init__(self) -> None:
        self.compared = 0

    def hash(self, password: str) -> str:
        return f"hash of {password}"

    def matches(self, stored: str | None, password: str) -> bool:
        self.compared += 1
        return stored == self.hash(password)
