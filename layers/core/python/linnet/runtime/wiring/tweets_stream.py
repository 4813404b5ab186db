"""What `tweets_stream` runs on."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.ports.environment import Parallel
from linnet.ports.timelines import FailureStore
from linnet.runtime.environment import Environment
from linnet.services.announce_changes import AnnounceChanges
from linnet.services.announce_documents import AnnounceDocuments
from linnet.services.log_posts import LogPosts
from linnet.services.ring_bells import AnnounceTweet
from linnet.services.route_post import RoutePost
from linnet.services.tell_watchers import TellWatchers


@dataclass(frozen=True, slots=True)
class TweetsStream:
    route_post: RoutePost
    announce_changes: AnnounceChanges
    announce_tweet: AnnounceTweet
    announce_documents: AnnounceDocuments
    log_posts: LogPosts
    failures: FailureStore
    parallel: Parallel
    mode: str


def build(environment: Environment) -> TweetsStream:
    """Put the function together; it reads nothing from caches, as where a post goes must not depend on old facts."""
    tables, tunables = environment.tables, environment.settings.tunables
    return TweetsStream(
        route_post=RoutePost(
            posts=tables.stored_posts,
            accounts=tables.accounts,
            heads=tables.stored_heads,
            feeds=tables.feeds,
            tag_timelines=tables.stored_tag_timelines,
            follows=tables.follows,
            jobs=tables.jobs,
            tell_watchers=TellWatchers(tables.subscribers, tables.pushes),
            parallel=environment.parallel,
            clock=environment.clock,
            chunk=tunables.fanout_chunk,
        ),
        announce_changes=AnnounceChanges(tables.notification_jobs),
        announce_tweet=AnnounceTweet(tables.bells, tables.notification_jobs),
        announce_documents=AnnounceDocuments(tables.index_jobs),
        log_posts=LogPosts(tables.event_log),
        failures=tables.failures,
        parallel=environment.parallel,
        mode=tunables.stream_failures,
    )
