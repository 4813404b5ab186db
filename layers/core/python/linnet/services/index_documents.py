"""Bring documents of the search index up to date with the tables."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from linnet.domain.paging import PageRange
from linnet.domain.search.index_versions import document_of_tweet, document_of_user
from linnet.domain.tweets import Post, Tweet
from linnet.domain.users import User
from linnet.ports.environment import Clock
from linnet.ports.identity import Users
from linnet.ports.indexing import MOST_IDS, IndexJob, IndexJobKind, IndexJobs
from linnet.ports.search import Document, Kind, Outcome, SearchEngine, SearchOff, SearchUnavailable
from linnet.ports.tweets import AuthorIndex, Posts

# Of the engine's limit of some hundreds a call.
DOCUMENTS_A_WRITE: Final = 200


@dataclass(frozen=True, slots=True)
class Refused:
    """A document that an index does not take, whatever is tried."""

    kind: IndexJobKind
    id: int
    index: str
    reason: str


@dataclass(frozen=True, slots=True)
class Indexed:
    """What became of jobs: the positions of those that have to come again, and what was refused for good."""

    again: frozenset[int] = frozenset()
    refused: tuple[Refused, ...] = ()


@dataclass(frozen=True, slots=True)
class Trouble:
    """What a write left undone: ids to be tried again, and what was refused."""

    again: frozenset[int]
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class IndexDocuments:
    """Read rows as they stand, an author's after the tweet's, and write them into every index of their kind.

    There is more than one while an index is built anew, and as long as the one before it is kept: it can be switched
    back to. A job done twice, late or beside another one leads to the same (`domain/search/index_versions.py`).

    Jobs for accounts are worked on for `work_ms`, then queued anew from where they stand.
    """

    posts: Posts
    users: Users
    authors: AuthorIndex
    engine: SearchEngine
    jobs: IndexJobs
    clock: Clock
    work_ms: int

    def run(self, jobs: Sequence[IndexJob]) -> Indexed:
        """Do jobs. A stage without an engine has nothing to do."""
        try:
            simple, refused = self._simple(jobs)
            again = set(simple)
            for position, job in enumerate(jobs):
                if job.kind is IndexJobKind.ACCOUNT:
                    trouble = self._account(job)
                    refused += trouble.refused
                    again |= {position} if trouble.again else set()
        except SearchOff:
            return Indexed()
        except SearchUnavailable:
            # Nothing is known of what was written: all of it is written again.
            return Indexed(again=frozenset(range(len(jobs))))
        return Indexed(frozenset(again), refused)

    def _simple(self, jobs: Sequence[IndexJob]) -> tuple[frozenset[int], tuple[Refused, ...]]:
        """Do the jobs that name documents, all at once."""
        again: set[int] = set()
        refused: tuple[Refused, ...] = ()
        for kind, write in ((IndexJobKind.TWEETS, self.tweets), (IndexJobKind.USERS, self.accounts)):
            wanted = {each: None for job in jobs if job.kind is kind for each in job.ids}
            trouble = write(list(wanted))
            refused += trouble.refused
            again |= {
                position
                for position, job in enumerate(jobs)
                if job.kind is kind and not trouble.again.isdisjoint(job.ids)
            }
        return frozenset(again), refused

    def tweets(self, ids: Collection[int], index: str | None = None) -> Trouble:
        """Write tweets as their rows are now; into one index, if it is named. Raise SearchUnavailable."""
        return self._write(Kind.TWEETS, IndexJobKind.TWEETS, self.documents(Kind.TWEETS, ids), index)

    def accounts(self, ids: Collection[int], index: str | None = None) -> Trouble:
        """Write accounts as their rows are now; into one index, if it is named. Raise SearchUnavailable."""
        return self._write(Kind.USERS, IndexJobKind.USERS, self.documents(Kind.USERS, ids), index)

    def documents(self, kind: Kind, ids: Collection[int]) -> Sequence[Document]:
        """Return what belongs into the index, as the rows are now."""
        if not ids:
            return []
        if kind is Kind.USERS:
            found = self.users.get_many(ids)
            return [document_of_user(each, found.get(each)) for each in ids]
        posts = self.posts.get_many(ids)
        authors = {post.author_id for post in posts.values() if isinstance(post, Tweet)}
        # After the tweets: see `index_versions`.
        users = self.users.get_many(authors) if authors else {}
        return [_document(each, posts.get(each), users) for each in ids]

    def _account(self, job: IndexJob) -> Trouble:
        """Write all tweets of an account, or as many as there is time for."""
        (user_id,) = job.ids
        until_ms = self.clock.now_ms() + self.work_ms
        refused: tuple[Refused, ...] = ()
        before = job.before
        while True:
            page = self.authors.by_author(user_id, PageRange(MOST_IDS, before=before))
            trouble = self.tweets([each.id for each in page if each.original_id is None])
            refused += trouble.refused
            if trouble.again:
                return Trouble(trouble.again, refused)
            if len(page) < MOST_IDS:
                break
            before = page[-1].id
            if self.clock.now_ms() >= until_ms:
                self.jobs.send([replace(job, before=before)])
                return Trouble(frozenset(), refused)
        if not job.again:
            # What was posted a moment before the account changed may not have been in the list yet.
            self.jobs.send([IndexJob(IndexJobKind.ACCOUNT, job.ids, again=True)])
        return Trouble(frozenset(), refused)

    def _write(self, kind: Kind, job_kind: IndexJobKind, documents: Sequence[Document], index: str | None) -> Trouble:
        again: set[int] = set()
        refused: list[Refused] = []
        if documents:
            for target in self._targets(kind) if index is None else [index]:
                for start in range(0, len(documents), DOCUMENTS_A_WRITE):
                    for each in self.engine.write(kind, documents[start : start + DOCUMENTS_A_WRITE], target):
                        if each.outcome is Outcome.RETRY:
                            again.add(each.id)
                        elif each.outcome is Outcome.REFUSED:
                            refused.append(Refused(job_kind, each.id, target, each.reason))
        return Trouble(frozenset(again), tuple(refused))

    def _targets(self, kind: Kind) -> Sequence[str]:
        found = self.engine.all_of(kind)
        if not found:
            self.engine.prepare()
            found = self.engine.all_of(kind)
        return found


def _document(tweet_id: int, post: Post | None, users: Mapping[int, User]) -> Document:
    author = users.get(post.author_id) if isinstance(post, Tweet) else None
    return document_of_tweet(tweet_id, post, author)
