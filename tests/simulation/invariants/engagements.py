"""Likes, bookmarks, folders and votes: each as acknowledged, whole, and counted."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tests.simulation.invariants.truth import Row, Truth
from tests.simulation.people import World

INITIAL = {"like": False, "bookmark": None, "vote": None}


def engagements_are_what_was_acknowledged(world: World, truth: Truth) -> None:
    """Each account did to each tweet what one of its last operations left, and nothing else to any other."""
    rows = truth.engagements
    keys = {(facet, *pair) for pair in rows for facet in INITIAL}
    for facet in INITIAL:
        keys.update((facet, *pair) for pair in world.journal.pairs(facet))
    for key in sorted(keys):
        state = _state(key[0], rows.get((key[1], key[2]), {}))
        possible = world.journal.possible(key, INITIAL[key[0]])
        if state not in possible:
            world.violated(f"{key} is {state!r} and may be {possible}")


def _state(facet: str, row: Row) -> Any:
    if facet == "like":
        return row.get("like_id") is not None
    if facet == "bookmark":
        return None if row.get("bookmark_id") is None else _folder(row)
    return None if row.get("vote_id") is None else tuple(map(int, row["choices"]))


def _folder(row: Row) -> str:
    return str(int(row["filed"].partition("#")[0])) if row.get("filed") else ""


def engagements_are_whole(world: World, truth: Truth) -> None:
    """What places an act in a list is there with it and goes with it."""
    for (actor, tweet), row in truth.engagements.items():
        for act, place in (("like_id", "likes_of"), ("retweet_id", "retweets_of")):
            if (row.get(act) is None) != (row.get(place) is None):
                world.violated(f"{actor} has {act} {row.get(act)} and {place} {row.get(place)} on {tweet}")
            elif row.get(place) is not None and not str(row[place]).startswith(f"{tweet}#"):
                world.violated(f"{actor} has {place} {row[place]} on {tweet}")
        filed = row.get("filed")
        if filed is not None and int(str(filed).partition("#")[2]) != row.get("bookmark_id"):
            world.violated(f"{actor} filed {filed} for the bookmark {row.get('bookmark_id')} on {tweet}")
        if (row.get("vote_id") is None) != (row.get("choices") is None):
            world.violated(f"{actor} has half a vote on {tweet}: {row}")


def folders_are_what_was_acknowledged(world: World, truth: Truth) -> None:
    """Each acknowledged folder is there under its last name; no name is there that was refused, or twice."""
    stored = {
        (int(row["actor_id"]), key): str(name)
        for row in truth.tables["engagement"]
        if row["tweet_id"] == 0
        for key, name in row.get("folders", {}).items()
    }
    for place in world.journal.named("folder"):
        register, name = ("folder", *place), stored.pop(place, None)
        possible = world.journal.possible(register, None)
        if name not in possible:
            world.violated(f"{register} is {name!r} and may be {possible}")
    unanswered = {deed.facts["name"] for deed in world.journal.deeds_of("create folder") if not deed.refused}
    names = Counter(stored.values())
    if names.keys() - unanswered or max(names.values(), default=0) > 1:
        world.violated(f"folders that nobody made: {stored}")


def totals_of_engagement_equal_their_edges(world: World, truth: Truth) -> None:
    """Likes, voters and the votes for each option are as many as the rows say."""
    likes: Counter[int] = Counter()
    votes: Counter[tuple[int, str]] = Counter()
    for (_, tweet), row in truth.engagements.items():
        likes[tweet] += row.get("like_id") is not None
        if row.get("vote_id") is not None:
            votes[tweet, "voters"] += 1
            votes.update((tweet, f"votes_{option}") for option in row["choices"])
    for key, row in truth.posts.items():
        if row["kind"] == "tweet":
            wanted = {"likes": likes[key]} | {
                name: votes[key, name] for name in ("voters", "votes_0", "votes_1", "votes_2", "votes_3")
            }
            found = {name: int(row.get(name, 0)) for name in wanted}
            if found != wanted:
                world.violated(f"totals of the tweet {key}: {found} instead of {wanted}")


STORED = (
    engagements_are_what_was_acknowledged,
    engagements_are_whole,
    folders_are_what_was_acknowledged,
    totals_of_engagement_equal_their_edges,
)
