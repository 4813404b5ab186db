"""Delete accounts for good, also while their posts are still under way, and have somebody else sign up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tests.simulation.journal import Outcome
from tests.simulation.people import Answer, Client
from tests.simulation.workload.accounts import enter, invite, take_out
from tests.simulation.workload.action import Action
from tests.simulation.workload.tweets import publish

# Enough people for the others to do something with.
FEWEST: Final = 5
LAST_POSTS: Final = 3
TRIES: Final = 20
LOGIN_PAUSE_S: Final = 900
UNAUTHENTICATED: Final = 401


def delete_account(client: Client) -> None:
    """Delete the account, half of the time with posts on their way to the followers."""
    world, person = client.world, client.person
    if person.left or person.changing or len(world.members) <= FEWEST:
        return
    person.left = person.gone = True
    scheduler = world.scheduler
    if client.random.random() < 0.5:
        posts: list[Callable[[], None]] = [lambda: publish(client, {})] * LAST_POSTS
        scheduler.join([scheduler.spawn(f"last post {number}", post) for number, post in enumerate(posts)])
    _delete(client)
    if client.random.random() < 0.7:
        invite(client)


def insist(client: Client) -> None:
    """Make sure that the account is given up for good, by clocks that are right.

    A container whose clock was ahead has dated the end into the future: until then a session that was just beginning
    elsewhere brought the account back. And a deletion that was never answered need not have happened.
    """
    person = client.person
    for _ in range(TRIES):
        deed = client.begin("take account back")
        client.journal.writes(deed, ("away", person.id), False)
        answer = client.send("POST", "/api/auth/login", {"login": person.name, "password": person.password})
        client.journal.end(deed, answer.outcome)
        if answer.status == UNAUTHENTICATED:
            return
        if answer.ok:
            enter(person, answer)
            _delete(client)
        else:
            client.world.scheduler.sleep(LOGIN_PAUSE_S)
    client.world.violated(f"{person.id} cannot be deleted")


def _delete(client: Client) -> None:
    deed = take_out(client, "delete account")
    body = {"password": client.person.password, "immediately": True}
    answer: Answer = client.send("DELETE", "/api/users/me", body)
    # A repetition of what was done has no session any more.
    outcome = Outcome.UNKNOWN if answer.status == UNAUTHENTICATED else answer.outcome
    client.journal.end(deed, outcome)


ACTIONS = (Action("delete account", 0.8, delete_account, adds=False),)
