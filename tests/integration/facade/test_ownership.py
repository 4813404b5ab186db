"""Two people × every route with an id, in both contracts: what is somebody's own is nobody else's to read or change."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pytest

from linnet.runtime.facade_openapi import load_facades
from linnet.runtime.openapi import load_apis
from tests.integration.facade.client import App
from tests.integration.in_memory_network import InMemoryNetwork, in_memory_network
from tests.integration.person import Person, done
from tests.integration.uploads import uploaded

CANARY: Final = "canaryword"
NATIVE: Final = {key: route for api in load_apis() for key, route in api.routes.items()}
FACADE: Final = {key: route for facade in load_facades() for key, route in facade.routes.items()}
# Which of the owner's things the id in an address can be; the first that fits.
KINDS: Final[Mapping[str, str]] = {
    "/api/tweets/{id}": "tweet",
    "/api/drafts/{id}": "draft",
    "/api/scheduled-tweets/{id}": "scheduled",
    "/api/bookmark-folders/{id}": "folder",
    "/api/lists/{id}": "list",
    "/api/timelines/lists/{id}": "list",
    "/api/media/{id}": "media",
    "/api/filters/{id}": "filter",
    "/api/conversations/{conversation}": "conversation",
    "/api/notifications/{id}": "notification",
    "/api/search/saved/{id}": "saved",
    "/api/auth/sessions/{id}": "session",
    "/api/v1/statuses/{id}": "tweet",
    "/api/v1/polls/{id}": "tweet",
    "/api/v1/scheduled_statuses/{id}": "scheduled",
    "/api/v1/lists/{id}": "list",
    "/api/v1/timelines/list/{id}": "list",
    "/api/v1/media/{id}": "media",
    "/api/v1/filters/{id}": "keyword",
    "/api/v2/filters/keywords/{id}": "keyword",
    "/api/v2/filters/statuses/{id}": "filtered",
    "/api/v2/filters/{id}": "filter",
    "/api/v1/conversations/{id}": "conversation",
    "/api/v1/notifications/{id}": "notification",
    "/api/v2/notifications/{group_key}": "group",
}
# What an operation needs to be understood; without it, it would be refused before it looks whose the thing is.
BODIES: Final[Mapping[str, Any]] = {
    "PUT /api/tweets/{id}": {"text": "mine now"},
    "PUT /api/tweets/{id}/quote-policy": {"policy": "nobody"},
    "PUT /api/drafts/{id}": {"text": "mine now"},
    "PUT /api/scheduled-tweets/{id}": {"text": "mine now", "scheduledAt": "2030-01-01T00:00:00Z"},
    "PATCH /api/scheduled-tweets/{id}": {"scheduledAt": "2030-01-01T00:00:00Z"},
    "POST /api/tweets/{id}/votes": {"choices": [0]},
    "POST /api/tweets/{id}/bookmark": {},
    "PUT /api/bookmark-folders/{id}": {"name": "mine now"},
    "PATCH /api/media/{id}": {"description": "mine now"},
    "PATCH /api/lists/{id}": {"title": "mine now"},
    "POST /api/lists/{id}/members": {"userIds": ["5"]},
    "PATCH /api/filters/{id}": {"title": "mine now"},
    "POST /api/filters/{id}/tweets": {"tweetId": "5"},
    "PATCH /api/conversations/{conversation}": {"title": "mine now"},
    "POST /api/conversations/{conversation}/messages": {"text": "hello"},
    "POST /api/conversations/{conversation}/read": {"upTo": "5"},
    "POST /api/conversations/{conversation}/members": {"userIds": ["5"]},
    "PUT /api/conversations/{conversation}/messages/{id}/reaction": {"emoji": "👍"},
    "PATCH /api/search/saved/{id}": {"name": "mine now"},
    "POST /api/v1/polls/{id}/votes": {"choices": [0]},
    "PUT /api/v1/scheduled_statuses/{id}": {"scheduled_at": "2030-01-01T00:00:00Z"},
    "PUT /api/v1/statuses/{id}": {"status": "mine now"},
    "PUT /api/v1/statuses/{id}/interaction_policy": {"quote_approval_policy": "nobody"},
    "PUT /api/v1/lists/{id}": {"title": "mine now"},
    "PUT /api/v1/filters/{id}": {"phrase": "mine now"},
    "PUT /api/v2/filters/{id}": {"title": "mine now"},
    "PUT /api/v2/filters/keywords/{id}": {"keyword": "mine now"},
    "POST /api/v2/filters/{id}/keywords": {"keyword": "mine now"},
    "POST /api/v2/filters/{id}/statuses": {"status_id": "5"},
    "POST /api/v1/lists/{id}/accounts": {"account_ids": ["5"]},
    "DELETE /api/v1/lists/{id}/accounts": {"account_ids": ["5"]},
}
QUERIES: Final[Mapping[str, str]] = {"DELETE /api/lists/{id}/members": "?ids=5"}
# What is not there is gone already: these answer a stranger as they answer everybody, and do nothing.
ALREADY_GONE: Final = frozenset({"DELETE /api/tweets/{id}/pin", "DELETE /api/search/saved/{id}"})
# How the owner reads each thing.
READS: Final = (
    "/api/tweets/{tweet}",
    "/api/drafts/{draft}",
    "/api/scheduled-tweets/{scheduled}",
    "/api/bookmark-folders",
    "/api/lists/{list}",
    "/api/media/{media}",
    "/api/filters/{filter}",
    "/api/notifications/{notification}",
    "/api/conversations/{theirs}/messages",
    "/api/search/saved",
    "/api/auth/sessions",
)


def kind_of(path: str) -> str | None:
    """Return which thing of the owner's a route is about."""
    found = [kind for begin, kind in KINDS.items() if path == begin or path.startswith(f"{begin}/")]
    return found[0] if found else None


PATHS: Final = {key: route.path for key, route in NATIVE.items()} | {key: route.path for key, route in FACADE.items()}
OWNED: Final = sorted(key for key, path in PATHS.items() if kind_of(path))


@dataclass(frozen=True)
class Scene:
    """The owner's things by kind, and somebody who has nothing to do with them."""

    network: InMemoryNetwork
    owner: Person
    stranger: Person
    things: Mapping[str, str]

    def try_to(self, key: str) -> tuple[int, str]:
        """Let the stranger call a route with the id of the owner's thing; return status and all that it says."""
        method, path = key.split(" ", 1)
        thing = self.things[str(kind_of(path))]
        message = self.things["message"]
        filled = re.sub(r"\{\w+\}", message, re.sub(r"\{\w+\}", thing, path, count=1))
        body = BODIES.get(key)
        if key in NATIVE:
            status, answer = self.network.request(
                method, filled + QUERIES.get(key, ""), body, token=self.stranger.token
            )
            return status, json.dumps(answer)
        sent = b"" if body is None else json.dumps(body).encode()
        raw = self.network.call_facade(
            method, filled, sent, "application/json", authorization=f"Bearer {self.stranger.token}"
        )
        return raw["statusCode"], raw.get("body") or ""


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with pytest.MonkeyPatch.context() as patched:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patched.setenv(name, "test")
        with in_memory_network() as network:
            ann, bob, cat = (network.sign_up(name) for name in ("ann", "bob", "cat"))
            cat.follow(ann)
            ann.follow(cat)
            done(ann.patch("/api/users/me", {"protected": True}))
            network.settle()
            poll = {"options": [f"{CANARY} 1", f"{CANARY} 2"], "durationSeconds": 3600}
            tweet = ann.tweet(CANARY, audience="followers", poll=poll)
            network.settle()
            done(cat.post(f"/api/tweets/{tweet}/like"))
            network.settle()
            (notified,) = done(ann.get("/api/notifications?grouped=false"))["items"][:1]
            (group,) = done(ann.get("/api/notifications?kinds=like"))["items"]
            sent = done(ann.post(f"/api/messages/{cat.id}", {"text": CANARY}))
            network.settle()
            later = {"text": CANARY, "scheduledAt": "2030-01-01T00:00:00Z"}
            word = {"title": CANARY, "contexts": ["thread"], "keywords": [{"keyword": CANARY}]}
            made = done(ann.post("/api/filters", word))
            named = App.of(ann).post(f"/api/v2/filters/{made['id']}/statuses", status_id=tweet)
            conversation = done(cat.get("/api/conversations"))["items"][0]
            things = {
                "tweet": tweet,
                "draft": done(ann.post("/api/drafts", {"text": CANARY}))["id"],
                "scheduled": done(ann.post("/api/scheduled-tweets", later))["id"],
                "folder": done(ann.post("/api/bookmark-folders", {"name": CANARY}))["id"],
                "list": done(ann.post("/api/lists", {"title": CANARY}))["id"],
                "media": uploaded(ann, description=CANARY)["id"],
                "filter": made["id"],
                "keyword": made["keywords"][0]["id"],
                "filtered": named["id"],
                "notification": notified["id"],
                "group": group["id"],
                "conversation": conversation["id"],
                "theirs": done(ann.get("/api/conversations"))["items"][0]["id"],
                "message": sent["id"],
                "saved": done(ann.post("/api/search/saved", {"name": CANARY, "q": CANARY}))["id"],
                "session": done(ann.get("/api/auth/sessions"))["items"][0]["id"],
            }
            yield Scene(network, ann, bob, things)


@pytest.mark.parametrize("key", OWNED)
def test_a_stranger_learns_and_changes_nothing(scene: Scene, key: str) -> None:
    status, said = scene.try_to(key)
    assert CANARY not in said
    assert status in (403, 404) or (status == 204 and key in ALREADY_GONE), said


def test_the_owner_finds_everything_as_it_was(scene: Scene) -> None:
    def found() -> list[Any]:
        return [done(scene.owner.get(path.format_map(scene.things))) for path in READS]

    before = found()
    assert sum(CANARY in json.dumps(each) for each in before) >= len(READS) - 2
    for key in OWNED:
        scene.try_to(key)
    assert found() == before
