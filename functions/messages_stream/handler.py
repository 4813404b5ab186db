"""Let conversation lists and open sockets follow from the messages table."""

from __future__ import annotations

from linnet.adapters.dynamodb.message_changes import decode_messages_change
from linnet.runtime.batch import Answer, Record, Worker, work_off_stream
from linnet.runtime.wiring.messages_stream import MessagesStream, build


def apply(services: MessagesStream, event: Record) -> Answer:
    return work_off_stream(worker.function, services, event, lambda record: _apply(services, record))


def _apply(services: MessagesStream, record: Record) -> None:
    change = decode_messages_change(record)
    if change is not None:
        services.apply_conversation_change.run(change)


worker = Worker("messages_stream", build, apply)
lambda_handler = worker.lambda_handler
