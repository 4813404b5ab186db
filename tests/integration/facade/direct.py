"""People who write direct messages to one another, by either contract."""

from __future__ import annotations

from typing import Any, Final

from tests.integration.facade.client import App
from tests.integration.in_memory_network import InMemoryNetwork
from tests.integration.person import Person, done

STATUSES: Final = "/api/v1/statuses"


def friends(network: InMemoryNetwork) -> list[Person]:
    """Sign three up who follow one another, so that nothing is a request."""
    found = [network.sign_up(name) for name in ("ann", "bob", "cat")]
    for one in found:
        for other in found:
            if one is not other:
                one.follow(other)
    network.settle()
    return found


def write(author: Person, text: str, **form: str) -> Any:
    author.network.clock.advance(1000)
    sent = App.of(author).post(STATUSES, status=text, visibility="direct", **form)
    author.network.settle()
    return sent


def native(author: Person, to: Person, text: str) -> Any:
    author.network.clock.advance(1000)
    sent = done(author.post(f"/api/messages/{to.id}", {"text": text}))
    author.network.settle()
    return sent
