"""A small network in memory whose notification queue is worked off when a test says so."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Unpack

from linnet.domain.changes import EngagementChange, PairChange, PostChange
from linnet.domain.graph import FollowOptions
from linnet.domain.notifications import Group, Kind
from linnet.domain.paging import PageRange
from linnet.domain.polls import Poll, Vote
from linnet.domain.text import extract_entities
from linnet.domain.tweets import Audience, Flags, Post, Retweet, Tweet, TweetCounts
from linnet.domain.users import Account, User, Viewer
from linnet.ports.notifications import NotificationJob
from linnet.services.announce_changes import AnnounceChanges
from linnet.services.end_polls import SETTLED_MS, EndPolls
from linnet.services.find_conversation import FindConversation
from linnet.services.find_message import FindMessage
from linnet.services.mute_thread import MuteThread
from linnet.services.notify import Notify
from linnet.services.read_messages import ReadMessages
from linnet.services.read_notifications import ReadNotifications, ShownNotification, Wanted
from linnet.services.read_tweets import ReadTweets
from linnet.services.ring_bells import AnnounceTweet, RingBells
from linnet.services.settle_notifications import SettleNotifications
from linnet.services.take_part import TakePart
from linnet.services.tell_draft_failed import TellDraftFailed
from linnet.services.tell_moderated import TellModerated
from linnet.services.tell_of_message import TellOfMessage
from linnet.services.tell_voters import TellVoters
from tests.fakes.drafts import FakeDrafts
from tests.fakes.environment import FakeClock, FakeIds, SequentialParallel
from tests.fakes.graph import FakeBells, FakeFollowIndex, FakeGraph
from tests.fakes.identity import FakeAccounts, FakeIdentity, FakeUsers
from tests.fakes.messages import FakeMessages
from tests.fakes.notifications import FakeNotificationJobs, FakeNotifications
from tests.fakes.pushes import FakePushes
from tests.fakes.timelines import FakeInvalidations
from tests.fakes.tweets import FakeTweets, FakeVoters
from tests.fakes.web_push import FakeWebPushJobs
from tests.unit.services.timeline_world import UserChanges

ANN, BOB, CAT, DAN = 11, 12, 13, 14
NAMES = {ANN: "ann", BOB: "bob", CAT: "cat", DAN: "dan"}
CAP = 5_000


class World:
    """Ann, Bob, Cat and Dan; everything they do is announced as the streams would."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.ids = FakeIds(self.clock)
        self.parallel = SequentialParallel()
        self.tweets = FakeTweets()
        self.identity = FakeIdentity()
        self.users = FakeUsers(self.identity)
        self.graph = FakeGraph(self.clock)
        self.store = FakeNotifications()
        self.jobs = FakeNotificationJobs()
        self.messages = FakeMessages()
        self.announce = AnnounceChanges(self.jobs)
        self.pushes = FakePushes()
        self.web_pushes = FakeWebPushJobs()
        self.settle = SettleNotifications(
            store=self.store,
            relationships=self.graph,
            muted_threads=self.graph.muted_threads,
            users=self.users,
            pushes=self.pushes,
            web_pushes=self.web_pushes,
            parallel=self.parallel,
            clock=self.clock,
            ids=self.ids,
        )
        self.tell_voters = TellVoters(self.settle, self.tweets, TakePart(FakeVoters(self.tweets), self.jobs))
        self.follows = FakeFollowIndex()
        self.bells = FakeBells(self.follows)
        self.announce_tweet = AnnounceTweet(self.bells, self.jobs)
        self.ring_bells = RingBells(self.settle, self.tweets, self.graph, TakePart(self.bells, self.jobs))
        self.notify = Notify(
            self.settle,
            self.tweets,
            self.tweets,
            self.tweets,
            self.graph,
            self.tell_voters,
            self.ring_bells,
            TellModerated(self.store, self.users, self.ids),
            TellDraftFailed(self.store, FakeDrafts(self.tweets), self.users, self.pushes, self.web_pushes, self.ids),
            TellOfMessage(self.settle, self.messages),
            self.parallel,
        )
        self.end_polls = EndPolls(self.tweets, self.jobs, self.parallel, self.clock)
        read = ReadTweets(
            self.tweets, self.users, self.graph, self.tweets, FakeInvalidations(), self.parallel, self.clock
        )
        find = FindConversation(self.messages, self.users, self.graph, FakeInvalidations(), self.parallel, self.clock)
        found = FindMessage(self.messages, self.messages, find, ReadMessages(self.messages, find), self.parallel)
        self.read = ReadNotifications(self.store, read, found, self.users, self.parallel, self.clock)
        self.threads = MuteThread(self.graph.muted_threads, read)
        for user_id, name in NAMES.items():
            self.sign_up(user_id, name)

    def sign_up(self, user_id: int, name: str, *, created_ms: int = 1) -> None:
        accounts = FakeAccounts(self.identity)
        accounts.create(User(user_id, name, name.title(), created_ms), Account(user_id, f"{name}@x.org", "hash"))

    def change_user(self, user_id: int, **changes: Unpack[UserChanges]) -> None:
        self.identity.users[user_id] = replace(self.identity.users[user_id], **changes)

    def settle_all(self, *, times: int = 1, order: random.Random | None = None) -> None:
        """Work the queue off, each job so many times."""
        jobs, self.jobs.sent[:] = list(self.jobs.sent) * times, []
        if order is not None:
            order.shuffle(jobs)
        for job in jobs:
            self.notify.run(job)

    def look(self, *jobs: NotificationJob) -> None:
        for job in jobs:
            self.notify.run(job)

    def post(
        self,
        author_id: int,
        text: str = "hello",
        *,
        reply_to: Tweet | None = None,
        quote: Tweet | None = None,
        audience: Audience = Audience.PUBLIC,
        poll: Poll | None = None,
    ) -> Tweet:
        self.clock.advance(1000)
        entities = extract_entities(text)
        tweet = Tweet(
            id=self.ids.next_id(),
            author_id=author_id,
            text=text,
            entities=entities,
            audience=audience,
            reply_to_id=None if reply_to is None else reply_to.id,
            reply_to_author_id=None if reply_to is None else reply_to.author_id,
            root_id=None if reply_to is None else reply_to.conversation_id,
            quote_of_id=None if quote is None else quote.id,
            poll=poll,
            counts=TweetCounts(votes=() if poll is None else (0,) * len(poll.options)),
            mentioned_ids=tuple(self.identity.names.get(each.username.lower()) for each in entities.mentions),
        )
        self._write(tweet.id, lambda: self.tweets.put(tweet))
        return tweet

    def edit(self, tweet: Tweet, text: str) -> None:
        entities = extract_entities(text)
        mentioned = tuple(self.identity.names.get(each.username.lower()) for each in entities.mentions)
        edited = replace(tweet, text=text, entities=entities, mentioned_ids=mentioned, edited_ms=self.clock.now_ms())
        self._write(tweet.id, lambda: self.tweets.put(edited))

    def delete(self, tweet: Tweet) -> None:
        self._write(tweet.id, lambda: self.tweets.delete(tweet, self.clock.now_ms()))

    def retweet(self, actor_id: int, tweet: Tweet) -> Retweet:
        self.clock.advance(1000)
        retweet = Retweet(self.ids.next_id(), actor_id, tweet.id, tweet.author_id)
        self._engage(actor_id, tweet, lambda: self.tweets.retweet(retweet))
        return retweet

    def unretweet(self, retweet: Retweet, tweet: Tweet) -> None:
        self._engage(retweet.author_id, tweet, lambda: self.tweets.unretweet(retweet.author_id, tweet.id, retweet.id))

    def like(self, actor_id: int, tweet: Tweet) -> None:
        self._flag(actor_id, tweet, self.ids.next_id())

    def unlike(self, actor_id: int, tweet: Tweet) -> None:
        self._flag(actor_id, tweet, None)

    def _flag(self, actor_id: int, tweet: Tweet, like_id: int | None) -> None:
        pair = (actor_id, tweet.id)
        flags = replace(self.tweets.engagements.get(pair, Flags()), like_id=like_id)
        self._engage(actor_id, tweet, lambda: self.tweets.engagements.update({pair: flags}))

    def ask_all(self, author_id: int, text: str = "well?") -> Tweet:
        """Post a poll that is open for five minutes."""
        return self.post(author_id, text, poll=Poll(("yes", "no"), self.clock.now_ms() + 300_000))

    def vote(self, actor_id: int, tweet: Tweet) -> None:
        vote = Vote(self.ids.next_id(), (0,))
        self._engage(actor_id, tweet, lambda: self.tweets.vote(actor_id, tweet.id, vote))

    def let_polls_end(self) -> None:
        """Let the time of all polls pass, and the clock's function run."""
        self.clock.advance(300_000 + 2 * SETTLED_MS)
        self.end_polls.run()

    def follow(self, user_id: int, target_id: int) -> None:
        self.clock.advance(1000)
        self._pair(lambda: self.graph.follow(user_id, target_id, self.ids.next_id(), CAP))

    def ring(self, user_id: int, target_id: int, on: bool = True) -> None:
        """Ask to be told of an account's tweets, following it if need be."""
        if not self.graph.reverse(target_id, [user_id]):
            self.follow(user_id, target_id)
        self._pair(lambda: self.graph.set_follow_options(user_id, target_id, FollowOptions(notifying=on)))

    def ask(self, user_id: int, target_id: int) -> None:
        self._pair(lambda: self.graph.request(user_id, target_id, self.ids.next_id()))

    def accept(self, user_id: int, requester_id: int) -> None:
        self._pair(lambda: self.graph.accept(user_id, requester_id, self.ids.next_id(), CAP))

    def unfollow(self, user_id: int, target_id: int) -> None:
        self._pair(lambda: self.graph.unfollow(user_id, target_id, self.clock.now_ms()))

    def block(self, user_id: int, target_id: int) -> None:
        self._pair(lambda: self.graph.block(user_id, target_id, self.clock.now_ms()))

    def mute(self, user_id: int, target_id: int) -> None:
        self._pair(lambda: self.graph.mute(user_id, target_id, 0))

    def groups(self, recipient_id: int) -> list[Group]:
        return list(self.store.page(recipient_id, PageRange(100)))

    def shown(self, user_id: int, wanted: Wanted = Wanted(), limit: int = 100) -> list[ShownNotification]:  # noqa: B008 - frozen
        return list(self.read.run(viewer(user_id), wanted, PageRange(limit)).items)

    def told(self, user_id: int) -> list[tuple[Kind, list[int]]]:
        """Return kinds with the accounts behind them, newest first, as the recipient sees them."""
        return [(each.kind, [actor.id for actor in each.actors]) for each in self.shown(user_id)]

    def unread(self, user_id: int) -> int:
        return self.read.count_unread(viewer(user_id), Wanted())[0]

    def read_all(self, user_id: int) -> None:
        self.read.mark_read(viewer(user_id), None)
        self.clock.advance(1)

    def _write(self, post_id: int, change: Callable[[], object]) -> None:
        old = self.tweets.get(post_id)
        change()
        written = _post_change(old, self.tweets.get(post_id))
        self.announce.post(written)
        self.announce_tweet.run(written)

    def _engage(self, actor_id: int, tweet: Tweet, change: Callable[[], object]) -> None:
        old = self.tweets.engagements.get((actor_id, tweet.id))
        change()
        new: Flags | None = self.tweets.engagements.get((actor_id, tweet.id))
        self.announce.engagements([EngagementChange(actor_id, tweet.id, old, new, 1)])

    def _pair(self, change: Callable[[], object]) -> None:
        seen = len(self.graph.changes)
        change()
        changes = self.graph.changes[seen:]
        for before, after in changes:
            self.follows.apply(before, after)
        self.announce.pairs([PairChange(before, after, 1) for before, after in changes])


def _post_change(old: Post | None, new: Post | None) -> PostChange:
    return PostChange(old=old, new=new, content=True, sequence=1)


def viewer(user_id: int) -> Viewer:
    return Viewer(user_id, session_id=1)
