"""What `statuses_api` runs on."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.ports.environment import Clock
from linnet.runtime.environment import Environment
from linnet.runtime.wiring.drafts_api import DraftsApi
from linnet.runtime.wiring.drafts_api import build as build_drafts
from linnet.runtime.wiring.engagement_api import EngagementApi
from linnet.runtime.wiring.engagement_api import build as build_engagement
from linnet.runtime.wiring.reading import find_message, read_conversations
from linnet.runtime.wiring.sending import sending
from linnet.runtime.wiring.tweets_api import TweetsApi
from linnet.runtime.wiring.tweets_api import build as build_tweets
from linnet.services.change_conversation import ChangeConversation
from linnet.services.change_message import ReactToMessage, UnsendMessage
from linnet.services.find_message import FindMessage
from linnet.services.mute_thread import MuteThread
from linnet.services.read_context import ReadContext
from linnet.services.send_direct import SendDirect


@dataclass(frozen=True, slots=True)
class StatusesApi:
    """What the native functions of tweets, engagement and drafts run on, and what statuses need beside it.

    Those of visibility `direct` are messages.
    """

    tweets: TweetsApi
    engagement: EngagementApi
    drafts: DraftsApi
    read_context: ReadContext
    mute_thread: MuteThread
    find_message: FindMessage
    send_direct: SendDirect
    unsend_message: UnsendMessage
    react_to_message: ReactToMessage
    clock: Clock


def build(environment: Environment) -> StatusesApi:
    """Put the function together."""
    tweets = build_tweets(environment)
    tables, parallel, clock = environment.tables, environment.parallel, environment.clock
    conversations, read = tables.message_conversations, read_conversations(environment)
    send, create_group, _ = sending(environment)
    change = ChangeConversation(conversations, clock)
    return StatusesApi(
        tweets=tweets,
        engagement=build_engagement(environment),
        drafts=build_drafts(environment),
        read_context=ReadContext(tweets.read_thread),
        mute_thread=MuteThread(tables.muted_threads, tweets.read_tweets),
        find_message=find_message(environment),
        send_direct=SendDirect(tables.accounts, conversations, read.find, send, create_group, parallel, clock),
        unsend_message=UnsendMessage(read.read_messages, change, clock),
        react_to_message=ReactToMessage(read.read_messages, change),
        clock=clock,
    )
