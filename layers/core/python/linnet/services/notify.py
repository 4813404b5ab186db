"""Do one job of the notification queue."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from linnet.domain.ids import id_at
from linnet.domain.notifications import Kind, Measure, Subject
from linnet.domain.paging import PageRange
from linnet.domain.tweets import Flags, Tweet
from linnet.ports.environment import Parallel
from linnet.ports.graph import Graph
from linnet.ports.notifications import NotificationJob
from linnet.ports.tweets import EdgesOfTweet, EngagementIndex, StoredPosts
from linnet.services.ring_bells import RingBells
from linnet.services.settle_notifications import SettleNotifications
from linnet.services.tell_draft_failed import TellDraftFailed
from linnet.services.tell_moderated import TellModerated
from linnet.services.tell_of_message import TellOfMessage
from linnet.services.tell_voters import TellVoters

PUBLISHED: Final = "published"
EDITED: Final = "edited"
# A tweet may name more accounts than it may disturb.
MAX_ADDRESSED: Final = 50
# Of those who liked, retweeted or quoted a tweet, so many of each are told of an edit: the newest.
MAX_TOLD_OF_EDIT: Final = 100


class UnknownJob(ValueError):
    """A job of a kind that this code does not know."""


@dataclass(frozen=True, slots=True)
class Notify:
    """Find recipients and facts of a job; what becomes of them is `SettleNotifications`'."""

    settle: SettleNotifications
    posts: StoredPosts
    edges: EdgesOfTweet
    engagements: EngagementIndex
    graph: Graph
    tell_voters: TellVoters
    ring_bells: RingBells
    tell_moderated: TellModerated
    tell_draft_failed: TellDraftFailed
    tell_of_message: TellOfMessage
    parallel: Parallel

    def run(self, job: NotificationJob) -> None:
        """Do a job. Raise UnknownJob."""
        match job.kind:
            case Kind.LIKE | Kind.RETWEET:
                self._engagements(Kind(job.kind), job.object_id, job.actor_ids)
            case Kind.FOLLOW | Kind.FOLLOW_REQUEST | Kind.REQUEST_ACCEPTED:
                self._pairs(Kind(job.kind), job.object_id, job.actor_ids)
            case "published":
                self._published(job.object_id, job.recipient_ids)
            case "edited":
                self._edited(job.object_id)
            case Kind.POLL_ENDED:
                self.tell_voters.run(job)
            case Kind.TWEET:
                self.ring_bells.run(job)
            case Kind.MESSAGE:
                self.tell_of_message.run(job.object_id, job.recipient_ids)
            case Measure.SUSPENDED | Measure.SUSPENSION_LIFTED:
                for recipient_id in job.recipient_ids:
                    self.tell_moderated.run(recipient_id, job.object_id, Measure(job.kind))
            case Kind.DRAFT_FAILED:
                for recipient_id in job.recipient_ids:
                    self.tell_draft_failed.run(recipient_id, job.object_id)
            case _:
                raise UnknownJob(job.kind)

    def _engagements(self, kind: Kind, tweet_id: int, actor_ids: Sequence[int]) -> None:
        tweet = self._tweet(tweet_id)
        if tweet is None:
            return

        def facts(actors: Collection[int]) -> Mapping[int, int]:
            done = self.edges.of_actors(tweet_id, actors)
            ids = ((actor, _edge(kind, flags)) for actor, flags in done.items())
            return {actor: edge_id for actor, edge_id in ids if edge_id is not None}

        subject = Subject(tweet.author_id, kind, tweet_id)
        self.settle.run(subject, actor_ids, facts, tweet=tweet, conversation_id=tweet.conversation_id)

    def _pairs(self, kind: Kind, recipient_id: int, actor_ids: Sequence[int]) -> None:
        def facts(actors: Collection[int]) -> Mapping[int, int]:
            if kind is Kind.REQUEST_ACCEPTED:
                pairs = self.graph.get_many(recipient_id, actors)
            else:
                pairs = self.graph.reverse(recipient_id, actors)
            ids = (
                (other, pair.requested_id if kind is Kind.FOLLOW_REQUEST else pair.follow_id)
                for other, pair in pairs.items()
            )
            return {other: edge_id for other, edge_id in ids if edge_id is not None}

        self.settle.run(Subject(recipient_id, kind, recipient_id), actor_ids, facts)

    def _published(self, tweet_id: int, before: Iterable[int]) -> None:
        post = self.posts.get(tweet_id)
        if not isinstance(post, Tweet):
            return
        quoted = None if post.quote_of_id is None else self.posts.get(post.quote_of_id)
        quoted_tweet = quoted if isinstance(quoted, Tweet) else None
        addressed = addressed_by(post, quoted_tweet)
        once = dict.fromkeys([*before, *([] if quoted_tweet is None else [quoted_tweet.author_id])])
        self.parallel.run(
            [
                *(self._tell(each, kind, post, quoted_tweet) for each, kind in addressed.items()),
                *(
                    self._tell(each, kind, post, quoted_tweet)
                    for each in once
                    for kind in (Kind.REPLY, Kind.QUOTE, Kind.MENTION)
                    if addressed.get(each) is not kind
                ),
            ]
        )

    def _edited(self, tweet_id: int) -> None:
        tweet = self._tweet(tweet_id)
        if tweet is None or tweet.edited_ms is None:
            return
        edited_id = id_at(tweet.edited_ms)

        def facts(_: Collection[int]) -> Mapping[int, int]:
            return {} if self._tweet(tweet_id) is None else {tweet.author_id: edited_id}

        def told(recipient_id: int) -> Callable[[], None]:
            subject = Subject(recipient_id, Kind.EDIT, tweet_id)
            return lambda: self.settle.run(
                subject, [tweet.author_id], facts, tweet=tweet, conversation_id=tweet.conversation_id
            )

        self.parallel.run([told(each) for each in self._engaged(tweet_id) if each != tweet.author_id])

    def _engaged(self, tweet_id: int) -> Sequence[int]:
        """Return the newest accounts that liked, retweeted or quoted a tweet, each once."""
        found = self.parallel.run(
            [
                lambda: [act.user_id for act in self.engagements.likes(tweet_id, PageRange(MAX_TOLD_OF_EDIT))],
                lambda: [act.user_id for act in self.engagements.retweets(tweet_id, PageRange(MAX_TOLD_OF_EDIT))],
                lambda: [entry.author_id for entry in self.engagements.quotes(tweet_id, PageRange(MAX_TOLD_OF_EDIT))],
            ]
        )
        return list(dict.fromkeys(each for part in found for each in part))

    def _tell(self, recipient_id: int, kind: Kind, tweet: Tweet, quoted: Tweet | None) -> Callable[[], None]:
        def facts(_: Collection[int]) -> Mapping[int, int]:
            current = self._tweet(tweet.id)
            if current is None or addressed_by(current, quoted).get(recipient_id) is not kind:
                return {}
            return {tweet.author_id: tweet.id}

        thread = quoted if kind is Kind.QUOTE and quoted is not None else tweet

        def tell() -> None:
            subject = Subject(recipient_id, kind, tweet.id)
            self.settle.run(subject, [tweet.author_id], facts, tweet=tweet, conversation_id=thread.conversation_id)

        return tell

    def _tweet(self, tweet_id: int) -> Tweet | None:
        post = self.posts.get(tweet_id)
        return post if isinstance(post, Tweet) and post.deleted_ms is None else None


def addressed_by(tweet: Tweet, quoted: Tweet | None) -> dict[int, Kind]:
    """Return whom a tweet addresses, each once: as the one answered, else quoted, else mentioned; deleted, nobody."""
    if tweet.deleted_ms is not None:
        return {}
    found: dict[int, Kind] = {}
    if tweet.reply_to_author_id is not None:
        found[tweet.reply_to_author_id] = Kind.REPLY
    if quoted is not None:
        found.setdefault(quoted.author_id, Kind.QUOTE)
    for mentioned in tweet.mentioned_ids:
        if mentioned is not None and len(found) < MAX_ADDRESSED:
            found.setdefault(mentioned, Kind.MENTION)
    found.pop(tweet.author_id, None)
    return found


def _edge(kind: Kind, flags: Flags) -> int | None:
    return flags.retweet_id if kind is Kind.RETWEET else flags.like_id
