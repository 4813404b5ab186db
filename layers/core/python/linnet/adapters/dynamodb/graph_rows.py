"""Rows of the graph table, and how they become relationships."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

from pynamodb.attributes import Attribute, BooleanAttribute, NumberAttribute, NumberSetAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action
from pynamodb.indexes import AllProjection, LocalSecondaryIndex
from pynamodb.models import Model

from linnet.adapters.dynamodb import keys
from linnet.domain.filters import Filter, FilterAction, FilterContext, FilteredTweet, Filters, Keyword
from linnet.domain.graph import Relationship
from linnet.domain.lists import RepliesPolicy, UserList
from linnet.domain.pair_changes import is_blank

SCHEMA: Final = 1

# A pair that says nothing, and an index row that is gone, stay longer than the stream keeps the records about them
# (24 hours): a late record finds the version that outdates it.
BLANK_LIFETIME_S: Final = 7 * 86_400


class UnknownSchemaVersion(ValueError):
    """A row was written by newer code than this."""


class Exclusions(LocalSecondaryIndex["GraphRow"]):
    """The pairs of an account that hide something. A local index, because only those are strongly consistent."""

    class Meta:
        index_name = "exclusions"
        projection = AllProjection()

    pk = UnicodeAttribute(hash_key=True)
    exclusion = UnicodeAttribute(range_key=True)


class GraphRow(Model):
    """Any row of the table; the keys say which kind, and only that kind's attributes are set."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    exclusions = Exclusions()
    schema_version = NumberAttribute(default=SCHEMA)
    version = NumberAttribute(null=True)
    expires_at = NumberAttribute(null=True)

    # Pairs. In follower, bell, following and request rows `user_id` is the other account.
    user_id = NumberAttribute(null=True)
    target_id = NumberAttribute(null=True)
    follow_id = NumberAttribute(null=True)
    requested_id = NumberAttribute(null=True)
    retweets_off = BooleanAttribute(null=True)
    notifying = BooleanAttribute(null=True)
    blocking = BooleanAttribute(null=True)
    blocked_by = BooleanAttribute(null=True)
    muted_until = NumberAttribute(null=True)
    mute_spares_notifications = BooleanAttribute(null=True)
    unfollowed_at = NumberAttribute(null=True)
    note = UnicodeAttribute(null=True)
    # Also of a follower row: those of the follower's lists that hold the followee.
    lists = NumberSetAttribute(null=True)
    endorsed = BooleanAttribute(null=True)
    exclusion = UnicodeAttribute(null=True)

    # Lists. Of an exclusive one `exclusion` is set: its members are found with the pairs that hide something.
    title = UnicodeAttribute(null=True)
    replies_policy = UnicodeAttribute(null=True)
    exclusive = BooleanAttribute(null=True)
    # Also of the row of endorsements: whom the account shows on its profile; and of muted threads: which.
    members = NumberSetAttribute(null=True)

    # The limits row: how many the account follows, and how many lists it has.
    following = NumberAttribute(null=True)
    list_count = NumberAttribute(null=True)

    # The filters row, in the index of exclusions too: one string, as DynamoDB's own lists would cost twice the bytes.
    filters = UnicodeAttribute(null=True)

    # Follower, bell, following and request rows that no longer hold.
    gone = BooleanAttribute(null=True)

    # The bells row: in which shards followers ever asked to be told.
    bell_shards = NumberSetAttribute(null=True)

    # The celebrity row.
    pulled = BooleanAttribute(null=True)


def relationship_of(row: GraphRow) -> Relationship:
    """Read a pair. Raise UnknownSchemaVersion, or ValueError or TypeError when it is broken."""
    _check_schema(row)
    return Relationship(
        user_id=int(row.user_id),
        target_id=int(row.target_id),
        follow_id=_whole(row.follow_id),
        requested_id=_whole(row.requested_id),
        show_retweets=not row.retweets_off,
        notifying=bool(row.notifying),
        blocking=bool(row.blocking),
        blocked_by=bool(row.blocked_by),
        muted_until_ms=_whole(row.muted_until),
        spares_notifications=bool(row.mute_spares_notifications),
        unfollowed_ms=_whole(row.unfollowed_at),
        note=row.note or "",
        lists=whole_set(row.lists),
        endorsed=bool(row.endorsed),
        version=int(row.version),
    )


def list_of(owner_id: int, row: GraphRow) -> UserList:
    """Read a list. Raise UnknownSchemaVersion, or ValueError or TypeError when it is broken."""
    _check_schema(row)
    return UserList(
        id=int(row.sk.removeprefix(keys.LIST_PREFIX)),
        owner_id=owner_id,
        title=str(row.title),
        replies_policy=RepliesPolicy(row.replies_policy),
        exclusive=bool(row.exclusive),
        members=whole_set(row.members),
    )


def filters_of(row: GraphRow) -> Filters:
    """Read the filters of an account. Raise UnknownSchemaVersion, or ValueError when they are broken."""
    _check_schema(row)
    return Filters(
        tuple(
            Filter(
                id=each["id"],
                title=each["title"],
                contexts=frozenset(FilterContext(context) for context in each["contexts"]),
                action=FilterAction(each["action"]),
                expires_ms=each["expires"],
                keywords=tuple(Keyword(number, text, bool(whole)) for number, text, whole in each["keywords"]),
                tweets=tuple(FilteredTweet(number, tweet_id) for number, tweet_id in each["tweets"]),
            )
            for each in json.loads(row.filters)
        ),
        int(row.version),
    )


def pair_actions(row: type[GraphRow], pair: Relationship, now_ms: int) -> list[Action]:
    """Return the update that makes a pair's row hold exactly this.

    No action touches `exclusion` where nothing is hidden and nothing was: DynamoDB then leaves the index alone.
    """
    optional: tuple[tuple[Attribute[Any], object], ...] = (
        (row.follow_id, pair.follow_id),
        (row.requested_id, pair.requested_id),
        (row.retweets_off, (not pair.show_retweets) or None),
        (row.notifying, pair.notifying or None),
        (row.blocking, pair.blocking or None),
        (row.blocked_by, pair.blocked_by or None),
        (row.muted_until, pair.muted_until_ms),
        (row.mute_spares_notifications, pair.spares_notifications or None),
        (row.unfollowed_at, pair.unfollowed_ms),
        (row.note, pair.note or None),
        (row.lists, set(pair.lists) or None),
        (row.endorsed, pair.endorsed or None),
        (row.exclusion, keys.ordered(pair.target_id) if pair.hides else None),
        (row.expires_at, now_ms // 1000 + BLANK_LIFETIME_S if is_blank(pair) else None),
    )
    return [
        row.user_id.set(pair.user_id),
        row.target_id.set(pair.target_id),
        row.version.set(pair.version),
        row.schema_version.set(SCHEMA),
        *(attribute.remove() if value is None else attribute.set(value) for attribute, value in optional),
    ]


def whole_set(values: Iterable[float] | None) -> frozenset[int]:
    """Read a set of ids; without the attribute it is empty."""
    return frozenset(int(each) for each in values or ())


def _check_schema(row: GraphRow) -> None:
    if row.schema_version > SCHEMA:
        raise UnknownSchemaVersion(f"schema version {int(row.schema_version)} is newer than {SCHEMA}")


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)
