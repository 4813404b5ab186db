"""Statuses through the client API of Mastodon: written by one contract, read by the other, both ways."""

from __future__ import annotations

import json
from typing import Any

import pytest

from functions.statuses_api.handler import api
from linnet.facades.moments import moment
from tests.conftest import REPOSITORY
from tests.integration.facade.client import Answer, App
from tests.integration.in_memory_network import InMemoryNetwork
from tests.integration.person import Person, done

JSON = "application/json"
ACTS = ("favourite", "reblog", "bookmark", "mute")


def test_a_status_posted_by_an_app_is_a_tweet(ann: Person, bob: Person, network: InMemoryNetwork) -> None:
    form = {
        "status": "hi @bob, see #Birds <b>",
        "spoiler_text": "birds",
        "visibility": "unlisted",
        "language": "en",
    }
    made = App.of(ann).post("/api/v1/statuses", **form)
    assert (made["visibility"], made["sensitive"], made["spoiler_text"]) == ("unlisted", True, "birds")
    assert (made["language"], made["mentions"][0]["id"], made["tags"][0]["name"]) == ("en", str(bob.id), "Birds")
    assert made["content"].endswith("&lt;b&gt;</p>")
    assert (made["favourited"], made["muted"], made["pinned"]) == (False, False, False)
    tweet = done(bob.get(f"/api/tweets/{made['id']}"))
    assert (tweet["text"], tweet["audience"], tweet["contentWarning"]) == (form["status"], "unlisted", "birds")
    anonymous = App(network).get(f"/api/v1/statuses/{made['id']}")
    assert "favourited" not in anonymous
    assert anonymous["account"]["acct"] == "ann"


def test_a_tweet_is_a_status(ann: Person, bob: Person) -> None:
    root = ann.tweet("root")
    answer = bob.tweet("answer", inReplyTo=root, sensitive=True)
    quote = bob.tweet("look", quoteOf=root)
    app = App.of(ann)
    shown = app.get(f"/api/v1/statuses/{answer}")
    assert (shown["in_reply_to_id"], shown["in_reply_to_account_id"]) == (root, str(ann.id))
    assert (shown["sensitive"], shown["content"]) == (True, "<p>answer</p>")
    quoting = app.get(f"/api/v1/statuses/{quote}")
    assert (quoting["quote"]["state"], quoting["quote"]["quoted_status"]["id"]) == ("accepted", root)
    several = app.get(f"/api/v1/statuses?id[]={quote}&id[]=17&id[]={root}&id[]={root}")
    assert [each["id"] for each in several] == [quote, root]


def test_the_settings_choose_what_is_not_named(ann: Person) -> None:
    ann.patch("/api/users/me", {"settings": {"defaultAudience": "followers", "defaultSensitive": True}})
    made = App.of(ann).post("/api/v1/statuses", status="hello", in_reply_to_id="", visibility="")
    assert (made["visibility"], made["sensitive"]) == ("private", True)


def test_a_key_makes_one_status_of_two_requests(ann: Person) -> None:
    app = App.of(ann)
    first, second = (app.call("POST", "/api/v1/statuses", {"status": "once"}, Idempotency_Key="k") for _ in range(2))
    assert first.body == second.body
    other = app.call("POST", "/api/v1/statuses", {"status": "twice"}, Idempotency_Key="k")
    assert other.status == 422


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"status": " "}, "Validation failed: Text can't be blank"),
        ({"status": "x" * 281}, "Validation failed: Text must have a weighted length of at most 280"),
        ({"status": "x", "poll[options][]": "only"}, "Validation failed: Poll options must be 2 to 4"),
        ({"status": "x", "visibility": "friends"}, "Validation failed: Visibility is invalid"),
    ],
)
def test_what_cannot_be_published_is_refused_and_says_why(ann: Person, form: dict[str, str], told: str) -> None:
    assert App.of(ann).refused("POST", "/api/v1/statuses", form) == (422, told)


def test_a_deleted_status_is_answered_with_its_text_and_gone(ann: Person, bob: Person) -> None:
    app = App.of(ann)
    made = app.post("/api/v1/statuses", status="see http://example.org", **POLL)
    ended = app.done("DELETE", f"/api/v1/statuses/{made['id']}")
    assert (ended["id"], ended["text"]) == (made["id"], "see http://example.org")
    assert [option["title"] for option in ended["poll"]["options"]] == ["yes", "no"]
    for method, path in (("GET", ""), ("DELETE", ""), ("GET", "/context"), ("POST", "/favourite"), ("GET", "/source")):
        assert app.refused(method, f"/api/v1/statuses/{made['id']}{path}") == (404, "Record not found")
    assert bob.get(f"/api/tweets/{made['id']}")[0] == 404
    again = app.post("/api/v1/statuses", status=ended["text"], **POLL)
    assert again["id"] != made["id"]


def test_an_edit_keeps_what_it_does_not_name(ann: Person, network: InMemoryNetwork) -> None:
    app = App.of(ann)
    made = app.post("/api/v1/statuses", status="frist", visibility="private", spoiler_text="w", **POLL)
    network.clock.advance(1000)
    edited = app.done("PUT", f"/api/v1/statuses/{made['id']}", {"status": "first", "visibility": "public"})
    assert (edited["content"], edited["spoiler_text"], edited["visibility"]) == ("<p>first</p>", "w", "private")
    assert edited["poll"]["options"] == made["poll"]["options"]
    assert made["edited_at"] is None
    assert edited["edited_at"] > edited["created_at"]
    source = app.get(f"/api/v1/statuses/{made['id']}/source")
    assert source == {"id": made["id"], "text": "first", "spoiler_text": "w"}
    cleared = app.done("PUT", f"/api/v1/statuses/{made['id']}", b'{"spoiler_text": ""}', JSON)
    assert (cleared["content"], cleared["spoiler_text"]) == ("<p>first</p>", "")
    states = app.get(f"/api/v1/statuses/{made['id']}/history")
    assert [(each["content"], each["spoiler_text"]) for each in states] == [
        ("<p>frist</p>", "w"),
        ("<p>first</p>", "w"),
        ("<p>first</p>", ""),
    ]
    changed = {"status": "first", "poll[options][]": "maybe"}
    status, told = app.refused("PUT", f"/api/v1/statuses/{made['id']}", changed)
    assert (status, told.startswith("Validation failed: Poll cannot be changed")) == (422, True)


def test_nobody_deletes_edits_or_pins_what_is_not_theirs(ann: Person, bob: Person) -> None:
    tweet, app = ann.tweet("mine"), App.of(bob)
    for method in ("DELETE", "PUT"):
        assert app.refused(method, f"/api/v1/statuses/{tweet}", {"status": "yours"}) == (404, "Record not found")
    refused = (422, "Validation failed: Someone else's post cannot be pinned")
    assert app.refused("POST", f"/api/v1/statuses/{tweet}/pin") == refused
    assert "pinned" not in app.post(f"/api/v1/statuses/{tweet}/unpin")


def test_five_statuses_are_pinned_newest_pin_first_and_no_sixth(ann: Person, bob: Person) -> None:
    tweets, app = [ann.tweet(f"tweet {number}") for number in range(6)], App.of(ann)
    path = f"/api/v1/accounts/{ann.id}/statuses?pinned=true"
    for tweet in (tweets[3], *tweets[:3]):
        assert app.post(f"/api/v1/statuses/{tweet}/pin")["pinned"]
    done(ann.post(f"/api/tweets/{tweets[4]}/pin"))
    wanted = [tweets[4], tweets[2], tweets[1], tweets[0], tweets[3]]
    text = "Validation failed: You have already pinned the maximum number of posts"
    assert app.refused("POST", f"/api/v1/statuses/{tweets[5]}/pin") == (422, text)
    assert done(ann.post(f"/api/tweets/{tweets[5]}/pin"), 422)["error"]["code"] == "limit_reached"
    for reader in (app, App.of(bob)):
        assert [each["id"] for each in reader.get(path)] == wanted
    assert all(each["pinned"] for each in app.get(path))
    assert done(bob.get(f"/api/users/{ann.id}"))["pinnedTweetIds"] == wanted
    profile = done(bob.get(f"/api/users/{ann.id}/tweets"))["items"]
    assert [each["id"] for each in profile] == [*wanted, tweets[5]]
    assert not app.post(f"/api/v1/statuses/{tweets[1]}/unpin")["pinned"]
    assert app.post(f"/api/v1/statuses/{tweets[5]}/pin")["pinned"]
    assert app.get(path)[0]["id"] == tweets[5]
    assert app.get("/api/v2/instance")["configuration"]["accounts"]["max_pinned_statuses"] == 5


def test_a_conversation_is_read_depth_first_with_its_authors_thread_ahead(
    ann: Person, bob: Person, network: InMemoryNetwork
) -> None:
    top = ann.tweet("top")
    early = bob.tweet("early", inReplyTo=top)
    late = bob.tweet("late", inReplyTo=top)
    below = ann.tweet("below", inReplyTo=early)
    own = ann.tweet("own", inReplyTo=top)
    for app in (App.of(ann), App(network)):
        context = app.get(f"/api/v1/statuses/{top}/context")
        assert [each["id"] for each in context["descendants"]] == [own, early, below, late]
        assert context["ancestors"] == []
    around = App.of(bob).get(f"/api/v1/statuses/{below}/context")
    assert [each["id"] for each in around["ancestors"]] == [top, early]


@pytest.mark.parametrize("act", ["favourite", "bookmark", "mute", "pin"])
def test_an_act_can_be_repeated_and_taken_back_twice(ann: Person, act: str) -> None:
    tweet, app = ann.tweet("hello"), App.of(ann)
    field = {"favourite": "favourited", "bookmark": "bookmarked", "mute": "muted", "pin": "pinned"}[act]
    for path, so in ((act, True), (act, True), (f"un{act}", False), (f"un{act}", False)):
        assert app.post(f"/api/v1/statuses/{tweet}/{path}")[field] is so
        assert app.get(f"/api/v1/statuses/{tweet}")[field] is so


def test_a_boost_is_a_status_around_the_original(ann: Person, bob: Person) -> None:
    tweet, app = ann.tweet("hello"), App.of(bob)
    boost = app.post(f"/api/v1/statuses/{tweet}/reblog", visibility="public")
    assert (boost["account"]["acct"], boost["reblog"]["id"], boost["reblog"]["account"]["acct"]) == (
        "bob",
        tweet,
        "ann",
    )
    assert boost["id"] not in (tweet, boost["reblog"]["id"])
    assert (boost["content"], boost["reblogged"], boost["reblog"]["reblogged"]) == ("<p>hello</p>", True, True)
    assert app.post(f"/api/v1/statuses/{tweet}/reblog")["id"] == boost["id"]
    assert bob.post(f"/api/tweets/{tweet}/retweet")[0] == 409
    for _ in range(2):
        original = app.post(f"/api/v1/statuses/{tweet}/unreblog")
        assert (original["id"], original["reblog"], original["reblogged"]) == (tweet, None, False)


def test_a_boost_is_deleted_by_its_own_id(ann: Person, bob: Person) -> None:
    tweet, app = ann.tweet("hello"), App.of(bob)
    boost = app.post(f"/api/v1/statuses/{tweet}/reblog")
    ended = app.done("DELETE", f"/api/v1/statuses/{boost['id']}")
    assert (ended["id"], ended["reblog"]["id"], ended["reblog"]["reblogged"]) == (boost["id"], tweet, False)
    assert not app.get(f"/api/v1/statuses/{tweet}")["reblogged"]


def test_the_id_of_a_boost_goes_wherever_that_of_a_status_does(
    ann: Person, bob: Person, network: InMemoryNetwork
) -> None:
    tweet, app = ann.tweet("hello", poll=NATIVE_POLL), App.of(ann)
    boost = App.of(bob).post(f"/api/v1/statuses/{tweet}/reblog")["id"]
    network.clock.advance(1)
    answer = App.of(bob).post("/api/v1/statuses", status="well", in_reply_to_id=boost)
    assert answer["in_reply_to_id"] == tweet
    read = app.get(f"/api/v1/statuses/{boost}")
    assert (read["id"], read["account"]["acct"], read["reblog"]["id"]) == (boost, "bob", tweet)
    assert [each["id"] for each in app.get(f"/api/v1/statuses?id[]={boost}&id[]={tweet}")] == [boost, tweet]
    assert [each["id"] for each in app.get(f"/api/v1/statuses/{boost}/context")["descendants"]] == [answer["id"]]
    assert app.get(f"/api/v1/statuses/{boost}/source")["text"] == "hello"
    assert [each["content"] for each in app.get(f"/api/v1/statuses/{boost}/history")] == ["<p>hello</p>"]
    for act, field in (("favourite", "favourited"), ("bookmark", "bookmarked"), ("mute", "muted")):
        app.post(f"/api/v1/statuses/{boost}/{act}")
        assert app.get(f"/api/v1/statuses/{tweet}")[field]
        app.post(f"/api/v1/statuses/{boost}/un{act}")
        assert not app.get(f"/api/v1/statuses/{tweet}")[field]
    network.settle()
    for path, who in (("favourited_by", []), ("reblogged_by", ["bob"])):
        assert [each["acct"] for each in app.get(f"/api/v1/statuses/{boost}/{path}")] == who
    assert App.of(bob).post(f"/api/v1/polls/{boost}/votes", **{"choices[]": "0"})["id"] == tweet
    assert App.of(bob).post(f"/api/v1/statuses/{boost}/unreblog")["id"] == tweet
    assert app.refused("GET", f"/api/v1/statuses/{boost}") == (404, "Record not found")


def test_a_status_for_followers_is_not_boosted(ann: Person, bob: Person) -> None:
    bob.follow(ann)
    tweet = ann.tweet("for few", audience="followers")
    assert App.of(bob).refused("POST", f"/api/v1/statuses/{tweet}/reblog")[0] == 403


def test_a_bookmark_by_an_app_stays_in_its_folder(ann: Person) -> None:
    tweet = ann.tweet("keep")
    folder = done(ann.post("/api/bookmark-folders", {"name": "kept"}))["id"]
    done(ann.post(f"/api/tweets/{tweet}/bookmark", {"folderId": folder}))
    App.of(ann).post(f"/api/v1/statuses/{tweet}/bookmark")
    assert [each["id"] for each in done(ann.get(f"/api/bookmarks?folderId={folder}"))["items"]] == [tweet]


POLL = {"poll[options][0]": "yes", "poll[options][1]": "no", "poll[expires_in]": "600"}


def test_a_poll_is_voted_in_once_and_refusals_say_why(ann: Person, bob: Person, network: InMemoryNetwork) -> None:
    made = App.of(ann).post("/api/v1/statuses", status="well?", **{**POLL, "poll[hide_totals]": "true"})
    path, app = f"/api/v1/polls/{made['poll']['id']}", App.of(bob)
    assert made["poll"]["own_votes"] == []
    assert "voted" not in App(network).get(path)
    unknown = "Validation failed: Choices must be different positions of the poll's options, from 0 on"
    assert app.refused("POST", f"{path}/votes", {"choices[]": "7"}) == (422, unknown)
    poll = app.done("POST", f"{path}/votes", b'{"choices": [1]}', JSON)
    assert (poll["voted"], poll["own_votes"], poll["options"][1]["votes_count"]) == (True, [1], None)
    again = app.refused("POST", f"{path}/votes", {"choices[]": "0"})
    assert again == (422, "Validation failed: You voted before")
    network.settle()
    network.clock.advance(601_000)
    ended = app.get(path)
    assert (ended["expired"], ended["options"][1]["votes_count"], ended["voters_count"]) == (True, 1, 1)
    late = App.of(ann).refused("POST", f"{path}/votes", {"choices[]": "0"})
    assert late == (422, "Validation failed: The poll has ended")
    assert app.refused("GET", f"/api/v1/polls/{ann.tweet('no poll')}") == (404, "Record not found")


def test_lists_are_paged_by_link_in_both_directions(ann: Person, bob: Person, network: InMemoryNetwork) -> None:
    tweets = [ann.tweet(f"number {number}") for number in range(5)]
    app = App.of(bob)
    for tweet in tweets:
        app.post(f"/api/v1/statuses/{tweet}/bookmark")
        app.post(f"/api/v1/statuses/{tweet}/favourite")
        network.clock.advance(1)
    for path in ("/api/v1/bookmarks", "/api/v1/favourites"):
        first = app.call("GET", f"{path}?limit=2")
        assert ids(first) == tweets[:2:-1]
        second = app.call("GET", linked(first, "next"))
        assert ids(second) == [tweets[2], tweets[1]]
        assert ids(app.call("GET", linked(second, "prev"))) == tweets[:2:-1]
        last = app.call("GET", linked(second, "next"))
        assert ids(last) == tweets[:1]
        assert 'rel="next"' not in last.headers["Link"]


def test_who_favourited_boosted_and_quoted_a_status(ann: Person, bob: Person, network: InMemoryNetwork) -> None:
    tweet, cat = ann.tweet("popular"), network.sign_up("cat")
    for person in (bob, cat):
        App.of(person).post(f"/api/v1/statuses/{tweet}/favourite")
        App.of(person).post(f"/api/v1/statuses/{tweet}/reblog")
        network.clock.advance(1)
    quote = App.of(bob).post("/api/v1/statuses", status="look", quoted_status_id=tweet)["id"]
    network.settle()
    for app in (App.of(ann), App(network)):
        for path in ("favourited_by", "reblogged_by"):
            page = app.call("GET", f"/api/v1/statuses/{tweet}/{path}?limit=1")
            assert [each["acct"] for each in page.body] == ["cat"]
            assert [each["acct"] for each in app.call("GET", linked(page, "next")).body] == ["bob"]
        assert [each["id"] for each in app.get(f"/api/v1/statuses/{tweet}/quotes")] == [quote]


def test_a_status_is_scheduled_moved_and_cancelled(ann: Person, bob: Person, network: InMemoryNetwork) -> None:
    app, path = App.of(ann), "/api/v1/scheduled_statuses"
    form = {"status": "later", "visibility": "unlisted", "spoiler_text": "w", **POLL}
    planned = app.post("/api/v1/statuses", scheduled_at=at(network, 6), **form)
    params = planned["params"]
    assert (params["text"], params["visibility"], params["spoiler_text"]) == ("later", "unlisted", "w")
    assert params["poll"] == {"options": ["yes", "no"], "expires_in": 600, "multiple": False, "hide_totals": False}
    assert app.get(f"{path}/{planned['id']}") == planned
    assert done(ann.get(f"/api/scheduled-tweets/{planned['id']}"))["text"] == "later"
    assert app.refused("GET", f"/api/v1/statuses/{planned['id']}") == (404, "Record not found")
    moved = app.done("PUT", f"{path}/{planned['id']}", {"scheduled_at": at(network, 60)})
    assert moved["scheduled_at"] > planned["scheduled_at"]
    soon = "Validation failed: Scheduled at must be at least 5 minutes ahead"
    assert app.refused("PUT", f"{path}/{planned['id']}", {"scheduled_at": at(network, 4)}) == (422, soon)
    assert app.refused("POST", "/api/v1/statuses", {"status": "x", "scheduled_at": at(network, 4)}) == (422, soon)
    for method in ("GET", "PUT", "DELETE"):
        refused = App.of(bob).refused(method, f"{path}/{planned['id']}", {"scheduled_at": at(network, 9)})
        assert refused == (404, "Record not found")
    assert app.done("DELETE", f"{path}/{planned['id']}") == {}
    assert app.get(path) == []
    assert app.refused("DELETE", f"{path}/{planned['id']}") == (404, "Record not found")


def test_scheduled_statuses_are_paged_by_link_in_both_directions(ann: Person, network: InMemoryNetwork) -> None:
    app, made = App.of(ann), []
    for number in range(5):
        made.append(app.post("/api/v1/statuses", status=f"number {number}", scheduled_at=at(network, 6))["id"])
        network.clock.advance(1)
    done(ann.post("/api/drafts", {"text": "a draft without a time is none of them"}))
    first = app.call("GET", "/api/v1/scheduled_statuses?limit=2")
    second = app.call("GET", linked(first, "next"))
    assert (ids(first), ids(second)) == (made[:2:-1], [made[2], made[1]])
    assert ids(app.call("GET", linked(second, "prev"))) == made[:2:-1]
    assert ids(app.call("GET", linked(second, "next"))) == made[:1]
    assert ids(app.call("GET", f"/api/v1/scheduled_statuses?since_id={made[1]}")) == made[:1:-1]


def test_a_link_has_no_card_yet(ann: Person) -> None:
    tweet = ann.tweet("see example.org")
    assert App.of(ann).get(f"/api/v1/statuses/{tweet}/card") == {}


def test_what_a_reader_may_not_see_is_not_there(ann: Person, bob: Person, network: InMemoryNetwork) -> None:
    hidden = ann.tweet("for followers", audience="followers", poll=NATIVE_POLL)
    for app in (App.of(bob), App(network)):
        reads = ["", "/context", "/history", "/card", "/favourited_by", "/reblogged_by", "/quotes"]
        for path in reads:
            assert app.refused("GET", f"/api/v1/statuses/{hidden}{path}") == (404, "Record not found")
        assert app.get(f"/api/v1/statuses?id[]={hidden}") == []
        assert app.refused("GET", f"/api/v1/polls/{hidden}") == (404, "Record not found")
    for act in (*ACTS, *(f"un{act}" for act in ACTS), "pin", "unpin"):
        assert App.of(bob).refused("POST", f"/api/v1/statuses/{hidden}/{act}") == (404, "Record not found")
    vote = App.of(bob).refused("POST", f"/api/v1/polls/{hidden}/votes", {"choices[]": "0"})
    assert vote == (404, "Record not found")
    for field in ("in_reply_to_id", "quoted_status_id"):
        refused = App.of(bob).refused("POST", "/api/v1/statuses", {"status": "x", field: hidden})
        assert refused == (404, "Record not found")
    blocked = bob.tweet("hello")
    done(ann.post(f"/api/users/{bob.id}/block"))
    assert App.of(ann).refused("GET", f"/api/v1/statuses/{blocked}") == (404, "Record not found")


def test_everything_needs_its_scope_and_writing_a_token(ann: Person, network: InMemoryNetwork) -> None:
    nobody, stranger = App(network), App(network, "wrong")
    for route in api.routes.values():
        path = route.path.replace("{id}", "1")
        assert stranger.refused(route.method, path) == (401, "The access token is invalid"), route.key
        if route.auth.value == "required":
            assert nobody.refused(route.method, path)[0] == 401, route.key
        else:
            assert route.method == "GET", route.key


def test_the_sample_event_is_answered_with_a_status(ann: Person, network: InMemoryNetwork) -> None:
    event: dict[str, Any] = json.loads((REPOSITORY / "events" / "http" / "mastodon_status.json").read_text("utf-8"))
    event["headers"]["authorization"] = f"Bearer {ann.token}"
    answer = api.lambda_handler(event, None)
    made = json.loads(answer["body"])
    assert (made["spoiler_text"], made["visibility"], made["poll"]["multiple"]) == ("Lunch", "unlisted", True)


NATIVE_POLL = {"options": ["yes", "no"], "durationSeconds": 600}


def at(network: InMemoryNetwork, minutes: int) -> str:
    """Return the time in so many minutes."""
    return moment(network.clock.now_ms() + minutes * 60_000)


def ids(answer: Answer) -> list[str]:
    return [each["id"] for each in answer.body]


def linked(answer: Answer, relation: str) -> str:
    """Return the address of a neighbouring page."""
    (link,) = [part for part in answer.headers["Link"].split(", ") if f'rel="{relation}"' in part]
    return link[1:].partition(">")[0].removeprefix("https://linnet.example")
