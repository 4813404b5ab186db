"""Post, reply, quote, edit, delete, retweet and take it back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from tests.simulation.journal import Outcome
from tests.simulation.people import Client, KnownTweet, Person, unix_ms
from tests.simulation.workload.action import Action

# A key is remembered for a day; clocks may be five minutes apart, either way.
KEY_LIFETIME_MS: Final = (24 * 60 + 15) * 60_000
# A limit, and an account that was given up meanwhile.
NOT_FOR_THE_KEY: Final = (429, 401)


def post(client: Client) -> None:
    publish(client, {})


def reply(client: Client) -> None:
    tweet = client.world.some_tweet()
    if tweet is not None:
        publish(client, {"inReplyTo": str(tweet.id)})


def quote(client: Client) -> None:
    tweet = client.world.some_tweet()
    if tweet is not None:
        publish(client, {"quoteOf": str(tweet.id)})


def burst(client: Client) -> None:
    """Post several tweets at once, so that some are made in the same millisecond."""
    tasks = [client.world.scheduler.spawn(f"burst {number}", lambda: publish(client, {})) for number in range(4)]
    client.world.scheduler.join(tasks)


def reuse_key(client: Client) -> None:
    """Use an idempotency key again for something else, a day after it was used: it must be free."""
    last_ms = client.world.scheduler.now_ms() - KEY_LIFETIME_MS
    used = [
        deed
        for deed in client.journal.deeds_of("publish")
        if deed.facts["actor"] == client.person.id and deed.facts["key"] and deed.done and deed.ended_ms < last_ms
    ]
    if not used:
        return
    deed = client.random.choice(used)
    key, deed.facts["key"] = deed.facts["key"], None
    number = client.world.number()
    answer = client.send("POST", "/api/tweets", {"text": f"again-{number}-"}, {"idempotency-key": key})
    if answer.outcome is Outcome.REFUSED and answer.status not in NOT_FOR_THE_KEY:
        client.world.violated(f"{key} is refused ({answer.body}) more than a day after its use")


def publish(client: Client, refers: dict[str, Any]) -> None:
    """Publish; with a key a client may try again, without one it must not."""
    number = client.world.number()
    mark = f"tweet-{number}-"
    body: dict[str, Any] = {"text": f"{mark}{_mention(client)} #tag{number % 3}", **refers}
    if client.random.random() < 0.15:
        body["audience"] = "followers"
    key = f"key-{number}" if client.random.random() < 0.7 else None
    deed = client.begin("publish", actor=client.person.id, mark=mark, key=key)
    if key is not None:
        answer = client.send("POST", "/api/tweets", body, {"idempotency-key": key})
    else:
        answer = client.once("POST", "/api/tweets", body)
    if answer.ok:
        deed.facts["id"] = int(answer.body["id"])
        client.journal.writes(deed, ("text", int(answer.body["id"])), body["text"])
        client.world.tweets.append(_known(client.person, answer.body))
    client.journal.end(deed, answer.outcome)


def _mention(client: Client) -> str:
    """Return words that name somebody, now and then."""
    other = client.other()
    return f" @{other.name}" if other is not None and client.random.random() < 0.3 else ""


def _known(author: Person, body: dict[str, Any]) -> KnownTweet:
    known = KnownTweet(int(body["id"]), author, int(body["conversationId"]))
    poll = body["poll"]
    if poll is None:
        return known
    ends_ms = unix_ms(poll["endsAt"])
    return replace(known, options=len(poll["options"]), multiple=poll["multiple"], ends_ms=ends_ms)


def edit(client: Client) -> None:
    mine = _own(client)
    if mine is None:
        return
    number = client.world.number()
    deed = client.begin("edit", id=mine.id, mark=f"edit-{number}-")
    text = f"edit-{number}- of {mine.id}{_mention(client)} #tag{number % 3}"
    client.journal.writes(deed, ("text", mine.id), text)
    # A repeated edit would be one more version: only a client that knows that the first has failed may do it.
    client.journal.end(deed, client.once("PUT", f"/api/tweets/{mine.id}", {"text": text}).outcome)


def delete(client: Client) -> None:
    mine = _own(client)
    if mine is None:
        return
    deed = client.begin("delete", id=mine.id)
    client.journal.writes(deed, ("alive", mine.id), False)
    client.journal.end(deed, client.send("DELETE", f"/api/tweets/{mine.id}").outcome)


def retweet(client: Client) -> None:
    tweet = client.world.some_tweet()
    if tweet is None:
        return
    deed = client.begin("retweet", actor=client.person.id, id=tweet.id)
    client.journal.writes(deed, ("retweet", client.person.id, tweet.id), True)
    client.journal.end(deed, client.send("POST", f"/api/tweets/{tweet.id}/retweet").outcome)


def undo_retweet(client: Client) -> None:
    ids = [key[2] for key in client.journal.keys("retweet") if key[1] == client.person.id]
    if not ids:
        return
    tweet_id = client.random.choice(ids)
    deed = client.begin("undo retweet", id=tweet_id)
    client.journal.writes(deed, ("retweet", client.person.id, tweet_id), False)
    client.journal.end(deed, client.send("DELETE", f"/api/tweets/{tweet_id}/retweet").outcome)


def pin(client: Client) -> None:
    mine = _own(client)
    if mine is None:
        return
    deed = client.begin("pin", id=mine.id)
    client.journal.writes(deed, ("pinned", client.person.id, mine.id), True)
    client.journal.end(deed, client.send("POST", f"/api/tweets/{mine.id}/pin").outcome)


def unpin(client: Client) -> None:
    ids = [key[2] for key in client.journal.keys("pinned") if key[1] == client.person.id]
    if not ids:
        return
    tweet_id = client.random.choice(ids)
    deed = client.begin("unpin", id=tweet_id)
    client.journal.writes(deed, ("pinned", client.person.id, tweet_id), False)
    client.journal.end(deed, client.send("DELETE", f"/api/tweets/{tweet_id}/pin").outcome)


def _own(client: Client) -> KnownTweet | None:
    own = [each for each in client.world.tweets if each.author is client.person]
    return client.random.choice(own[-6:]) if own else None


ACTIONS = (
    Action("post", 10, post),
    Action("burst", 1.5, burst),
    Action("reuse key", 3, reuse_key),
    Action("reply", 7, reply),
    Action("quote", 3, quote),
    Action("edit", 3, edit),
    Action("delete", 3, delete, adds=False),
    Action("retweet", 6, retweet),
    Action("undo retweet", 3, undo_retweet, adds=False),
    Action("pin", 3, pin),
    Action("unpin", 1, unpin, adds=False),
)
