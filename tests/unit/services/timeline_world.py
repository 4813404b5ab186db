"""A network in memory whose stream and queue run when a test says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypedDict, Unpack

from linnet.adapters.sqs import decode, encode
from linnet.domain.changes import PostChange
from linnet.domain.graph import Follow, Follower, Relationship
from linnet.domain.index_ranges import IndexRange
from linnet.domain.lists import MAX_LIST_MEMBERS, MAX_LISTS, RepliesPolicy, UserList
from linnet.domain.media import Media, Size
from linnet.domain.paging import PageRange
from linnet.domain.pictures import Format
from linnet.domain.text import Entities, extract_entities
from linnet.domain.timelines import DAY_MS, TimelineState
from linnet.domain.tweets import Audience, Post, Retweet, Tweet, TweetCounts
from linnet.domain.users import Account, AccountStatus, User, UserCounts, Viewer
from linnet.domain.views import ShownPage
from linnet.ports.timelines import Job
from linnet.services.fan_out import FanOut
from linnet.services.note_visit import NoteVisit
from linnet.services.read_feeds import ReadFeeds
from linnet.services.read_home import ReadHome
from linnet.services.read_list import ReadList
from linnet.services.read_tweets import ReadTweets
from linnet.services.read_user_tweets import ProfileFilter, ReadUserTweets
from linnet.services.route_post import RoutePost
from linnet.services.tell_watchers import TellWatchers
from tests.fakes.environment import FakeClock, FakeIds, SequentialParallel
from tests.fakes.graph import FakeGraph
from tests.fakes.identity import FakeAccounts, FakeIdentity, FakeUsers
from tests.fakes.lists import FakeLists
from tests.fakes.pushes import FakePushes
from tests.fakes.sockets import FakeConnections
from tests.fakes.timelines import (
    FakeFeeds,
    FakeHeads,
    FakeInvalidations,
    FakeJobs,
    FakeTagTimelines,
    FakeTimelines,
)
from tests.fakes.tweets import FakeTweets

ANN, BOB, CAT, DAN, EVE = 11, 12, 13, 14, 15
SHARDS = 2
DORMANT_DAYS = 30


class UserChanges(TypedDict, total=False):
    """What tests change of a profile."""

    status: AccountStatus
    protected: bool
    display_name: str
    created_ms: int
    counts: UserCounts
    pinned_tweet_ids: tuple[int, ...]
    version: int


class TweetChanges(TypedDict, total=False):
    """What tests change of a tweet."""

    text: str
    entities: Entities
    language: str | None
    content_warning: str
    audience: Audience
    counts: TweetCounts
    edited_ms: int
    counted_act: int


class Shown(TypedDict, total=False):
    """What a profile is asked to show."""

    replies: bool
    retweets: bool
    media: bool


class LiveFollowIndex:
    """The lists that follow from the pairs of a graph, never behind them; followers are spread over shards."""

    def __init__(self, graph: FakeGraph) -> None:
        self._graph = graph

    def followers(self, user_id: int, page: PageRange) -> Sequence[Follow]:
        return page.of(self._followers(user_id))

    def following(self, user_id: int, page: PageRange) -> Sequence[Follow]:
        pairs = [pair for pair in self._graph.pairs.values() if pair.user_id == user_id]
        return page.of(Follow(pair.follow_id, pair.target_id) for pair in pairs if pair.follow_id is not None)

    def requests(self, user_id: int, page: PageRange) -> Sequence[Follow]:
        pairs = [pair for pair in self._graph.pairs.values() if pair.target_id == user_id]
        return page.of(Follow(pair.requested_id, pair.user_id) for pair in pairs if pair.requested_id is not None)

    def apply(self, before: Relationship | None, after: Relationship | None) -> None:
        """Do nothing: the pairs have changed already."""

    def split(self, author_id: int, size: int) -> Sequence[IndexRange]:
        shards = [[each.id for each in self._shard(author_id, shard)] for shard in range(SHARDS)]
        return [
            IndexRange(shard, ids[start - 1] if start else 0, ids[min(start + size, len(ids)) - 1])
            for shard, ids in enumerate(shards)
            for start in range(0, len(ids), size)
        ]

    def in_range(self, author_id: int, part: IndexRange) -> Sequence[Follower]:
        found = [each.user_id for each in self._shard(author_id, part.shard) if part.after < each.id <= part.upto]
        return [Follower(each, self._graph.pairs[each, author_id].lists) for each in found]

    def _shard(self, author_id: int, shard: int) -> list[Follow]:
        follows = [each for each in self._followers(author_id) if each.user_id % SHARDS == shard]
        return sorted(follows, key=lambda each: each.id)

    def _followers(self, user_id: int) -> list[Follow]:
        pairs = [pair for pair in self._graph.pairs.values() if pair.target_id == user_id]
        return [Follow(pair.follow_id, pair.user_id) for pair in pairs if pair.follow_id is not None]


class World:
    """Ann, Bob, Cat, Dan and Eve, who were all seen today; every service over them."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.ids = FakeIds(self.clock)
        self.parallel = SequentialParallel()
        self.tweets = FakeTweets()
        self.identity = FakeIdentity()
        self.accounts = FakeAccounts(self.identity)
        self.users = FakeUsers(self.identity)
        self.graph = FakeGraph(self.clock)
        self.follows = LiveFollowIndex(self.graph)
        self.lists = FakeLists(self.graph)
        self.timelines = FakeTimelines()
        self.heads = FakeHeads()
        self.feeds = FakeFeeds()
        self.tag_timelines = FakeTagTimelines()
        self.jobs = FakeJobs()
        self.invalidations = FakeInvalidations()
        self.read = ReadTweets(
            self.tweets, self.users, self.graph, self.tweets, self.invalidations, self.parallel, self.clock
        )
        visits = NoteVisit(self.timelines, self.accounts, self.jobs, self.clock, DORMANT_DAYS)
        self.read_home = ReadHome(
            self.read,
            self.timelines,
            self.heads,
            self.tag_timelines,
            self.tweets,
            self.follows,
            visits,
            self.parallel,
        )
        self.read_list = ReadList(
            self.read,
            self.lists,
            self.timelines,
            self.heads,
            self.tweets,
            self.follows,
            visits,
            self.parallel,
        )
        self.read_user_tweets = ReadUserTweets(self.read, self.users, self.tweets)
        self.read_feeds = ReadFeeds(self.read, self.feeds, self.tweets, self.parallel, self.clock)
        self.pushes = FakePushes()
        self.connections = FakeConnections(self.clock)
        self.tell_watchers = TellWatchers(self.connections, self.pushes)
        self.router = RoutePost(
            self.tweets,
            self.accounts,
            self.heads,
            self.feeds,
            self.tag_timelines,
            self.follows,
            self.jobs,
            self.tell_watchers,
            self.parallel,
            self.clock,
            chunk=2,
        )
        self.changes: list[PostChange] = []
        for user_id, name in ((ANN, "ann"), (BOB, "bob"), (CAT, "cat"), (DAN, "dan"), (EVE, "eve")):
            self.sign_up(user_id, name)

    def fan_out(self) -> FanOut:
        """Return the fan-out service of a fresh container."""
        return FanOut(
            self.tweets,
            self.timelines,
            self.heads,
            self.tweets,
            self.accounts,
            self.graph,
            self.follows,
            self.lists,
            self.graph,
            self.jobs,
            self.tell_watchers,
            self.parallel,
            self.clock,
            DORMANT_DAYS,
        )

    def sign_up(self, user_id: int, name: str) -> None:
        self.accounts.create(User(user_id, name, name.title(), created_ms=1), Account(user_id, f"{name}@x.org", "hash"))
        self.timelines.set_state(user_id, TimelineState(last_seen_day=self.today))

    @property
    def today(self) -> int:
        return self.clock.now_ms() // DAY_MS

    def change_user(self, user_id: int, **changes: Unpack[UserChanges]) -> None:
        self.identity.users[user_id] = replace(self.identity.users[user_id], **changes)

    def viewer(self, user_id: int) -> Viewer:
        account = self.identity.accounts[user_id]
        return Viewer(
            user_id,
            session_id=1,
            pulled_followees=account.pulled_followees,
            followed_tags=account.followed_tags,
            last_seen_day=account.last_seen_day,
        )

    def follow(self, user_id: int, *target_ids: int) -> None:
        for target_id in target_ids:
            self.graph.change(Relationship(user_id, target_id, follow_id=self.ids.next_id()))

    def unfollow(self, user_id: int, target_id: int) -> int:
        now_ms = self.clock.now_ms()
        self.graph.change(Relationship(user_id, target_id, unfollowed_ms=now_ms))
        return now_ms

    def make_list(
        self,
        owner_id: int,
        *member_ids: int,
        exclusive: bool = False,
        replies_policy: RepliesPolicy = RepliesPolicy.LIST,
    ) -> int:
        """Make a list of followed accounts, from when on their posts go there, too."""
        made = UserList(self.ids.next_id(), owner_id, "List", replies_policy, exclusive)
        self.lists.create(made, MAX_LISTS)
        self.lists.add(owner_id, made.id, member_ids, MAX_LIST_MEMBERS)
        return made.id

    def join_list(self, owner_id: int, list_id: int, user_id: int) -> None:
        """Add a member and queue what follows from it."""
        self.lists.add(owner_id, list_id, [user_id], MAX_LIST_MEMBERS)
        self.jobs.send([Job("backfill", author_id=user_id, viewer_id=owner_id, list_id=list_id)])

    def leave_list(self, owner_id: int, list_id: int, user_id: int) -> None:
        """Remove a member and queue what follows from it."""
        self.lists.remove(owner_id, list_id, [user_id])
        self.jobs.send([Job("cleanup", author_id=user_id, viewer_id=owner_id, list_id=list_id, again=True)])

    def block(self, user_id: int, target_id: int) -> None:
        self.graph.change(Relationship(user_id, target_id, blocking=True))
        self.graph.change(Relationship(target_id, user_id, blocked_by=True))

    def post(
        self,
        author_id: int,
        text: str = "hello",
        *,
        reply_to: Tweet | None = None,
        quote: Tweet | None = None,
        audience: Audience = Audience.PUBLIC,
        media: tuple[int, ...] = (),
    ) -> Tweet:
        """Store a tweet a second after the last one; the stream has not seen it yet."""
        self.clock.advance(1000)
        tweet = Tweet(
            id=self.ids.next_id(),
            author_id=author_id,
            text=text,
            entities=extract_entities(text),
            audience=audience,
            reply_to_id=None if reply_to is None else reply_to.id,
            reply_to_author_id=None if reply_to is None else reply_to.author_id,
            quote_of_id=None if quote is None else quote.id,
            media=tuple(Media(each, "s", Format.PNG, Size(1, 1)) for each in media),
        )
        self._store(None, tweet)
        return tweet

    def retweet(self, actor_id: int, tweet: Tweet) -> Retweet:
        self.clock.advance(1000)
        retweet = Retweet(self.ids.next_id(), actor_id, tweet.id, tweet.author_id)
        self._store(None, retweet)
        return retweet

    def unretweet(self, retweet: Retweet) -> None:
        self.tweets.unretweet(retweet.author_id, retweet.original_id, retweet.id)
        self._changed(retweet, None)

    def delete(self, tweet: Tweet) -> None:
        old = self.tweets.posts[tweet.id]
        self.tweets.delete(tweet, self.clock.now_ms())
        self._changed(old, self.tweets.posts[tweet.id])

    def edit(self, tweet: Tweet, **changes: Unpack[TweetChanges]) -> None:
        old = self.tweets.posts[tweet.id]
        assert isinstance(old, Tweet)
        if "text" in changes:
            changes["entities"] = extract_entities(changes["text"])
        edited = replace(old, version=old.version + 1, **changes)
        self.tweets.posts[tweet.id] = edited
        self._changed(old, edited)

    def stream(self) -> None:
        """Let the router see what happened."""
        changes, self.changes = self.changes, []
        for change in changes:
            self.router.run(change)

    def queue(self) -> None:
        """Let the fan-out worker do its jobs, and those that they queue."""
        worker = self.fan_out()
        while self.jobs.sent:
            jobs, self.jobs.sent = self.jobs.sent, []
            for job in jobs:
                worker.run(decode(encode(job)))

    def settle(self) -> None:
        self.stream()
        self.queue()

    def home(self, user_id: int, before: int | None = None, limit: int = 20) -> ShownPage:
        return self.read_home.run(self.viewer(user_id), PageRange(limit, before))

    def home_ids(self, user_id: int) -> list[int]:
        return [shown.tweet.id for shown in self.home(user_id, limit=100).tweets]

    def list_ids(self, user_id: int, list_id: int) -> list[int]:
        page = self.read_list.run(self.viewer(user_id), list_id, PageRange(100))
        return [shown.tweet.id for shown in page.tweets]

    def profile(
        self, reader: int | None, user_id: int, *, before: int | None = None, limit: int = 20, **shown: Unpack[Shown]
    ) -> ShownPage:
        viewer = None if reader is None else self.viewer(reader)
        return self.read_user_tweets.run(viewer, user_id, PageRange(limit, before), ProfileFilter(**shown))

    def profile_ids(self, reader: int | None, user_id: int, **shown: Unpack[Shown]) -> list[int]:
        return ids(self.profile(reader, user_id, **shown))

    def celebrity(self, user_id: int) -> None:
        """Make somebody a celebrity, with the jobs that graph_stream would queue."""
        self.accounts.set_pulled(user_id, True)
        self._pull("pull_on", user_id)

    def not_a_celebrity(self, user_id: int) -> None:
        self.accounts.set_pulled(user_id, False)
        self._pull("pull_off", user_id)

    def _pull(self, kind: str, user_id: int) -> None:
        self.jobs.send([Job(kind, author_id=user_id, part=part) for part in self.follows.split(user_id, 2)])

    def _store(self, old: Post | None, new: Post) -> None:
        self.tweets.put(new)
        self._changed(old, new)

    def _changed(self, old: Post | None, new: Post | None) -> None:
        self.changes.append(PostChange(old, new, content=True, sequence=len(self.changes) + 1))


def ids(page: ShownPage) -> list[int]:
    """Return the ids of the tweets of a page."""
    return [shown.tweet.id for shown in page.tweets]
