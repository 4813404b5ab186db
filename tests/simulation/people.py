"""Accounts and their clients: what they send, how often they try again, and what all of them know."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib import import_module
from random import Random
from typing import TYPE_CHECKING, Any, Final

from linnet.runtime.openapi import API_FUNCTIONS
from tests.simulation.conversations import Following
from tests.simulation.fleet import Fleet
from tests.simulation.journal import Deed, Journal, Outcome
from tests.simulation.schedule import Scheduler

if TYPE_CHECKING:
    from tests.simulation.gateway import Device, Gateway
    from tests.simulation.invariants.frames import Frames

PASSWORD: Final = "a long pass phrase 9"
# A client that never gets an answer gives up; the journal then holds the operation as unknown.
MAX_TRIES: Final = 4
# Of what apps for Mastodon call; its function finds the operation itself.
STATUSES: Final = "/api/v1/statuses"


@dataclass(slots=True)
class Person:
    """An account as its owner knows it; the id is 0 until sign-up was answered."""

    number: int
    id: int = 0
    token: str = ""
    # Gave the account up or lost it, and has not been told yet that it is back.
    left: bool = False
    # Has deleted the account, for good.
    gone: bool = False
    # Is left because an operator suspended it.
    suspended: bool = False
    password: str = PASSWORD
    # A change of the password is under way.
    changing: bool = False

    @property
    def name(self) -> str:
        return f"person{self.number}"

    @property
    def address(self) -> str:
        return f"203.0.{self.number // 250}.{self.number % 250 + 1}"


@dataclass(frozen=True, slots=True)
class KnownTweet:
    """A tweet that somebody was told the id of; `options` of its poll, 0 without one, which ends at `ends_ms`."""

    id: int
    author: Person
    conversation_id: int
    options: int = 0
    multiple: bool = False
    ends_ms: int = 0


def unix_ms(moment: str) -> int:
    """Return a time of an answer as Unix milliseconds."""
    return round(datetime.fromisoformat(moment).timestamp() * 1000)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; status 0 when nothing did."""

    status: int
    body: Any = None
    unsure: bool = False

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def lost(self) -> bool:
        return self.status == 0 or self.status >= 500

    @property
    def outcome(self) -> Outcome:
        if self.ok:
            return Outcome.DONE
        # A refusal of a repetition tells nothing about the try before it.
        return Outcome.UNKNOWN if self.unsure or self.lost else Outcome.REFUSED


@dataclass(slots=True)
class World:
    """What clients share: who there is, what can be referred to, and what was found to be wrong."""

    scheduler: Scheduler
    fleet: Fleet
    journal: Journal
    random: Random
    people: list[Person] = field(default_factory=list)
    tweets: list[KnownTweet] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    # Who keeps up with which conversation.
    followings: dict[tuple[int, str], Following] = field(default_factory=dict)
    # Reads through caches may lag so far behind where clocks are off (`docs/reliability.md`).
    cache_lag_ms: int = 0
    # No faults and no night at all; and: clocks are true and no invocation dies.
    calm: bool = False
    steady: bool = False
    add_only: bool = False
    # When ended polls were looked for last.
    polls_ended_ms: int = 0
    made: int = 0
    # Bells of which nobody knows yet that their stream has told the index.
    new_bells: list[Deed] = field(default_factory=list)
    # Invocations after which something of their batch is delivered again.
    broken_off: set[str] = field(default_factory=set)
    devices: list[Device] = field(default_factory=list)
    gateway: Gateway = field(init=False)
    frames: Frames = field(init=False)

    @property
    def true_clocks(self) -> bool:
        """Tell whether all containers know the time."""
        return self.cache_lag_ms == 0

    @property
    def members(self) -> list[Person]:
        """Return who has an account and uses it."""
        return [person for person in self.people if person.id and not person.gone]

    @property
    def gone(self) -> list[Person]:
        """Return who has deleted their account."""
        return [person for person in self.people if person.gone]

    def number(self) -> int:
        """Return a number that no other text, name or key has."""
        self.made += 1
        return self.made

    def violated(self, what: str) -> None:
        self.violations.append(what)

    def order(self, action: str, person: Person) -> Outcome:
        """Have an operator do something to an account, and again while nothing is answered."""
        for _ in range(MAX_TRIES):
            run = self.fleet.start("accounts_events", {"version": 1, "action": action, "user": str(person.id)})
            self.scheduler.join([run.task])
            if not run.failed and "user" in run.task.value:
                return Outcome.DONE
            self.scheduler.sleep(self.random.uniform(0.1, 2))
        return Outcome.UNKNOWN

    def some_tweet(self) -> KnownTweet | None:
        """Return a tweet, rather a new one."""
        if not self.tweets:
            return None
        newest = self.tweets[-12:]
        return self.random.choice(newest if self.random.random() < 0.7 else self.tweets)


@dataclass(frozen=True, slots=True)
class Client:
    """A program that acts for a person, one operation after the other."""

    world: World
    person: Person

    @property
    def random(self) -> Random:
        return self.world.random

    @property
    def journal(self) -> Journal:
        return self.world.journal

    def other(self) -> Person | None:
        """Return somebody else."""
        others = [each for each in self.world.members if each is not self.person]
        return self.random.choice(others) if others else None

    def begin(self, kind: str, **facts: Any) -> Deed:
        return self.journal.begin(kind, **facts)

    def get(self, path: str) -> Answer:
        return self.send("GET", path)

    def send(self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None) -> Answer:
        """Send a request, and again while no answer comes."""
        unsure = False
        answer = Answer(0)
        for _ in range(MAX_TRIES):
            answer = self.once(method, path, body, headers)
            if not answer.lost:
                break
            unsure = True
            self.world.scheduler.sleep(self.random.uniform(0.1, 2))
        return Answer(answer.status, answer.body, unsure)

    def once(self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None) -> Answer:
        """Send a request once."""
        address, _, query = path.partition("?")
        function, key, parameters = route_of(method, address)
        sent = {"content-type": "application/json", **(headers or {})}
        if self.person.token:
            sent["authorization"] = f"Bearer {self.person.token}"
        event = {
            "version": "2.0",
            "routeKey": key,
            "pathParameters": parameters,
            "queryStringParameters": dict(pair.split("=", 1) for pair in query.split("&")) if query else None,
            "headers": sent,
            "body": None if body is None else json.dumps(body),
            "rawPath": address,
            "rawQueryString": query,
            "requestContext": {
                "requestId": "simulated",
                "http": {"method": method, "path": address, "sourceIp": self.person.address},
            },
        }
        run = self.world.fleet.start(function, event)
        self.world.scheduler.join([run.task])
        if run.failed:
            return Answer(0)
        answer = run.task.value
        return Answer(answer["statusCode"], json.loads(answer["body"]) if answer.get("body") else None)

    def pages(self, path: str, limit: int) -> list[Any] | None:
        """Return the items of all pages, None when a page did not come."""
        items: list[Any] = []
        joiner, cursor = "&" if "?" in path else "?", ""
        while True:
            answer = self.get(f"{path}{joiner}limit={limit}{cursor}")
            if not answer.ok:
                return None
            items += answer.body["items"]
            if answer.body["nextToken"] is None:
                return items
            cursor = f"&cursor={answer.body['nextToken']}"


@cache
def _routes(method: str) -> list[tuple[re.Pattern[str], str, str]]:
    found = []
    for function in sorted(API_FUNCTIONS):
        for key, route in import_module(f"functions.{function}.handler").api.routes.items():
            if route.method == method:
                pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", route.path))
                found.append((pattern, function, key))
    # As API Gateway does: the most specific route wins.
    return sorted(found, key=lambda each: each[0].groups)


def route_of(method: str, path: str) -> tuple[str, str, dict[str, str]]:
    """Return function, route key and path parameters. Raise LookupError."""
    for pattern, function, key in _routes(method):
        if match := pattern.fullmatch(path):
            return function, key, match.groupdict()
    if path.startswith(STATUSES):
        return "statuses_api", f"{method} {path}", {}
    raise LookupError(f"no route for {method} {path}")
