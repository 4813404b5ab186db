"""An account is exported: everything it wrote and did is in the archive, and nothing that it may not see."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from functions.export_queue import handler as export_queue
from linnet.domain.exports import ExportOrder
from linnet.services.export_account import ExportAccount
from tests.conftest import REPOSITORY
from tests.integration.in_memory_network import InMemoryNetwork, in_memory_network
from tests.integration.person import Person, done
from tests.integration.uploads import uploaded
from tests.push_receiver import PushClient


@pytest.fixture
def network(aws_credentials: None) -> Iterator[InMemoryNetwork]:
    with in_memory_network() as network:
        yield network


def archive_of(network: InMemoryNetwork, person: Person) -> dict[str, Any]:
    """Export an account and read the archive as any program would."""
    assert person.post("/api/users/me/export")[0] == 202
    network.export()
    (content,) = [content for name, content in network.archives.objects.items() if name.startswith(f"{person.id}/")]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name.removesuffix(".json"): json.loads(archive.read(name)) for name in archive.namelist()}


def test_everything_that_one_wrote_and_did_is_in_the_archive(network: InMemoryNetwork) -> None:
    ada, bob = network.sign_up("ada", bio="computes"), network.sign_up("bob")
    for one, other in ((ada, bob), (bob, ada)):
        one.follow(other)
    network.settle()
    theirs = bob.tweet("of Bob", poll={"options": ["yes", "no"], "durationSeconds": 300})
    own = [ada.tweet(f"tweet {number}") for number in range(120)]
    done(ada.put(f"/api/tweets/{own[0]}", {"text": "edited"}))
    done(ada.delete(f"/api/tweets/{own[1]}"))
    for act in ("like", "retweet"):
        done(ada.post(f"/api/tweets/{theirs}/{act}"))
    done(ada.post(f"/api/tweets/{theirs}/votes", {"choices": [1]}))
    folder = done(ada.post("/api/bookmark-folders", {"name": "birds"}))
    done(ada.post(f"/api/tweets/{theirs}/bookmark", {"folderId": folder["id"]}))
    done(ada.patch("/api/notifications/settings", {"mutedWords": ["noise"]}))
    done(ada.post(f"/api/tweets/{theirs}/mute-thread"))
    word = {"title": "Quiet", "contexts": ["home"], "keywords": [{"keyword": "noise"}]}
    quiet = done(ada.post("/api/filters", word))["id"]
    done(ada.post(f"/api/filters/{quiet}/tweets", {"tweetId": theirs}))
    done(ada.post("/api/markers", {"home": theirs}))
    saved = done(ada.post("/api/search/saved", {"name": "Fruit", "q": "apple OR pear"}))
    done(ada.post("/api/trends/noise/hide"))
    shown = uploaded(ada, description="a difference engine")
    done(ada.post("/api/hashtags/Engines/feature"))
    keys = PushClient().keys
    done(ada.put("/api/push/subscription", {"endpoint": "https://push.example/ada", "keys": keys}))
    done(ada.post("/api/reports", {"accountId": str(bob.id), "comment": "rude", "tweetIds": [theirs]}), 201)
    done(ada.put(f"/api/users/{bob.id}/note", {"note": "met in Kyoto"}))
    done(ada.post(f"/api/users/{bob.id}/endorsement"))
    made = done(ada.post("/api/lists", {"title": "Friends"}))["id"]
    done(ada.post(f"/api/lists/{made}/members", {"userIds": [str(bob.id)]}))
    network.settle()

    files = archive_of(network, ada)

    (account,) = files["account"]
    assert (account["username"], account["email"], account["bio"]) == ("ada", "ada@example.org", "computes")
    assert account["notifications"]["mutedWords"] == ["noise"]
    assert account["notifications"]["mutedConversationIds"] == [theirs]
    assert account["readUpTo"] == {"home": theirs, "notifications": None}
    assert account["featuredHashtags"] == ["Engines"]
    assert [each["name"] for each in account["bookmarkFolders"]] == ["birds"]
    assert not {"passwordHash", "password_hash", "token"} & account.keys()
    retweet, *tweets = files["tweets"]
    assert retweet["retweetOf"] == theirs
    assert {each["id"] for each in tweets} == {*own} - {own[1]}
    edited = tweets[-1]
    assert (edited["text"], [each["text"] for each in edited["earlierVersions"]]) == ("edited", ["tweet 0"])
    assert files["searches"] == [{"id": saved["id"], "name": "Fruit", "query": "apple OR pear"}]
    (picture,) = files["media"]
    assert (picture["id"], picture["path"], picture["description"]) == (
        shown["id"],
        shown["url"],
        "a difference engine",
    )
    (subscription,) = files["push_subscriptions"]
    assert subscription["endpoint"] == "https://push.example/ada"
    assert not any(key in repr(files) for key in keys.values())
    (told,) = files["reports"]
    assert (told["accountId"], told["comment"], told["tweetIds"]) == (str(bob.id), "rude", [theirs])
    assert files["hidden_trends"] == [{"tag": "#noise"}]
    (engagement,) = files["engagements"]
    assert engagement.keys() == {"tweetId", "likedAt", "retweetedAt", "bookmarkedAt", "votedAt", "choices"}
    (followed,) = files["relationships"]
    assert followed.keys() == {"id", "username", "followedAt", "showsRetweets", "tellsOfTweets", "endorsed", "note"}
    assert (followed["username"], followed["endorsed"], followed["note"]) == ("bob", True, "met in Kyoto")
    assert [each["username"] for each in files["followers"]] == ["bob"]
    (kept,) = files["lists"]
    assert (kept["title"], [each["username"] for each in kept["members"]]) == ("Friends", ["bob"])
    (filtering,) = files["filters"]
    assert (filtering["title"], filtering["tweetIds"]) == ("Quiet", [theirs])
    assert filtering["keywords"] == [{"text": "noise", "wholeWord": True}]


def test_messages_are_those_that_one_may_read_and_ones_own_everywhere(network: InMemoryNetwork) -> None:
    ada, bob, cat = (network.sign_up(name) for name in ("ada", "bob", "cat"))
    for other in (bob, cat):
        sent = done(ada.post(f"/api/messages/{other.id}", {"text": f"to {other.id}"}))
        done(other.post(f"/api/messages/{ada.id}", {"text": f"from {other.id}"}))
    unsent = done(ada.post(f"/api/messages/{bob.id}", {"text": "never mind"}))
    done(ada.delete(f"/api/conversations/{unsent['conversationId']}/messages/{unsent['id']}?scope=everyone"))
    hidden = done(bob.post(f"/api/messages/{ada.id}", {"text": "hidden"}))
    done(ada.delete(f"/api/conversations/{hidden['conversationId']}/messages/{hidden['id']}"))
    group = done(bob.post("/api/conversations", {"userIds": [str(ada.id), str(cat.id)]}))
    place = f"/api/conversations/{group['id']}"
    done(ada.post(f"{place}/messages", {"text": "in a group"}))
    done(bob.post(f"{place}/messages", {"text": "Bob, in a group"}))
    network.settle()
    done(ada.delete(f"{place}/members/{ada.id}"))
    done(bob.post(f"{place}/messages", {"text": "she is gone"}))
    done(cat.post(f"/api/users/{ada.id}/block"))
    done(ada.post(f"/api/users/{cat.id}/mute", {}))
    network.settle()
    assert sent["id"]

    files = archive_of(network, ada)

    texts = sorted(each["text"] for each in files["messages"])
    assert texts == sorted([f"to {bob.id}", f"from {bob.id}", f"to {cat.id}", "in a group"])
    # Who blocked her is nobody to her, also where she muted them.
    assert [(each["id"], each["username"]) for each in files["relationships"]] == [(str(cat.id), None)]


def test_the_sample_message_names_an_export_and_a_broken_one_stays_in_the_queue(
    network: InMemoryNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders: list[ExportOrder] = []
    monkeypatch.setattr(ExportAccount, "run", lambda _, order: orders.append(order))
    event = json.loads((REPOSITORY / "events" / "queues" / "export_account.json").read_text("utf-8"))
    assert export_queue.lambda_handler(event, None) == {"batchItemFailures": []}
    assert orders == [ExportOrder(114688000000004242, 114688000000009999)]
    for body in ("{", '{"version":2}', '{"version":1}', "[]"):
        broken = {"Records": [{"messageId": "m", "body": body}]}
        assert export_queue.lambda_handler(broken, None) == {"batchItemFailures": [{"itemIdentifier": "m"}]}
