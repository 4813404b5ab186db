"""People who write to one another: fakes with every service of messages over them."""

from __future__ import annotations

from dataclasses import replace

from linnet.domain.ids import SnowflakeIds
from linnet.domain.messages import Conversation
from linnet.domain.paging import PageRange
from linnet.domain.users import Account, AccountStatus, User, Viewer
from linnet.domain.views import ShownMessage
from linnet.ports.limits import Window
from linnet.services.answer_message_request import AnswerMessageRequest
from linnet.services.change_conversation import ChangeConversation
from linnet.services.change_message import DeleteMessage, ReactToMessage, UnsendMessage
from linnet.services.find_conversation import FindConversation
from linnet.services.find_message import FindMessage
from linnet.services.manage_group import ChangeGroup, CreateGroup, InviteToGroup
from linnet.services.mark_read import MarkRead
from linnet.services.read_conversations import ReadConversations
from linnet.services.read_messages import ReadMessages
from linnet.services.read_recipients import ReadRecipients
from linnet.services.send_direct import SendDirect
from linnet.services.send_message import MessageDraft, SendMessage
from linnet.services.throttle_strangers import ThrottleStrangers
from tests.fakes.environment import FakeClock, FakeIds, SequentialParallel
from tests.fakes.graph import FakeGraph
from tests.fakes.identity import FakeAccounts, FakeIdentity, FakeUsers
from tests.fakes.limits import FakeLimiter
from tests.fakes.messages import FakeMessages
from tests.fakes.timelines import FakeInvalidations

ANN, BOB, CAT, DAN = 11, 12, 13, 14
NOBODY = 99
STRANGERS = Window(limit=3, seconds=3600)


class World:
    """Ann, Bob, Cat and Dan. Ann and Bob follow each other; the lists follow when a test settles."""

    def __init__(self) -> None:
        self.clock, self.parallel = FakeClock(), SequentialParallel()
        self.identity = FakeIdentity()
        self.accounts, self.users = FakeAccounts(self.identity), FakeUsers(self.identity)
        self.graph = FakeGraph(self.clock)
        self.table = FakeMessages(self.separated)
        self.limiter = FakeLimiter(self.clock)
        self.invalidations = FakeInvalidations()
        self.ids: SnowflakeIds | FakeIds = FakeIds(self.clock)
        table, parallel, clock = self.table, self.parallel, self.clock
        recipients = ReadRecipients(self.accounts, self.graph, parallel)
        strangers = ThrottleStrangers(self.limiter, STRANGERS)
        invite = InviteToGroup(recipients, strangers)
        self.find = FindConversation(table, self.users, self.graph, self.invalidations, parallel, clock)
        change = ChangeConversation(table, clock)
        self.read = ReadMessages(table, self.find)
        self.send = SendMessage(table, table, self.accounts, recipients, strangers, parallel, clock, self.ids)
        self.conversations = ReadConversations(table, table, table, self.read, self.find, parallel)
        self.mark_read = MarkRead(table, self.find)
        self.answer = AnswerMessageRequest(self.find, change)
        self.delete, self.unsend = DeleteMessage(table, self.read), UnsendMessage(self.read, change, clock)
        self.react = ReactToMessage(self.read, change)
        self.create_group = CreateGroup(table, invite, clock, self.ids)
        self.group = ChangeGroup(self.find, change, invite)
        self.found = FindMessage(table, table, self.find, self.read, parallel)
        self.direct = SendDirect(self.accounts, table, self.find, self.send, self.create_group, parallel, clock)
        self._applied = 0
        for user_id, name in ((ANN, "ann"), (BOB, "bob"), (CAT, "cat"), (DAN, "dan")):
            self.accounts.create(User(user_id, name, name, 1), Account(user_id, f"{name}@example.org", "h"))
        self.follow(ANN, BOB)
        self.follow(BOB, ANN)

    def separated(self, first: int, second: int) -> bool:
        pair = self.graph.pairs.get((first, second))
        return pair is not None and pair.separated

    def follow(self, user_id: int, target_id: int) -> None:
        self.graph.follow(user_id, target_id, user_id * 100 + target_id, cap=100)

    def block(self, user_id: int, target_id: int) -> None:
        self.graph.block(user_id, target_id, self.clock.now_ms())

    def takes_messages_from(self, user_id: int, whom: str) -> None:
        account = self.identity.accounts[user_id]
        self.identity.accounts[user_id] = replace(account, settings=replace(account.settings, messages_from=whom))

    def suspend(self, user_id: int) -> None:
        status = AccountStatus.SUSPENDED
        self.identity.accounts[user_id] = replace(self.identity.accounts[user_id], status=status)
        self.identity.users[user_id] = replace(self.identity.users[user_id], status=status)

    def write(self, author: int, to: int, text: str = "hello", key: str | None = None) -> ShownMessage:
        self.clock.advance(1)
        return self.send.to_user(viewer(author), to, MessageDraft(text), key)

    def say(self, author: int, conversation_id: str, text: str = "hello") -> ShownMessage:
        self.clock.advance(1)
        return self.send.to_conversation(viewer(author), conversation_id, MessageDraft(text))

    def group_of(self, creator: int, *others: int, title: str = "birds") -> Conversation:
        self.clock.advance(1)
        return self.create_group.run(viewer(creator), others, title)

    def settle(self) -> None:
        """Deliver what the table's stream holds."""
        for before, after in self.table.changes[self._applied :]:
            self.table.apply(before, after)
        self._applied = len(self.table.changes)

    def texts(self, reader: int, conversation_id: str) -> list[str]:
        page = self.read.older(viewer(reader), conversation_id, None, 100)
        return [shown.message.text for shown in reversed(page.messages)]

    def listed(self, reader: int, *, requests: bool = False) -> list[str]:
        self.settle()
        page = self.conversations.page(viewer(reader), requests, PageRange(100))
        return [shown.conversation.id for shown in page.conversations]


def viewer(user_id: int) -> Viewer:
    return Viewer(user_id, 1)
