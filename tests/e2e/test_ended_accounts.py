"""Somebody gives their account up, somebody is suspended: nobody sees them, and both can come back."""

from __future__ import annotations

import pytest

from local.operators import Operators, on_this_machine
from local.testing import Network
from tests.e2e.people import PASSWORD, Person, Town, eventually
from tests.e2e.test_list_rules import RECIPES, TAG, Scene, hidden_content, items_of, retweets_of

pytestmark = pytest.mark.usefixtures("hidden")


@pytest.fixture(scope="module")
def operators(network: Network) -> Operators:
    return on_this_machine(network.cloud_url)


@pytest.fixture(scope="module")
def left(town: Town) -> Scene:
    """Let two people do everything that shows in lists, in the sight of a reader and a host."""
    reader, host, leaver, offender, other = town.newcomers("reader", "host", "leaver", "offender", "other")
    reader.follow(host)
    root = host.post("everybody, say something")
    tweets: dict[str, str] = {}
    conversations: list[str] = []
    for person in (leaver, offender):
        for one, another in ((reader, person), (person, host), (host, person)):
            one.follow(another)
        host.ask("POST", f"/api/users/{person.id}/endorsement")
        person.change(discoverable=True)
        own = person.post(f"of {person.username} #{TAG}")
        answer = person.reply(root["id"], f"{person.username} answers #{TAG}")
        host.retweet(own["id"])
        host.post("quoting", quoteOf=own["id"])
        sent = person.ask("POST", f"/api/messages/{reader.id}", {"text": "to you"}, expect=201)
        conversations.append(sent["conversationId"])
        tweets |= {own["id"]: person.id, answer["id"]: person.id}
    made = reader.ask("POST", "/api/lists", {"title": "everybody"}, expect=201)
    followed = [person.id for person in (host, leaver, offender)]
    reader.ask("POST", f"/api/lists/{made['id']}/members", {"userIds": followed}, expect=204)
    reader.ask("POST", f"/api/users/{leaver.id}/mute", {})
    reader.ask("DELETE", f"/api/users/{leaver.id}/mute")
    people = {leaver.id, offender.id}
    eventually(lambda: set(tweets) <= set(reader.home()) | set(reader.ids(f"/api/tweets/{root['id']}/thread")))
    eventually(lambda: people <= set(host.ids(f"/api/users/{host.id}/followers")))
    retweets = frozenset(retweets_of(host))
    return Scene(reader, host, leaver, offender, other, root["id"], tweets, retweets, conversations, made["id"])


@pytest.fixture(scope="module")
def hidden(left: Scene, operators: Operators) -> None:
    """Let the one leave and the other be suspended."""
    answer = left.blocker.ask("POST", "/api/users/me/deactivate", {"password": PASSWORD})
    assert answer["returnableUntil"].endswith("Z")
    assert operators.order("suspend", f"@{left.blocked.username}")["status"] == "suspended"


@pytest.mark.parametrize("route", sorted(RECIPES))
def test_no_list_shows_who_takes_no_part(left: Scene, town: Town, route: str) -> None:
    hidden = {left.blocker.id, left.blocked.id}
    for path in RECIPES[route](left):
        for client in (left.reader, left.host, town.anonymous):
            for shown in items_of(client, path):
                assert hidden_content(shown, hidden) == [], path
                # What trends has a name and no id.
                assert shown.get("id") not in hidden, path


def test_they_are_not_found_and_their_sessions_have_ended(left: Scene) -> None:
    for person in (left.blocker, left.blocked):
        left.reader.get(f"/api/users/{person.id}", expect=404)
        left.reader.get(f"/api/users/@{person.username}", expect=404)
        left.reader.ask("POST", f"/api/users/{person.id}/follow", {}, expect=404)
        # A container may take a token for good for ten more seconds.
        eventually(lambda person=person: person.send("GET", "/api/users/me").status_code == 401)  # type: ignore[misc]
    for tweet_id in left.hidden_tweets:
        left.reader.get(f"/api/tweets/{tweet_id}", expect=404)


def test_who_is_suspended_is_told_so_at_log_in_and_only_with_the_password(left: Scene, town: Town) -> None:
    login = {"login": left.blocked.username, "password": PASSWORD}
    refusal = town.anonymous.ask("POST", "/api/auth/login", login, expect=403)
    assert refusal["error"]["code"] == "suspended"
    town.anonymous.ask("POST", "/api/auth/login", {**login, "password": "not the password"}, expect=401)


def test_both_come_back_with_everything_they_left(left: Scene, town: Town, operators: Operators) -> None:
    operators.order("lift", left.blocked.id)
    returned: list[Person] = [town.log_in(left.blocker), town.log_in(left.blocked)]
    # The session of before stays ended, though a container may take its token for good for ten seconds.
    eventually(lambda: left.blocker.send("GET", "/api/users/me").status_code == 401)
    for person in returned:
        assert left.reader.get(f"/api/users/{person.id}")["username"] == person.username
        assert person.id in left.host.ids(f"/api/users/{left.host.id}/followers")
    shown = set(left.host.ids(f"/api/hashtags/{TAG}/tweets"))
    assert set(left.hidden_tweets) <= shown
    own = {tweet for tweet, author in left.hidden_tweets.items() if author in {each.id for each in returned}}
    assert own & set(left.reader.home())


def test_who_was_suspended_reads_so_when_it_is_over(left: Scene, town: Town) -> None:
    returned = town.log_in(left.blocked)

    def told() -> list[str]:
        return [each["measure"] for each in returned.get("/api/notifications?kinds=moderation")["items"]]

    eventually(lambda: sorted(told()) == ["suspended", "suspension_lifted"])
    assert left.reader.get("/api/notifications?kinds=moderation")["items"] == []
