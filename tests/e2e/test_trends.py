"""What several people post trends within a minute, on the local network's own clock, streams and event log."""

from __future__ import annotations

from typing import Any

from local.operators import on_this_machine
from local.testing import Network
from tests.e2e.people import Client, Town, eventually

# A window of half a minute has to end, and the clock comes once a minute.
PATIENCE_S = 120.0
WORDS = ("seen", "heard", "fed", "drawn", "counted", "missed")


def trend(reader: Client, name: str) -> dict[str, Any] | None:
    # All of the list: other stories' words may stand higher.
    items = reader.get("/api/trends?samples=3&limit=50")["items"]
    return next((item for item in items if item["name"] == name), None)


def test_what_people_post_trends_until_a_reader_hides_it_and_an_operator_blocks_it(
    town: Town, network: Network
) -> None:
    operators = on_this_machine(network.cloud_url)
    name = "#Kingfisher"
    people = town.newcomers(*(f"watcher{number}" for number in range(len(WORDS))))
    liked = [person.post(f"{word} {name}") for word, person in zip(WORDS, people, strict=True)]
    people[0].ask("POST", f"/api/tweets/{liked[1]['id']}/like")

    def trends() -> dict[str, Any] | None:
        # Sooner than the clock, which comes as well: whoever comes second changes nothing.
        operators.compute_trends()
        found = trend(town.anonymous, name)
        # Where a window ended between two posts, or an event came late, some people are counted a run later.
        return found if found is not None and found["people"] == len(people) else None

    found = eventually(trends, PATIENCE_S)
    assert found is not None
    assert (found["kind"], found["why"]) == ("hashtag", "new, 6 people")
    assert {each["id"] for each in found["samples"]} <= {each["id"] for each in liked}
    assert len(found["samples"]) == 3

    reader, other = people[:2]
    reader.ask("POST", "/api/trends/kingfisher/hide", expect=204)
    assert trend(reader, name) is None
    assert trend(other, name) is not None
    reader.ask("DELETE", "/api/trends/kingfisher/hide", expect=204)
    assert trend(reader, name) is not None

    try:
        assert operators.decide_about_trend("block", name)["blocked"] == ["#kingfisher"]
        assert trend(town.anonymous, name) is None
    finally:
        operators.decide_about_trend("clear", name)
