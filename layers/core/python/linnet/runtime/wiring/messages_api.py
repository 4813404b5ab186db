"""What `messages_api` runs on."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.runtime.environment import Environment
from linnet.runtime.wiring.reading import read_conversations
from linnet.runtime.wiring.sending import sending
from linnet.services.answer_message_request import AnswerMessageRequest
from linnet.services.change_conversation import ChangeConversation
from linnet.services.change_message import DeleteMessage, ReactToMessage, UnsendMessage
from linnet.services.delete_conversation import DeleteConversation
from linnet.services.manage_group import ChangeGroup, CreateGroup
from linnet.services.mark_read import MarkRead
from linnet.services.read_conversations import ReadConversations
from linnet.services.read_messages import ReadMessages
from linnet.services.send_message import SendMessage
from linnet.services.show_typing import ShowTyping


@dataclass(frozen=True, slots=True)
class MessagesApi:
    send_message: SendMessage
    read_conversations: ReadConversations
    read_messages: ReadMessages
    mark_read: MarkRead
    delete_conversation: DeleteConversation
    show_typing: ShowTyping
    answer_message_request: AnswerMessageRequest
    create_group: CreateGroup
    change_group: ChangeGroup
    delete_message: DeleteMessage
    unsend_message: UnsendMessage
    react_to_message: ReactToMessage


def build(environment: Environment) -> MessagesApi:
    """Put the function together."""
    tables, clock = environment.tables, environment.clock
    conversations, messages = tables.message_conversations, tables.messages
    send, create_group, invite = sending(environment)
    conversations_read = read_conversations(environment)
    find, read = conversations_read.find, conversations_read.read_messages
    change = ChangeConversation(conversations, clock)
    return MessagesApi(
        send_message=send,
        read_conversations=conversations_read,
        read_messages=read,
        mark_read=MarkRead(conversations, find),
        delete_conversation=DeleteConversation(conversations, find),
        show_typing=ShowTyping(find, tables.pushes, clock),
        answer_message_request=AnswerMessageRequest(find, change),
        create_group=create_group,
        change_group=ChangeGroup(find, change, invite),
        delete_message=DeleteMessage(messages, read),
        unsend_message=UnsendMessage(read, change, clock),
        react_to_message=ReactToMessage(read, change),
    )
