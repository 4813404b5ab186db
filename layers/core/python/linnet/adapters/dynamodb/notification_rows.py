"""Rows of the notifications table, and how they become groups and inboxes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, LocalSecondaryIndex
from pynamodb.models import Model

from linnet.domain.notification_choices import Choices, Inbox
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
    """A group, a recipient's inbox, or a muted thread; the keys say which."""

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
    return Inbox(int(row.read_upto or 0), _choices(row.choices), int(row.cleared_upto or 0))


def encode_entries(entries: Iterable[Entry]) -> str:
    """Write entries as JSON: id, actor, and 1 for those withdrawn, 2 for those dismissed."""
    rows = [[each.id, each.actor_id, *_state(each)] for each in entries]
    return json.dumps(rows, separators=(",", ":"))


def encode_choices(choices: Choices) -> str:
    """Write choices as JSON; what is absent is the default."""
    return json.dumps(
        {
            "off": sorted(choices.off),
            "followed_only": choices.followed_only,
            "no_new_accounts": choices.no_new_accounts,
            "muted_words": choices.muted_words,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _decode(text: str) -> tuple[Entry, ...]:
    rows: list[list[int]] = json.loads(text)
    return tuple(Entry(row[0], row[1], withdrawn=row[2:] == [1], dismissed=row[2:] == [2]) for row in rows)


def _state(entry: Entry) -> list[int]:
    if entry.dismissed:
        return [2]
    return [1] if entry.withdrawn else []


def _choices(text: str | None) -> Choices:
    found = json.loads(text or "{}")
    known = set(Kind)
    return Choices(
        off=frozenset(Kind(each) for each in found.get("off", ()) if each in known),
        followed_only=bool(found.get("followed_only")),
        no_new_accounts=bool(found.get("no_new_accounts")),
        muted_words=tuple(found.get("muted_words", ())),
    )


def checked(row: NotificationRow) -> None:
    """Raise UnknownSchemaVersion for a row of newer code."""
    if row.schema_version > SCHEMA:
        raise UnknownSchemaVersion(f"schema version {int(row.schema_version)} is newer than {SCHEMA}")


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)
