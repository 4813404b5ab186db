"""Writing: edits, threads, quotes, pins, retries, and what a follow refuses."""

import json

from tests.e2e.people import PATIENCE_S, Town, at_once, eventually

# Counts change without a word in the invalidation log, so a container may show those of a minute ago.
CACHED_S = 60 + PATIENCE_S


def test_an_edit_keeps_its_history_and_never_widens_the_audience(town: Town) -> None:
    ada, ben = town.newcomers("ada", "ben")
    ben.follow(ada)
    tweet = ada.post("frist", audience="followers")
    path = f"/api/tweets/{tweet['id']}"
    ben.get(path)

    edited = ada.ask("PUT", path, {"text": "first"})

    assert edited["editedAt"] is not None
    assert ben.get(path)["text"] == "first"
    assert [version["text"] for version in ben.get(f"{path}/history")["items"]] == ["frist", "first"]
    assert ada.send("PUT", path, {"text": "first", "audience": "public"}).status_code in {403, 422}
    assert ada.get(path)["audience"] == "followers"
    ben.ask("PUT", path, {"text": "mine now"}, expect=403)


def test_a_thread_shows_the_authors_own_first_and_pages_without_gap(town: Town) -> None:
    ada, ben = town.newcomers("ada", "ben")
    root = ada.post("one")
    answers = [ben.reply(root["id"], f"answer {number}")["id"] for number in range(4)]
    second = ada.reply(root["id"], "two")
    third = ada.reply(second["id"], "three")
    thread = [second["id"], third["id"]]
    path = f"/api/tweets/{root['id']}/thread"

    for limit in (1, 2, 3, 100):
        assert town.anonymous.ids(path, limit) == [*thread, *answers]

    below = ben.get(f"/api/tweets/{third['id']}/thread")
    assert [each["id"] for each in below["ancestors"]] == [root["id"], second["id"]]
    assert below["tweet"]["conversationId"] == root["id"]


def test_a_quote_shows_what_it_quotes_until_that_is_deleted(town: Town) -> None:
    ada, ben = town.newcomers("ada", "ben")
    tweet = ada.post("to be quoted")
    quote = ben.post("look", quoteOf=tweet["id"])
    assert ben.get(f"/api/tweets/{quote['id']}")["quote"]["text"] == "to be quoted"

    ada.ask("DELETE", f"/api/tweets/{tweet['id']}", expect=204)

    shown = ben.get(f"/api/tweets/{quote['id']}")
    assert shown["quote"] is None
    assert shown["quoteOf"] == tweet["id"]


def test_pinned_tweets_stand_first_on_the_profile(town: Town) -> None:
    ada, ben = town.newcomers("ada", "ben")
    old, new = ada.post("old and good"), ada.post("new")

    ada.ask("POST", f"/api/tweets/{new['id']}/pin")
    ada.ask("POST", f"/api/tweets/{old['id']}/pin")
    assert ben.profile(ada) == [old["id"], new["id"]]
    ben.ask("POST", f"/api/tweets/{old['id']}/pin", expect=403)

    ada.ask("DELETE", f"/api/tweets/{old['id']}/pin", expect=204)
    ada.ask("DELETE", f"/api/tweets/{new['id']}/pin", expect=204)
    assert ben.profile(ada) == [new["id"], old["id"]]


def test_a_profile_shows_answers_and_retweets_only_as_asked(town: Town) -> None:
    ada, ben = town.newcomers("ada", "ben")
    other = ben.post("somebody else's")
    own, answer = ada.post("own"), ada.reply(other["id"], "an answer")
    retweeted = ben.post("to be retweeted")
    ada.retweet(retweeted["id"])

    assert ben.profile(ada) == [retweeted["id"], own["id"]]
    assert ben.profile(ada, "&replies=true&retweets=false") == [answer["id"], own["id"]]
    assert ben.profile(ada, "&media=true") == []


def test_a_retry_with_the_same_key_is_the_same_tweet(town: Town) -> None:
    ada = town.newcomer("ada")
    headers = {"Idempotency-Key": "once-is-enough"}
    body = {"text": "exactly once"}

    answers = at_once([lambda: ada.send("POST", "/api/tweets", body, headers) for _ in range(4)])
    again = ada.send("POST", "/api/tweets", body, headers)

    assert {answer.status_code for answer in [*answers, again]} == {201}
    assert len({answer.json()["id"] for answer in [*answers, again]}) == 1
    assert again.headers["Location"] == f"/api/tweets/{again.json()['id']}"
    assert len(ada.profile(ada)) == 1
    refused = ada.send("POST", "/api/tweets", {"text": "something else"}, headers)
    assert refused.status_code == 422
    assert refused.json()["error"]["code"] == "idempotency_mismatch"


def test_following_twice_oneself_or_nobody_is_refused(town: Town) -> None:
    ada, ben = town.newcomers("ada", "ben")
    ada.follow(ben)

    ada.follow(ben, expect=409)
    ada.follow(ada, expect=422)
    ada.ask("POST", "/api/users/1/follow", {}, expect=404)


def test_counters_are_exact_after_a_burst(town: Town) -> None:
    star, *others = town.newcomers("star", *["other"] * 12)
    tweet = star.post("count me")

    def act(number: int) -> None:
        person = others[number]
        person.follow(star)
        person.retweet(tweet["id"])
        person.reply(tweet["id"], "one")
        person.post("two", quoteOf=tweet["id"])
        if number % 3 == 0:
            person.ask("DELETE", f"/api/users/{star.id}/follow")
            person.ask("DELETE", f"/api/tweets/{tweet['id']}/retweet", expect=204)

    at_once([lambda number=number: act(number) for number in range(len(others))])  # type: ignore[misc]

    expected = {"replies": 12, "retweets": 8, "quotes": 12, "likes": 0}
    eventually(lambda: star.get(f"/api/tweets/{tweet['id']}")["counts"] == expected, CACHED_S)
    eventually(lambda: star.counts(star) == {"followers": 8, "following": 0, "tweets": 1}, CACHED_S)
    eventually(lambda: star.counts(others[1])["following"] == 1, CACHED_S)


def test_every_answer_carries_its_headers_and_errors_do_too(town: Town) -> None:
    ada = town.newcomer("ada")
    origin = {"Origin": "https://app.example"}
    fine = ada.send("GET", "/api/timelines/home", headers=origin)
    missing = ada.send("GET", "/api/tweets/1", headers=origin)
    invalid = ada.send("POST", "/api/tweets", {"text": ""}, headers=origin)

    assert (fine.status_code, missing.status_code, invalid.status_code) == (200, 404, 422)
    for answer in (fine, missing, invalid):
        assert answer.headers["X-Request-Id"]
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        exposed = answer.headers["Access-Control-Expose-Headers"].lower()
        assert "x-request-id" in exposed
        assert "x-ratelimit-remaining" in exposed
        assert int(answer.headers["X-RateLimit-Remaining"]) <= int(answer.headers["X-RateLimit-Limit"])
        assert "X-RateLimit-Reset" in answer.headers
        json.loads(answer.text)


def test_a_browser_may_ask_first(town: Town) -> None:
    asked = {
        "Origin": "https://app.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type,idempotency-key",
    }
    answer = town.anonymous.send("OPTIONS", "/api/tweets", headers=asked)

    assert answer.status_code in {200, 204}
    assert {"POST", "*"} & set(answer.headers["Access-Control-Allow-Methods"].split(","))
    assert "idempotency-key" in answer.headers["Access-Control-Allow-Headers"].lower()
