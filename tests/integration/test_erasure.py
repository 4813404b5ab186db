"""An account that lived a whole life is erased: nothing of it is left in any table, and every total is right."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from functions.erasure_queue import handler as erasure_queue
from functions.erasure_schedule import handler as erasure_schedule
from linnet.domain.erasure import ErasureOrder
from linnet.runtime.settings import BY_FUNCTION, environment_names
from linnet.services.erase_account import EraseAccount
from tests.conftest import REPOSITORY
from tests.erasure_traces import names, traces
from tests.integration.in_memory_network import InMemoryNetwork, in_memory_network
from tests.integration.person import PASSWORD, Person, done
from tests.integration.uploads import uploaded
from tests.push_receiver import PushClient

DAY_MS = 86_400_000
WORDS = ("canary", "tweetybird", "seedpod")
TABLES = sorted({name for function in BY_FUNCTION for name in environment_names(function) if name.endswith("_TABLE")})


@pytest.fixture
def network(aws_credentials: None) -> Iterator[InMemoryNetwork]:
    with in_memory_network() as network:
        yield network


def found(network: InMemoryNetwork, user_id: int) -> dict[str, list[Any]]:
    """Return what every table has of an account, what may stay left out."""
    by_table = {variable.removesuffix("_TABLE").lower(): network.items(variable) for variable in TABLES}
    return {table: left for table, items in by_table.items() if (left := traces(table, items, user_id, WORDS))}


def live(network: InMemoryNetwork) -> tuple[Person, Sequence[Person]]:
    """Let somebody do everything that is stored, among others to whom it is done."""
    gone = network.sign_up("canary", bio="tweetybird", location="seedpod")
    ann, bea, cat, dan = (network.sign_up(name) for name in ("ann", "bea", "cat", "dan"))
    follow_and_hide(network, gone, (ann, bea, cat, dan))
    root = post_and_engage(network, gone, ann)
    write_messages(network, gone, (ann, bea, dan))
    ticket = done(gone.post("/api/realtime/ticket"))["ticket"]
    assert network.socket("$connect", "open", queryStringParameters={"ticket": ticket}) == 200
    topics = ["home", "notifications", "messages", f"tweet:{root}", "public", "hashtag:seedpod"]
    network.socket("$default", "open", body=json.dumps({"type": "subscribe", "topics": topics}))
    keep_searches(gone)
    done(gone.post("/api/trends/tweetybird/hide"))
    uploaded(gone, description="tweetybird")
    assert gone.post("/api/users/me/export")[0] == 202
    network.export()
    assert done(gone.get("/api/users/me/export"))["state"] == "ready"
    words = [{"keyword": "tweetybird"}]
    done(gone.post("/api/filters", {"title": "tweetybird", "contexts": ["home"], "keywords": words}))
    be_choosy(network, gone, dan)
    done(gone.get("/api/timelines/home"))
    done(cat.post(f"/api/users/{gone.id}/block"))
    done(gone.post(f"/api/users/{cat.id}/block"))
    network.settle()
    done(network.request("POST", "/api/auth/login", {"login": "canary", "password": PASSWORD}))
    network.settle()
    return gone, (ann, bea, cat, dan)


def be_choosy(network: InMemoryNetwork, gone: Person, dan: Person) -> None:
    """Let what two do to each other be set aside, and one of them be accepted."""
    done(gone.patch("/api/notifications/settings", {"mutedWords": ["tweetybird"]}))
    for reader in (gone, dan):
        policy = {"notFollowing": "filter", "notFollowers": "filter"}
        done(reader.patch("/api/notifications/settings", {"policy": policy}))
    greeting = gone.tweet("hello @dan")
    done(dan.post(f"/api/tweets/{greeting}/like"))
    network.settle()
    assert [row for row in network.items("NOTIFICATIONS_TABLE") if row["pk"]["S"] == f"F#{gone.id}"]
    done(dan.post("/api/notifications/requests/accept", {"accountIds": [str(gone.id)]}))


def follow_and_hide(network: InMemoryNetwork, gone: Person, others: Sequence[Person]) -> None:
    ann, bea, cat, dan = others
    # Enough followers to be a celebrity: heads, and a mark with each follower.
    for number in range(4):
        network.sign_up(f"fan{number}").follow(gone)
        network.settle()
    for one, other in ((gone, ann), (ann, gone), (bea, gone), (gone, bea)):
        one.follow(other)
        network.settle()
    for owner, member in ((gone, ann), (ann, gone)):
        made = done(owner.post("/api/lists", {"title": "tweetybird" if owner is gone else "birds"}))["id"]
        done(owner.post(f"/api/lists/{made}/members", {"userIds": [str(member.id)]}))
        done(owner.post(f"/api/users/{member.id}/endorsement"))
    network.settle()
    ann.tweet("for lists")
    gone.tweet("tweetybird for everybody #seedpod")
    network.settle()
    done(cat.patch("/api/users/me", {"protected": True}))
    gone.follow(cat)
    done(gone.patch("/api/users/me", {"protected": True, "discoverable": True}))
    done(gone.delete(f"/api/suggestions/{dan.id}"))
    dan.follow(gone)
    network.settle()
    for one, other in ((ann, gone), (gone, ann)):
        done(one.post(f"/api/users/{other.id}/follow", {"notify": True}))
    network.settle()
    done(gone.post(f"/api/users/{dan.id}/mute", {"durationSeconds": 600}))
    done(bea.post(f"/api/users/{gone.id}/mute", {}))
    done(gone.put(f"/api/users/{bea.id}/note", {"note": "tweetybird"}))
    done(dan.put(f"/api/users/{gone.id}/note", {"note": "sings"}))
    network.settle()


def post_and_engage(network: InMemoryNetwork, gone: Person, ann: Person) -> str:
    """Return a tweet of somebody else's that was answered, quoted, retweeted, liked, bookmarked and voted on."""
    root = ann.tweet("well?", poll={"options": ["yes", "no"], "durationSeconds": 300})
    own = gone.tweet("tweetybird asks #seedpod", poll={"options": ["tweetybird", "no"], "durationSeconds": 300})
    gone.tweet("tweetybird answers", inReplyTo=root)
    gone.tweet("tweetybird quotes", quoteOf=root)
    for number in range(30):
        gone.tweet(f"tweetybird {number}")
    done(gone.post(f"/api/tweets/{root}/votes", {"choices": [1]}))
    edited = gone.tweet("tweetybird", contentWarning="tweetybird")
    done(gone.put(f"/api/tweets/{edited}", {"text": "tweetybird again #seedpod"}))
    folder = done(gone.post("/api/bookmark-folders", {"name": "tweetybird"}))["id"]
    done(gone.post(f"/api/tweets/{root}/bookmark", {"folderId": folder}))
    for act in ("retweet", "like", "mute-thread"):
        done(gone.post(f"/api/tweets/{root}/{act}"))
    done(gone.post(f"/api/tweets/{own}/pin"))
    liked_and_not = ann.tweet("liked for a moment")
    done(gone.post(f"/api/tweets/{liked_and_not}/like"))
    done(gone.delete(f"/api/tweets/{liked_and_not}/like"))
    network.settle()
    # Totals are read from a cache for a minute.
    network.clock.advance(61_000)
    counts = done(ann.get(f"/api/tweets/{root}"))["counts"]
    assert [counts[name] for name in ("replies", "quotes", "retweets", "likes")] == [1, 1, 1, 1]
    return root


def keep_searches(person: Person) -> None:
    done(person.post("/api/search/saved", {"name": "mine", "q": "tweetybird"}), 201)
    done(person.post("/api/hashtags/tweetybird/feature"))
    (other,) = done(person.get(f"/api/users/{person.id}/following"))["items"][:1]
    pushed = {"endpoint": "https://push.example/tweetybird", "keys": PushClient().keys}
    done(person.put("/api/push/subscription", pushed))
    done(person.post("/api/reports", {"accountId": other["id"], "comment": "tweetybird"}), 201)
    done(person.get("/api/search?q=seedpod"))


def write_messages(network: InMemoryNetwork, gone: Person, others: Sequence[Person]) -> None:
    """Talk to one, refuse another, lead a group, and leave one."""
    ann, bea, dan = others
    for number in range(60):
        sent = done(gone.post(f"/api/messages/{ann.id}", {"text": f"tweetybird {number}"}, Idempotency_Key=str(number)))
        network.clock.advance(1)
    answer = done(ann.post(f"/api/messages/{gone.id}", {"text": "ann answers"}))
    talk = f"/api/conversations/{sent['conversationId']}/messages"
    done(gone.put(f"{talk}/{answer['id']}/reaction", {"emoji": "🐤"}))
    done(gone.delete(f"{talk}/{answer['id']}"))
    done(ann.delete(f"{talk}/{sent['id']}"))
    unwanted = done(dan.post(f"/api/messages/{gone.id}", {"text": "do you know me?"}))
    network.settle()
    done(gone.post(f"/api/conversations/{unwanted['conversationId']}/refuse"))
    for title in ("stays", "left"):
        group = done(gone.post("/api/conversations", {"userIds": [str(ann.id), str(bea.id)], "title": title}))
        place = f"/api/conversations/{group['id']}"
        done(gone.post(f"{place}/messages", {"text": "tweetybird to all"}))
        done(ann.post(f"{place}/messages", {"text": "ann to all"}))
        done(gone.post(f"{place}/read", {"upTo": group["id"]}))
        network.settle()
        if title == "left":
            done(gone.delete(f"{place}/members/{gone.id}"))
    network.clock.advance(9 * DAY_MS)
    network.settle()


def leave(network: InMemoryNetwork, person: Person) -> None:
    done(network.request("DELETE", "/api/users/me", {"password": PASSWORD, "immediately": True}, token=person.token))
    network.clock.advance(61_000)
    network.settle()


@pytest.mark.parametrize("times", [1, 2])
def test_nothing_is_left_of_an_erased_account_in_any_table(network: InMemoryNetwork, times: int) -> None:
    gone, others = live(network)
    before = found(network, gone.id)
    # Each table that holds something of people must have held something of this one, or the test proves nothing.
    written = [
        "engagement",
        "graph",
        "identity",
        "media",
        "messages",
        "notifications",
        "realtime",
        "timelines",
        "trends",
        "tweets",
    ]
    assert sorted(before) == sorted([*written, "platform"])
    leave(network, gone)
    assert network.sockets.closed == ["open"]
    network.erase(times=times)
    # The clean-up after ended follows is delayed.
    network.settle(times=times)

    assert found(network, gone.id) == {}
    assert network.archives.objects == {}
    assert network.media_files.stored == {}
    ann, bea, *_ = others
    for person, followers in ((ann, 0), (bea, 0)):
        counts = done(person.get("/api/users/me"))["counts"]
        assert (counts["followers"], counts["following"]) == (followers, 0)
    assert done(ann.get(f"/api/users/{ann.id}/endorsements"))["items"] == []
    (kept,) = done(ann.get("/api/lists"))["items"]
    assert done(ann.get(f"/api/lists/{kept['id']}/members"))["items"] == []
    assert done(ann.get(f"/api/timelines/lists/{kept['id']}"))["items"] == []
    (root,) = [each for each in done(ann.get(f"/api/users/{ann.id}/tweets"))["items"] if each["poll"] is not None]
    assert root["counts"] == dict.fromkeys(root["counts"], 0)
    assert root["poll"]["voters"] == 0
    (group, _) = done(ann.get("/api/conversations"))["items"]
    assert [each["text"] for each in ann.pages(f"/api/conversations/{group['id']}/messages")] == ["ann to all"]
    assert group["adminIds"] == [str(min(ann.id, bea.id))]


def test_the_address_is_free_at_once_and_the_name_is_held(network: InMemoryNetwork) -> None:
    gone, _ = live(network)
    leave(network, gone)
    network.erase()
    body = {"email": "canary@example.org", "password": PASSWORD, "displayName": "New"}

    status, refusal = network.request("POST", "/api/auth/register", {**body, "username": "Canary"})
    assert (status, refusal["error"]["field"]) == (409, "username")
    assert network.request("POST", "/api/auth/register", {**body, "username": "another"})[0] == 201
    login = {"login": "canary", "password": PASSWORD}
    assert network.request("POST", "/api/auth/login", login)[0] == 401
    assert network.request("GET", "/api/users/@canary")[0] == 404


def test_a_trace_is_found_wherever_it_is() -> None:
    item = {"pk": {"S": "HOME#7"}, "map": {"M": {"inner": {"L": [{"N": "4711"}]}}}}
    assert names(item, 4711, [])
    assert traces("timelines", [item], 4711, []) == [item]
    assert names({"text": {"S": "so spoke TweetyBird"}}, 1, WORDS)
    assert not names(item, 12, WORDS)
    tombstone = {"pk": {"S": "T#1"}, "author_id": {"N": "4711"}, "deleted_at": {"N": "1"}}
    assert traces("tweets", [tombstone], 4711, WORDS) == []
    assert traces("tweets", [{**tombstone, "poll": {"S": "a seedpod?"}}], 4711, WORDS)
    head = {"pk": {"S": "C#4711-5"}, "sk": {"S": "HEAD"}, "members": {"NS": ["5"]}}
    assert traces("messages", [head], 4711, WORDS) == []
    assert traces("messages", [{**head, "members": {"NS": ["5", "4711"]}}], 4711, WORDS)
    assert traces("messages", [{"pk": {"S": "U#4711"}, "sk": {"S": "L#8"}}], 4711, WORDS)


def test_the_sample_message_names_an_account_and_a_broken_one_stays_in_the_queue(
    network: InMemoryNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders: list[ErasureOrder] = []
    monkeypatch.setattr(EraseAccount, "run", lambda _, order: orders.append(order))
    event = json.loads((REPOSITORY / "events" / "queues" / "erase_account.json").read_text("utf-8"))
    assert erasure_queue.lambda_handler(event, None) == {"batchItemFailures": []}
    assert orders == [ErasureOrder(114688000000004242, 1750000000000)]
    for body in ("{", '{"version":2}', '{"version":1}', "[]"):
        broken = {"Records": [{"messageId": "m", "body": body}]}
        assert erasure_queue.lambda_handler(broken, None) == {"batchItemFailures": [{"itemIdentifier": "m"}]}


def test_the_sample_of_the_clock_orders_erasures(network: InMemoryNetwork) -> None:
    leavers = [network.sign_up(name) for name in ("ann", "bea", "cat")]
    for person in leavers:
        leave(network, person)
    event = json.loads((REPOSITORY / "events" / "schedules" / "erasure.json").read_text("utf-8"))
    assert erasure_schedule.lambda_handler(event, None) == {"ordered": 3}
    assert sorted(order.user_id for order, _ in network.erasures.waiting) == sorted(each.id for each in leavers)
