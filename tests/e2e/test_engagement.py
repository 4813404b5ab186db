"""Likes and the lists of engagement, through the whole network."""

from local.operators import on_this_machine
from local.testing import Network
from tests.e2e.people import Town, eventually
from tests.e2e.tables import stored_totals


def test_a_like_is_seen_by_its_actor_at_once_and_by_everybody_soon(town: Town, network: Network) -> None:
    ada, ben = town.newcomers("ada", "ben")
    tweet = ada.post("like me")["id"]

    liked = ben.ask("POST", f"/api/tweets/{tweet}/like")
    assert (liked["viewer"]["liked"], liked["counts"]["likes"]) == (True, 1)
    assert ben.get(f"/api/tweets/{tweet}")["counts"]["likes"] == 1
    again = ben.ask("POST", f"/api/tweets/{tweet}/like", expect=409)
    assert again["error"]["details"] == {"liked": True, "likes": 1}
    assert ben.ids(f"/api/tweets/{tweet}/likes") == [ben.id]
    assert ben.ids(f"/api/users/{ben.id}/likes") == [tweet]
    eventually(lambda: stored_totals(network, tweet)["likes"] == 1)
    assert ben.get(f"/api/tweets/{tweet}")["counts"]["likes"] == 1

    ended = ben.ask("DELETE", f"/api/tweets/{tweet}/like")
    assert (ended["viewer"]["liked"], ended["counts"]["likes"]) == (False, 0)
    assert ben.get(f"/api/tweets/{tweet}")["counts"]["likes"] == 0
    assert ben.ids(f"/api/tweets/{tweet}/likes") == []
    eventually(lambda: stored_totals(network, tweet)["likes"] == 0)


def test_the_reconciler_finds_what_was_counted_and_no_drift(town: Town, network: Network) -> None:
    ada, ben = town.newcomers("ada", "ben")
    tweet = ada.post("count me")["id"]
    ben.ask("POST", f"/api/tweets/{tweet}/like")
    ben.reply(tweet, "one")
    ben.retweet(tweet)
    counted = {"likes": 1, "replies": 1, "retweets": 1}
    eventually(lambda: counted.items() <= stored_totals(network, tweet).items())

    operators = on_this_machine(network.cloud_url)
    assert operators.reconcile([f"tweet:{tweet}"], None) == {"outcomes": {"right": 1}, "drifts": []}
    sampled = operators.reconcile([], None)
    assert sampled["drifts"] == []
    assert sum(sampled["outcomes"].values()) > 0


def test_what_cannot_be_seen_cannot_be_liked(town: Town) -> None:
    ada, ben = town.newcomers("ada", "ben")
    hidden, gone = ada.post("for followers", audience="followers")["id"], ada.post("soon gone")["id"]
    ada.ask("DELETE", f"/api/tweets/{gone}", expect=204)

    for tweet in (hidden, gone):
        ben.ask("POST", f"/api/tweets/{tweet}/like", expect=404)
    assert ben.ids(f"/api/users/{ben.id}/likes") == []


def test_likes_are_shown_to_others_only_while_their_owner_wants_it(town: Town) -> None:
    ada, ben = town.newcomers("ada", "ben")
    tweet = ada.post("like me")["id"]
    ben.ask("POST", f"/api/tweets/{tweet}/like")
    assert ada.ids(f"/api/users/{ben.id}/likes") == [tweet]

    ben.change(settings={"likesPublic": False})

    ada.get(f"/api/users/{ben.id}/likes", expect=403)
    assert ben.ids(f"/api/users/{ben.id}/likes") == [tweet]


def test_retweets_and_quotes_of_a_tweet_are_listed_in_pages(town: Town) -> None:
    ada, ben, cleo = town.newcomers("ada", "ben", "cleo")
    tweet = ada.post("pass me on")["id"]
    for person in (ben, cleo):
        person.retweet(tweet)
    quotes = [person.post(f"{person.username} says", quoteOf=tweet)["id"] for person in (ben, cleo, ben)]

    for limit in (1, 100):
        assert ada.ids(f"/api/tweets/{tweet}/retweets", limit) == [cleo.id, ben.id]
        assert ada.ids(f"/api/tweets/{tweet}/quotes", limit) == quotes[::-1]
    ben.ask("DELETE", f"/api/tweets/{quotes[0]}", expect=204)
    assert ada.ids(f"/api/tweets/{tweet}/quotes") == [quotes[2], quotes[1]]


def test_bookmarks_are_kept_in_folders_and_seen_by_nobody_else(town: Town) -> None:
    ada, ben = town.newcomers("ada", "ben")
    finch, oak = (ada.post(text)["id"] for text in ("finch", "oak"))
    folder = ben.ask("POST", "/api/bookmark-folders", {"name": "birds"}, expect=201)["id"]

    assert ben.ask("POST", f"/api/tweets/{finch}/bookmark", {"folderId": folder})["viewer"]["bookmarked"]
    ben.ask("POST", f"/api/tweets/{oak}/bookmark", {})
    ben.ask("POST", f"/api/tweets/{oak}/bookmark", {}, expect=409)

    assert ben.get(f"/api/tweets/{finch}")["viewer"]["bookmarked"]
    assert not ada.get(f"/api/tweets/{finch}")["viewer"]["bookmarked"]
    for limit in (1, 100):
        assert ben.ids("/api/bookmarks", limit) == [oak, finch]
        assert ben.ids(f"/api/bookmarks?folderId={folder}", limit) == [finch]
    assert ada.ids("/api/bookmarks") == []
    ada.get(f"/api/bookmarks?folderId={folder}", expect=404)
    town.anonymous.get("/api/bookmarks", expect=401)

    ben.ask("PUT", f"/api/bookmark-folders/{folder}", {"name": "finches"})
    assert [each["name"] for each in ben.get("/api/bookmark-folders")["items"]] == ["finches"]
    ben.ask("DELETE", f"/api/bookmark-folders/{folder}", expect=204)
    ben.ask("DELETE", f"/api/tweets/{oak}/bookmark")
    assert ben.ids("/api/bookmarks") == [finch]


def test_a_poll_takes_one_vote_from_each_and_counts_it(town: Town, network: Network) -> None:
    ada, ben, cleo = town.newcomers("ada", "ben", "cleo")
    asked = ada.post("well?", poll={"options": ["yes", "no"], "durationSeconds": 300})["id"]

    voted = ben.ask("POST", f"/api/tweets/{asked}/votes", {"choices": [1]})["poll"]
    assert ([option["votes"] for option in voted["options"]], voted["chosen"]) == ([0, 1], [1])
    ben.ask("POST", f"/api/tweets/{asked}/votes", {"choices": [0]}, expect=409)
    ben.ask("POST", f"/api/tweets/{asked}/votes", {"choices": [2]}, expect=422)
    cleo.ask("POST", f"/api/tweets/{asked}/votes", {"choices": [1]})

    eventually(lambda: stored_totals(network, asked)["voters"] == 2)
    assert cleo.get(f"/api/tweets/{asked}")["poll"]["chosen"] == [1]


def test_a_poll_can_hide_its_totals(town: Town) -> None:
    ada, ben = town.newcomers("ada", "ben")
    poll = {"options": ["yes", "no"], "durationSeconds": 300, "hidesTotals": True}
    asked = ada.post("well?", poll=poll)["id"]

    voted = ben.ask("POST", f"/api/tweets/{asked}/votes", {"choices": [0]})["poll"]

    assert ([option["votes"] for option in voted["options"]], voted["voters"]) == ([None, None], None)
    ada.ask("POST", "/api/tweets", {"text": "no", "poll": {**poll, "durationSeconds": 60}}, expect=422)
