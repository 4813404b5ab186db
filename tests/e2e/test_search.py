"""Finding what was posted a moment ago, and nothing that is gone or not for the reader."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from tests.e2e.people import PATIENCE_S, Client, Person, Town, eventually

# A container keeps the head of a followed hashtag for up to a minute.
HEAD_KEPT_S = 60 + PATIENCE_S


def found(client: Client, text: str, **more: str) -> dict[str, Any]:
    options = "".join(f"&{name}={value}" for name, value in {"type": "tweets", "sort": "latest", **more}.items())
    page: dict[str, Any] = client.get(f"/api/search?q={quote(text)}{options}")
    return page


def texts(client: Client, text: str, **more: str) -> list[str]:
    return [each["tweet"]["text"] for each in found(client, text, **more)["tweets"]]


def recent(person: Person) -> list[str]:
    return [each["q"] for each in person.get("/api/search/recent")["items"]]


def remembered(person: Person, text: str) -> bool:
    """Search and tell whether that is remembered: where the store does not answer soon, it is not."""
    found(person, text)
    return recent(person)[:1] == [text]


def proposed(client: Client, text: str) -> list[str]:
    return [each["username"] for each in client.get(f"/api/search/suggest?q={quote(text)}")["users"]]


def test_a_tweet_is_found_edited_and_found_no_more(town: Town) -> None:
    ada, ben = town.newcomers("ada", "ben")
    word = f"heron{ada.id}"
    tweet = ada.post(f"Two {word} herons at the canal")
    (hit,) = eventually(lambda: found(ben, f"canal {word}")["tweets"])
    assert [hit["tweet"]["text"][start:end] for start, end in hit["highlights"]] == [word, "canal"]
    assert texts(town.anonymous, f"from:{ada.username} -{word}") == []
    assert texts(ben, f"from:{ada.username} {word}", sort="top") == [f"Two {word} herons at the canal"]

    ada.ask("PUT", f"/api/tweets/{tweet['id']}", {"text": f"Two {word} cranes at the canal"})
    eventually(lambda: texts(ben, f"cranes {word}"))
    eventually(lambda: texts(ben, f"herons {word}") == [])
    ada.ask("DELETE", f"/api/tweets/{tweet['id']}", expect=204)
    # The rules know at once, whatever the index says.
    assert texts(ben, f"cranes {word}") == []


def test_pages_of_a_search_have_every_tweet_once(town: Town) -> None:
    ada = town.newcomer("ada")
    word = f"plover{ada.id}"
    posted = [ada.post(f"{word} number {number}")["id"] for number in range(7)]
    eventually(lambda: len(texts(ada, word)) == 7)
    for sort in ("latest", "top"):
        ids: list[str] = []
        page = found(ada, word, sort=sort, limit="3")
        while True:
            ids += [each["tweet"]["id"] for each in page["tweets"]]
            if page["nextToken"] is None:
                break
            page = found(ada, word, sort=sort, limit="3", cursor=page["nextToken"])
        assert sorted(ids) == sorted(posted)


def test_people_are_found_and_proposed_until_they_hide(town: Town) -> None:
    ada, kestrel = town.newcomers("ada", "kestrel")
    name = f"kestrel{ada.id}"
    kestrel.change(displayName=f"{name} Windhover")
    eventually(lambda: kestrel.username in proposed(ada, name[:12]))
    eventually(lambda: found(ada, f"{name} windhower", type="users")["users"])

    kestrel.block(ada)
    assert kestrel.username not in proposed(ada, name[:12])
    assert found(ada, name, type="users")["users"] == []
    assert found(ada, kestrel.username, type="users")["users"] == []
    assert kestrel.username in proposed(town.anonymous, name[:12])


def test_searches_are_kept_for_who_made_them(town: Town) -> None:
    ada, ben = town.newcomers("ada", "ben")
    eventually(lambda: remembered(ada, "herons"))
    eventually(lambda: remembered(ada, "cranes OR storks"))
    assert recent(ada) == ["cranes OR storks", "herons"]
    assert recent(ben) == []
    ada.ask("POST", "/api/search/recent/forget", {"q": "herons"}, expect=204)
    saved = ada.ask("POST", "/api/search/saved", {"name": "Birds", "q": "cranes OR storks"}, expect=201)
    assert [each["id"] for each in ada.get("/api/search/saved")["items"]] == [saved["id"]]
    ada.ask("DELETE", "/api/search/recent", expect=204)
    assert recent(ada) == []


def test_what_cannot_be_read_is_refused_with_its_place(town: Town) -> None:
    refused = town.anonymous.ask("GET", "/api/search?q=%28a%20OR", expect=422)["error"]
    assert (refused["field"], refused["details"]) == ("q", {"position": 0})
    assert found(town.anonymous, "near:berlin")["unknownOperators"] == ["near"]


def test_a_followed_hashtag_brings_its_tweets_home(town: Town) -> None:
    ada, ben = town.newcomers("ada", "ben")
    tag = f"Owls{ada.id}"
    before = ben.post(f"posted before #{tag}")
    assert ada.ask("POST", f"/api/hashtags/{tag}/follow") == {"tag": tag.lower()}
    eventually(lambda: before["id"] in ada.home(), HEAD_KEPT_S)
    after = ben.post(f"posted after #{tag.upper()}")
    eventually(lambda: after["id"] in ada.home(), HEAD_KEPT_S)
    assert [each["tag"] for each in ada.get("/api/followed-hashtags")["items"]] == [tag.lower()]
    shown = ada.get(f"/api/hashtags/{tag}")
    assert (shown["tag"], shown["following"], shown["trend"]) == (tag.lower(), True, None)
    assert len(shown["history"]) == 7
    assert town.anonymous.get(f"/api/hashtags/{tag}")["following"] is None
    ada.block(ben)
    assert {before["id"], after["id"]}.isdisjoint(ada.home())
    ada.ask("DELETE", f"/api/hashtags/{tag}/follow", expect=204)
    assert ada.get("/api/followed-hashtags")["items"] == []
