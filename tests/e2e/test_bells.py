"""Being told of each new tweet of somebody: who asks is told, once, and who asks no longer is not."""

from __future__ import annotations

from tests.e2e.people import Person, Town, eventually


def rung(person: Person) -> list[str]:
    items = person.get("/api/notifications?kinds=tweet")["items"]
    return [item["tweet"]["text"] for item in items]


def test_a_bell_rings_for_tweets_until_it_ends(town: Town) -> None:
    ada, ben, cleo = town.newcomers("ada", "ben", "cleo")
    path = f"/api/users/{ada.id}/follow"
    assert ben.ask("POST", path, {"notify": True}, expect=201)["notifying"] is True
    cleo.follow(ada)
    assert ben.get(f"/api/relationships?ids={ada.id}")["items"][0]["notifying"] is True
    # The index of bells follows from the pair, as that of followers does.
    eventually(lambda: cleo.id in ada.ids(f"/api/users/{ada.id}/followers"))

    tweet = ada.post("first")
    eventually(lambda: rung(ben) == ["first"])
    ada.reply(tweet["id"], "an answer does not ring")
    assert ben.ask("POST", path, {"notify": False})["notifying"] is False
    ada.post("second")
    ben.post(f"done, @{ada.username}")
    eventually(lambda: ada.get("/api/notifications?kinds=mention")["items"])
    assert rung(ben) == ["first"]
    assert rung(cleo) == []

    ben.ask("POST", path, {"notify": True})
    ada.block(ben)
    ada.post("third")
    ada.ask("DELETE", f"/api/users/{ben.id}/block")
    assert rung(ben) == ["first"]
    assert ben.get(f"/api/relationships?ids={ada.id}")["items"][0]["notifying"] is False
