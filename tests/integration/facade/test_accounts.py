"""Accounts through the client API of Mastodon: written by one contract, read by the other, both ways."""

from __future__ import annotations

import json
from typing import NoReturn

import pytest

from functions.accounts_api.absent import ABSENT
from functions.accounts_api.handler import api
from linnet.ports.search import SearchUnavailable
from tests.conftest import REPOSITORY
from tests.integration.facade.client import App
from tests.integration.in_memory_network import InMemoryNetwork
from tests.integration.person import PASSWORD, Person, done

JSON = "application/json"


def test_a_profile_set_natively_is_read_as_html(ann: Person, network: InMemoryNetwork) -> None:
    ann.patch(
        "/api/users/me",
        {"displayName": "Ann <3", "bio": "see example.org\n#hi", "fields": [{"name": "Code", "value": "a & b"}]},
    )
    shown = App(network).get(f"/api/v1/accounts/{ann.id}")
    assert (shown["display_name"], shown["acct"]) == ("Ann <3", "ann")
    assert shown["note"].startswith("<p>see <a href=")
    assert "<br>" in shown["note"]
    assert shown["fields"] == [{"name": "Code", "value": "a &amp; b", "verified_at": None}]
    assert shown["avatar"].startswith("https://linnet.example/")
    mine = App.of(ann).get("/api/v1/accounts/verify_credentials")
    assert mine["source"]["note"] == "see example.org\n#hi"
    assert mine["source"]["privacy"] == "public"


def test_a_profile_set_by_an_app_is_read_natively(ann: Person) -> None:
    form = {
        "display_name": "Annie",
        "note": "new",
        "locked": "true",
        "bot": "1",
        "fields_attributes[0][name]": "Home",
        "fields_attributes[0][value]": "here",
        "source[privacy]": "private",
        "source[sensitive]": "on",
    }
    changed = App.of(ann).done("PATCH", "/api/v1/accounts/update_credentials", form)
    assert (changed["locked"], changed["source"]["privacy"], changed["source"]["sensitive"]) == (True, "private", True)
    me = done(ann.get("/api/users/me"))
    assert (me["displayName"], me["bio"], me["protected"], me["bot"]) == ("Annie", "new", True, True)
    assert me["fields"] == [{"name": "Home", "value": "here"}]
    assert me["settings"]["defaultAudience"] == "followers"


def test_what_a_change_does_not_name_stays(ann: Person) -> None:
    app = App.of(ann)
    app.done("PATCH", "/api/v1/accounts/update_credentials", {"note": "kept", "locked": "true"})
    body = json.dumps({"display_name": "A", "note": None}).encode()
    changed = app.done("PATCH", "/api/v1/accounts/update_credentials", body, JSON)
    assert (changed["source"]["note"], changed["locked"]) == ("kept", True)


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"source[privacy]": "direct"}, "Privacy is not included in the list"),
        ({"avatar": "bytes"}, "Avatar is invalid"),
        ({"display_name": "x" * 51}, "Displayname must have 1 to 50 characters"),
    ],
)
def test_a_change_that_cannot_be_made_is_refused_whole(ann: Person, form: dict[str, str], told: str) -> None:
    answer = App.of(ann).refused("PATCH", "/api/v1/accounts/update_credentials", {"note": "half", **form})
    assert answer == (422, f"Validation failed: {told}")
    assert done(ann.get("/api/users/me"))["bio"] == ""


def test_accounts_are_found_by_id_by_name_and_by_its_beginning(ann: Person, bob: Person) -> None:
    app = App.of(ann)
    assert [each["username"] for each in app.get(f"/api/v1/accounts?id[]={bob.id}&id[]=5&id[]={ann.id}")] == [
        "bob",
        "ann",
    ]
    for name in ("bob", "@BOB", "bob@linnet.example"):
        assert app.get(f"/api/v1/accounts/lookup?acct={name}")["id"] == str(bob.id)
    assert app.refused("GET", "/api/v1/accounts/lookup?acct=bob@elsewhere.example") == (404, "Record not found")
    # Exactly this name: found in the second of its sign-up.
    assert [each["username"] for each in app.get("/api/v1/accounts/search?q=@bob@linnet.example")] == ["bob"]
    assert app.get("/api/v1/accounts/search?q=bob&following=true") == []
    ann.follow(bob)
    assert app.get("/api/v1/accounts/search?q=bob@elsewhere.example") == []


def found(app: App, asked: str) -> list[str]:
    return [each["username"] for each in app.get(f"/api/v1/accounts/search?{asked}")]


def test_accounts_are_found_by_beginnings_and_misspelt(ann: Person, bob: Person) -> None:
    app, network = App.of(ann), ann.network
    network.sign_up("kingfisher")
    other = network.sign_up("kingfishers")
    network.sign_up("dipper", bio="a friend of the kingfisher")
    network.settle()
    ann.follow(other)
    network.settle()
    # The handle itself, who begins so, and who speaks of it.
    assert found(app, "q=kingfisher") == ["kingfisher", "kingfishers", "dipper"]
    assert found(app, "q=king") == ["kingfishers", "kingfisher"]
    assert set(found(app, "q=kingfisger")) == {"kingfisher", "kingfishers"}
    assert found(app, "q=kingfisher&following=true&resolve=true") == ["kingfishers"]
    assert found(app, "q=kingfisger&following=true") == ["kingfishers"]
    assert found(app, "q=dipper&following=true") == []
    pages = [found(app, f"q=kingfisher&limit=1&offset={offset}") for offset in range(4)]
    assert pages == [["kingfisher"], ["kingfishers"], ["dipper"], []]
    assert found(app, "q=king&offset=200") == found(app, "q=%40") == []
    assert app.refused("GET", f"/api/v1/accounts/search?q={'x' * 600}")[0] == 422
    done(ann.post(f"/api/users/{other.id}/block"))
    assert found(app, "q=king") == ["kingfisher"]


def test_accounts_are_found_while_the_engine_is_down(ann: Person, bob: Person) -> None:
    network = ann.network
    network.settle()
    (facade,) = [each for each in network.facades if each.function == "accounts_api"]
    services = facade.container.get()[1]
    object.__setattr__(services.find_accounts.search, "index", Down())
    app = App.of(ann)
    for asked in ("bob", "bo"):
        assert found(app, f"q={asked}") == ["bob"]
    assert found(app, "q=two+words") == []


class Down:
    """A search engine that does not answer."""

    def users(self, _search: object) -> NoReturn:
        raise SearchUnavailable


def test_a_follow_by_an_app_is_a_follow_and_again_is_the_same(ann: Person, bob: Person) -> None:
    app = App.of(ann)
    first = app.post(f"/api/v1/accounts/{bob.id}/follow", reblogs="false", notify="true")
    assert (first["following"], first["showing_reblogs"], first["notifying"]) == (True, False, True)
    assert app.post(f"/api/v1/accounts/{bob.id}/follow") == first
    assert ann.post(f"/api/users/{bob.id}/follow")[0] == 409
    (native,) = done(bob.get(f"/api/relationships?ids={ann.id}"))["items"]
    assert native["followedBy"]
    ended = app.post(f"/api/v1/accounts/{bob.id}/unfollow")
    assert not ended["following"]


def test_a_locked_account_is_asked_and_answers(ann: Person, bob: Person, network: InMemoryNetwork) -> None:
    bob.patch("/api/users/me", {"protected": True})
    asked = App.of(ann).post(f"/api/v1/accounts/{bob.id}/follow")
    assert (asked["following"], asked["requested"]) == (False, True)
    network.settle()
    owner = App.of(bob)
    assert [each["id"] for each in owner.get("/api/v1/follow_requests")] == [str(ann.id)]
    assert owner.get("/api/v1/accounts/verify_credentials")["source"]["follow_requests_count"] == 1
    (pair,) = owner.get(f"/api/v1/accounts/relationships?id={ann.id}")
    assert pair["requested_by"]
    assert owner.post(f"/api/v1/follow_requests/{ann.id}/authorize")["followed_by"]
    assert owner.refused("POST", f"/api/v1/follow_requests/{ann.id}/reject") == (404, "Record not found")
    removed = owner.post(f"/api/v1/accounts/{ann.id}/remove_from_followers")
    assert not removed["followed_by"]


def test_blocks_mutes_and_notes(ann: Person, bob: Person) -> None:
    app = App.of(ann)
    assert app.post(f"/api/v1/accounts/{bob.id}/block")["blocking"]
    assert [each["id"] for each in app.get("/api/v1/blocks")] == [str(bob.id)]
    assert App.of(bob).refused("GET", f"/api/v1/accounts/{ann.id}") == (404, "Record not found")
    assert not app.post(f"/api/v1/accounts/{bob.id}/unblock")["blocking"]
    muted = app.post(f"/api/v1/accounts/{bob.id}/mute", duration="3600")
    assert (muted["muting"], muted["muting_notifications"]) == (True, True)
    (listed,) = app.get("/api/v1/mutes")
    assert listed["mute_expires_at"] == muted["muting_expires_at"]
    assert not app.post(f"/api/v1/accounts/{bob.id}/unmute")["muting"]
    app.post(f"/api/v1/accounts/{bob.id}/mute")
    assert app.get("/api/v1/mutes")[0]["mute_expires_at"] is None
    assert app.post(f"/api/v1/accounts/{bob.id}/note", comment="met at the fair")["note"] == "met at the fair"
    (native,) = done(ann.get(f"/api/relationships?ids={bob.id}"))["items"]
    assert (native["note"], native["muted"]) == ("met at the fair", True)


def test_endorsements_go_both_ways(ann: Person, bob: Person, network: InMemoryNetwork) -> None:
    app = App.of(ann)
    assert app.refused("POST", f"/api/v1/accounts/{bob.id}/endorse") == (
        422,
        "Validation failed: You must be already following the person you want to endorse",
    )
    ann.follow(bob)
    assert app.post(f"/api/v1/accounts/{bob.id}/endorse")["endorsed"]
    assert app.post(f"/api/v1/accounts/{bob.id}/pin")["endorsed"]
    (native,) = done(ann.get(f"/api/relationships?ids={bob.id}"))["items"]
    assert native["endorsed"]
    assert [each["username"] for each in app.get("/api/v1/endorsements")] == ["bob"]
    assert [each["id"] for each in App(network).get(f"/api/v1/accounts/{ann.id}/endorsements")] == [str(bob.id)]
    assert [each["id"] for each in done(bob.get(f"/api/users/{ann.id}/endorsements"))["items"]] == [str(bob.id)]
    assert not app.post(f"/api/v1/accounts/{bob.id}/unpin")["endorsed"]
    assert done(ann.post(f"/api/users/{bob.id}/endorsement"))["endorsed"]
    (pair,) = app.get(f"/api/v1/accounts/relationships?id[]={bob.id}")
    assert pair["endorsed"]
    assert not app.post(f"/api/v1/accounts/{bob.id}/unendorse")["endorsed"]
    assert not done(ann.delete(f"/api/users/{bob.id}/endorsement"))["endorsed"]
    assert app.get("/api/v1/endorsements") == []
    assert app.refused("GET", "/api/v1/accounts/5/endorsements") == (404, "Record not found")


def test_featured_hashtags_go_both_ways(ann: Person, bob: Person, network: InMemoryNetwork) -> None:
    app, path = App.of(ann), f"/api/v1/accounts/{ann.id}/featured_tags"
    ann.tweet("look, #Birds and #bees")
    ann.tweet("more #birds")
    network.settle()
    assert [each["name"] for each in app.get("/api/v1/featured_tags/suggestions")] == ["birds", "bees"]
    made = app.post("/api/v1/featured_tags", name="#Birds")
    assert (made["name"], made["statuses_count"]) == ("Birds", "2")
    assert made["url"] == "https://linnet.example/@ann/tagged/Birds"
    assert app.post("/api/v1/featured_tags", name="birds") == made
    assert [each["name"] for each in app.get("/api/v1/featured_tags/suggestions")] == ["bees"]
    assert done(ann.post("/api/hashtags/bees/feature"))["tweets"] == 1
    assert app.get("/api/v1/tags/bees")["featuring"]
    assert not App.of(bob).get("/api/v1/tags/bees")["featuring"]
    assert "featuring" not in App(network).get("/api/v1/tags/bees")
    assert [each["name"] for each in App(network).get(path)] == ["Birds", "bees"]
    assert [each["tag"] for each in done(bob.get(f"/api/users/{ann.id}/featured-hashtags"))["items"]] == [
        "birds",
        "bees",
    ]
    assert not app.post("/api/v1/tags/BEES/unfeature")["featuring"]
    assert App.of(bob).refused("DELETE", f"/api/v1/featured_tags/{made['id']}") == (404, "Record not found")
    assert app.done("DELETE", f"/api/v1/featured_tags/{made['id']}") == {}
    assert done(ann.get(f"/api/users/{ann.id}/featured-hashtags"))["items"] == []
    assert app.post("/api/v1/tags/ants/feature")["featuring"]
    assert [each["tag"] for each in done(ann.get(f"/api/users/{ann.id}/featured-hashtags"))["items"]] == ["ants"]
    done(ann.delete("/api/hashtags/ants/feature"))
    assert app.get("/api/v1/featured_tags") == []
    done(ann.post(f"/api/users/{bob.id}/block"))
    assert App.of(bob).refused("GET", path) == (404, "Record not found")
    assert bob.get(f"/api/users/{ann.id}/featured-hashtags")[0] == 404


@pytest.mark.parametrize(
    ("form", "refusal"),
    [
        ({}, (422, "Validation failed: Name can't be blank")),
        ({"name": "two words"}, (404, "Record not found")),
    ],
)
def test_what_is_no_hashtag_cannot_be_featured(ann: Person, form: dict[str, str], refusal: tuple[int, str]) -> None:
    assert App.of(ann).refused("POST", "/api/v1/featured_tags", form) == refusal


def test_posts_of_an_account(ann: Person, bob: Person, network: InMemoryNetwork) -> None:
    own, other = ann.tweet("own"), bob.tweet("other")
    ann.tweet("@bob yes", inReplyTo=other)
    done(ann.post(f"/api/tweets/{other}/retweet"))
    done(ann.post(f"/api/tweets/{own}/pin"))
    app, path = App.of(bob), f"/api/v1/accounts/{ann.id}/statuses"
    boost, reply, first = app.get(path)
    assert (boost["reblog"]["id"], boost["account"]["id"]) == (other, str(ann.id))
    assert (reply["in_reply_to_id"], reply["in_reply_to_account_id"]) == (other, str(bob.id))
    assert (first["id"], first["content"]) == (own, "<p>own</p>")
    assert [each["id"] for each in app.get(f"{path}?exclude_reblogs=true&exclude_replies=1")] == [own]
    assert [each["id"] for each in app.get(f"{path}?pinned=true")] == [own]
    assert [each["id"] for each in app.get(f"{path}?min_id={own}&limit=1")] == [reply["id"]]
    assert App.of(ann).get(path)[2]["pinned"]
    done(ann.post(f"/api/users/{bob.id}/block"))
    assert app.refused("GET", path)[0] == 404
    assert app.refused("GET", f"{path}?pinned=true")[0] == 404


def test_posts_can_be_those_with_a_hashtag(ann: Person, bob: Person) -> None:
    done(ann.post(f"/api/tweets/{bob.tweet('theirs #Birds')}/retweet"))
    first = ann.tweet("one #birds")
    ann.tweet("two #bird and birds")
    last = ann.tweet("three ＃ＢＩＲＤＳ")
    app, path = App.of(bob), f"/api/v1/accounts/{ann.id}/statuses"
    for name in ("birds", "BIRDS", "%23Birds"):
        assert [each["id"] for each in app.get(f"{path}?tagged={name}")] == [last, first]
    assert [each["id"] for each in app.get(f"{path}?tagged=birds&limit=1&max_id={last}")] == [first]
    assert len(app.get(f"{path}?tagged=")) == 4
    assert done(bob.get(f"/api/users/{ann.id}/tweets?tag=birds"))["items"][0]["id"] == last
    (status, _) = bob.get(f"/api/users/{ann.id}/tweets?tag=")
    assert status == 422


def test_preferences_are_the_settings(ann: Person) -> None:
    ann.patch("/api/users/me", {"language": "de", "settings": {"defaultAudience": "unlisted"}})
    chosen = App.of(ann).get("/api/v1/preferences")
    assert (chosen["posting:default:visibility"], chosen["posting:default:language"]) == ("unlisted", "de")


@pytest.mark.parametrize("path", [path for path, _, _ in ABSENT])
def test_what_nobody_has_is_an_empty_list(ann: Person, path: str) -> None:
    assert App.of(ann).get(path) == []


def test_followers_are_paged_by_link(network: InMemoryNetwork, ann: Person) -> None:
    fans = [network.sign_up(f"fan{number}") for number in range(3)]
    for fan in fans:
        fan.follow(ann)
    network.settle()
    path, seen = f"/api/v1/accounts/{ann.id}/followers?limit=2", []
    while path:
        answer = App(network).call("GET", path)
        seen += [each["username"] for each in answer.body]
        following = [part for part in answer.headers.get("Link", "").split(", ") if 'rel="next"' in part]
        path = following[0][1:].partition(">")[0].removeprefix("https://linnet.example") if following else ""
    assert seen == ["fan2", "fan1", "fan0"]
    assert [each["username"] for each in App(network).get(f"/api/v1/accounts/{fans[0].id}/following")] == ["ann"]


def test_tokens_and_scopes(network: InMemoryNetwork, ann: Person, bob: Person) -> None:
    nobody = App(network)
    assert nobody.refused("GET", "/api/v1/accounts/verify_credentials") == (401, "The access token is invalid")
    assert App(network, "wrong").refused("GET", f"/api/v1/accounts/{ann.id}")[0] == 401
    reader = App(network, token_of(network, "read:accounts"))
    assert reader.get("/api/v1/accounts/verify_credentials")["username"] == "ann"
    outside = (403, "This action is outside the authorized scopes")
    assert reader.refused("POST", f"/api/v1/accounts/{bob.id}/follow") == outside
    assert reader.refused("GET", "/api/v1/blocks") == outside
    follower = App(network, token_of(network, "follow"))
    assert follower.post(f"/api/v1/accounts/{bob.id}/follow")["following"]
    assert follower.refused("GET", "/api/v1/accounts/verify_credentials") == outside


def test_an_app_signs_somebody_up_and_the_token_works_at_once(network: InMemoryNetwork) -> None:
    app = registered(network, "read write")
    alone = App(network, token(network, app, grant_type="client_credentials", scope="read write"))
    form = {"username": "cleo", "email": "cleo@example.org", "password": PASSWORD, "agreement": "true", "locale": "en"}
    made = alone.post("/api/v1/accounts", **form)
    assert App(network, made["access_token"]).get("/api/v1/accounts/verify_credentials")["username"] == "cleo"
    refused = alone.call("POST", "/api/v1/accounts", form)
    assert refused.status == 422
    assert refused.body["details"]["username"] == [{"error": "ERR_TAKEN", "description": "this name is taken"}]
    unwilling = alone.call("POST", "/api/v1/accounts", {**form, "username": "dora", "agreement": "false"})
    assert unwilling.body["details"]["agreement"][0]["error"] == "ERR_ACCEPTED"
    # The token of an app reads what everybody may, and acts for nobody.
    assert alone.get("/api/v1/accounts/lookup?acct=cleo")["username"] == "cleo"
    assert alone.refused("GET", "/api/v1/accounts/verify_credentials")[0] == 401
    assert App(network).refused("POST", "/api/v1/accounts", form)[0] == 401


def test_addresses_end_with_a_slash_or_not_and_head_is_get(ann: Person) -> None:
    app = App.of(ann)
    assert app.call("GET", f"/api/v1/accounts/{ann.id}/").status == 200
    assert app.network.call_facade("HEAD", f"/api/v1/accounts/{ann.id}")["body"] == ""


def test_the_sample_event_is_answered_with_an_account(network: InMemoryNetwork, ann: Person) -> None:
    event = json.loads((REPOSITORY / "events" / "http" / "mastodon_account_lookup.json").read_text("utf-8"))
    event["rawQueryString"] = "acct=ann"
    answer = api.lambda_handler(event, None)
    assert json.loads(answer["body"])["id"] == str(ann.id)


def registered(network: InMemoryNetwork, scopes: str) -> dict[str, str]:
    app: dict[str, str] = App(network).post(
        "/api/v1/apps", client_name="Toot", redirect_uris="urn:ietf:wg:oauth:2.0:oob", scopes=scopes
    )
    return app


def token(network: InMemoryNetwork, app: dict[str, str], **form: str) -> str:
    client = {"client_id": app["client_id"], "client_secret": app["client_secret"]}
    return str(App(network).post("/oauth/token", **client, **form)["access_token"])


def token_of(network: InMemoryNetwork, scopes: str) -> str:
    """Return a token of ann's."""
    login = {"grant_type": "password", "username": "ann", "password": PASSWORD, "scope": scopes}
    return token(network, registered(network, scopes), **login)
