"""What `statuses_api` runs on."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.ports.environment import Clock
from linnet.runtime.environment import Environment
from linnet.runtime.wiring.drafts_api import DraftsApi
from linnet.runtime.wiring.drafts_api import build as build_drafts
from linnet.runtime.wiring.engagement_api import EngagementApi
from linnet.runtime.wiring.engagement_api import build as build_engagement
from linnet.runtime.wiring.tweets_api import TweetsApi
from linnet.runtime.wiring.tweets_api import build as build_tweets
from linnet.services.mute_thread import MuteThread
from linnet.services.read_context import ReadContext


@dataclass(frozen=True, slots=True)
class StatusesApi:
    """What the native functions of tweets, engagement and drafts run on, and what statuses need beside it."""

    tweets: TweetsApi
    engagement: EngagementApi
    drafts: DraftsApi
    read_context: ReadContext
    mute_thread: MuteThread
    clock: Clock


def build(environment: Environment) -> StatusesApi:
    """Put the function together."""
    tweets = build_tweets(environment)
    return StatusesApi(
        tweets=tweets,
        engagement=build_engagement(environment),
        drafts=build_drafts(environment),
        read_context=ReadContext(tweets.read_thread),
        mute_thread=MuteThread(environment.tables.notifications, tweets.read_tweets),
        clock=environment.clock,
    )
