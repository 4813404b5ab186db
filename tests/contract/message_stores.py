"""The message stores of each engine, and what the suites store in them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from linnet.adapters.dynamodb.batch_writes import BatchWriter
from linnet.adapters.dynamodb.binding import Connect, connection
from linnet.adapters.dynamodb.conversation_lists import DynamoConversationLists
from linnet.adapters.dynamodb.conversation_traces import DynamoConversationTraces
from linnet.adapters.dynamodb.graph import DynamoGraph
from linnet.adapters.dynamodb.graph_rows import GraphRow
from linnet.adapters.dynamodb.identity import Writing
from linnet.adapters.dynamodb.message_rows import MessageRow
from linnet.adapters.dynamodb.messages import DynamoConversations, DynamoMessages
from linnet.domain import messages as rules
from linnet.domain.ids import id_at
from linnet.domain.messages import Conversation, Message, Reception
from linnet.ports.messages import ConversationLists, Conversations, ConversationTraces, Messages, SentKey
from tests.contract.conftest import create_table
from tests.fakes.environment import START_MS, FakeClock, SequentialParallel
from tests.fakes.messages import FakeMessages

ANN, BOB, CAT = 11, 12, 13
NOW = START_MS
DIRECT = rules.direct_id(ANN, BOB)


@dataclass
class Stores:
    conversations: Conversations
    messages: Messages
    lists: ConversationLists
    traces: ConversationTraces
    block: Callable[[int, int], object]

    def head(self, conversation_id: str) -> Conversation:
        return self.conversations.get_many([conversation_id])[conversation_id]

    def begin(self, number: int = 1, received: Reception = Reception.INBOX) -> Conversation:
        """Let Ann begin to write to Bob."""
        head = rules.begin_direct(ANN, BOB, message_id(number), received)
        self.conversations.change(None, head, effect=message(number), now_ms=NOW)
        return head

    def send(self, before: Conversation, number: int, author_id: int = ANN, text: str = "") -> Conversation:
        sent = message(number, author_id, before.id, text)
        after = rules.send(before, sent)
        self.conversations.change(before, after, effect=sent, now_ms=NOW)
        return after


def in_memory() -> Stores:
    blocks: set[frozenset[int]] = set()
    table = FakeMessages(lambda first, second: frozenset({first, second}) in blocks)
    return Stores(
        table,
        table,
        table,
        table,
        lambda first, second: blocks.add(frozenset({first, second})),
    )


def in_dynamodb(connect: Connect) -> Stores:
    clock, chance = FakeClock(), random.SystemRandom().random
    row, graph = create_table(MessageRow, connect), create_table(GraphRow, connect)
    writing = Writing(connection(connect), clock, clock.sleep, chance)
    return Stores(
        DynamoConversations(row, graph, writing),
        DynamoMessages(row, writing),
        DynamoConversationLists(row, SequentialParallel(), clock, clock.sleep, chance),
        DynamoConversationTraces(row, BatchWriter(SequentialParallel(), clock.sleep, chance)),
        lambda first, second: DynamoGraph(graph, writing).block(first, second, NOW),
    )


def message_id(number: int) -> int:
    return id_at(NOW + number * 1000, number % 1000)


def message(number: int, author_id: int = ANN, conversation_id: str = DIRECT, text: str = "") -> Message:
    return Message(conversation_id, message_id(number), author_id, text or f"message {number}", media_ids=(7, 8))


def key(conversation: Conversation, body: str = "body", name: str = "key") -> SentKey:
    return SentKey(ANN, name, body, conversation.id, conversation.last_id, NOW + 86_400_000)
