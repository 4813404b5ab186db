"""A small network in memory for the tests of the tweet services."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from linnet.domain.drafts import Draft
from linnet.domain.exclusions import Exclusions
from linnet.domain.graph import Relationship
from linnet.domain.tweets import Audience, Tweet
from linnet.domain.users import Account, Settings, User, Viewer
from linnet.domain.views import ShownTweet
from linnet.ports.environment import IdSource
from linnet.services.delete_tweet import DeleteTweet
from linnet.services.edit_tweet import EditTweet, ReadHistory, Revision
from linnet.services.find_media import FindMedia
from linnet.services.find_tweet import FindTweet
from linnet.services.pin_tweet import PinTweet
from linnet.services.publish_tweet import PublishTweet
from linnet.services.read_thread import ReadThread
from linnet.services.read_tweets import ReadTweets
from linnet.services.retweet_tweet import RetweetTweet, UndoRetweet
from tests.fakes.environment import FakeClock, FakeIds, SequentialParallel
from tests.fakes.filters import FakeFilters
from tests.fakes.identity import FakeAccounts, FakeIdentity, FakeUsers
from tests.fakes.timelines import FakeInvalidations
from tests.fakes.tweets import FakeTweets

ANN, BOB, CAT = 11, 12, 13
WINDOW_MS = 30 * 60_000
MAX_EDITS = 10


class Pairs:
    """What accounts decided about each other, as reads see it."""

    def __init__(self) -> None:
        self.rows: dict[tuple[int, int], Relationship] = {}
        self.filters = FakeFilters()

    def put(self, *pairs: Relationship) -> None:
        for pair in pairs:
            self.rows[pair.user_id, pair.target_id] = pair

    def block(self, blocker: int, blocked: int) -> None:
        self.put(Relationship(blocker, blocked, blocking=True), Relationship(blocked, blocker, blocked_by=True))

    def exclusions(self, viewer_id: int) -> Exclusions:
        pairs = {pair.target_id: pair for pair in self.rows.values() if pair.user_id == viewer_id and pair.hides}
        return Exclusions(pairs, self.filters.read(viewer_id))

    def get_many(self, user_id: int, target_ids: Collection[int]) -> Mapping[int, Relationship]:
        return {target: self.rows[user_id, target] for target in target_ids if (user_id, target) in self.rows}


@dataclass
class World:
    """Ann, Bob and Cat, and every service over their tweets. `ids` can be replaced to force collisions."""

    clock: FakeClock = field(default_factory=FakeClock)
    parallel: SequentialParallel = field(default_factory=SequentialParallel)
    table: FakeTweets = field(default_factory=FakeTweets)
    identity: FakeIdentity = field(default_factory=FakeIdentity)
    pairs: Pairs = field(default_factory=Pairs)
    ids: IdSource | None = None

    def __post_init__(self) -> None:
        self.accounts = FakeAccounts(self.identity)
        self.users = FakeUsers(self.identity)
        self.made = FakeIds(self.clock)
        for user_id, name in ((ANN, "ann"), (BOB, "bob"), (CAT, "cat")):
            self.accounts.create(
                User(user_id, name, name.title(), created_ms=1), Account(user_id, f"{name}@example.org", "hash")
            )
        self.read = ReadTweets(
            self.table, self.users, self.pairs, self.table, FakeInvalidations(), self.parallel, self.clock
        )
        self.find = FindTweet(self.table, self.read)
        self.table.media.clock = self.clock
        self.media = FindMedia(self.table.media, self.clock)
        self.delete = DeleteTweet(self.table, self.accounts, self.find, self.parallel, self.clock).run
        self.history = ReadHistory(self.table, self.read, self.parallel).run
        self.undo = UndoRetweet(self.table, self.table, self.find, self.parallel).run
        self.pins = PinTweet(self.accounts, self.read)
        self.thread = ReadThread(self.read, self.table, self.parallel).run

    def set_user(self, user: User) -> None:
        self.identity.users[user.id] = user

    def publish(self, author_id: int, draft: Draft, key: str | None = None, **settings: object) -> ShownTweet:
        service = PublishTweet(
            self.table,
            self.accounts,
            self.table,
            self.find,
            self.parallel,
            self.clock,
            self.ids or self.made,
            self.media,
        )
        return service.run(viewer(author_id, **settings), draft, key)

    def post(
        self,
        author_id: int,
        text: str = "hello",
        *,
        reply_to: int | None = None,
        quote_of: int | None = None,
        audience: Audience | None = None,
    ) -> Tweet:
        """Publish a tweet a second after the last one."""
        self.clock.advance(1000)
        return self.publish(author_id, Draft(text, in_reply_to=reply_to, quote_of=quote_of, audience=audience)).tweet

    def retweet(self, actor_id: int, tweet_id: int) -> ShownTweet:
        return RetweetTweet(self.table, self.find, self.ids or self.made).run(viewer(actor_id), tweet_id)

    def edit(self, author_id: int, tweet_id: int, revision: Revision) -> ShownTweet:
        service = EditTweet(
            self.table,
            self.accounts,
            self.find,
            self.parallel,
            self.clock,
            WINDOW_MS,
            max_edits=MAX_EDITS,
            media=self.media,
        )
        return service.run(viewer(author_id), tweet_id, revision)

    def stored(self, tweet_id: int) -> Tweet:
        tweet = self.table.posts[tweet_id]
        assert isinstance(tweet, Tweet)
        return tweet


def viewer(user_id: int, **settings: object) -> Viewer:
    return Viewer(user_id, session_id=1, settings=Settings(**settings))  # type: ignore[arg-type]  # names are checked
