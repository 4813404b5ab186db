"""Being told of what others did: once, grouped, and no longer than it may be seen."""

from __future__ import annotations

from typing import Any

from tests.e2e.people import Person, Town, eventually


def told(person: Person, options: str = "") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = person.get(f"/api/notifications?limit=100{options}")["items"]
    return items


def kinds(person: Person) -> list[str]:
    return [item["kind"] for item in told(person)]


def test_everything_that_concerns_somebody_is_told_once(town: Town) -> None:
    ada, ben, cleo = town.newcomers("ada", "ben", "cleo")
    tweet = ada.post("what do you say?")
    ben.follow(ada)
    eventually(lambda: kinds(ada) == ["follow"])
    answer = ben.reply(tweet["id"], f"well, @{cleo.username}")
    eventually(lambda: kinds(ada) == ["reply", "follow"])
    cleo.post("look", quoteOf=tweet["id"])
    eventually(lambda: kinds(ada) == ["quote", "reply", "follow"])
    for person in (ben, cleo):
        person.retweet(tweet["id"])

    group = eventually(lambda: next((each for each in told(ada) if each["actorCount"] == 2), None))
    assert group is not None
    assert group["kind"] == "retweet"
    assert {actor["id"] for actor in group["actors"]} == {ben.id, cleo.id}
    assert group["tweet"]["id"] == tweet["id"]
    eventually(lambda: [(item["kind"], item["tweet"]["id"]) for item in told(cleo)] == [("mention", answer["id"])])
    assert len(told(ada, "&grouped=false")) == 5
    assert ada.get("/api/notifications/unread-count")["count"] == 4

    ada.ask("POST", "/api/notifications/read", {})
    assert ada.get("/api/notifications/unread-count")["count"] == 0


def test_what_is_taken_back_unread_is_gone_and_comes_back_once(town: Town) -> None:
    ada, ben = town.newcomers("ada", "ben")
    tweet = ada.post("to be retweeted")
    ben.retweet(tweet["id"])
    (first,) = eventually(lambda: told(ada))
    ben.ask("DELETE", f"/api/tweets/{tweet['id']}/retweet", expect=204)
    eventually(lambda: told(ada) == [])
    ben.retweet(tweet["id"])
    (again,) = eventually(lambda: told(ada))
    assert again["id"] == first["id"]


def test_likes_are_told_and_an_edit_to_those_who_liked(town: Town) -> None:
    ada, ben, cleo = town.newcomers("ada", "ben", "cleo")
    tweet = ada.post("please like")
    for person in (ben, cleo):
        person.ask("POST", f"/api/tweets/{tweet['id']}/like")
    eventually(lambda: [(item["kind"], item["actorCount"]) for item in told(ada)] == [("like", 2)])

    ada.ask("PUT", f"/api/tweets/{tweet['id']}", {"text": "thank you for the likes"})
    eventually(lambda: kinds(ben) == kinds(cleo) == ["edit"])


def test_a_block_hides_from_the_next_read_and_a_deleted_tweet_too(town: Town) -> None:
    ada, ben, cleo = town.newcomers("ada", "ben", "cleo")
    ben.post(f"hello @{ada.username}")
    gone = cleo.post(f"hello @{ada.username}")
    eventually(lambda: len(told(ada)) == 2)

    ada.block(ben)
    assert [item["actors"][0]["id"] for item in told(ada)] == [cleo.id]
    cleo.ask("DELETE", f"/api/tweets/{gone['id']}", expect=204)
    assert told(ada) == []
    assert ada.get("/api/notifications/unread-count")["count"] == 0


def test_a_muted_thread_and_kinds_that_are_off_are_silent(town: Town) -> None:
    ada, ben = town.newcomers("ada", "ben")
    tweet = ada.post("a long discussion")
    ada.ask("POST", f"/api/tweets/{tweet['id']}/mute-thread", expect=204)
    ada.ask("PATCH", "/api/notifications/settings", {"kinds": {"follow": False}})
    ben.reply(tweet["id"], "and another thing")
    ben.follow(ada)
    ben.post(f"by the way, @{ada.username}")

    eventually(lambda: kinds(ada) == ["mention"])


def test_a_request_and_its_answer(town: Town) -> None:
    ada = town.newcomer("ada", protected=True)
    (ben,) = town.newcomers("ben")
    ben.follow(ada, expect=202)
    eventually(lambda: kinds(ada) == ["follow_request"])
    ada.ask("POST", f"/api/follow-requests/{ben.id}/accept", expect=204)
    eventually(lambda: kinds(ben) == ["request_accepted"])
    eventually(lambda: kinds(ada) == [])
