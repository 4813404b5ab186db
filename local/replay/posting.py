"""Carry a plan out: accounts, follows, then tweets in their order."""

from __future__ import annotations

import asyncio
import math
import random
import time
from collections.abc import Awaitable, Callable, Container, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from rich.progress import Progress

from local.replay.api import Account, Api, RefusedError, UnreachableError
from local.replay.deliveries import Deliveries, observe
from local.replay.journal import Journal
from local.replay.personas import Persona
from local.replay.plan import Action, Plan, Post
from local.replay.summary import Summary
from local.replay.visibility import Visibility

# Of every account that is made here: they live on this machine only, and people want to log in as them.
PASSWORD = "wren-sings-at-dawn"  # noqa: S105 - not a secret
IDS_AT_ONCE = 100

T = TypeVar("T")


class NameTakenError(Exception):
    """A name of the cast belongs to somebody else."""


@dataclass(slots=True)
class Replay:
    """A run of a plan. `rate` is in tweets a second; after `longest_seconds` of posting nothing more is begun."""

    plan: Plan
    api: Api
    journal: Journal
    progress: Progress
    rate: float
    concurrency: int
    longest_seconds: float = math.inf
    summary: Summary = field(default_factory=Summary)
    _finished: dict[str, asyncio.Event] = field(default_factory=dict)
    _deliveries: Deliveries = field(default_factory=Deliveries)

    async def run(self) -> Summary:
        """Do what is not yet done."""
        await self.join()
        return await self.act()

    async def join(self) -> None:
        """Make the accounts."""
        await self._check_journal()
        self.summary.earlier = len(self.journal.done)
        await self._each("accounts", range(len(self.plan.cast)), self.journal.accounts, self._join)

    async def act(self) -> Summary:
        """Follow and post."""
        await self._each("follows", self.plan.graph.follows, self.journal.follows, self._follow)
        gone: BaseExceptionGroup[UnreachableError] | None = None
        try:
            await self._post_all()
        except* UnreachableError as lost:
            gone = lost
        if gone is not None:
            # All that were in flight failed in the same way; one of them says it. Not raised in the clause, where
            # Python wraps it into a group of one before 3.11.4 (gh-103590).
            raise UnreachableError(str(gone.exceptions[0])) from gone
        await self._look_into_homes()
        return self.summary

    async def _look_into_homes(self) -> None:
        self.summary.deliveries = self._deliveries.total
        sample = self._deliveries.sample(random.Random(self.summary.posted.total()))
        self.summary.observed = await observe(self.api, self.journal.accounts, sample)

    async def _check_journal(self) -> None:
        """Forget what the network has lost: all of it where it was emptied, the last seconds where it was killed."""
        numbers = {account.id: number for number, account in self.journal.accounts.items()}
        ids = list(numbers)
        standing: set[str] = set()
        for first in range(0, len(ids), IDS_AT_ONCE):
            page = await self.api.call("GET", f"/api/users?ids={','.join(ids[first : first + IDS_AT_ONCE])}")
            standing.update(user["id"] for user in page["items"])
        lost = {number for user_id, number in numbers.items() if user_id not in standing}
        if lost:
            self.journal.forget(lost)

    async def _each(
        self, title: str, items: Iterable[T], done: Container[T], act: Callable[[T], Awaitable[None]]
    ) -> None:
        missing = [item for item in items if item not in done]
        gate = asyncio.Semaphore(self.concurrency)
        with self._shown(title, len(missing)) as advance:

            async def one(item: T) -> None:
                async with gate:
                    await act(item)
                advance()

            await asyncio.gather(*map(one, missing))

    @contextmanager
    def _shown(self, title: str, total: int) -> Iterator[Callable[[], None]]:
        task = self.progress.add_task(title, total=total)
        yield lambda: self.progress.advance(task)

    async def _join(self, number: int) -> None:
        persona = self.plan.cast[number]
        account = await self._sign_up(persona)
        profile = {"displayName": persona.display_name, "bio": persona.bio, "location": persona.location}
        await self.api.call("PATCH", "/api/users/me", account, profile)
        # As any client does after signing up; timelines of accounts that never looked are not kept.
        await self.api.call("GET", "/api/timelines/home", account)
        self.journal.add_account(number, account)

    async def _sign_up(self, persona: Persona) -> Account:
        body = {
            "username": persona.username,
            "email": f"{persona.username.lower()}@example.org",
            "password": PASSWORD,
            "displayName": persona.display_name,
        }
        try:
            answer = await self.api.call("POST", "/api/auth/register", None, body)
            self.summary.accounts += 1
        except RefusedError as error:
            if error.status != 409:
                raise
            answer = await self._log_in(persona)
        return Account(answer["user"]["id"], answer["token"])

    async def _log_in(self, persona: Persona) -> dict[str, dict[str, str]]:
        body = {"login": persona.username, "password": PASSWORD}
        try:
            answer: dict[str, dict[str, str]] = await self.api.call("POST", "/api/auth/login", None, body)
        except RefusedError as error:
            if error.status != 401:
                raise
            raise NameTakenError(f"{persona.username} is an account of somebody else here; make reset") from error
        return answer

    async def _follow(self, edge: tuple[int, int]) -> None:
        follower, followee = (self.journal.accounts[number] for number in edge)
        try:
            await self.api.call("POST", f"/api/users/{followee.id}/follow", follower)
            self.summary.follows += 1
        except RefusedError as error:
            # A follow whose answer was lost stands.
            if error.status != 409:
                self.summary.refused_setup[f"follow {error.code}"] += 1
                return
        self.journal.add_follow(edge)

    async def _post_all(self) -> None:
        posts = {action.key: action for action in self.plan.actions if isinstance(action, Post)}
        known = self.journal.done.keys() | self.journal.refused.keys()
        waiting = [action for action in self.plan.actions if action.key not in known]
        self._finished = {action.key: asyncio.Event() for action in waiting}
        visibility = Visibility(self.api, self.journal.accounts, self.summary)
        gate = asyncio.Semaphore(self.concurrency)
        started = time.monotonic()
        with self._shown("tweets", len(waiting)) as advance:

            async def one(action: Action) -> None:
                try:
                    await self._post(action, posts, visibility)
                finally:
                    self._finished[action.key].set()
                    gate.release()
                    advance()

            async with asyncio.TaskGroup() as group:
                for number, action in enumerate(waiting):
                    # Begun in order: what an action refers to has its place before it, so nobody waits for ever.
                    await asyncio.sleep(max(0.0, started + number / self.rate - time.monotonic()))
                    if time.monotonic() - started > self.longest_seconds:
                        break
                    await gate.acquire()
                    group.create_task(one(action))
        self.summary.seconds = time.monotonic() - started
        await visibility.finish()

    async def _post(self, action: Action, posts: dict[str, Post], visibility: Visibility) -> None:
        author = self.journal.accounts[action.author]
        try:
            if isinstance(action, Post):
                kind, tweet_id, sent = await self._tweet(action, author)
            else:
                kind, tweet_id, sent = await self._retweet(action.of, author)
        except RefusedError as error:
            self.summary.refused[error.code] += 1
            # What failed for the moment is asked for again by the next run.
            if not error.passing:
                self.journal.add_refused(action.key, error.code)
            return
        self.summary.latencies.append(time.monotonic() - sent)
        self.summary.posted[kind] += 1
        self.journal.add_done(action.key, tweet_id)
        follows = self.journal.follows
        audience = frozenset(
            reader for reader in self.plan.audience_of(action, posts) if (reader, action.author) in follows
        )
        self._deliveries.add(tweet_id, audience)
        # A retweet may stand in a home already, as the tweet that it repeats: nothing to see there.
        if isinstance(action, Post):
            visibility.watch(tweet_id, audience, sent)

    async def _tweet(self, post: Post, author: Account) -> tuple[str, str, float]:
        parent, quoted = await self._id_of(post.reply_to), await self._id_of(post.quote_of)
        kind = "replies" if parent else "quotes" if quoted else "tweets"
        body: dict[str, object] = {"text": post.text}
        body.update({name: value for name, value in (("inReplyTo", parent), ("quoteOf", quoted)) if value})
        sent = time.monotonic()
        # The key makes a tweet whose answer was lost the same tweet when the next run asks for it again.
        answer = await self.api.call("POST", "/api/tweets", author, body, f"replay-{post.key}")
        return kind, answer["id"], sent

    async def _retweet(self, of: str, author: Account) -> tuple[str, str, float]:
        original = await self._id_of(of)
        if original is None:
            raise RefusedError(404, "original_refused", "what it retweets was refused")
        sent = time.monotonic()
        try:
            await self.api.call("POST", f"/api/tweets/{original}/retweet", author)
        except RefusedError as error:
            if error.status != 409:
                raise
        return "retweets", original, sent

    async def _id_of(self, key: str | None) -> str | None:
        """Return the id of an earlier action's tweet, None if it was refused."""
        if key is None:
            return None
        if key in self._finished:
            await self._finished[key].wait()
        return self.journal.done.get(key)
