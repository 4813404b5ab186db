"""The end of a poll: found by the network's own clock, told once."""

from __future__ import annotations

import time
from functools import partial

from local.testing import Network
from tests.e2e.people import Person, Town, eventually
from tests.e2e.tables import let_poll_end

# The clock looks once a minute.
PATIENCE_S = 90


def ends_told(person: Person) -> list[list[str]]:
    items = person.get("/api/notifications?kinds=poll_ended")["items"]
    return [[item["tweet"]["id"], *(actor["id"] for actor in item["actors"])] for item in items]


def test_a_poll_that_ended_is_told_to_its_author_and_voters_by_the_clock(town: Town, network: Network) -> None:
    ada, ben, cleo, dora = town.newcomers("ada", "ben", "cleo", "dora")
    asked = ada.post("well?", poll={"options": ["yes", "no"], "durationSeconds": 300})
    for voter in (ben, cleo):
        voter.ask("POST", f"/api/tweets/{asked['id']}/votes", {"choices": [0]})
    ada.block(cleo)
    let_poll_end(network, asked["id"], ended_ms=int(time.time() * 1000) - 600_000)

    for reader in (ada, ben):
        assert eventually(partial(ends_told, reader), PATIENCE_S) == [[asked["id"], ada.id]]
    assert ends_told(cleo) == ends_told(dora) == []
