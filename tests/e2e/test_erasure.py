"""Somebody deletes their account: hidden at once, and soon nothing of them is left in any table."""

from __future__ import annotations

from typing import Any

from local.testing import Network
from tests.e2e.people import PASSWORD, Town, eventually
from tests.erasure_traces import traces

# The local stage erases fifteen seconds after the wish, looks once a minute, and pauses briefly between two rounds.
ERASED_WITHIN_S = 300.0
WORDS = ("tweetybird", "seedpod")


def stored(network: Network, user_id: str) -> dict[str, list[Any]]:
    """Return what every table has of an account, what may stay left out."""
    found: dict[str, list[Any]] = {}
    for name in network.aws.dynamodb.list_tables()["TableNames"]:
        table = name.rpartition("table")[0].rpartition("-")[2]
        pages = network.aws.dynamodb.get_paginator("scan").paginate(TableName=name)
        if left := traces(table, (item for page in pages for item in page["Items"]), int(user_id), WORDS):
            found[table] = left
    return found


def test_a_deleted_account_is_hidden_at_once_and_then_erased(network: Network, town: Town) -> None:
    gone, ann, bea = town.newcomers("gone", "ann", "bea")
    gone.change(bio="tweetybird", location="seedpod")
    for one, other in ((gone, ann), (ann, gone), (bea, gone)):
        one.follow(other)
    root = ann.post("a word of mine")
    own = gone.post("tweetybird sings")
    gone.reply(root["id"], "tweetybird answers")
    gone.retweet(root["id"])
    gone.ask("POST", f"/api/tweets/{root['id']}/like")
    gone.ask("POST", f"/api/tweets/{root['id']}/bookmark", {})
    sent = gone.ask("POST", f"/api/messages/{ann.id}", {"text": "tweetybird whispers"}, expect=201)
    talk = f"/api/conversations/{sent['conversationId']}"
    ann.ask("POST", f"{talk}/messages", {"text": "I listen"}, expect=201)
    eventually(lambda: own["id"] in ann.home())
    eventually(lambda: gone.get("/api/notifications")["items"])
    tables = {"engagement", "graph", "identity", "messages", "notifications", "timelines", "tweets"}
    # What was seen may have been merged for the reader before anything was pushed.
    eventually(lambda: tables <= stored(network, gone.id).keys())

    gone.ask("DELETE", "/api/users/me", {"password": "not the password", "immediately": True}, expect=422)
    assert "erasedFrom" in gone.ask("DELETE", "/api/users/me", {"password": PASSWORD, "immediately": True}, expect=202)

    ann.get(f"/api/users/{gone.id}", expect=404)
    ann.get(f"/api/tweets/{own['id']}", expect=404)
    ann.get(talk, expect=404)
    assert own["id"] not in ann.home()
    login = {"login": gone.username, "password": PASSWORD}
    town.anonymous.ask("POST", "/api/auth/login", login, expect=401)
    # Each look reads every table whole, which others would wait for.
    eventually(lambda: stored(network, gone.id) == {}, ERASED_WITHIN_S, every_s=2)

    eventually(lambda: {ann.get("/api/users/me")["counts"][total] for total in ("followers", "following")} == {0})
    town.anonymous.ask(
        "POST",
        "/api/auth/register",
        {"username": gone.username, "email": "x" + gone.email, "password": PASSWORD, "displayName": "Not the same"},
        expect=409,
    )
