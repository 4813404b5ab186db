"""The read pipelines, as every function that shows tweets or conversations has them."""

from __future__ import annotations

from linnet.runtime.environment import Environment
from linnet.services.find_conversation import FindConversation
from linnet.services.find_message import FindMessage
from linnet.services.read_conversations import ReadConversations
from linnet.services.read_messages import ReadMessages
from linnet.services.read_tweets import ReadTweets


def read_tweets(environment: Environment) -> ReadTweets:
    """Put the pipeline together over the container's caches."""
    tables = environment.tables
    return ReadTweets(
        posts=tables.posts,
        users=tables.users,
        relationships=tables.graph,
        engagements=tables.engagements,
        invalidations=tables.invalidations,
        parallel=environment.parallel,
        clock=environment.clock,
    )


def read_conversations(environment: Environment) -> ReadConversations:
    """Put the pipeline of conversations together."""
    tables, parallel = environment.tables, environment.parallel
    conversations, messages = tables.message_conversations, tables.messages
    find = FindConversation(
        conversations, tables.users, tables.graph, tables.invalidations, parallel, environment.clock
    )
    read = ReadMessages(messages, find)
    return ReadConversations(conversations, messages, tables.conversation_lists, read, find, parallel)


def find_message(environment: Environment) -> FindMessage:
    """Put together what finds messages by their ids."""
    tables, read = environment.tables, read_conversations(environment)
    return FindMessage(
        tables.message_conversations, tables.messages, read.find, read.read_messages, environment.parallel
    )
