"""What `messages_stream` runs on."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.ports.environment import Parallel
from linnet.ports.timelines import FailureStore
from linnet.runtime.environment import Environment
from linnet.services.apply_conversation_change import ApplyConversationChange


@dataclass(frozen=True, slots=True)
class MessagesStream:
    apply_conversation_change: ApplyConversationChange
    failures: FailureStore
    parallel: Parallel
    mode: str


def build(environment: Environment) -> MessagesStream:
    """Put the function together."""
    tables = environment.tables
    return MessagesStream(
        apply_conversation_change=ApplyConversationChange(
            tables.conversation_lists,
            tables.conversation_heads,
            tables.users_as_written,
            tables.pushes,
            tables.notification_jobs,
            environment.clock,
        ),
        failures=tables.failures,
        parallel=environment.parallel,
        mode=environment.settings.tunables.stream_failures,
    )
