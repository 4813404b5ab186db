"""Timelines through the client API of Mastodon: posted by one contract, read by the other, paged both ways."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

import pytest

from functions.timelines_api.handler import api
from linnet.domain.ids import MAX_ID
from tests.conftest import REPOSITORY
from tests.integration.facade.client import Answer, App
from tests.integration.in_memory_network import InMemoryNetwork
from tests.integration.person import Person, done
from tests.integration.uploads import uploaded

HOME, PUBLIC = "/api/v1/timelines/home", "/api/v1/timelines/public"
TAG = "/api/v1/timelines/tag/birds"
LINK = re.compile(r'<([^>]+)>; rel="(next|prev)"')


def ids(statuses: list[dict[str, Any]]) -> list[str]:
    return [each["id"] for each in statuses]


def links(answer: Answer) -> dict[str, str]:
    """Return the addresses of the neighbours of a page, as they are called here."""
    found = {rel: urlsplit(url) for url, rel in LINK.findall(answer.headers.get("Link", ""))}
    return {rel: f"{url.path}?{url.query}" for rel, url in found.items()}


def walk(app: App, path: str, relation: str) -> list[str]:
    """Follow the links of one kind until a page is empty; return what was shown, newest first."""
    found: list[str] = []
    for _ in range(30):
        answer = app.call("GET", path)
        assert answer.status == 200
        page = ids(answer.body)
        found = [*found, *page] if relation == "next" else [*page, *found]
        following = links(answer).get(relation)
        if following is None or not page:
            return found
        path = following
    raise AssertionError("the links go round in circles")


def test_what_is_posted_natively_is_a_status_at_home(ann: Person, bob: Person, network: InMemoryNetwork) -> None:
    bob.follow(ann)
    network.settle()
    tweet = ann.tweet("see #Birds, @bob <3", contentWarning="feathers")
    network.settle()

    (status,) = App.of(bob).get(HOME)

    assert (status["id"], status["account"]["acct"], status["spoiler_text"]) == (tweet, "ann", "feathers")
    assert "&lt;3" in status["content"]
    assert status["tags"] == [{"name": "Birds", "url": "https://linnet.example/tags/birds"}]
    assert ids(status["mentions"]) == [str(bob.id)]
    assert (status["visibility"], status["favourited"], status["reblog"]) == ("public", False, None)


def test_a_retweet_at_home_is_a_boost_with_an_id_that_can_be_read(
    ann: Person, bob: Person, network: InMemoryNetwork
) -> None:
    cat = network.sign_up("cat")
    bob.follow(ann)
    network.settle()
    tweet = cat.tweet("of somebody else")
    done(ann.post(f"/api/tweets/{tweet}/retweet"))
    network.settle()

    (boost,) = App.of(bob).get(HOME)

    assert (boost["account"]["acct"], boost["reblog"]["id"], boost["reblog"]["account"]["acct"]) == (
        "ann",
        tweet,
        "cat",
    )
    assert boost["id"] != tweet
    native = done(bob.get(f"/api/tweets/{boost['id']}"))
    assert (native["id"], native["retweetedBy"]["retweetId"]) == (tweet, boost["id"])
    assert done(bob.post(f"/api/tweets/{boost['id']}/like"))["id"] == tweet
    assert App.of(bob).get(HOME)[0]["reblog"]["favourited"]


@pytest.mark.parametrize("path", [HOME, PUBLIC, TAG])
def test_links_lead_down_and_up_through_the_same_statuses(
    ann: Person, bob: Person, network: InMemoryNetwork, path: str
) -> None:
    bob.follow(ann)
    network.settle()
    tweets = [ann.tweet(f"{number} #birds") for number in range(7)]
    network.settle()
    done(ann.delete(f"/api/tweets/{tweets[3]}"))
    expected = [tweet for tweet in reversed(tweets) if tweet != tweets[3]]
    app = App.of(bob)

    assert walk(app, f"{path}?limit=2", "next") == expected
    assert walk(app, f"{path}?limit=2&min_id=0", "prev") == expected
    assert ids(app.get(f"{path}?limit=2&since_id={tweets[0]}")) == expected[:2]
    assert ids(app.get(f"{path}?limit=2&min_id={tweets[0]}")) == expected[-3:-1]
    assert ids(app.get(f"{path}?max_id={tweets[2]}")) == [tweets[1], tweets[0]]
    assert ids(app.get(f"{path}?max_id={tweets[4]}&min_id={tweets[1]}")) == [tweets[2]]


def test_who_has_read_all_is_led_to_what_comes_next(ann: Person, bob: Person, network: InMemoryNetwork) -> None:
    bob.follow(ann)
    network.settle()
    ann.tweet("first")
    network.settle()
    app = App.of(bob)
    answer = app.call("GET", f"{HOME}?limit=5")
    news = links(answer)["prev"]
    assert "next" not in links(answer)
    assert app.get(news) == []
    second = ann.tweet("second")
    network.settle()

    assert ids(app.get(news)) == [second]


@pytest.mark.parametrize("asked", ["limit=x", "limit=-3", "limit=99999999999", "max_id=", "min_id=none&max_id=4"])
def test_cursors_that_are_none_break_nothing(ann: Person, asked: str) -> None:
    ann.tweet("hello")

    assert len(App.of(ann).get(f"{PUBLIC}?{asked}")) <= 1


def test_an_id_beyond_all_is_the_end_of_all(ann: Person) -> None:
    tweet = ann.tweet("hello")
    app = App.of(ann)

    assert ids(app.get(f"{PUBLIC}?max_id={MAX_ID}")) == [tweet]
    assert app.get(f"{PUBLIC}?min_id={MAX_ID}") == []


def test_at_most_forty_are_answered(ann: Person) -> None:
    for number in range(42):
        ann.tweet(f"{number}")

    assert len(App.of(ann).get(f"{HOME}?limit=100")) == 40
    assert len(App.of(ann).get(HOME)) == 20


def test_strangers_read_public_timelines_and_no_home(ann: Person, network: InMemoryNetwork) -> None:
    tweet = ann.tweet("to all #birds")
    stranger = App(network)

    assert stranger.refused("GET", HOME) == (401, "The access token is invalid")
    network.settle()
    for path in (PUBLIC, TAG):
        (status,) = stranger.get(path)
        assert status["id"] == tweet
        assert "favourited" not in status


def test_what_the_rules_hide_natively_is_hidden_here(ann: Person, bob: Person, network: InMemoryNetwork) -> None:
    blocker, muted, protected = (network.sign_up(name) for name in ("blocker", "muted", "guarded"))
    for person in (blocker, muted, protected, ann):
        bob.follow(person)
        network.settle()
        person.tweet(f"{person.id} #birds")
    network.settle()
    assert len(App.of(bob).get(HOME)) == 4
    done(blocker.post(f"/api/users/{bob.id}/block"))
    done(bob.post(f"/api/users/{muted.id}/mute", {}))
    done(protected.patch("/api/users/me", {"protected": True}))
    done(protected.delete(f"/api/users/me/followers/{bob.id}"))

    for path in (HOME, PUBLIC, TAG):
        for asked in ("", "?min_id=0", "?since_id=0"):
            assert [each["account"]["acct"] for each in App.of(bob).get(path + asked)] == ["ann"], path


def test_everything_here_is_local(ann: Person) -> None:
    tweet = ann.tweet("here #birds")
    app = App.of(ann)

    for path in (PUBLIC, TAG):
        assert ids(app.get(f"{path}?local=true")) == [tweet]
        assert app.get(f"{path}?remote=true") == []


def test_timelines_can_be_narrowed_to_media_and_keep_that_in_their_links(ann: Person) -> None:
    pictures = [ann.tweet(f"{number} #birds", mediaIds=[uploaded(ann)["id"]]) for number in range(3)]
    ann.tweet("words #birds")
    app = App.of(ann)

    for path in (PUBLIC, TAG):
        assert walk(app, f"{path}?only_media=1&limit=1", "next") == pictures[::-1]
        assert "only_media=1" in links(app.call("GET", f"{path}?only_media=1&limit=1"))["next"]


def test_hashtags_are_combined(ann: Person, network: InMemoryNetwork) -> None:
    both = ann.tweet("#birds #bees")
    birds, bees = ann.tweet("#Birds only"), ann.tweet("#bees only")
    flowers = ann.tweet("#bees #birds #flowers")
    network.settle()
    app = App.of(ann)

    assert ids(app.get(f"{TAG}?any[]=bees")) == [flowers, bees, birds, both]
    assert ids(app.get(f"{TAG}?all[]=%23BEES")) == [flowers, both]
    assert ids(app.get(f"{TAG}?none[]=bees")) == [birds]
    assert ids(app.get(f"{TAG}?all[]=bees&none[]=flowers")) == [both]
    assert walk(app, f"{TAG}?any[]=bees&limit=1", "next") == [flowers, bees, birds, both]
    assert walk(app, f"{TAG}?any[]=bees&limit=1&min_id=0", "prev") == [flowers, bees, birds, both]


def test_a_hashtag_that_nobody_used_has_an_empty_timeline(ann: Person) -> None:
    assert App.of(ann).get("/api/v1/timelines/tag/nobody") == []
    assert App.of(ann).get(f"/api/v1/timelines/tag/{'x' * 301}") == []


def test_the_sample_event_is_answered(network: InMemoryNetwork) -> None:
    event = json.loads((REPOSITORY / "events/http/mastodon_public_timeline.json").read_text(encoding="utf-8"))

    answer = api.lambda_handler(event, None)

    assert (answer["statusCode"], json.loads(answer["body"])) == (200, [])
