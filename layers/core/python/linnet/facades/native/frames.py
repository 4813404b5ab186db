"""The frames of the socket protocol, version 1, as `functions/realtime_socket/asyncapi.json` documents them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from linnet.domain.errors import DomainError
from linnet.domain.pushes import Push, topic_of_key
from linnet.domain.sockets import MAX_TOPICS
from linnet.facades.native.requests import Body

PROTOCOL_VERSION: Final = 1

_FrameId = Annotated[str, StringConstraints(min_length=1, max_length=64)]
_TopicName = Annotated[str, StringConstraints(min_length=1, max_length=320)]


class ClientFrame(Body):
    """What a client may send: the answer repeats `id`."""

    type: Literal["subscribe", "unsubscribe", "ping"]
    id: _FrameId | None = None
    topics: Annotated[list[_TopicName], Field(max_length=MAX_TOPICS)] = Field(default_factory=list)


def event(push: Push) -> bytes:
    """Return the frame that tells of a push."""
    return _encoded(
        {
            "version": PROTOCOL_VERSION,
            "type": push.kind,
            "topic": push.topic.name,
            "id": str(push.id),
            "data": dict(push.payload),
        }
    ).encode()


def subscribed(frame_id: str | None, topic_keys: Collection[str]) -> str:
    """Return the answer to a change of subscriptions: all that the connection has now."""
    names = sorted(topic_of_key(key).name for key in topic_keys)
    return _encoded({"version": PROTOCOL_VERSION, "type": "subscribed", **_id(frame_id), "topics": names})


def pong(frame_id: str | None) -> str:
    return _encoded({"version": PROTOCOL_VERSION, "type": "pong", **_id(frame_id)})


def error(refusal: DomainError, frame_id: str | None = None) -> str:
    """Return the answer to a frame that was refused; the socket stays."""
    details = {"code": refusal.code, "message": refusal.message}
    if refusal.field is not None:
        details["field"] = refusal.field
    return _encoded({"version": PROTOCOL_VERSION, "type": "error", **_id(frame_id), "error": details})


def _id(frame_id: str | None) -> Mapping[str, str]:
    return {} if frame_id is None else {"id": frame_id}


def _encoded(frame: Mapping[str, object]) -> str:
    return json.dumps(frame, separators=(",", ":"), ensure_ascii=False)
