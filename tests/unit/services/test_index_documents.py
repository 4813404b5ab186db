"""Jobs of the index: documents as the rows are, in whatever order jobs are done, and whatever the engine does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet.adapters.no_search import NoSearch
from linnet.domain.changes import AccountChange, PostChange
from linnet.domain.search.documents import Tombstone, TweetDocument
from linnet.domain.search.index_versions import GONE, document_of_tweet, document_of_user, version_of_tweet
from linnet.domain.text import extract_entities
from linnet.domain.tweets import Retweet, Tweet, TweetCounts
from linnet.domain.users import AccountStatus, User
from linnet.ports.indexing import MOST_IDS, IndexJob, IndexJobKind
from linnet.ports.search import Document, Kind, Outcome, SearchUnavailable, Written
from linnet.services.announce_documents import AnnounceDocuments
from linnet.services.index_documents import IndexDocuments
from tests.fakes.environment import FakeClock
from tests.fakes.identity import FakeIdentity, FakeUsers
from tests.fakes.indexing import FakeIndexJobs
from tests.fakes.search import FakeSearchIndex
from tests.fakes.tweets import FakeTweets

ANN = User(1, "ann", "Ann", created_ms=1)
TWEET_JOB = IndexJob(IndexJobKind.TWEETS, (100,))


def tweet(identifier: int = 100, text: str = "a cat", **changes: object) -> Tweet:
    return replace(Tweet(identifier, ANN.id, text, extract_entities(text)), **changes)  # type: ignore[arg-type]


@dataclass
class Site:
    clock: FakeClock = field(default_factory=FakeClock)
    identity: FakeIdentity = field(default_factory=lambda: FakeIdentity(users={ANN.id: ANN}))
    tweets: FakeTweets = field(default_factory=lambda: FakeTweets(posts={100: tweet()}))
    jobs: FakeIndexJobs = field(default_factory=FakeIndexJobs)

    def __post_init__(self) -> None:
        self.engine = FakeSearchIndex(self.clock)

    @property
    def index(self) -> IndexDocuments:
        users = FakeUsers(self.identity)
        return IndexDocuments(self.tweets, users, self.tweets, self.engine, self.jobs, self.clock, work_ms=20_000)

    def run(self, *jobs: IndexJob) -> frozenset[int]:
        return self.index.run(jobs).again

    def stored(self, kind: Kind = Kind.TWEETS, index: str | None = None) -> dict[int, Document]:
        held = self.engine.indexes[index or self.engine.used[kind]].stored
        return {identifier: each.document for identifier, each in held.items()}

    def found(self) -> set[int]:
        return {each.id for each in self.stored().values() if isinstance(each, TweetDocument)}

    def change(self, user: User) -> None:
        self.identity.users[user.id] = replace(user, version=self.identity.users[user.id].version + 1)

    def write(self, *posts: Tweet | Retweet) -> None:
        self.tweets.posts.update({post.id: post for post in posts})


def test_a_tweet_is_found_as_its_row_is_when_the_job_is_done() -> None:
    site = Site()
    site.write(tweet(text="a dog", version=2, counts=TweetCounts(likes=7)))
    assert site.run(TWEET_JOB) == frozenset()
    stored = site.stored()[100]
    assert isinstance(stored, TweetDocument)
    assert (stored.words, stored.likes, version_of_tweet(stored.version)) == (("a", "dog"), 7, 2)


@pytest.mark.parametrize(
    "author",
    [
        replace(ANN, protected=True),
        replace(ANN, status=AccountStatus.SUSPENDED),
        replace(ANN, status=AccountStatus.DEACTIVATED),
        replace(ANN, status=AccountStatus.ERASING),
    ],
)
def test_tweets_of_accounts_that_hide_leave_the_index_and_come_back_with_them(author: User) -> None:
    site = Site()
    site.run(TWEET_JOB)
    site.change(author)
    site.run(IndexJob(IndexJobKind.ACCOUNT, (ANN.id,)))
    assert site.found() == set()
    site.change(ANN)
    site.run(IndexJob(IndexJobKind.ACCOUNT, (ANN.id,)))
    assert site.found() == {100}


def test_a_deleted_tweet_leaves_a_tombstone_that_keeps_older_versions_out() -> None:
    site = Site()
    before = document_of_tweet(100, tweet(), ANN)
    site.write(tweet(deleted_ms=5, text="", version=2))
    site.run(TWEET_JOB)
    (written,) = site.engine.write(Kind.TWEETS, [before])
    assert written.outcome is Outcome.STALE
    assert isinstance(site.stored()[100], Tombstone)


def test_rows_that_are_gone_leave_tombstones_above_all_versions() -> None:
    site = Site()
    site.identity.users.clear()
    site.run(TWEET_JOB, IndexJob(IndexJobKind.USERS, (ANN.id,)), IndexJob(IndexJobKind.TWEETS, (7,)))
    assert site.found() == set()
    assert site.stored(Kind.USERS)[ANN.id] == Tombstone(ANN.id, GONE)
    assert site.stored()[7].version > site.stored()[100].version > document_of_tweet(100, tweet(), ANN).version


def test_retweets_are_in_no_index() -> None:
    site = Site()
    site.write(Retweet(200, ANN.id, 100, ANN.id))
    site.run(IndexJob(IndexJobKind.ACCOUNT, (ANN.id,)))
    assert site.stored().keys() == {100}


@given(st.data())
def test_writers_that_read_at_different_times_end_with_what_is_true(data: st.DataObject) -> None:
    """Each reads the tweet and then its author; one of them, at least, reads both after the last change."""
    tweets, users = [tweet()], [ANN]
    history = [(tweets[-1], users[-1])]
    for edit in data.draw(st.lists(st.booleans(), max_size=6)):
        if edit:
            tweets.append(replace(tweets[-1], text=f"text {len(tweets)}", version=tweets[-1].version + 1))
        else:
            users.append(replace(users[-1], protected=not users[-1].protected, version=users[-1].version + 1))
        history.append((tweets[-1], users[-1]))
    moments = st.integers(0, len(history) - 1)
    reads = [sorted(data.draw(st.tuples(moments, moments))) for _ in range(3)] + [[len(history) - 1] * 2]
    documents = [document_of_tweet(100, history[first][0], history[second][1]) for first, second in reads]
    for order in permutations(documents):
        site = Site()
        for document in order:
            site.engine.write(Kind.TWEETS, [document])
        assert site.stored()[100] == document_of_tweet(100, *history[-1])


def test_an_engine_that_is_away_loses_nothing() -> None:
    site = Site()
    jobs = [TWEET_JOB, IndexJob(IndexJobKind.USERS, (ANN.id,)), IndexJob(IndexJobKind.ACCOUNT, (ANN.id,))]
    site.engine.available = False
    assert site.run(*jobs) == {0, 1, 2}
    assert site.jobs.waiting == []
    site.engine.available = True
    assert site.run(*jobs) == frozenset()
    assert site.found() == {100}
    assert site.stored(Kind.USERS) == {ANN.id: document_of_user(ANN.id, ANN)}


class Busy(FakeSearchIndex):
    """An engine that has no room for some documents, or refuses them."""

    def __init__(self, clock: FakeClock, outcomes: dict[int, Outcome]) -> None:
        super().__init__(clock)
        self.outcomes = outcomes

    def write(self, kind: Kind, documents: Sequence[Document], index: str | None = None) -> Sequence[Written]:
        for each in documents:
            if each.id not in self.outcomes:
                super().write(kind, [each], index)
        return [Written(each.id, self.outcomes.get(each.id, Outcome.DONE), "reason") for each in documents]


def test_only_jobs_with_documents_that_had_no_room_come_again() -> None:
    site = Site()
    site.write(tweet(101), tweet(102))
    site.engine = Busy(site.clock, {101: Outcome.RETRY, 102: Outcome.STALE})
    jobs = [TWEET_JOB, IndexJob(IndexJobKind.TWEETS, (101, 102)), IndexJob(IndexJobKind.TWEETS, (102,))]
    assert site.run(*jobs) == {1}
    assert site.found() == {100}


def test_an_account_with_a_tweet_that_had_no_room_comes_again_whole() -> None:
    site = Site()
    site.engine = Busy(site.clock, {100: Outcome.RETRY})
    assert site.run(IndexJob(IndexJobKind.ACCOUNT, (ANN.id,))) == {0}
    assert site.jobs.waiting == []


def test_what_the_engine_refuses_is_told_and_does_not_come_again() -> None:
    site = Site()
    site.engine = Busy(site.clock, {100: Outcome.REFUSED})
    indexed = site.index.run([TWEET_JOB])
    assert indexed.again == frozenset()
    (refused,) = indexed.refused
    assert (refused.kind, refused.id, refused.index, refused.reason) == ("tweets", 100, "tweets-v1-first", "reason")


def test_an_index_that_is_being_built_gets_all_writes_too() -> None:
    site = Site()
    built = site.engine.create(Kind.TWEETS, "second")
    site.run(TWEET_JOB)
    assert site.stored().keys() == site.stored(index=built).keys() == {100}


def test_the_first_job_makes_the_indexes() -> None:
    site = Site()
    site.engine.indexes.clear()
    site.engine.used.clear()
    site.run(TWEET_JOB)
    assert site.found() == {100}


def test_a_stage_without_an_engine_has_nothing_to_do() -> None:
    site = Site()
    assert replace(site.index, engine=NoSearch()).run([TWEET_JOB]).again == frozenset()


def test_a_large_account_is_several_jobs_each_from_where_the_last_one_ended() -> None:
    site = Site()
    count = 2 * MOST_IDS + 5
    site.write(*(tweet(100 + number) for number in range(count)))

    class Slow(FakeSearchIndex):
        def write(self, kind: Kind, documents: Sequence[Document], index: str | None = None) -> Sequence[Written]:
            site.clock.advance(30_000)
            return super().write(kind, documents, index)

    site.engine = Slow(site.clock)
    site.jobs.send([IndexJob(IndexJobKind.ACCOUNT, (ANN.id,))])
    done = 0
    while site.jobs.waiting:
        job = site.jobs.waiting.pop(0)
        if job.again:
            break
        assert site.run(job) == frozenset()
        done += 1
    assert done == 3
    assert site.found() == {100 + number for number in range(count)}


def test_what_the_list_of_an_account_lacked_at_first_is_found_at_the_second_look() -> None:
    site = Site()
    hidden = replace(ANN, protected=True)
    site.run(TWEET_JOB)
    site.change(hidden)
    late, site.tweets.posts = site.tweets.posts, {}
    site.run(IndexJob(IndexJobKind.ACCOUNT, (ANN.id,)))
    site.tweets.posts = late
    assert site.found() == {100}
    second = site.jobs.taken()
    assert second == [IndexJob(IndexJobKind.ACCOUNT, (ANN.id,), again=True)]
    site.run(*second)
    assert site.found() == set()
    assert site.jobs.waiting == []


def test_jobs_name_what_changed_and_retweets_and_counts_make_none() -> None:
    jobs = FakeIndexJobs()
    announce = AnnounceDocuments(jobs)
    announce.post(PostChange(None, tweet(), content=True, sequence=1))
    announce.post(PostChange(tweet(), tweet(deleted_ms=1), content=True, sequence=2))
    assert jobs.taken() == [TWEET_JOB, TWEET_JOB]
    announce.post(PostChange(tweet(), tweet(), content=False, sequence=3))
    announce.post(PostChange(None, Retweet(7, 1, 100, 1), content=True, sequence=4))
    announce.post(PostChange(None, None, content=True, sequence=5))
    assert jobs.taken() == []


def test_an_account_that_hides_or_comes_back_takes_its_tweets_with_it() -> None:
    jobs = FakeIndexJobs()
    announce = AnnounceDocuments(jobs)
    user, account = IndexJob(IndexJobKind.USERS, (1,)), IndexJob(IndexJobKind.ACCOUNT, (1,))
    announce.account(AccountChange(1, before_public=True, after_public=True))
    assert jobs.taken() == [user]
    announce.account(AccountChange(1, before_public=True, after_public=False))
    announce.account(AccountChange(1, before_public=False, after_public=True))
    assert jobs.taken() == [user, account, user, account]


def test_an_engine_that_fails_in_the_middle_of_an_account_gets_all_of_it_again() -> None:
    site = Site()

    class Dying(FakeSearchIndex):
        def write(self, kind: Kind, documents: Sequence[Document], index: str | None = None) -> Sequence[Written]:
            raise SearchUnavailable

    site.engine = Dying(site.clock)
    assert site.run(IndexJob(IndexJobKind.ACCOUNT, (ANN.id,))) == {0}
