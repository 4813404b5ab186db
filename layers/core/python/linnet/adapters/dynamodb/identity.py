"""Accounts and profiles in DynamoDB."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, replace
from typing import TypeVar

from pynamodb.connection import Connection
from pynamodb.expressions.condition import Condition, size
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.batch_reads import read_batch
from linnet.adapters.dynamodb.conditions import updated
from linnet.adapters.dynamodb.identity_rows import (
    CONTENT,
    IdentityRow,
    account_of,
    account_row,
    encode_fields,
    erasure_row,
    mail_row,
    profile_row,
    user_of,
)
from linnet.adapters.dynamodb.invalidations import USER, InvalidationRow, log_rows
from linnet.adapters.dynamodb.transactions import (
    ConditionsFailed,
    Random,
    Sleep,
    commit,
    new_token,
)
from linnet.domain.mail import MailOrder
from linnet.domain.users import Account, ProfileChange, User
from linnet.ports.environment import Clock
from linnet.ports.identity import EmailTaken, IdTaken, UsernameTaken, VersionConflict

T = TypeVar("T")

Fill = Callable[[TransactWrite], None]

MAX_READ_MODIFY_WRITE = 5


@dataclass(frozen=True, slots=True)
class Writing:
    """What every write needs besides its table."""

    connection: Connection
    clock: Clock
    sleep: Sleep
    random: Random
    replicas: int = 1

    def commit(self, fill: Fill) -> None:
        """Write all of what `fill` adds, or nothing (see `transactions.commit`)."""
        commit(self.connection, fill, new_token(self.random), self.sleep, self.random)


class DynamoUsers:
    """Public profiles by id, eventually consistent unless it is asked to be otherwise."""

    def __init__(self, row: type[IdentityRow], sleep: Sleep, random: Random, *, consistent: bool = False) -> None:
        self._row = row
        self._consistent = consistent
        self._sleep = sleep
        self._random = random

    def get_many(self, ids: Collection[int]) -> Mapping[int, User]:
        wanted = [(keys.user(user_id), keys.PROFILE) for user_id in set(ids)]
        rows = read_batch(self._row, wanted, sleep=self._sleep, random=self._random, consistent=self._consistent)
        return {user.id: user for user in map(user_of, rows)}


class DynamoAccounts:
    """The identity table, strongly consistent: what was written is read."""

    def __init__(self, row: type[IdentityRow], log: type[InvalidationRow], writing: Writing) -> None:
        self._row = row
        self._log = log
        self._writing = writing

    def create(self, user: User, account: Account, mail: MailOrder | None = None) -> None:
        rows = (
            profile_row(self._row, user),
            account_row(self._row, account),
            self._row(keys.username(user.username), keys.USERNAME, user_id=user.id),
            self._row(keys.email(account.email), keys.EMAIL, user_id=user.id),
        )

        def fill(write: TransactWrite) -> None:
            for row in rows:
                write.save(row, condition=IdentityRow.pk.does_not_exist())
            if mail is not None:
                write.save(mail_row(self._row, mail))
            if account.erase_at_ms is not None:
                write.save(erasure_row(self._row, account.user_id, account.erase_at_ms))

        try:
            self._writing.commit(fill)
        except ConditionsFailed as refused:
            if refused.at(0) or refused.at(1):
                raise IdTaken from refused
            raise (UsernameTaken if refused.at(2) else EmailTaken) from refused

    def get_account(self, user_id: int) -> Account | None:
        row = self._get(keys.user(user_id), keys.ACCOUNT)
        return None if row is None else account_of(row)

    def get_user(self, user_id: int) -> User | None:
        row = self._get(keys.user(user_id), keys.PROFILE)
        return None if row is None else user_of(row)

    def find_ids(self, usernames: Collection[str]) -> Mapping[str, int]:
        names = {keys.username(name): name.lower() for name in usernames}
        writing = self._writing
        wanted = [(key, keys.USERNAME) for key in names]
        found = read_batch(self._row, wanted, sleep=writing.sleep, random=writing.random, consistent=True)
        # A name that is only held after its account was erased belongs to nobody.
        return {names[row.pk]: int(row.user_id) for row in found if row.attribute_values.get("user_id") is not None}

    def find_by_email(self, email: str) -> int | None:
        row = self._get(keys.email(email), keys.EMAIL)
        return None if row is None else int(row.user_id)

    def update_profile(self, user: User, change: ProfileChange, account: Account | None) -> User:
        changed = _applied(user, change)
        renamed = changed.username.lower() != user.username.lower()
        shown = changed != user
        if shown:
            changed = replace(changed, version=user.version + 1)
        log = self._log_rows(user.id, changed.version)

        def fill(write: TransactWrite) -> None:
            if shown:
                write.update(
                    self._row(keys.user(user.id), keys.PROFILE),
                    actions=_profile_actions(changed),
                    condition=IdentityRow.version == user.version,
                )
                for entry in log:
                    write.save(entry)
            if change.settings and account is not None:
                write.update(
                    self._row(keys.user(user.id), keys.ACCOUNT),
                    actions=[
                        IdentityRow.settings.set(asdict(account.settings) | change.settings),
                        IdentityRow.version.set(account.version + 1),
                    ],
                    condition=IdentityRow.version == account.version,
                )
            if renamed:
                write.delete(
                    self._row(keys.username(user.username), keys.USERNAME),
                    condition=IdentityRow.user_id == user.id,
                )
                write.save(
                    self._row(keys.username(changed.username), keys.USERNAME, user_id=user.id),
                    condition=IdentityRow.pk.does_not_exist(),
                )

        if not shown and not change.settings:
            return user
        try:
            self._writing.commit(fill)
        except ConditionsFailed as refused:
            # The new name is the last action.
            if renamed and refused.at(len(refused.reasons) - 1):
                raise UsernameTaken from refused
            raise VersionConflict from refused
        return changed

    def set_password(
        self, account: Account, password_hash: str, keep_token_sha256: str, notice: MailOrder | None = None
    ) -> None:
        next_version = account.credential_version + 1

        def fill(write: TransactWrite) -> None:
            write.update(
                self._row(keys.user(account.user_id), keys.ACCOUNT),
                actions=[
                    IdentityRow.password_hash.set(password_hash),
                    IdentityRow.credential_version.set(next_version),
                ],
                condition=IdentityRow.credential_version == account.credential_version,
            )
            write.update(
                self._row(keys.session(keep_token_sha256), keys.SESSION),
                actions=[IdentityRow.credential_version.set(next_version)],
                condition=IdentityRow.owner_id == account.user_id,
            )
            if notice is not None:
                write.save(mail_row(self._row, notice))

        try:
            self._writing.commit(fill)
        except ConditionsFailed as refused:
            raise VersionConflict from refused

    def set_standing(self, user: User, account: Account, changed: Account) -> User:
        shown = replace(user, status=changed.status, version=user.version + 1)
        log = self._log_rows(user.id, shown.version)
        erase_at = IdentityRow.erase_at_ms
        withdrawn, ordered = self._erasures(account, changed)

        def fill(write: TransactWrite) -> None:
            write.update(
                self._row(keys.user(user.id), keys.PROFILE),
                actions=[
                    IdentityRow.status.set(changed.status.value),
                    IdentityRow.version.set(shown.version),
                    IdentityRow.touched.set(CONTENT),
                ],
                condition=IdentityRow.version == user.version,
            )
            write.update(
                self._row(keys.user(user.id), keys.ACCOUNT),
                actions=[
                    IdentityRow.status.set(changed.status.value),
                    IdentityRow.credential_version.set(changed.credential_version),
                    IdentityRow.version.set(account.version + 1),
                    erase_at.remove() if changed.erase_at_ms is None else erase_at.set(changed.erase_at_ms),
                ],
                condition=(IdentityRow.version == account.version)
                & (IdentityRow.credential_version == account.credential_version),
            )
            for entry in log:
                write.save(entry)
            if withdrawn is not None:
                write.delete(withdrawn)
            if ordered is not None:
                write.save(ordered)

        try:
            self._writing.commit(fill)
        except ConditionsFailed as refused:
            raise VersionConflict from refused
        return shown

    def pin(self, user_id: int, tweet_id: int, limit: int) -> bool:
        refused: list[int] = []

        def decide(user: User) -> Action | None:
            refused.clear()
            pinned = user.pinned_tweet_ids
            if tweet_id in pinned:
                return None
            if len(pinned) >= limit:
                refused.append(tweet_id)
                return None
            return IdentityRow.pinned_tweet_ids.set([tweet_id, *pinned])

        self._change(user_id, decide)
        return not refused

    def unpin(self, user_id: int, tweet_id: int) -> None:
        def decide(user: User) -> Action | None:
            left = [each for each in user.pinned_tweet_ids if each != tweet_id]
            # An empty list, too: without one, a row from before there were several would have its pin again.
            return None if len(left) == len(user.pinned_tweet_ids) else IdentityRow.pinned_tweet_ids.set(left)

        self._change(user_id, decide)

    def set_pulled(self, user_id: int, pulled: bool) -> bool:
        return self._change(user_id, lambda user: None if user.pulled is pulled else IdentityRow.pulled.set(pulled))

    def add_pulled_followee(self, user_id: int, author_id: int) -> None:
        self._update_account(user_id, IdentityRow.pulled_followees.add({author_id}))

    def remove_pulled_followee(self, user_id: int, author_id: int) -> None:
        self._update_account(user_id, IdentityRow.pulled_followees.delete({author_id}))

    def follow_tag(self, user_id: int, tag: str, limit: int) -> bool:
        tags = IdentityRow.followed_tags
        fits = tags.does_not_exist() | (size(tags) < limit) | tags.contains(tag)
        row = self._row(keys.user(user_id), keys.ACCOUNT)
        return updated(
            row, [tags.add({tag})], IdentityRow.pk.exists() & fits, self._writing.sleep, self._writing.random
        )

    def unfollow_tag(self, user_id: int, tag: str) -> None:
        self._update_account(user_id, IdentityRow.followed_tags.delete({tag}))

    def followed_tags(self, user_id: int) -> frozenset[str]:
        account = self.get_account(user_id)
        return frozenset() if account is None else account.followed_tags

    def touch_last_seen(self, user_id: int, day: int) -> None:
        row = self._row(keys.user(user_id), keys.ACCOUNT)
        self._update(row, IdentityRow.last_seen_day.set(day), IdentityRow.last_seen_day < day)

    def _erasures(self, account: Account, changed: Account) -> tuple[IdentityRow | None, IdentityRow | None]:
        """Return the order of erasure that falls away and the one that is given."""
        before, after = account.erase_at_ms, changed.erase_at_ms
        if before == after:
            return None, None
        old = None if before is None else erasure_row(self._row, account.user_id, before)
        new = None if after is None else erasure_row(self._row, account.user_id, after)
        # Of the same day they are one item, which a transaction may name once.
        return (None if old is not None and new is not None and old.pk == new.pk else old), new

    def _get(self, pk: str, sk: str) -> IdentityRow | None:
        try:
            return self._row.get(pk, sk, consistent_read=True)
        except self._row.DoesNotExist:
            return None

    def _log_rows(self, user_id: int, version: int) -> list[InvalidationRow]:
        writing = self._writing
        return log_rows(
            self._log,
            USER,
            user_id,
            version,
            now_ms=writing.clock.now_ms(),
            replicas=writing.replicas,
            random=writing.random,
        )

    def _change(self, user_id: int, decide: Callable[[User], Action | None]) -> bool:
        """Change a profile by what is stored; `decide` answers None to leave it. Return whether it changed."""
        for _ in range(MAX_READ_MODIFY_WRITE):
            user = self.get_user(user_id)
            action = None if user is None else decide(user)
            if user is None or action is None:
                return False
            try:
                self._writing.commit(self._one_change(user, action))
            except ConditionsFailed:
                continue
            return True
        raise VersionConflict

    def _one_change(self, user: User, action: Action) -> Fill:
        log = self._log_rows(user.id, user.version + 1)

        def fill(write: TransactWrite) -> None:
            write.update(
                self._row(keys.user(user.id), keys.PROFILE),
                actions=[action, IdentityRow.version.set(user.version + 1), IdentityRow.touched.set(CONTENT)],
                condition=IdentityRow.version == user.version,
            )
            for entry in log:
                write.save(entry)

        return fill

    def _update_account(self, user_id: int, action: Action) -> None:
        self._update(self._row(keys.user(user_id), keys.ACCOUNT), action, IdentityRow.pk.exists())

    def _update(self, row: IdentityRow, action: Action, condition: Condition) -> None:
        """Make an idempotent change unless its condition says that there is nothing to change."""
        updated(row, [action], condition, self._writing.sleep, self._writing.random)


def _applied(user: User, change: ProfileChange) -> User:
    def chosen(new: T | None, old: T) -> T:
        return old if new is None else new

    return replace(
        user,
        username=chosen(change.username, user.username),
        display_name=chosen(change.display_name, user.display_name),
        bio=chosen(change.bio, user.bio),
        location=chosen(change.location, user.location),
        website=chosen(change.website, user.website),
        language=user.language if change.language is None else change.language or None,
        protected=chosen(change.protected, user.protected),
        bot=chosen(change.bot, user.bot),
        discoverable=chosen(change.discoverable, user.discoverable),
        indexable=chosen(change.indexable, user.indexable),
        hide_collections=chosen(change.hide_collections, user.hide_collections),
        fields=user.fields if change.fields is None else change.fields,
    )


def _profile_actions(user: User) -> list[Action]:
    """Set every field a person can change: the version condition proves that nothing else did meanwhile."""
    texts = (
        (IdentityRow.bio, user.bio),
        (IdentityRow.location, user.location),
        (IdentityRow.website, user.website),
        (IdentityRow.language, user.language),
    )
    return [
        IdentityRow.username.set(user.username),
        IdentityRow.display_name.set(user.display_name),
        IdentityRow.protected.set(user.protected),
        IdentityRow.bot.set(user.bot),
        IdentityRow.discoverable.set(user.discoverable),
        IdentityRow.indexable.set(user.indexable),
        IdentityRow.hide_collections.set(user.hide_collections),
        IdentityRow.version.set(user.version),
        IdentityRow.touched.set(CONTENT),
        IdentityRow.fields.set(encode_fields(user.fields)) if user.fields else IdentityRow.fields.remove(),
        *(attribute.set(text) if text else attribute.remove() for attribute, text in texts),
    ]
