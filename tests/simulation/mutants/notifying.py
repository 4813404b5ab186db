"""Bugs of notifications."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Final

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.binding import Connect, bind
from linnet.adapters.dynamodb.notification_rows import NotificationRow
from linnet.adapters.dynamodb.notifications import DynamoNotifications
from linnet.domain.graph import Relationship
from linnet.domain.messages import Conversation, Event
from linnet.domain.notification_choices import Inbox
from linnet.domain.notifications import Group, Kind, Subject, notice
from linnet.domain.tweets import Tweet
from linnet.domain.users import User, Viewer
from linnet.domain.views import ShownTweet
from linnet.domain.visibility import Sight
from linnet.ports.notifications import NotificationJob
from linnet.services import apply_conversation_change, read_notifications
from linnet.services.notify import Notify
from linnet.services.read_notifications import ReadNotifications, Wanted
from linnet.services.retweet_tweet import RetweetTweet
from linnet.services.settle_notifications import SettleNotifications
from tests.simulation.focus import Focus
from tests.simulation.mutants.mutant import Mutant

_retweet: Final = RetweetTweet.run
_mark_read: Final = ReadNotifications.mark_read
_put: Final = DynamoNotifications.put
_jobs: Final = apply_conversation_change._jobs
_sight: Final = SettleNotifications._sight


def _notify_before_the_retweet(self: RetweetTweet, viewer: Viewer, tweet_id: int) -> ShownTweet:
    tweet = self.find.tweets.get(tweet_id)
    if isinstance(tweet, Tweet) and tweet.author_id != viewer.user_id:
        row = bind(NotificationRow, "notifications", Connect(region="us-east-1"))
        store = DynamoNotifications(row, lambda _: None, lambda: 0.5)
        subject = Subject(tweet.author_id, Kind.RETWEET, tweet_id)
        empty = Group(subject, author_id=tweet.author_id, conversation_id=tweet.conversation_id)
        group, edge_id = store.group(subject) or empty, self.ids.next_id()
        if group.of(viewer.user_id) is None:
            store.put(notice(group, viewer.user_id, edge_id, edge_id, store.inbox(tweet.author_id).read_upto))
    return _retweet(self, viewer, tweet_id)


def _add_to_unread(self: DynamoNotifications, group: Group) -> Group:
    stored = _put(self, group)
    _change_unread(self, group.subject.recipient_id, "ADD unread :n", 1)
    return stored


def _change_unread(self: DynamoNotifications, recipient_id: int, expression: str, number: int) -> None:
    self.row._get_connection().connection.dispatch(
        "UpdateItem",
        {
            "TableName": self.row.Meta.table_name,
            "Key": {"pk": {"S": keys.notifications(recipient_id)}, "sk": {"S": keys.INBOX}},
            "UpdateExpression": expression,
            "ExpressionAttributeValues": {":n": {"N": str(number)}},
        },
    )


def _read_unread(self: ReadNotifications, viewer: Viewer, wanted: Wanted) -> tuple[int, int]:
    store = self.store
    assert isinstance(store, DynamoNotifications)
    row = store.row._get_connection().get_item(keys.notifications(viewer.user_id), keys.INBOX, consistent_read=True)
    unread = row.get("Item", {}).get("unread", {"N": "0"})
    return int(unread["N"]), store.inbox(viewer.user_id).read_upto


def _mark_and_reset(self: ReadNotifications, viewer: Viewer, upto: int | None) -> int:
    marker = _mark_read(self, viewer, upto)
    assert isinstance(self.store, DynamoNotifications)
    _change_unread(self.store, viewer.user_id, "SET unread = :n", 0)
    return marker


def _believe_the_job(self: Notify, kind: Kind, tweet_id: int, actor_ids: Sequence[int]) -> None:
    tweet = self._tweet(tweet_id)
    if tweet is None:
        return

    def facts(actors: Collection[int]) -> Mapping[int, int]:
        return dict.fromkeys(actors, tweet_id)

    subject = Subject(tweet.author_id, kind, tweet_id)
    self.settle.run(subject, actor_ids, facts, tweet=tweet, conversation_id=tweet.conversation_id)


def _heard_anyway(self: ReadNotifications, group: Group, sight: Sight, wanted: Wanted, inbox: Inbox) -> Group | None:
    kind = group.subject.kind
    if not wanted.has(kind) or kind in inbox.choices.off:
        return None
    entries = group.recent(sight.now_ms).standing
    return replace(group, entries=entries) if entries else None


def _named_anyway(sight: Sight, kind: Kind, actor: User) -> bool:
    return True


def _move_the_marker(self: DynamoNotifications, recipient_id: int, upto: int, now_ms: int) -> None:
    row = self.row
    row(keys.notifications(recipient_id), keys.INBOX).update(actions=[row.read_upto.set(upto)])


def _see_as_of_now(self: SettleNotifications, recipient_id: int, pairs: Mapping[int, Relationship]) -> Sight:
    return replace(_sight(self, recipient_id, pairs), in_advance=False)


def _tell_of_requests(conversation: Conversation) -> list[NotificationJob]:
    if conversation.event is not Event.MESSAGE or conversation.changed_id is None:
        return []
    told = tuple(sorted(conversation.members - {conversation.actor_id}))
    return [NotificationJob(Kind.MESSAGE.value, conversation.changed_id, recipient_ids=told)]


def _tell_of_the_first(conversation: Conversation) -> list[NotificationJob]:
    return _jobs(conversation) if conversation.version == 1 else []


MUTANTS = (
    Mutant(
        "only the first message of a conversation told",
        ((apply_conversation_change, "_jobs", _tell_of_the_first),),
        Focus({"follow": 2, "write": 4, "write on": 4}),
    ),
    Mutant(
        "requests of strangers told as messages",
        ((apply_conversation_change, "_jobs", _tell_of_requests),),
        Focus({"write": 4, "write on": 2}),
    ),
    Mutant(
        "notify before put",
        ((RetweetTweet, "run", _notify_before_the_retweet),),
        Focus({"post": 2, "block": 1, "protect": 1, "retweet": 4}),
    ),
    Mutant(
        "unread as increment",
        (
            (DynamoNotifications, "put", _add_to_unread),
            (ReadNotifications, "count_unread", _read_unread),
            (ReadNotifications, "mark_read", _mark_and_reset),
        ),
        Focus({"post": 1, "like": 3, "mark notifications read": 1}),
    ),
    Mutant(
        "notifications follow events and not facts",
        ((Notify, "_engagements", _believe_the_job),),
        Focus({"post": 1, "like": 3, "unlike": 2}),
    ),
    Mutant(
        "block not asked for again when notifications are read",
        ((ReadNotifications, "heard", _heard_anyway), (read_notifications, "_may_name", _named_anyway)),
        Focus({"follow": 1, "post": 1, "like": 3, "block": 1, "read notifications": 3}),
    ),
    Mutant(
        "read marker that moves back",
        ((DynamoNotifications, "mark_read", _move_the_marker),),
        Focus({"post": 1, "like": 3, "mark notifications read": 2}),
    ),
    Mutant(
        "what hidden accounts did is never told",
        ((SettleNotifications, "_sight", _see_as_of_now),),
        Focus(
            {"follow": 4, "post": 5, "reply": 7, "like": 9, "give up account": 2},
            rates={"exhausted": 0.2},
            think_s=0.5,
        ),
    ),
)
