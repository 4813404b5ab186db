"""Rows of the notifications table, and how they become groups and inboxes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Final

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, LocalSecondaryIndex
from pynamodb.models import Model

from linnet.domain.notification_choices import Choices, Inbox
from linnet.domain.notification_policy import Policy, Treatment
from linnet.domain.notification_requests import NotificationRequest, Waiting
from linnet.domain.notifications import Entry, Group, Kind, Measure, Subject

SCHEMA: Final = 1


class UnknownSchemaVersion(ValueError):
    """A row was written by newer code than this."""


class ByPosition(LocalSecondaryIndex["NotificationRow"]):
    """What a recipient sees, in order. A local index: it shares the recipient's partition and can be read consistently.

    Groups of which nothing stands have no position, which keeps them out.
    """

    class Meta:
        index_name = "by_position"
        projection = AllProjection()

    pk = UnicodeAttribute(hash_key=True)
    position = NumberAttribute(range_key=True)


class NotificationRow(Model):
    """A group, an inbox, a muted thread, what was set aside of a sender, or a subscription of Web Push, by the keys."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    by_position = ByPosition()
    schema_version = NumberAttribute(default=SCHEMA)
    expires_at = NumberAttribute(null=True)

    # Groups.
    position = NumberAttribute(null=True)
    recipient_id = NumberAttribute(null=True)
    kind = UnicodeAttribute(null=True)
    object_id = NumberAttribute(null=True)
    # One string, as DynamoDB's own lists would cost twice the bytes.
    entries = UnicodeAttribute(null=True)
    author_id = NumberAttribute(null=True)
    conversation_id = NumberAttribute(null=True)
    forgotten_upto = NumberAttribute(null=True)
    measure = UnicodeAttribute(null=True)
    version = NumberAttribute(null=True)

    # What was set aside, whose entries are of another shape.
    sender_id = NumberAttribute(null=True)
    accepted_at = NumberAttribute(null=True)
    newest_id = NumberAttribute(null=True)

    # The inbox.
    read_upto = NumberAttribute(null=True)
    choices = UnicodeAttribute(null=True)
    cleared_upto = NumberAttribute(null=True)
    # How often the markers of notifications and of home were moved, and when.
    read_version = NumberAttribute(null=True)
    read_moved_at = NumberAttribute(null=True)
    home_upto = NumberAttribute(null=True)
    home_version = NumberAttribute(null=True)
    home_moved_at = NumberAttribute(null=True)
    # The newest subscription of Web Push; none where there is nobody to push to.
    web_push = NumberAttribute(null=True)

    # Subscriptions of Web Push.
    subscription_id = NumberAttribute(null=True)
    token_sha256 = UnicodeAttribute(null=True)
    sealed_token = UnicodeAttribute(null=True)
    endpoint = UnicodeAttribute(null=True)
    push_keys = UnicodeAttribute(null=True)
    standard = BooleanAttribute(null=True)
    alerts = UnicodeAttribute(null=True)
    policy = UnicodeAttribute(null=True)
    origin = UnicodeAttribute(null=True)
    native = BooleanAttribute(null=True)


def group_of(row: NotificationRow) -> Group:
    """Read a group. Raise UnknownSchemaVersion."""
    checked(row)
    return Group(
        subject=Subject(int(row.recipient_id), Kind(row.kind), int(row.object_id)),
        entries=_decode(row.entries),
        author_id=_whole(row.author_id),
        conversation_id=_whole(row.conversation_id),
        forgotten_upto=int(row.forgotten_upto or 0),
        measure=Measure(row.measure) if row.measure else None,
        version=int(row.version),
    )


def inbox_of(row: NotificationRow) -> Inbox:
    """Read an inbox. Raise UnknownSchemaVersion."""
    checked(row)
    return Inbox(
        int(row.read_upto or 0), _choices(row.choices), int(row.cleared_upto or 0), web_push=_whole(row.web_push)
    )


def request_of(row: NotificationRow) -> NotificationRequest:
    """Read what was set aside of a sender. Raise UnknownSchemaVersion."""
    checked(row)
    waiting: list[tuple[int, str, int, int | None]] = json.loads(row.entries)
    return NotificationRequest(
        recipient_id=int(row.recipient_id),
        sender_id=int(row.sender_id),
        waiting=tuple(
            Waiting(identifier, Kind(kind), object_id, thread) for identifier, kind, object_id, thread in waiting
        ),
        accepted_ms=_whole(row.accepted_at),
        newest_id=int(row.newest_id),
        version=int(row.version),
    )


def encode_waiting(waiting: Iterable[Waiting]) -> str:
    """Write what waits as JSON: id, kind, what it is about, and its thread."""
    rows = [[each.id, each.kind.value, each.object_id, each.conversation_id] for each in waiting]
    return json.dumps(rows, separators=(",", ":"))


def encode_entries(entries: Iterable[Entry]) -> str:
    """Write entries as JSON: id, actor, and a number for those that do not stand, see `_STATES`."""
    rows = [[each.id, each.actor_id, *_state(each)] for each in entries]
    return json.dumps(rows, separators=(",", ":"))


def encode_choices(choices: Choices) -> str:
    """Write choices as JSON; what is absent is the default."""
    return json.dumps(
        {
            "off": sorted(choices.off),
            "policy": {
                "not_following": choices.policy.not_following,
                "not_followers": choices.policy.not_followers,
                "new_accounts": choices.policy.new_accounts,
                "limited_accounts": choices.policy.limited_accounts,
            },
            "muted_words": choices.muted_words,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _decode(text: str) -> tuple[Entry, ...]:
    rows: list[list[int]] = json.loads(text)
    return tuple(Entry(row[0], row[1], *_STATES[row[2] if row[2:] else 0]) for row in rows)


# Withdrawn, dismissed, filtered, by the number that rows hold.
_STATES: Final = {
    0: (False, False, False),
    1: (True, False, False),
    2: (False, True, False),
    3: (False, False, True),
    4: (True, False, True),
    5: (False, True, True),
    6: (True, True, False),
    7: (True, True, True),
}
_NUMBERS: Final = {state: number for number, state in _STATES.items()}


def _state(entry: Entry) -> list[int]:
    number = _NUMBERS[entry.withdrawn, entry.dismissed, entry.filtered]
    return [number] if number else []


def _choices(text: str | None) -> Choices:
    found = json.loads(text or "{}")
    known = set(Kind)
    return Choices(
        off=frozenset(Kind(each) for each in found.get("off", ()) if each in known),
        policy=_policy(found.get("policy") or {}, found),
        muted_words=tuple(found.get("muted_words", ())),
    )


def _policy(found: Mapping[str, str], choices: Mapping[str, object]) -> Policy:
    """Read a policy; before there was one, choices said of two of its parts whether to drop."""
    usual = Policy(
        not_following=Treatment.DROP if choices.get("followed_only") else Treatment.ACCEPT,
        new_accounts=Treatment.DROP if choices.get("no_new_accounts") else Treatment.ACCEPT,
    )
    return Policy(
        not_following=Treatment(found.get("not_following", usual.not_following)),
        not_followers=Treatment(found.get("not_followers", usual.not_followers)),
        new_accounts=Treatment(found.get("new_accounts", usual.new_accounts)),
        limited_accounts=Treatment(found.get("limited_accounts", usual.limited_accounts)),
    )


def checked(row: NotificationRow) -> None:
    """Raise UnknownSchemaVersion for a row of newer code."""
    if row.schema_version > SCHEMA:
        raise UnknownSchemaVersion(f"schema version {int(row.schema_version)} is newer than {SCHEMA}")


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)
