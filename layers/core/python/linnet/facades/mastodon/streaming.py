"""The frames of the streaming API of Mastodon, both ways."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from linnet.domain.errors import Code, DomainError
from linnet.domain.streams import MissingSubject, Stream, UnknownStream, stream_of
from linnet.domain.users import Viewer
from linnet.domain.views import ShownConversation, ShownTweet
from linnet.facades.mastodon.entities.shape import Entity
from linnet.facades.mastodon.present.conversations import conversation
from linnet.facades.mastodon.present.notifications import NotificationPresenter
from linnet.facades.mastodon.present.statuses import StatusPresenter
from linnet.facades.mastodon.requests.notifications import GROUPED
from linnet.services.read_notifications import ShownNotification

SUBSCRIBE: Final = "subscribe"
UNSUBSCRIBE: Final = "unsubscribe"
_TRUE: Final = frozenset({"1", "t", "true", "on"})
# Which list is somebody else's is nobody's business: it is refused like one that there is not.
_STATUS: Final[Mapping[Code, int]] = {
    Code.FORBIDDEN: 401,
    Code.NOT_FOUND: 401,
    Code.UNAUTHENTICATED: 401,
    Code.RATE_LIMITED: 429,
}


class StreamEntities:
    """Implement `StreamEncoder`."""

    def status(self, shown: ShownTweet, reader: Viewer | None, origin: str) -> str:
        return _text(StatusPresenter(origin, reader).one(shown))

    def notification(self, shown: ShownNotification, reader: Viewer, origin: str) -> str:
        statuses = StatusPresenter(origin, reader)
        return _text(NotificationPresenter(statuses, reader, GROUPED).one(shown))

    def conversation(self, shown: ShownConversation, reader: Viewer, origin: str) -> str:
        return _text(conversation(shown, reader, origin))

    def frame(self, stream: Stream, event: str, payload: str | None) -> bytes:
        name = [str(stream.name), stream.subject] if stream.subject else [str(stream.name)]
        return _encoded({"stream": name, "event": event, **({} if payload is None else {"payload": payload})})


def asked(frame: Mapping[str, object]) -> tuple[str, Stream] | None:
    """Return what a client's frame asks for, None for what apps send to no purpose. Raise a DomainError."""
    kind = frame.get("type")
    if kind not in (SUBSCRIBE, UNSUBSCRIBE):
        return None
    return str(kind), named(frame)


def named(parameters: Mapping[str, object]) -> Stream:
    """Return the stream that a frame or a query names. Raise a DomainError with Mastodon's text."""
    try:
        return stream_of(
            _word(parameters.get("stream")),
            tag=_word(parameters.get("tag")),
            list_id=_word(parameters.get("list")),
            only_media=_word(parameters.get("only_media")).lower() in _TRUE,
        )
    except UnknownStream:
        raise DomainError(Code.BAD_REQUEST, "Unknown stream type") from None
    except MissingSubject as missing:
        raise DomainError(Code.BAD_REQUEST, f"Missing {missing} name parameter") from None


def is_named(parameters: Mapping[str, object]) -> bool:
    """Tell whether a handshake asks for a stream."""
    return bool(_word(parameters.get("stream")))


def refusal(reason: DomainError) -> bytes:
    """Return the answer to a frame that was refused; the socket stays."""
    text = "Too many requests" if reason.code is Code.RATE_LIMITED else reason.message
    return _encoded({"error": text, "status": status_of(reason)})


def status_of(reason: DomainError) -> int:
    """Return the status of a refusal, of a frame or of a handshake."""
    return _STATUS.get(reason.code, 400)


def _word(value: object) -> str:
    """Return a word, also the first of a list and a number: clients write all of these."""
    if isinstance(value, list):
        return _word(value[0]) if value else ""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int) else ""


def _text(entity: Entity) -> str:
    return entity.model_dump_json(by_alias=True, exclude_unset=True)


def _encoded(frame: Mapping[str, object]) -> bytes:
    return json.dumps(frame, separators=(",", ":"), ensure_ascii=False).encode()
