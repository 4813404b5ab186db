"""Like, bookmark, vote, and take back what can be taken back."""

from __future__ import annotations

from typing import Any, Final

from tests.simulation.invariants.reads import judge_tweets
from tests.simulation.journal import Deed, Key, Outcome
from tests.simulation.people import Answer, Client, KnownTweet
from tests.simulation.workload.action import Action
from tests.simulation.workload.tweets import publish

NOT_FOUND: Final = 404
CONFLICT: Final = 409
# The state of a bookmark that lies in no folder.
LOOSE: Final = ""


def like(client: Client) -> None:
    tweet = client.world.some_tweet()
    if tweet is not None:
        _like(client, tweet.id)


def unlike(client: Client) -> None:
    tweet_id = _touched(client, "like")
    if tweet_id is not None:
        _unlike(client, tweet_id)


def hesitate(client: Client) -> None:
    """Like, take it back and like again, while it is counted, and look."""
    tweet = client.world.some_tweet()
    if tweet is None:
        return
    for act in (_like, _unlike, _like):
        client.world.scheduler.sleep(client.random.choice((0, 2, 10)))
        act(client, tweet.id)
        since = client.journal.now()
        answer = client.get(f"/api/tweets/{tweet.id}")
        if answer.ok:
            judge_tweets(client, since, [answer.body])


def _like(client: Client, tweet_id: int) -> None:
    edge = ("like", client.person.id, tweet_id)
    # A try that fails takes its like back, which another session may have been told of meanwhile (decision 32).
    deed = _begin(client, "like", edge, True, False)
    answer = client.send("POST", f"/api/tweets/{tweet_id}/like")
    _shows(client, answer, "liked", True)
    if answer.ok or answer.status == CONFLICT:
        client.journal.settles(deed, edge, True)
    # A conflict tells that the like stands, whichever of the tries was the first.
    _end(client, deed, answer, edge, False, True, settled_by=(CONFLICT,))


def _unlike(client: Client, tweet_id: int) -> None:
    edge = ("like", client.person.id, tweet_id)
    deed = _begin(client, "unlike", edge, False)
    answer = client.send("DELETE", f"/api/tweets/{tweet_id}/like")
    _shows(client, answer, "liked", False)
    # A like of what can no longer be seen ends too, and the answer is not found.
    _end(client, deed, answer, edge, False, False, settled_by=(CONFLICT, NOT_FOUND))


def bookmark(client: Client) -> None:
    tweet = client.world.some_tweet()
    if tweet is None:
        return
    folder = client.random.choice([LOOSE, *_folders(client)])
    edge = ("bookmark", client.person.id, tweet.id)
    deed = _begin(client, "bookmark", edge, folder)
    answer = client.send("POST", f"/api/tweets/{tweet.id}/bookmark", {"folderId": folder or None})
    _shows(client, answer, "bookmarked", True)
    _end(client, deed, answer, edge, None, folder, settled_by=(CONFLICT,))


def unbookmark(client: Client) -> None:
    tweet_id = _touched(client, "bookmark")
    if tweet_id is None:
        return
    edge = ("bookmark", client.person.id, tweet_id)
    deed = _begin(client, "undo bookmark", edge, None)
    answer = client.send("DELETE", f"/api/tweets/{tweet_id}/bookmark")
    _shows(client, answer, "bookmarked", False)
    _end(client, deed, answer, edge, None, None, settled_by=(CONFLICT, NOT_FOUND))


def create_folder(client: Client) -> None:
    name = f"folder-{client.world.number()}"
    deed = client.begin("create folder", actor=client.person.id, name=name)
    # Two folders may have one name: a repetition would make another.
    answer = client.once("POST", "/api/bookmark-folders", {"name": name})
    if answer.ok:
        client.journal.writes(deed, ("folder", client.person.id, answer.body["id"]), name)
    client.journal.end(deed, answer.outcome)


def rename_folder(client: Client) -> None:
    folders = _folders(client)
    if not folders:
        return
    folder, name = client.random.choice(folders), f"folder-{client.world.number()}"
    register = ("folder", client.person.id, folder)
    deed = _begin(client, "rename folder", register, name)
    client.journal.end(deed, client.send("PUT", f"/api/bookmark-folders/{folder}", {"name": name}).outcome)


def remove_folder(client: Client) -> None:
    folders = _folders(client)
    if not folders:
        return
    register = ("folder", client.person.id, client.random.choice(folders))
    deed = _begin(client, "remove folder", register, None)
    answer = client.send("DELETE", f"/api/bookmark-folders/{register[2]}")
    _end(client, deed, answer, register, None, None, settled_by=(NOT_FOUND,), proven_by=NOT_FOUND)


def pry(client: Client) -> None:
    """Ask for a folder of somebody else's."""
    others = [key[2] for key in client.journal.keys("folder") if key[1] != client.person.id]
    tweet = client.world.some_tweet()
    if not others or tweet is None:
        return
    folder = client.random.choice(others)
    read = client.get(f"/api/bookmarks?folderId={folder}")
    filed = client.send("POST", f"/api/tweets/{tweet.id}/bookmark", {"folderId": folder})
    if read.ok or filed.ok:
        client.world.violated(f"{client.person.id} reads ({read.status}) or uses ({filed.status}) a folder of another")


def create_poll(client: Client) -> None:
    random = client.random
    options = [f"answer {number}" for number in range(random.randint(2, 4))]
    poll = {
        "options": options,
        "durationSeconds": random.choice((300, 900, 7200)),
        "multiple": random.random() < 0.4,
        "hidesTotals": random.random() < 0.5,
    }
    publish(client, {"poll": poll})


def vote(client: Client) -> None:
    polls = [tweet for tweet in client.world.tweets if tweet.options]
    if not polls:
        return
    tweet = client.random.choice(polls[-6:])
    most = tweet.options if tweet.multiple else 1
    choices = tuple(sorted(client.random.sample(range(tweet.options), client.random.randint(1, most))))
    edge = ("vote", client.person.id, tweet.id)
    deed = _begin(client, "vote", edge, choices)
    answer = client.send("POST", f"/api/tweets/{tweet.id}/votes", {"choices": list(choices)})
    _judge_vote(client, deed, answer, tweet, choices)


def _judge_vote(client: Client, deed: Deed, answer: Answer, tweet: KnownTweet, choices: tuple[int, ...]) -> None:
    world, edge = client.world, ("vote", client.person.id, tweet.id)
    met = client.journal.met(deed, edge, None)
    outcome = answer.outcome
    if answer.ok:
        if None not in met:
            world.violated(f"{edge} is accepted, and {sorted(met)} stood")
        if answer.body["poll"]["chosen"] != list(choices):
            world.violated(f"{edge} for {choices} is answered with {answer.body['poll']['chosen']}")
        if world.true_clocks and deed.began_ms >= tweet.ends_ms:
            world.violated(f"{edge} is accepted after the end")
    elif answer.status == CONFLICT and "choices" in answer.body["error"]["details"]:
        told = tuple(answer.body["error"]["details"]["choices"])
        if not answer.unsure and told not in met:
            world.violated(f"{edge} is refused for a vote {told} that was not there")
        client.journal.settles(deed, edge, told)
        outcome = Outcome.DONE
    elif answer.status == CONFLICT and world.true_clocks and world.scheduler.now_ms() < tweet.ends_ms:
        world.violated(f"{edge} is too late before the end")
    client.journal.end(deed, outcome)


def hide_likes(client: Client) -> None:
    public = client.random.random() < 0.5
    deed = _begin(client, "hide likes", ("likes public", client.person.id), public)
    answer = client.send("PATCH", "/api/users/me", {"settings": {"likesPublic": public}})
    client.journal.end(deed, answer.outcome)


def _begin(client: Client, kind: str, register: Key, *states: Any) -> Deed:
    deed = client.begin(kind, register=register)
    client.journal.writes(deed, register, *states)
    return deed


def _end(
    client: Client,
    deed: Deed,
    answer: Answer,
    register: Key,
    initial: Any,
    state: Any,
    *,
    settled_by: tuple[int, ...],
    proven_by: int = CONFLICT,
) -> None:
    """End a deed. After some refusals its state stands all the same; one of them says that it stood before."""
    if answer.status == proven_by and not answer.unsure:
        met = client.journal.met(deed, register, initial)
        if state not in met:
            client.world.violated(f"{register} is refused as {state!r} already, and was one of {met}")
    deed.facts["repeated"] = answer.unsure
    client.journal.end(deed, Outcome.DONE if answer.status in settled_by else answer.outcome)


def _shows(client: Client, answer: Answer, flag: str, state: bool) -> None:
    """The answer to an act shows the act."""
    if answer.ok and answer.body["viewer"][flag] is not state:
        client.world.violated(f"{client.person.id} is answered {flag}={not state} for {answer.body['id']}")


def _touched(client: Client, facet: str) -> int | None:
    """Return a tweet that the client engaged with at some time."""
    ids = [tweet for actor, tweet in client.journal.pairs(facet) if actor == client.person.id]
    return client.random.choice(ids) if ids else None


def _folders(client: Client) -> list[str]:
    return [folder for owner, folder in client.journal.named("folder") if owner == client.person.id]


ACTIONS = (
    Action("like", 9, like),
    Action("unlike", 4, unlike, adds=False),
    Action("hesitate", 2, hesitate, adds=False),
    Action("bookmark", 4, bookmark),
    Action("undo bookmark", 2, unbookmark, adds=False),
    Action("create folder", 1, create_folder),
    Action("rename folder", 0.5, rename_folder),
    Action("remove folder", 0.7, remove_folder, adds=False),
    Action("pry", 0.5, pry),
    Action("create poll", 2, create_poll),
    Action("vote", 5, vote),
    Action("hide likes", 0.7, hide_likes, adds=False),
)
