"""A story in which every operation is used, every kind of job is done, and things are repeated and go wrong."""

from __future__ import annotations

from linnet.domain.counting import Addition, Holder, Target, Total
from linnet.domain.polls import Vote
from linnet.ports.indexing import IndexJob, IndexJobKind
from linnet.ports.search import Kind
from linnet.services.control_trends import ControlAction
from linnet.services.end_polls import SETTLED_MS
from linnet.services.route_post import LATE_MS
from linnet.services.take_part import MOST_RECIPIENTS
from tests.infra.life_finding_with_apps import find_with_apps, see_trends_with_apps
from tests.infra.life_hearing_with_apps import filter_strangers, hear_with_apps
from tests.infra.life_in_messages import use_messages
from tests.infra.life_of_apps import let_apps_in
from tests.infra.life_of_drafts import keep_drafts
from tests.infra.life_of_filters import use_filters
from tests.infra.life_of_leavers import export_data, leave_and_return, leave_for_good
from tests.infra.life_of_lists import use_lists
from tests.infra.life_of_pushes import push_to_closed_clients
from tests.infra.life_of_searches import use_searches
from tests.infra.life_of_sessions import come_back_after_months, use_an_old_token
from tests.infra.life_on_sockets import stream_with_apps, watch_by_socket
from tests.infra.life_steps import HOUR_MS, sign_up
from tests.infra.life_with_apps import use_apps
from tests.infra.life_with_mail import use_mail
from tests.infra.life_with_media import use_pictures
from tests.infra.life_with_server import ask_the_server
from tests.infra.recorded_network import RecordedNetwork
from tests.integration.facade.client import App
from tests.integration.person import PASSWORD, Person, done


def live(network: RecordedNetwork) -> None:
    """Tell the story; each step says what it answers when it is not a success."""
    people = [sign_up(network, f"person{number}") for number in range(8)]
    network.settle()
    ann = use_accounts(network, people[0])
    let_apps_in(network, people[1])
    use_graph(network, [ann, *people[1:]])
    use_apps(network, people)
    use_tweets(network, people)
    use_pictures(network, people)
    keep_drafts(network, people)
    use_messages(network, people)
    read_timelines(network, people)
    use_lists(network, people)
    use_filters(network, people)
    use_searches(network, people)
    use_notifications(network, people)
    push_to_closed_clients(network)
    watch_by_socket(network, people)
    stream_with_apps(network, people)
    become_a_celebrity(network, people)
    come_back_after_months(network, people)
    use_an_old_token(network, people[6])
    leave_and_return(network)
    export_data(network, people)
    use_mail(network)
    leave_for_good(network, people)
    reconcile_totals(network, people)
    see_what_trends(network, people)
    meet_poison(network)
    look_around(network)


def use_accounts(network: RecordedNetwork, ann: Person) -> Person:
    """Sign in again and end everything else; return the person with the token that is left."""
    credentials = {"login": "person0", "password": PASSWORD}
    done(network.request("POST", "/api/auth/login", {**credentials, "password": "a wrong pass phrase"}), 401)
    done(network.request("POST", "/api/auth/login", {**credentials, "login": "nobody"}), 401)
    done(network.request("POST", "/api/auth/login", {**credentials, "login": "person0@example.org"}))
    again = Person(network, ann.id, done(network.request("POST", "/api/auth/login", credentials))["token"])
    for session in done(again.get("/api/auth/sessions"))["items"]:
        if not session["current"]:
            done(again.delete(f"/api/auth/sessions/{session['id']}"))
    done(again.post("/api/auth/password", {"currentPassword": PASSWORD, "newPassword": "another long phrase 8"}))
    done(again.get("/api/users/me"))
    done(again.patch("/api/users/me", {"displayName": "Ann"}))
    done(again.patch("/api/users/me", {"username": "ann"}))
    done(again.patch("/api/users/me", {"username": "person1"}), 409)
    done(again.get("/api/users/@ann"))
    done(again.get(f"/api/users?ids={ann.id}"))
    left = Person(network, ann.id, done(network.request("POST", "/api/auth/login", again_as("ann")))["token"])
    done(again.post("/api/auth/logout"))
    network.settle()
    return left


def again_as(username: str) -> dict[str, str]:
    return {"login": username, "password": "another long phrase 8"}


def use_graph(network: RecordedNetwork, people: list[Person]) -> None:
    ann, bea, cat, dan, *_ = people
    done(ann.post(f"/api/users/{bea.id}/follow", {"showRetweets": False}))
    done(ann.post(f"/api/users/{bea.id}/follow"), 409)
    network.settle(times=2)
    done(dan.patch("/api/users/me", {"protected": True}))
    network.settle()
    for asking in (ann, bea):
        done(asking.post(f"/api/users/{dan.id}/follow"), 202)
    network.settle()
    assert {one["id"] for one in dan.pages("/api/follow-requests")} == {str(ann.id), str(bea.id)}
    done(dan.post(f"/api/follow-requests/{ann.id}/accept"))
    done(dan.post(f"/api/follow-requests/{bea.id}/reject"))
    network.settle()
    protected = dan.tweet("for followers only")
    network.settle()
    done(ann.get(f"/api/tweets/{protected}"))
    done(bea.get(f"/api/tweets/{protected}"), 404)
    done(dan.delete(f"/api/users/me/followers/{ann.id}"))
    done(ann.post(f"/api/users/{cat.id}/mute", {"durationSeconds": 60}))
    done(ann.delete(f"/api/users/{cat.id}/mute"))
    done(ann.put(f"/api/users/{cat.id}/note", {"note": "met in Kyoto"}))
    done(cat.post(f"/api/users/{bea.id}/follow"))
    network.settle()
    done(cat.post(f"/api/users/{bea.id}/block"))
    network.settle()
    assert [one["id"] for one in cat.pages("/api/blocks")] == [str(bea.id)]
    done(cat.delete(f"/api/users/{bea.id}/block"))
    done(cat.post(f"/api/users/{bea.id}/mute"))
    cat.pages("/api/mutes")
    done(cat.delete(f"/api/users/{bea.id}/mute"))
    done(cat.get(f"/api/relationships?ids={bea.id},{ann.id}"))
    for list_of in ("followers", "following"):
        ann.pages(f"/api/users/{bea.id}/{list_of}")
    done(ann.delete(f"/api/users/{bea.id}/follow"))
    done(ann.post(f"/api/users/{bea.id}/follow"))
    network.settle(times=2)


def use_tweets(network: RecordedNetwork, people: list[Person]) -> None:
    _, bea, cat, *_ = people
    first = bea.tweet("one #birds @person2")
    for _ in range(2):
        done(bea.post("/api/tweets", {"text": "once"}, Idempotency_Key="k"))
        network.clock.advance(1)
    network.settle(times=2)
    bea.tweet("read late")
    network.clock.advance(LATE_MS)
    network.settle(times=2)
    reply = cat.tweet("an answer", inReplyTo=first)
    bea.tweet("and on", inReplyTo=first)
    cat.tweet("look", quoteOf=first)
    done(cat.post(f"/api/tweets/{first}/retweet"))
    done(cat.post(f"/api/tweets/{first}/retweet"), 409)
    network.settle(times=2)
    use_likes(network, bea, cat, first)
    use_polls(network, bea, cat)
    done(cat.delete(f"/api/tweets/{first}/retweet"))
    done(bea.put(f"/api/tweets/{first}", {"text": "one #trees", "audience": "followers"}))
    done(bea.get(f"/api/tweets/{first}/history"))
    network.settle(times=2)
    mine = bea.tweet("mine")
    done(bea.post(f"/api/tweets/{mine}/pin"))
    bea.pages(f"/api/users/{bea.id}/tweets")
    done(bea.delete(f"/api/tweets/{mine}/pin"))
    done(bea.get(f"/api/tweets/{first}/thread"))
    done(cat.get(f"/api/tweets?ids={mine},{reply}"))
    done(cat.get(f"/api/tweets/{mine}"))
    answer = {"text": "to what will be gone", "inReplyTo": mine}
    stored = done(cat.post("/api/tweets", answer, Idempotency_Key="again"))
    done(bea.delete(f"/api/tweets/{mine}"))
    done(cat.get(f"/api/tweets/{mine}"), 404)
    assert done(cat.post("/api/tweets", answer, Idempotency_Key="again"))["id"] == stored["id"]
    network.settle(times=2)


def use_polls(network: RecordedNetwork, bea: Person, cat: Person) -> None:
    asked = bea.tweet("well?", poll={"options": ["yes", "no"], "durationSeconds": 300})
    done(cat.post(f"/api/tweets/{asked}/votes", {"choices": [1]}))
    done(cat.post(f"/api/tweets/{asked}/votes", {"choices": [0]}), 409)
    network.settle(times=2)
    assert done(bea.get(f"/api/tweets?ids={asked}"))["items"][0]["poll"]["chosen"] == []
    votes = network.environments["engagement_api"].tables.engagements
    for voter in range(1, MOST_RECIPIENTS + 1):
        # More than one job can tell; nobody signs up a hundred people for that.
        votes.vote(voter, int(asked), Vote(voter, (0,)))
    network.clock.advance(300_000 + 2 * SETTLED_MS)
    network.end_polls()
    network.settle(times=2)
    assert done(cat.get("/api/notifications?kinds=poll_ended"))["items"][0]["tweet"]["id"] == asked


def use_likes(network: RecordedNetwork, bea: Person, cat: Person, tweet: str) -> None:
    done(cat.post(f"/api/tweets/{tweet}/like"))
    done(cat.post(f"/api/tweets/{tweet}/like"), 409)
    done(cat.post("/api/tweets/1/like"), 404)
    network.settle(times=2)
    for listed in ("likes", "retweets"):
        assert [one["id"] for one in bea.pages(f"/api/tweets/{tweet}/{listed}")] == [str(cat.id)]
    assert [one["text"] for one in bea.pages(f"/api/tweets/{tweet}/quotes")] == ["look"]
    assert [one["id"] for one in bea.pages(f"/api/users/{cat.id}/likes")] == [tweet]
    folder = done(cat.post("/api/bookmark-folders", {"name": "birds"}))["id"]
    done(cat.post(f"/api/tweets/{tweet}/bookmark", {}))
    done(cat.post(f"/api/tweets/{tweet}/bookmark", {}), 409)
    done(cat.post(f"/api/tweets/{tweet}/bookmark", {"folderId": folder}))
    for path in ("/api/bookmarks", f"/api/bookmarks?folderId={folder}"):
        assert [one["id"] for one in cat.pages(path)] == [tweet]
    done(cat.put(f"/api/bookmark-folders/{folder}", {"name": "finches"}))
    assert [one["name"] for one in done(cat.get("/api/bookmark-folders"))["items"]] == ["finches"]
    done(cat.delete(f"/api/bookmark-folders/{folder}"))
    done(cat.delete(f"/api/tweets/{tweet}/bookmark"))
    done(cat.delete(f"/api/tweets/{tweet}/like"))
    done(cat.delete(f"/api/tweets/{tweet}/like"), 409)
    # What one no longer sees is looked up by its row, should it be a retweet.
    done(cat.delete("/api/tweets/1/like"), 404)
    network.settle()


def read_timelines(network: RecordedNetwork, people: list[Person]) -> None:
    _, bea, cat, dan, *_ = people
    bea.tweet("seen by all #birds")
    network.settle()
    find_with_apps(network, bea, bea.tweet("found by all #birds"))
    for reader in (bea, cat, dan):
        for path in ("home", "public"):
            reader.pages(f"/api/timelines/{path}", limit=2)
        reader.pages("/api/hashtags/birds/tweets", limit=2)
        for asked in ("?replies=true&retweets=true", "?media=true"):
            reader.pages(f"/api/users/{bea.id}/tweets{asked}")


def use_notifications(network: RecordedNetwork, people: list[Person]) -> None:
    _, bea, cat, _, eve, *_ = people
    for choice in (True, False, True):
        done(cat.post(f"/api/users/{bea.id}/follow", {"notify": choice}))
        network.settle(times=2)
    tweet = bea.tweet("hello @person4")
    network.settle(times=2)
    assert done(cat.get("/api/notifications?kinds=tweet"))["items"][0]["tweet"]["id"] == tweet
    done(cat.post(f"/api/tweets/{tweet}/retweet"))
    quote = cat.tweet("look at this", quoteOf=tweet)
    done(bea.put(f"/api/tweets/{tweet}/quote-policy", {"policy": "followers"}))
    done(bea.delete(f"/api/tweets/{tweet}/quotes/{quote}"))
    done(eve.post(f"/api/tweets/{tweet}/retweet"))
    network.settle(times=2)
    # From then on only followers may know what she retweets.
    done(eve.patch("/api/users/me", {"protected": True}))
    done(cat.delete(f"/api/tweets/{quote}"))
    network.settle()
    for options in ("", "?grouped=false", "?exclude=retweet"):
        for reader in (bea, eve):
            reader.pages(f"/api/notifications{options}", limit=2)
    done(eve.patch("/api/users/me", {"protected": False}))
    network.settle()
    assert done(bea.get("/api/notifications/unread-count"))["count"] > 0
    done(bea.post("/api/notifications/read", {}))
    done(bea.post("/api/notifications/read", {"upTo": "1"}))
    assert done(bea.get("/api/notifications/unread-count"))["count"] == 0
    done(bea.post("/api/markers", {"home": "5"}))
    done(bea.get("/api/markers"))
    done(bea.patch("/api/notifications/settings", {"kinds": {"quote": False}, "mutedWords": ["Spoiler"]}))
    assert done(bea.get("/api/notifications/settings"))["mutedWords"] == ["spoiler"]
    done(bea.post(f"/api/tweets/{tweet}/mute-thread"))
    done(bea.delete(f"/api/tweets/{tweet}/mute-thread"))
    hear_with_apps(bea)
    filter_strangers(network, bea, "person1", people[5:8])
    (newest, *_) = done(bea.get("/api/notifications?grouped=false"))["items"]
    done(bea.get(f"/api/notifications/{newest['id']}"))
    done(bea.delete(f"/api/notifications/{newest['id']}"))
    for _ in range(2):
        App.of(bea).post("/api/v1/notifications/clear")
    done(bea.delete("/api/notifications"))


def become_a_celebrity(network: RecordedNetwork, people: list[Person]) -> None:
    _, bea, *others = people
    for other in others:
        other.post(f"/api/users/{bea.id}/follow")
        network.settle()
    network.settle(times=2)
    loud = bea.tweet("pulled, not pushed")
    network.settle()
    assert "pulled, not pushed" in others[-1].home()
    done(bea.delete(f"/api/tweets/{loud}"))
    network.settle()
    for other in others:
        done(other.delete(f"/api/users/{bea.id}/follow"))
        network.settle()
    bea.tweet("pushed again")
    network.settle(times=2)


def reconcile_totals(network: RecordedNetwork, people: list[Person]) -> None:
    """Be hot, be counted anew by the clock, and be repaired."""
    _, bea, cat, *_ = people
    tweet = bea.tweet("liked and liked again")
    for _ in range(25):
        done(cat.post(f"/api/tweets/{tweet}/like"))
        done(cat.delete(f"/api/tweets/{tweet}/like"))
    network.settle()
    counters = network.environments["counters_stream"].tables.counters
    wrong = ((Target(Holder.USER, bea.id), Total.TWEETS), (Target(Holder.TWEET, int(tweet)), Total.LIKES))
    for target, total in wrong:
        counters.apply(target, "lost", [Addition(1, {total: 1})])
    order = {"version": 1, "targets": [f"user:{bea.id}", f"tweet:{tweet}"]}
    assert network.reconcile(order)["outcomes"] == {"suspected": 2}
    network.clock.advance(14 * HOUR_MS)
    assert network.reconcile()["outcomes"]["repaired"] == 2


def see_what_trends(network: RecordedNetwork, people: list[Person]) -> None:
    """Decide about tags, have the lists computed, look at tweets that say one, and hide it."""
    _, bea, cat, *_ = people
    for action in (ControlAction.BLOCK, ControlAction.CLEAR, ControlAction.PIN):
        assert "error" not in network.compute_trends({"version": 1, "action": action.value, "tag": "#birds"})
    tweets = [person.tweet(f"{word} #birds") for person, word in ((bea, "once"), (cat, "more"))]
    network.settle()
    network.clock.advance(HOUR_MS // 6)
    assert "world" in network.compute_trends()["replaced"]
    # Samples that were shown before are read beside the list, both at once.
    for samples in (1, 2, 2):
        (trend,) = done(cat.get(f"/api/trends?samples={samples}"))["items"]
        assert [each["id"] for each in trend["samples"]] == tweets[::-1][:samples]
    see_trends_with_apps(cat)
    done(cat.post("/api/trends/birds/hide"))
    assert done(cat.get("/api/trends"))["items"] == []
    done(cat.delete("/api/trends/birds/hide"))


def look_around(network: RecordedNetwork) -> None:
    for path in ("/health", "/api/limits", "/api/rules", "/api/stats", "/api/openapi.json", "/api/mastodon.json"):
        done(network.request("GET", path))
    ask_the_server(network)
    # A page and no JSON, which `request` would read.
    docs = "GET /api/docs"
    event = {"routeKey": docs, "requestContext": {"http": {"sourceIp": "203.0.113.7"}}}
    with network.running("meta_api"):
        assert network.apis["meta_api"].lambda_handler(event, None)["statusCode"] == 200
    network.routes.add(docs)


def meet_poison(network: RecordedNetwork) -> None:
    riddle = {name: {"S": "riddle"} for name in ("pk", "kind", "touched")}
    for function, table in (
        ("tweets_stream", "tweets"),
        ("graph_stream", "graph"),
        ("identity_stream", "identity"),
        ("counters_stream", "tweets"),
        ("engagement_stream", "engagement"),
        ("messages_stream", "messages"),
    ):
        change = {"SequenceNumber": "1", "Keys": {}, "NewImage": {**riddle, "sk": {"N": "0"}}}
        record = {"eventName": "INSERT", "eventSourceARN": network.stream_of(table), "dynamodb": change}
        assert network.deliver(function, "shard", [record])["batchItemFailures"] == []
        assert network.failures.kept.pop()[0] == function
    use_indexes(network)
    network.search.refused.add(1)
    network.index(IndexJob(IndexJobKind.TWEETS, (1,)))
    assert network.failures.kept.pop()[0] == "index_queue"
    with network.running("trends_stream"):
        poison = {"kinesis": {"data": "{}", "sequenceNumber": "1"}, "eventID": "shard:1"}
        network.workers["trends_stream"].lambda_handler({"Records": [poison]}, None)
    assert network.failures.kept.pop()[0] == "trends_stream"


def use_indexes(network: RecordedNetwork) -> None:
    """Compare the indexes with the tables and fill new ones, as operators do."""
    somebody = next(iter(network.search.indexes[network.search.used[Kind.USERS]].stored))
    network.environments["index_queue"].tables.user_suggestions.forget(somebody)
    for kind in Kind:
        order = {"version": 1, "action": "compare_tables", "kind": kind.value, "index": network.search.used[kind]}
        assert network.order_of_index(order)["differing"] == []
        created = network.order_of_index({"version": 1, "action": "create", "kind": kind.value, "label": "new"})
        order = {"version": 1, "action": "fill", "kind": kind.value, "index": created["index"]}
        assert network.order_of_index(order)["written"] > 0
        network.order_of_index({"version": 1, "action": "drop", "index": created["index"]})
