"""A network in memory that answers the replay's requests over a mocked transport."""

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

import httpx


@dataclass
class FakeNetwork:
    """Accounts, follows and tweets; `refuse` and `lose_answers` say what goes wrong."""

    accounts: dict[str, str] = field(default_factory=dict)
    follows: set[tuple[str, str]] = field(default_factory=set)
    tweets: dict[str, dict[str, Any]] = field(default_factory=dict)
    homes: defaultdict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    keys: dict[str, str] = field(default_factory=dict)
    retweets: set[tuple[str, str]] = field(default_factory=set)
    requests: Counter[str] = field(default_factory=Counter)
    refuse: dict[str, tuple[int, str]] = field(default_factory=dict)
    lose_answers: int = 0
    down: bool = False
    delivers: bool = True

    def handle(self, request: httpx.Request) -> httpx.Response:
        if self.down:
            raise httpx.ConnectError("refused", request=request)
        self.requests[f"{request.method} {request.url.path.split('/')[2]}"] += 1
        body = json.loads(request.content) if request.content else {}
        for text, (status, code) in self.refuse.items():
            if text in body.get("text", ""):
                return _error(status, code)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return self._routed(request, token, body)

    def _routed(self, request: httpx.Request, token: str, body: dict[str, Any]) -> httpx.Response:
        path = request.url.path
        if path == "/api/auth/register":
            return self._registered(body["username"])
        if path == "/api/auth/login":
            return _json(200, {"user": {"id": body["login"]}, "token": body["login"]})
        if path == "/api/users":
            known = [name for name in request.url.params["ids"].split(",") if name in self.accounts]
            return _json(200, {"items": [{"id": name} for name in known], "nextToken": None})
        if token not in self.accounts:
            return _error(401, "unauthenticated")
        if path == "/api/timelines/home":
            return _json(200, {"items": self.homes[token][::-1], "nextToken": None})
        if path.endswith("/follow"):
            return self._followed(token, path.split("/")[3])
        if path.endswith("/retweet"):
            return self._retweeted(token, path.split("/")[3])
        if path == "/api/tweets":
            return self._posted(token, body, request)
        return _json(200, {})

    def _registered(self, name: str) -> httpx.Response:
        if name in self.accounts:
            return _error(409, "conflict")
        self.accounts[name] = name
        return _json(201, {"user": {"id": name}, "token": name})

    def _followed(self, follower: str, followee: str) -> httpx.Response:
        if (follower, followee) in self.follows:
            return _error(409, "conflict")
        self.follows.add((follower, followee))
        return _json(201, {})

    def _posted(self, author: str, body: dict[str, Any], request: httpx.Request) -> httpx.Response:
        key = request.headers["Idempotency-Key"]
        if key not in self.keys:
            self.keys[key] = tweet_id = str(len(self.tweets) + 1)
            self.tweets[tweet_id] = {"id": tweet_id, "author": author, "retweetedBy": None, **body}
            self._deliver(author, self.tweets[tweet_id])
        if self.lose_answers:
            self.lose_answers -= 1
            raise httpx.ReadTimeout("lost", request=request)
        return _json(201, {"id": self.keys[key]})

    def _retweeted(self, author: str, tweet_id: str) -> httpx.Response:
        if (author, tweet_id) in self.retweets:
            return _error(409, "conflict")
        self.retweets.add((author, tweet_id))
        self._deliver(author, self.tweets[tweet_id] | {"retweetedBy": {"author": author}})
        return _json(200, {})

    def _deliver(self, author: str, item: dict[str, Any]) -> None:
        for follower, followee in self.follows:
            if followee == author and self.delivers:
                self.homes[follower].append(item)


def _json(status: int, body: object) -> httpx.Response:
    return httpx.Response(status, json=body)


def _error(status: int, code: str) -> httpx.Response:
    return _json(status, {"error": {"code": code, "message": code}})
