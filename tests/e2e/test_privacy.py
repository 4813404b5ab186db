"""Protected accounts, blocks and mutes: who sees what of whom."""

from datetime import UTC, datetime, timedelta

import pytest

from local.testing import Network
from tests.e2e.people import Person, Town, eventually
from tests.e2e.tables import physical_name


def test_a_protected_account_is_read_by_accepted_followers_only(town: Town) -> None:
    ada, ben, cleo = town.newcomers("ada", "ben", "cleo")
    ada.change(protected=True)
    secret = ada.post("between us")

    ben.follow(ada, expect=202)
    eventually(lambda: ben.id in ada.ids("/api/follow-requests"))
    ben.get(f"/api/tweets/{secret['id']}", expect=404)
    ada.ask("POST", f"/api/follow-requests/{ben.id}/accept", expect=204)

    assert ben.get(f"/api/tweets/{secret['id']}")["text"] == "between us"
    assert secret["id"] in ben.profile(ada)
    ben.sees_at_home(secret["id"])
    eventually(lambda: ben.id in ben.ids(f"/api/users/{ada.id}/followers"))
    for outsider in (cleo, town.anonymous):
        outsider.get(f"/api/tweets/{secret['id']}", expect=404)
        outsider.get(f"/api/tweets/{secret['id']}/thread", expect=404)
        outsider.get(f"/api/tweets/{secret['id']}/history", expect=404)
        assert outsider.ids(f"/api/users/{ada.id}/tweets") == []
        assert outsider.send("GET", f"/api/users/{ada.id}/followers").status_code in {403, 404}


def test_a_rejected_request_leaves_no_trace(town: Town) -> None:
    ada, ben = town.newcomers("ada", "ben")
    ada.change(protected=True)
    ben.follow(ada, expect=202)
    eventually(lambda: ben.id in ada.ids("/api/follow-requests"))

    ada.ask("POST", f"/api/follow-requests/{ben.id}/reject", expect=204)

    eventually(lambda: ada.ids("/api/follow-requests") == [])
    relationship = ben.get(f"/api/relationships?ids={ada.id}")["items"][0]
    assert not relationship["following"]
    assert not relationship["requested"]
    ada.ask("POST", f"/api/follow-requests/{ben.id}/accept", expect=404)


def test_a_removed_follower_no_longer_reads_a_protected_account(town: Town) -> None:
    ada, ben = town.newcomers("ada", "ben")
    ada.change(protected=True)
    ben.follow_protected(ada)
    secret = ada.post("for a while")
    ben.sees_at_home(secret["id"])

    ada.ask("DELETE", f"/api/users/me/followers/{ben.id}", expect=204)

    assert secret["id"] not in ben.home()
    ben.get(f"/api/tweets/{secret['id']}", expect=404)


def test_a_tweet_for_followers_is_for_followers(town: Town) -> None:
    ada, ben, cleo = town.newcomers("ada", "ben", "cleo")
    ben.follow(ada)
    tweet = ada.post("to my followers", audience="followers")

    assert ben.get(f"/api/tweets/{tweet['id']}")["audience"] == "followers"
    cleo.get(f"/api/tweets/{tweet['id']}", expect=404)
    assert tweet["id"] not in cleo.profile(ada)
    assert ben.send("POST", f"/api/tweets/{tweet['id']}/retweet").status_code == 403


@pytest.mark.parametrize("blocker", ["author", "reader"])
def test_a_block_hides_both_from_each_other_at_the_next_read(town: Town, blocker: str) -> None:
    author, reader, host = town.newcomers("author", "reader", "host")
    reader.follow(author)
    reader.follow(host)
    tweet = author.post("about to vanish")
    root = host.post("come in")
    reply = author.reply(root["id"], "thanks")
    quote = host.post("as they said", quoteOf=tweet["id"])
    host.retweet(tweet["id"])
    reader.sees_at_home(tweet["id"])
    reader.sees_at_home(quote["id"])

    if blocker == "author":
        author.block(reader)
    else:
        reader.block(author)

    assert tweet["id"] not in reader.home()
    reader.get(f"/api/tweets/{tweet['id']}", expect=404)
    assert reader.ids(f"/api/tweets?ids={tweet['id']},{root['id']}") == [root["id"]]
    shown = reader.send("GET", f"/api/users/{author.id}/tweets")
    assert shown.status_code == 404 or shown.json()["items"] == []
    assert reply["id"] not in reader.ids(f"/api/tweets/{root['id']}/thread")
    assert tweet["id"] not in reader.profile(host)
    assert reader.get(f"/api/tweets/{quote['id']}")["quote"] is None
    for one, other in ((reader, author), (author, reader)):
        assert not one.get(f"/api/relationships?ids={other.id}")["items"][0]["following"]
    reader.ask("POST", f"/api/users/{author.id}/follow", {}, expect=403)
    if blocker == "author":
        assert reader.send("POST", "/api/tweets", {"text": "no", "inReplyTo": tweet["id"]}).status_code in {403, 404}


def test_a_lifted_block_shows_again_but_does_not_restore_the_follow(town: Town) -> None:
    ada, ben = town.newcomers("ada", "ben")
    ben.follow(ada)
    tweet = ada.post("hidden for a moment")
    ada.block(ben)
    ben.get(f"/api/tweets/{tweet['id']}", expect=404)
    assert ada.ids("/api/blocks") == [ben.id]

    ada.ask("DELETE", f"/api/users/{ben.id}/block")

    ben.get(f"/api/tweets/{tweet['id']}")
    assert ada.ids("/api/blocks") == []
    assert not ben.get(f"/api/relationships?ids={ada.id}")["items"][0]["following"]


def test_a_mute_hides_at_home_and_not_on_the_profile(town: Town) -> None:
    ada, ben = town.newcomers("ada", "ben")
    ben.follow(ada)
    ada.is_pushed_to(ben)
    tweet = ada.post("somewhat loud")
    ben.sees_at_home(tweet["id"])

    ben.ask("POST", f"/api/users/{ada.id}/mute", {})

    assert tweet["id"] not in ben.home()
    assert tweet["id"] in ben.profile(ada)
    ben.get(f"/api/tweets/{tweet['id']}")
    assert ben.ids("/api/mutes") == [ada.id]
    ben.ask("DELETE", f"/api/users/{ada.id}/mute")
    assert tweet["id"] in ben.home()


def test_a_timed_mute_ends_by_itself(town: Town, network: Network) -> None:
    ada, ben = town.newcomers("ada", "ben")
    ben.follow(ada)
    ada.is_pushed_to(ben)
    tweet = ada.post("quiet for a minute")
    ben.sees_at_home(tweet["id"])
    relationship = ben.ask("POST", f"/api/users/{ada.id}/mute", {"durationSeconds": 60})
    ends = datetime.fromisoformat(relationship["mutedUntil"])
    assert timedelta(seconds=30) < ends - datetime.now(UTC) <= timedelta(seconds=61)
    assert tweet["id"] not in ben.home()

    end_mute_now(network, ben, ada)

    assert tweet["id"] in ben.home()
    assert ben.ids("/api/mutes") == []


def end_mute_now(network: Network, reader: Person, muted: Person) -> None:
    """Set the stored end of a mute to the past: sixty seconds are too long for a story."""
    network.aws.dynamodb.update_item(
        TableName=physical_name(network, "graph"),
        Key={"pk": {"S": f"U#{reader.id}"}, "sk": {"S": f"P#{int(muted.id):020d}"}},
        UpdateExpression="SET muted_until = :past",
        ConditionExpression="attribute_exists(muted_until)",
        ExpressionAttributeValues={":past": {"N": "1"}},
    )
