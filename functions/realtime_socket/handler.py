"""The WebSocket routes: handshake, frames of clients, goodbye."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from functions.realtime_socket import mastodon
from linnet.domain.errors import Code, DomainError
from linnet.domain.sockets import MAX_FRAME_BYTES, Connection
from linnet.facades.native import frames
from linnet.ports.sockets import ConnectionGone, SocketFailed, SocketGone
from linnet.runtime import strict_json
from linnet.runtime.answers import STATUS
from linnet.runtime.batch import Answer, Record, Worker
from linnet.runtime.validation import bearer, model_of
from linnet.runtime.wiring.realtime_socket import RealtimeSocket, build

SUB_PROTOCOL = "sec-websocket-protocol"
DONE: Answer = {"statusCode": 200}


def serve(services: RealtimeSocket, event: Record) -> Answer:
    connection_id = str(event["requestContext"]["connectionId"])
    match event["requestContext"]["routeKey"]:
        case "$connect":
            headers = {name.lower(): str(value) for name, value in (event.get("headers") or {}).items()}
            if mastodon.is_spoken(headers):
                return mastodon.connect(services, connection_id, headers, event)
            return _connect(services, connection_id, headers, event)
        case "$disconnect":
            services.connections.remove(connection_id)
            return DONE
        case _:
            return _frame(services, connection_id, event)


def _connect(services: RealtimeSocket, connection_id: str, headers: Mapping[str, str], event: Record) -> Answer:
    query: Mapping[str, Any] = event.get("queryStringParameters") or {}
    # Browsers cannot send headers with a handshake, but for this one; they close a connection that does not repeat it.
    protocol = headers.get(SUB_PROTOCOL, "").split(",")[0].strip()
    token = bearer(headers.get("authorization")) or protocol or query.get("access_token")
    try:
        if token:
            services.open_socket.by_token(connection_id, str(token))
        elif query.get("ticket"):
            services.open_socket.by_ticket(connection_id, str(query["ticket"]))
        else:
            return {"statusCode": STATUS[Code.UNAUTHENTICATED]}
    except DomainError as refusal:
        return {"statusCode": STATUS[refusal.code]}
    return {**DONE, "headers": {"Sec-WebSocket-Protocol": protocol}} if protocol else DONE


def _frame(services: RealtimeSocket, connection_id: str, event: Record) -> Answer:
    connection = services.connections.get(connection_id)
    if connection is None or (connection.origin and event.get("isBase64Encoded")):
        # Nothing binary is said to apps or by them, and their sockets end with it.
        return _closed(services, connection_id)
    text = str(event.get("body") or "")
    try:
        if connection.origin:
            return mastodon.take(services, connection, text)
        answer = _answered(services, connection, text)
    except ConnectionGone:
        return _closed(services, connection_id)
    except _Refused as refused:
        answer = frames.error(refused.reason, refused.frame_id)
        if not services.guard_frames.blame(connection):
            return DONE
    with suppress(SocketGone, SocketFailed):
        services.sockets.post(connection_id, answer.encode())
    return DONE


def _closed(services: RealtimeSocket, connection_id: str) -> Answer:
    """Close a socket that was ended by a revocation or is two hours old; if it fails, the next frame does it."""
    with suppress(SocketFailed):
        services.sockets.close(connection_id)
    return DONE


class _Refused(Exception):
    """A frame was refused; the answer repeats its id where it could be read."""

    def __init__(self, reason: DomainError, frame_id: str | None = None) -> None:
        super().__init__()
        self.reason = reason
        self.frame_id = frame_id


def _answered(services: RealtimeSocket, connection: Connection, text: str) -> str:
    frame_id: str | None = None
    try:
        services.guard_frames.admit(connection)
        frame = _parsed(text)
        frame_id = frame.id
        match frame.type:
            case "ping":
                return frames.pong(frame_id)
            case "subscribe":
                services.change_subscriptions.subscribe(connection, frame.topics)
            case "unsubscribe":
                services.change_subscriptions.unsubscribe(connection, frame.topics)
    except DomainError as reason:
        raise _Refused(reason, frame_id) from reason
    now = services.connections.get(connection.id)
    if now is None:
        raise ConnectionGone(connection.id)
    return frames.subscribed(frame_id, now.topics)


def _parsed(text: str) -> frames.ClientFrame:
    data = text.encode("utf-8", "surrogatepass")
    if len(data) > MAX_FRAME_BYTES:
        raise DomainError(Code.TOO_LARGE, f"a frame has at most {MAX_FRAME_BYTES} bytes")
    value = strict_json.parse(data)
    if not isinstance(value, dict):
        raise DomainError(Code.BAD_REQUEST, "a frame is a JSON object")
    return model_of(frames.ClientFrame, value)


worker = Worker("realtime_socket", build, serve)
lambda_handler = worker.lambda_handler
