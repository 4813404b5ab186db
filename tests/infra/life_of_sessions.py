"""The part of the story in which people come back, and show tokens of long ago."""

from __future__ import annotations

from dataclasses import replace

from linnet.domain import tokens
from tests.infra.life_steps import HOUR_MS, sign_up
from tests.infra.recorded_network import RecordedNetwork
from tests.integration.person import Person, done

DAY_MS = 24 * HOUR_MS
OLD_TOKEN = "a-token-without-a-hint"
# A read of each function that knows its callers, but for the one of sockets, which has none.
FIRST_USES = (
    "/api/users/me",
    "/api/blocks",
    "/api/lists",
    "/api/filters",
    "/api/bookmarks",
    "/api/drafts",
    "/api/media/1",
    "/api/tweets?ids=1",
    "/api/notifications",
    "/api/conversations",
    "/api/search/saved",
    "/api/timelines/home",
    "/api/trends",
)


def come_back_after_months(network: RecordedNetwork, people: list[Person]) -> None:
    _, bea, *_, gus = people
    gus.follow(bea)
    network.settle()
    readers = [sign_up(network, f"reader{number}") for number in range(len(FIRST_USES) + 1)]
    network.clock.advance(60 * DAY_MS)
    bea.tweet("while you were away")
    network.settle()
    gus.home()
    network.settle()
    assert "while you were away" in gus.home()
    # The first use of a session in a day moves its end.
    for reader, path in zip(readers, FIRST_USES, strict=False):
        done(reader.get(path), 200, 404)
    done(readers[-1].post("/api/realtime/ticket"))


def use_an_old_token(network: RecordedNetwork, fay: Person) -> None:
    """Use a token that does not tell whose it is, as those of the first version did not."""
    sessions = network.environments["identity_api"].tables.sessions
    sessions.add(replace(sessions.list_of(fay.id)[0], token_sha256=tokens.digest(OLD_TOKEN)))
    for path in FIRST_USES:
        done(replace(fay, token=OLD_TOKEN).get(path), 200, 404)
    done(replace(fay, token=OLD_TOKEN).post("/api/realtime/ticket"))
