"""The queue of pushes: first in, first out for each topic, one JSON message for each push."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from linnet.adapters.queue_messages import number, parsed
from linnet.adapters.sqs_batches import SqsBatches
from linnet.domain.pushes import Push, PushKind, topic_of_key

if TYPE_CHECKING:
    from mypy_boto3_sqs.client import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef as Message

PUSH_VERSION: Final = 1
# Ids and small facts: whoever needs more fetches it by id.
MAX_PUSH_BYTES: Final = 8 * 1024


class PushTooLarge(ValueError):
    """A push carries more than ids and small facts: a mistake of the code that made it."""


def encode_push(push: Push) -> str:
    """Write a push as a message; ids are strings, as everywhere in JSON. Raise PushTooLarge."""
    message: dict[str, object] = {
        "version": PUSH_VERSION,
        "kind": push.kind,
        "topic": push.topic.key,
        "id": str(push.id),
        "payload": dict(push.payload),
    }
    optional = {"actor_id": push.actor_id, "tweet_id": push.tweet_id, "shard": push.shard}
    message.update({name: str(value) for name, value in optional.items() if value is not None})
    if push.fresh:
        message["fresh"] = [str(each) for each in push.fresh]
    if push.occurrence:
        message["occurrence"] = push.occurrence
    body = json.dumps(message, separators=(",", ":"))
    if len(body) > MAX_PUSH_BYTES:
        raise PushTooLarge(f"{push.kind}: {len(body)} bytes")
    return body


def decode_push(body: str) -> Push:
    """Read a message. Raise MalformedMessage."""
    with parsed(body, PUSH_VERSION) as message:
        return Push(
            kind=PushKind(message["kind"]),
            topic=topic_of_key(message["topic"]),
            id=int(message["id"]),
            payload={str(name): value for name, value in message["payload"].items()},
            actor_id=number(message.get("actor_id")),
            tweet_id=number(message.get("tweet_id")),
            occurrence=str(message.get("occurrence", "")),
            shard=number(message.get("shard")),
            fresh=tuple(int(each) for each in message.get("fresh", ())),
        )


class SqsPushes:
    """Implement the port `Pushes`."""

    def __init__(
        self, client: SQSClient, queue_url: str, sleep: Callable[[float], None], random: Callable[[], float]
    ) -> None:
        self._batches = SqsBatches(client, queue_url, sleep, random)

    def send(self, pushes: Sequence[Push]) -> None:
        self._batches.send([_message(str(number), push) for number, push in enumerate(pushes)])


def _message(identifier: str, push: Push) -> Message:
    part = push.topic.key if push.shard is None else f"{push.topic.key}#{push.shard}"
    return {
        "Id": identifier,
        "MessageBody": encode_push(push),
        # Hashed: tags are longer and of more scripts than SQS takes here.
        "MessageGroupId": _digest(part),
        "MessageDeduplicationId": _digest(f"{push.kind} {part} {push.id} {push.occurrence}"),
    }


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
