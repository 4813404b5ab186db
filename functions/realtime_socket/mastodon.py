"""Sockets of apps for Mastodon: their handshakes and frames.

A WebSocket API has no paths, so whoever stands before it (the front of one machine, or a distribution) says in a header
that a client asked for `/api/v1/streaming`, and by which name it knows this server.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from linnet.domain.errors import Code, DomainError
from linnet.domain.sockets import MAX_FRAME_BYTES, Connection
from linnet.facades.mastodon import dialect, streaming
from linnet.ports.sockets import ConnectionGone, SocketFailed, SocketGone
from linnet.runtime import strict_json
from linnet.runtime.answers import STATUS
from linnet.runtime.batch import Answer, Record
from linnet.runtime.validation import bearer
from linnet.runtime.wiring.realtime_socket import RealtimeSocket

SUB_PROTOCOL: Final = "sec-websocket-protocol"
_DONE: Final[Answer] = {"statusCode": 200}


def is_spoken(headers: Mapping[str, str]) -> bool:
    """Tell whether a handshake is one of an app."""
    return headers.get(dialect.HEADER) == dialect.MASTODON


def connect(services: RealtimeSocket, connection_id: str, headers: Mapping[str, str], event: Record) -> Answer:
    """Open a socket, with the stream that its address names; nothing can be said on it before this has returned."""
    query: Mapping[str, object] = event.get("queryStringParameters") or {}
    protocol = headers.get(SUB_PROTOCOL, "").split(",")[0].strip()
    token = bearer(headers.get("authorization")) or query.get("access_token") or protocol
    if not token:
        return {"statusCode": STATUS[Code.UNAUTHENTICATED]}
    try:
        # Read first: a socket that is refused for it was never opened.
        stream = streaming.named(query) if streaming.is_named(query) else None
        connection = services.open_socket.by_token(connection_id, str(token), services.site.origin(event, headers))
    except DomainError as refusal:
        return {"statusCode": streaming.status_of(refusal)}
    if stream is not None:
        try:
            services.change_streams.subscribe(connection, stream)
        except ConnectionGone:
            return {"statusCode": STATUS[Code.UNAUTHENTICATED]}
        except DomainError as refusal:
            services.connections.remove(connection_id, connection.user_id)
            return {"statusCode": streaming.status_of(refusal)}
    return {**_DONE, "headers": {"Sec-WebSocket-Protocol": protocol}} if protocol else _DONE


def take(services: RealtimeSocket, connection: Connection, text: str) -> Answer:
    """Do what a frame asks for; only a refusal is answered. Raise ConnectionGone."""
    try:
        services.guard_frames.admit(connection)
        frame = _parsed(text)
        asked = None if frame is None else streaming.asked(frame)
        if asked is None:
            # Apps keep their connections alive by words of their own, which no server of theirs answers.
            services.guard_frames.blame(connection)
            return _DONE
        kind, stream = asked
        if kind == streaming.SUBSCRIBE:
            services.change_streams.subscribe(connection, stream)
        else:
            services.change_streams.unsubscribe(connection, stream)
    except DomainError as refusal:
        if services.guard_frames.blame(connection):
            with suppress(SocketGone, SocketFailed):
                services.sockets.post(connection.id, streaming.refusal(refusal))
    return _DONE


def _parsed(text: str) -> Mapping[str, object] | None:
    data = text.encode("utf-8", "surrogatepass")
    if len(data) > MAX_FRAME_BYTES:
        raise DomainError(Code.TOO_LARGE, f"A frame has at most {MAX_FRAME_BYTES} bytes")
    try:
        value = strict_json.parse(data)
    except DomainError:
        return None
    return {str(name): each for name, each in value.items()} if isinstance(value, dict) else None
