"""Being told of each new tweet of somebody: who asks is told, once, and who asks no longer is not."""

from __future__ import annotations

from local.testing import Network
from tests.e2e.people import Person, Town, eventually
from tests.e2e.tables import bells_of


def rung(person: Person) -> list[str]:
    items = person.get("/api/notifications?kinds=tweet")["items"]
    return [item["tweet"]["text"] for item in items]


def test_a_bell_rings_for_tweets_until_it_ends(town: Town, network: Network) -> None:
    ada, ben, cleo, dora = town.newcomers("ada", "ben", "cleo", "dora")
    path = f"/api/users/{ada.id}/follow"
    for person in (ben, dora):
        assert person.ask("POST", path, {"notify": True}, expect=201)["notifying"] is True
    cleo.follow(ada)
    assert ben.get(f"/api/relationships?ids={ada.id}")["items"][0]["notifying"] is True
    # The index of bells follows from the pair.
    eventually(lambda: bells_of(network, ada.id) == {ben.id, dora.id})

    tweet = ada.post("first")
    eventually(lambda: rung(ben) == rung(dora) == ["first"])
    ada.reply(tweet["id"], "an answer does not ring")
    assert ben.ask("POST", path, {"notify": False})["notifying"] is False
    ada.post("second")
    # Who rings for one rings for all: once Dora is told, nothing can come for Ben.
    eventually(lambda: rung(dora) == ["second", "first"])
    assert rung(ben) == ["first"]
    assert rung(cleo) == []

    ben.ask("POST", path, {"notify": True})
    ada.block(ben)
    ada.post("third")
    eventually(lambda: rung(dora) == ["third", "second", "first"])
    ada.ask("DELETE", f"/api/users/{ben.id}/block")
    assert rung(ben) == ["first"]
    assert ben.get(f"/api/relationships?ids={ada.id}")["items"][0]["notifying"] is False
