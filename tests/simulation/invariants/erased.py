"""Accounts that were erased: what that makes of the journal's registers, and that nothing of them is left or shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from tests.erasure_traces import traces
from tests.simulation.invariants.shown import readers
from tests.simulation.invariants.truth import Truth
from tests.simulation.journal import Journal, Key, Outcome
from tests.simulation.people import Person, World

NOT_FOUND: Final = 404
OWN: Final = {
    "like": False,
    "retweet": False,
    "bookmark": None,
    "vote": None,
    "folder": None,
    "muting": False,
    "list": False,
}
PAIRED: Final = {"follow": "none", "bell": False, "blocking": False, "listed": False}
IN_CONVERSATIONS: Final = {"member": False, "reaction": None, "hidden": False}


def note_erased(world: World) -> None:
    """Let the journal know how an erasure leaves every register of the account: nothing can happen to it after that."""
    for person in world.gone:
        deed = world.journal.begin("erase account", actor=person.id)
        for key, state in list(_left(world.journal, person.id)):
            world.journal.writes(deed, key, state)
        world.journal.end(deed, Outcome.DONE)


def _left(journal: Journal, user: int) -> Iterator[tuple[Key, Any]]:
    yield ("away", user), True
    for facet, state in (OWN | PAIRED).items():
        yield from ((key, state) for key in journal.keys(facet) if key[1] == user)
    for facet, state in PAIRED.items():
        yield from ((key, state) for key in journal.keys(facet, user))
    for facet, state in IN_CONVERSATIONS.items():
        yield from ((key, state) for key in journal.keys(facet, user))
    for deed in _by(journal, "publish", user):
        yield ("alive", deed.facts["id"]), False
    for deed in _by(journal, "send", user):
        yield ("unsent", deed.facts["conversation"], deed.facts["id"]), True


def _by(journal: Journal, kind: str, user: int) -> Iterator[Any]:
    return (deed for deed in journal.deeds_of(kind) if deed.facts["actor"] == user and "id" in deed.facts)


def nothing_is_left_of_the_erased(world: World, truth: Truth) -> None:
    """No table names an erased account or holds a word of it, but where it may (`tests/erasure_traces.py`)."""
    author = {str(row["pk"]): int(row["author_id"]) for row in truth.posts.values()}
    for person in world.gone:
        words = _words(world, person)
        for table in truth.tables:
            items = truth.cloud.dynamodb.table(table).items()
            own = [each for each in items if not _of_others(table, each, author, person.id)]
            for item in traces(table, own, person.id, words):
                if not _expired(item, world.scheduler.now_ms()) and not _blank_entry(table, item):
                    world.violated(f"the table {table} still has of {person.name} ({person.id}): {item}")


def _of_others(table: str, item: Any, author: dict[str, int], user: int) -> bool:
    """Tell whether an item is of a post of somebody else's, which may answer, mention, quote or retweet anybody."""
    if table not in ("tweets", "timelines"):
        return False
    place: str = item["pk"]["S"]
    if table == "tweets":
        return author.get(place, user) != user
    if place.endswith(f"#{user}"):
        return False
    # A head holds the posts of its account, an entry anywhere else has its poster.
    return place.startswith("HEAD#") or item.get("author_id", {}).get("N", str(user)) != str(user)


def _expired(item: Any, now_ms: int) -> bool:
    """Tell whether an item has expired, so that the time to live takes it."""
    return "expires_at" in item and int(item["expires_at"]["N"]) * 1000 <= now_ms


def _blank_entry(table: str, item: Any) -> bool:
    """Tell whether an item is an ended place in a list of conversations, which names the conversation and no more.

    What only the second round of an erasure leaves is followed by the stream behind it (docs/reliability.md).
    """
    return table == "messages" and item["sk"]["S"].startswith("L#") and "listed_in" not in item


def _words(world: World, person: Person) -> list[str]:
    marks = [
        deed.facts["mark"]
        for kind in ("publish", "schedule", "send")
        for deed in world.journal.deeds_of(kind)
        if deed.facts["actor"] == person.id
    ]
    return [*marks, f"{person.name}@"]


def nobody_meets_the_erased(world: World, truth: Truth) -> None:
    """Whoever was erased is found neither by id nor by name, and their name is held."""
    gone = world.gone
    for reader, _ in readers(world, truth):
        for person in gone:
            for path in (f"/api/users/{person.id}", f"/api/users/{person.id}/tweets"):
                status = reader.get(path).status
                if status != NOT_FOUND:
                    world.violated(f"{reader.person.id} gets {status} for {path}, who was erased")


STORED = (nothing_is_left_of_the_erased,)
SHOWN = (nobody_meets_the_erased,)
