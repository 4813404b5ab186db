"""The people of the stories: each a small client of the public API with a token of its own."""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

import httpx

T = TypeVar("T")

PASSWORD = "a long walk along the canal"
# Streams and queues are polled by the emulator, on a machine that other suites load too, and what comes first through
# several of them waits for a process to start at each.
PATIENCE_S = 60.0
# What a page may hold; the stories read whole lists in one or more of these.
FULL_PAGE = 100

_numbers = itertools.count(1)


def eventually(check: Callable[[], T | None], seconds: float = PATIENCE_S, *, every_s: float = 0.05) -> T:
    """Return the first true value of the check; fail with the last one when the time is over."""
    deadline = time.monotonic() + seconds
    while True:
        value = check()
        if value:
            return value
        assert time.monotonic() < deadline, f"it did not happen within {seconds:.0f} s"
        time.sleep(every_s)


def at_once(calls: list[Callable[[], T]], workers: int = 8) -> list[T]:
    """Run calls side by side and return their results in order."""
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(lambda call: call(), calls))


class Client:
    """HTTP with or without a token; answers are checked where a story expects a certain one."""

    def __init__(self, http: httpx.Client, token: str | None = None) -> None:
        self.http = http
        self.token = token

    def send(
        self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """Send a request and return whatever comes back."""
        all_headers = {**({"Authorization": f"Bearer {self.token}"} if self.token else {}), **(headers or {})}
        if isinstance(body, bytes):
            return self.http.request(
                method, path, content=body, headers={"Content-Type": "application/json", **all_headers}
            )
        return self.http.request(method, path, json=body, headers=all_headers)

    def ask(self, method: str, path: str, body: object = None, *, expect: int = 200) -> Any:
        """Send a request, insist on the status, and return the decoded body (None if there is none)."""
        answer = self.send(method, path, body)
        assert answer.status_code == expect, f"{method} {path}: {answer.status_code} {answer.text[:500]}"
        return answer.json() if answer.content else None

    def get(self, path: str, *, expect: int = 200) -> Any:
        return self.ask("GET", path, expect=expect)

    def pages(self, path: str, limit: int) -> Iterator[list[dict[str, Any]]]:
        """Yield the pages of a list to its end."""
        cursor = ""
        while True:
            page = self.get(f"{path}{'&' if '?' in path else '?'}limit={limit}{cursor}")
            yield page["items"]
            if page["nextToken"] is None:
                return
            cursor = f"&cursor={page['nextToken']}"

    def ids(self, path: str, limit: int = FULL_PAGE) -> list[str]:
        """Return the ids of a whole list, in its order."""
        return [item["id"] for page in self.pages(path, limit) for item in page]


class Person(Client):
    """Somebody who signed up."""

    def __init__(self, http: httpx.Client, token: str, user: dict[str, Any], email: str) -> None:
        super().__init__(http, token)
        self.id = str(user["id"])
        self.username = str(user["username"])
        self.email = email

    def post(self, text: str, **fields: object) -> dict[str, Any]:
        tweet: dict[str, Any] = self.ask("POST", "/api/tweets", {"text": text, **fields}, expect=201)
        return tweet

    def reply(self, tweet_id: str, text: str, **fields: object) -> dict[str, Any]:
        return self.post(text, inReplyTo=tweet_id, **fields)

    def retweet(self, tweet_id: str) -> dict[str, Any]:
        tweet: dict[str, Any] = self.ask("POST", f"/api/tweets/{tweet_id}/retweet", expect=201)
        return tweet

    def follow(self, other: Person, *, expect: int = 201) -> None:
        self.ask("POST", f"/api/users/{other.id}/follow", {}, expect=expect)

    def follow_protected(self, other: Person) -> None:
        """Ask and be accepted."""
        self.follow(other, expect=202)
        eventually(lambda: self.id in other.ids("/api/follow-requests"))
        other.ask("POST", f"/api/follow-requests/{self.id}/accept", expect=204)

    def is_pushed_to(self, *followers: Person) -> None:
        """Wait until followers stand in the index that posts are pushed by, and they find whom they follow in it.

        Totals say nothing of it. A first home that is rebuilt while this happens shows the posts, and for a moment not.
        """
        wanted = {follower.id for follower in followers}
        eventually(lambda: wanted <= set(self.ids(f"/api/users/{self.id}/followers")))
        eventually(lambda: all(self.id in each.ids(f"/api/users/{each.id}/following") for each in followers))

    def block(self, other: Person) -> None:
        self.ask("POST", f"/api/users/{other.id}/block")

    def change(self, **fields: object) -> dict[str, Any]:
        me: dict[str, Any] = self.ask("PATCH", "/api/users/me", fields)
        return me

    def home(self, limit: int = FULL_PAGE) -> list[str]:
        return [item["id"] for item in self.get(f"/api/timelines/home?limit={limit}")["items"]]

    def profile(self, other: Person, options: str = "") -> list[str]:
        return [item["id"] for item in self.get(f"/api/users/{other.id}/tweets?limit=100{options}")["items"]]

    def counts(self, other: Person) -> dict[str, int]:
        counts: dict[str, int] = self.get(f"/api/users/{other.id}")["counts"]
        return counts

    def sees_at_home(self, tweet_id: str) -> None:
        """Wait until a tweet has arrived."""
        eventually(lambda: tweet_id in self.home())


class Town:
    """A running network, and whoever signs up there."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http
        self.anonymous = Client(http)

    def newcomer(self, name: str = "person", **profile: object) -> Person:
        """Sign somebody up under a name that nobody has yet."""
        # The process id keeps runs apart that share a network.
        username = f"{name}_{os.getpid() % 100_000}_{next(_numbers)}"
        email = f"{username}@example.org"
        body = {"username": username, "email": email, "password": PASSWORD, "displayName": name.title()}
        signed_in = self.anonymous.ask("POST", "/api/auth/register", body, expect=201)
        person = Person(self.http, signed_in["token"], signed_in["user"], email)
        if profile:
            person.change(**profile)
        return person

    def newcomers(self, *names: str) -> list[Person]:
        return at_once([partial(self.newcomer, name) for name in names])

    def log_in(self, person: Person, login: str | None = None, password: str = PASSWORD) -> Person:
        """Begin another session of somebody."""
        body = {"login": login or person.username, "password": password}
        signed_in = self.anonymous.ask("POST", "/api/auth/login", body)
        return Person(self.http, signed_in["token"], signed_in["user"], person.email)
