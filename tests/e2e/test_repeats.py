"""Every request may come twice: nothing happens twice, and the second answer says what stands."""

import itertools

import pytest

from local.testing import Network
from tests.e2e.people import Person, Town, at_once, eventually
from tests.e2e.tables import stored_totals


def test_a_second_delete_finds_nothing(town: Town) -> None:
    ada = town.newcomer("ada")
    tweet = ada.post("soon gone")

    ada.ask("DELETE", f"/api/tweets/{tweet['id']}", expect=204)
    ada.ask("DELETE", f"/api/tweets/{tweet['id']}", expect=404)

    eventually(lambda: ada.counts(ada)["tweets"] == 0)


def test_a_retweet_stands_once_however_often_it_is_asked_for(town: Town, network: Network) -> None:
    ada, ben = town.newcomers("ada", "ben")
    tweet = ada.post("spread the word")
    path = f"/api/tweets/{tweet['id']}"

    statuses = at_once([lambda: ben.send("POST", f"{path}/retweet").status_code for _ in range(6)])

    assert sorted(statuses) == [201, *[409] * 5]
    eventually(lambda: stored_totals(network, tweet["id"])["retweets"] == 1)
    assert ben.get(path)["viewer"]["retweeted"]
    undone = at_once([lambda: ben.send("DELETE", f"{path}/retweet").status_code for _ in range(4)])
    assert sorted(undone) == [204, *[409] * 3]
    eventually(lambda: stored_totals(network, tweet["id"])["retweets"] == 0)


def test_follows_that_race_are_one_follow(town: Town) -> None:
    ada, ben = town.newcomers("ada", "ben")

    statuses = at_once([lambda: ada.send("POST", f"/api/users/{ben.id}/follow", {}).status_code for _ in range(6)])

    assert sorted(statuses) == [201, *[409] * 5]
    eventually(lambda: (ada.counts(ada)["following"], ada.counts(ben)["followers"]) == (1, 1))


def test_a_name_is_given_once_in_a_race(town: Town) -> None:
    body = {"password": "somebody has to be first", "displayName": "First"}
    name = f"racer_{town.newcomer().id[-12:]}"

    def sign_up(number: int) -> int:
        request = {**body, "username": name, "email": f"{name}_{number}@example.org"}
        return town.anonymous.send("POST", "/api/auth/register", request).status_code

    assert sorted(at_once([lambda n=n: sign_up(n) for n in range(5)])) == [201, *[409] * 4]  # type: ignore[misc]


@pytest.mark.parametrize("tie", ["follow", "block", "mute"])
def test_ending_what_does_not_stand_changes_nothing(town: Town, tie: str) -> None:
    ada, ben = town.newcomers("ada", "ben")

    relationship = ada.ask("DELETE", f"/api/users/{ben.id}/{tie}")

    assert not any(relationship[name] for name in ("following", "blocking", "muted"))


def test_blocking_and_muting_twice_is_blocking_and_muting(town: Town) -> None:
    ada, ben = town.newcomers("ada", "ben")
    for _ in range(2):
        ada.ask("POST", f"/api/users/{ben.id}/mute", {})
    for _ in range(2):
        ada.ask("POST", f"/api/users/{ben.id}/block")

    assert ada.ids("/api/mutes") == [ben.id]
    assert ada.ids("/api/blocks") == [ben.id]


def test_a_request_is_answered_once(town: Town) -> None:
    ada, ben = town.newcomers("ada", "ben")
    ada.change(protected=True)
    ben.follow_protected(ada)

    ada.ask("POST", f"/api/follow-requests/{ben.id}/accept", expect=404)
    ada.ask("POST", f"/api/follow-requests/{ben.id}/reject", expect=404)

    assert ben.get(f"/api/relationships?ids={ada.id}")["items"][0]["following"]
    eventually(lambda: ada.counts(ada)["followers"] == 1)


def test_a_key_belongs_to_its_account(town: Town) -> None:
    ada, ben = town.newcomers("ada", "ben")
    headers = {"Idempotency-Key": "of everybody"}

    one, other = (person.send("POST", "/api/tweets", {"text": "mine"}, headers).json() for person in (ada, ben))

    assert one["id"] != other["id"]
    assert other["author"]["id"] == ben.id


@pytest.mark.parametrize("limit", ["0", "101", "-1", "many", ""])
def test_a_page_size_out_of_bounds_is_refused(town: Town, limit: str) -> None:
    refusal = town.anonymous.ask("GET", f"/api/timelines/public?limit={limit}", expect=422)
    assert refusal["error"]["field"] == "limit"


def test_cursors_are_refused_by_other_lists_and_when_altered(town: Town) -> None:
    ada = town.newcomer("ada")
    for number in range(3):
        ada.post(f"number {number}")
    cursor = ada.get("/api/timelines/home?limit=1")["nextToken"]

    ada.get(f"/api/timelines/home?limit=1&cursor={cursor}")
    for path in (f"/api/timelines/public?cursor={cursor}", f"/api/users/{ada.id}/tweets?cursor={cursor}"):
        assert ada.ask("GET", path, expect=422)["error"]["field"] == "cursor"
    for altered in (cursor[:-1], f"{cursor}A", "A" * 64, "%00", "..%2F"):
        ada.ask("GET", f"/api/timelines/home?cursor={altered}", expect=422)


@pytest.mark.parametrize("limit", [1, 4, 7])
def test_the_pages_of_followers_are_all_followers_while_more_come(
    crowd: tuple[Person, list[Person]], town: Town, limit: int
) -> None:
    star, fans = crowd
    pages = star.pages(f"/api/users/{star.id}/followers", limit)
    first = next(pages)
    town.newcomer("late").follow(star)

    listed = [item["id"] for item in itertools.chain(first, *pages)]

    assert len(listed) == len(set(listed))
    assert [each for each in listed if each in {fan.id for fan in fans}] == [fan.id for fan in reversed(fans)]


@pytest.fixture(scope="module")
def crowd(town: Town) -> tuple[Person, list[Person]]:
    """Somebody with followers, in the order of their coming."""
    star, *fans = town.newcomers("star", *["fan"] * 9)
    for fan in fans:
        fan.follow(star)
    eventually(lambda: len(star.ids(f"/api/users/{star.id}/followers")) == len(fans))
    return star, fans
