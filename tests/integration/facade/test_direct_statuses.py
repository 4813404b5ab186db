"""Direct messages as apps know them: statuses of visibility `direct`, beside the native messages that they are."""

from __future__ import annotations

from typing import Final

import pytest

from functions.statuses_api.handler import api
from tests.integration.facade.client import App, limited
from tests.integration.facade.direct import STATUSES, friends, native, write
from tests.integration.in_memory_network import InMemoryNetwork
from tests.integration.person import Person, done


@pytest.fixture
def people(network: InMemoryNetwork) -> list[Person]:
    """None of their messages is a request."""
    return friends(network)


def test_a_direct_status_is_a_message_that_both_contracts_read(people: list[Person]) -> None:
    ann, bob, _ = people
    sent = write(ann, "@bob where are you? #birds")

    assert (sent["visibility"], sent["account"]["id"], sent["in_reply_to_id"]) == ("direct", str(ann.id), None)
    assert [each["username"] for each in sent["mentions"]] == ["bob"]
    assert 'class="u-url mention">@<span>bob</span></a>' in sent["content"]
    (talk,) = done(bob.get("/api/conversations"))["items"]
    assert (talk["id"], talk["lastMessage"]["id"]) == (f"{min(ann.id, bob.id)}-{max(ann.id, bob.id)}", sent["id"])
    assert talk["lastMessage"]["text"] == "@bob where are you? #birds"
    for reader in (ann, bob):
        app = App.of(reader)
        (listed,) = app.get("/api/v1/conversations")
        assert listed["last_status"] == app.get(f"{STATUSES}/{sent['id']}")
    assert App.of(ann).get(f"{STATUSES}/{sent['id']}") == sent


def test_a_native_message_is_a_status_to_its_members(people: list[Person]) -> None:
    ann, bob, _ = people
    sent = native(bob, ann, "hello <b>")
    app = App.of(ann)

    shown = app.get(f"{STATUSES}/{sent['id']}")
    assert (shown["id"], shown["content"], shown["visibility"]) == (sent["id"], "<p>hello &lt;b&gt;</p>", "direct")
    assert [each["username"] for each in shown["mentions"]] == ["ann"]
    assert app.get(f"{STATUSES}/{sent['id']}/source") == {"id": sent["id"], "text": "hello <b>", "spoiler_text": ""}
    (state,) = app.get(f"{STATUSES}/{sent['id']}/history")
    assert (state["content"], state["created_at"]) == (shown["content"], shown["created_at"])
    assert app.get(f"{STATUSES}/{sent['id']}/card") == {}


def test_several_named_are_one_group_that_is_not_made_anew(people: list[Person]) -> None:
    ann, bob, cat = people
    first = write(ann, "@bob @cat hello")
    second = write(cat, "@ann, @bob: hi")
    answer = write(bob, "all of you", in_reply_to_id=second["id"])

    (group,) = done(bob.get("/api/conversations"))["items"]
    assert (group["kind"], group["memberCount"], group["lastMessage"]["id"]) == ("group", 3, answer["id"])
    (listed,) = App.of(ann).get("/api/v1/conversations")
    assert (listed["id"], {each["username"] for each in listed["accounts"]}) == (group["id"], {"bob", "cat"})
    assert {each["username"] for each in first["mentions"]} == {"bob", "cat"}
    context = App.of(cat).get(f"{STATUSES}/{second['id']}/context")
    assert [[each["id"] for each in context[part]] for part in ("ancestors", "descendants")] == [
        [first["id"]],
        [answer["id"]],
    ]


def test_an_answer_to_a_message_is_one_whatever_visibility_is_asked_for(people: list[Person]) -> None:
    ann, bob, _ = people
    sent = native(bob, ann, "psst")
    app = App.of(ann)

    for form in ({}, {"visibility": "public"}, {"visibility": "private"}):
        answer = app.post(STATUSES, status="yes", in_reply_to_id=sent["id"], **form)
        assert answer["visibility"] == "direct"
        ann.network.clock.advance(1000)
    ann.network.settle()
    assert done(bob.get("/api/timelines/home"))["items"] == []
    assert done(ann.get(f"/api/users/{ann.id}/tweets"))["items"] == []


def test_an_answer_in_private_to_a_status_has_to_find_it_and_names_whom_it_is_for(people: list[Person]) -> None:
    ann, bob, _ = people
    tweet = done(bob.post("/api/tweets", {"text": "in public"}))
    app = App.of(ann)

    answer = write(ann, "@bob in private", in_reply_to_id=tweet["id"])
    assert (answer["visibility"], answer["in_reply_to_id"]) == ("direct", None)
    asked = {"status": "@bob hello", "visibility": "direct", "in_reply_to_id": "5"}
    assert app.refused("POST", STATUSES, asked) == (404, "Record not found")
    assert done(ann.get(f"/api/tweets/{tweet['id']}"))["counts"]["replies"] == 0


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ({"status": "to nobody"}, "Validation failed: Text must mention whom the direct message is for"),
        ({"status": "@ann to myself"}, "Validation failed: Text must mention whom the direct message is for"),
        ({"status": "@nobody2 hello"}, "Validation failed: Text must mention whom the direct message is for"),
        ({"status": " "}, "Validation failed: Text can't be blank"),
        ({"status": "@bob", "media_ids[]": "5"}, "Validation failed: Media ids cannot stand in a direct message"),
        (
            {"status": "@bob", "poll[options][]": "a", "poll[expires_in]": "300"},
            "Validation failed: Poll cannot stand in a direct message",
        ),
        (
            {"status": "@bob", "scheduled_at": "2030-01-01T00:00:00Z"},
            "Validation failed: Scheduled at cannot stand in a direct message",
        ),
        (
            {"status": "@bob", "quoted_status_id": "5"},
            "Validation failed: Quoted status id cannot stand in a direct message",
        ),
        ({"status": "@bob \x00"}, "Validation failed: Text holds characters that no message may hold"),
    ],
)
def test_what_is_no_message_is_refused_and_says_why(people: list[Person], form: dict[str, str], text: str) -> None:
    app = App.of(people[0])
    assert app.refused("POST", STATUSES, {"visibility": "direct"} | form) == (422, text)
    assert app.get("/api/v1/conversations") == []


def test_a_warning_is_said_before_the_rest(people: list[Person]) -> None:
    sent = write(people[0], "@bob they die", spoiler_text="the end")
    assert (sent["spoiler_text"], sent["sensitive"]) == ("", False)
    assert sent["content"].startswith("<p>the end</p><p>")


def test_whoever_may_not_write_natively_may_not_as_an_app(people: list[Person], network: InMemoryNetwork) -> None:
    ann, bob, _ = people
    done(bob.post(f"/api/users/{ann.id}/block"))
    stranger = network.sign_up("dan")
    done(bob.patch("/api/users/me", {"settings": {"messagesFrom": "nobody"}}))
    for author, status in ((ann, 403), (stranger, 403)):
        form = {"status": "@bob hello", "visibility": "direct"}
        refused = App.of(author).refused("POST", STATUSES, form)
        assert refused[0] == status == author.post(f"/api/messages/{bob.id}", {"text": "hello"})[0]


def test_a_stranger_writes_into_requests(people: list[Person], network: InMemoryNetwork) -> None:
    dan = network.sign_up("dan")
    sent = write(dan, "@bob hello")
    (request,) = done(people[1].get("/api/conversations?box=requests"))["items"]
    assert request["lastMessage"]["id"] == sent["id"]
    assert App.of(people[1]).get("/api/v1/conversations") == []


def test_a_request_that_is_repeated_is_one_message(people: list[Person]) -> None:
    ann, bob, _ = people
    app, form = App.of(ann), {"status": "@bob @cat once", "visibility": "direct"}
    answers = [app.call("POST", STATUSES, form, Idempotency_Key="k") for _ in range(2)]
    assert [each.status for each in answers] == [200, 200]
    assert answers[0].body == answers[1].body
    other = app.call("POST", STATUSES, form | {"status": "@bob @cat twice"}, Idempotency_Key="k")
    assert other.status == 422
    ann.network.settle()
    (talk,) = done(bob.get("/api/conversations"))["items"]
    assert len(done(bob.get(f"/api/conversations/{talk['id']}/messages"))["items"]) == 1


def test_unsending_answers_with_the_text_and_ends_the_status(people: list[Person]) -> None:
    ann, bob, _ = people
    sent = write(ann, "@bob oops")
    mine, his = App.of(ann), App.of(bob)

    assert his.refused("DELETE", f"{STATUSES}/{sent['id']}") == (404, "Record not found")
    gone = mine.done("DELETE", f"{STATUSES}/{sent['id']}")
    assert (gone["id"], gone["text"]) == (sent["id"], "@bob oops")
    for app in (mine, his):
        assert app.refused("GET", f"{STATUSES}/{sent['id']}")[0] == 404
        assert app.refused("DELETE", f"{STATUSES}/{sent['id']}")[0] == 404
    place = done(bob.get("/api/conversations"))["items"][0]["id"]
    (left,) = done(bob.get(f"/api/conversations/{place}/messages"))["items"]
    assert (left["unsent"], left["text"]) == (True, "")


def test_a_favourite_is_a_reaction(people: list[Person]) -> None:
    ann, bob, _ = people
    sent = native(ann, bob, "hello")
    place, path = f"/api/conversations/{sent['conversationId']}", f"{STATUSES}/{sent['id']}"
    mine, his = App.of(ann), App.of(bob)

    for _ in range(2):
        shown = his.post(f"{path}/favourite")
        assert (shown["favourited"], shown["favourites_count"]) == (True, 1)
    assert (mine.get(path)["favourited"], mine.get(path)["favourites_count"]) == (False, 1)
    (message,) = done(ann.get(f"{place}/messages"))["items"]
    assert message["reactions"] == [{"userId": str(bob.id), "emoji": "❤️"}]
    assert [each["id"] for each in mine.get(f"{path}/favourited_by")] == [str(bob.id)]
    done(ann.put(f"{place}/messages/{sent['id']}/reaction", {"emoji": "🐦"}))
    assert mine.post(f"{path}/favourite")["favourites_count"] == 2
    assert len(done(ann.get(f"{place}/messages"))["items"][0]["reactions"]) == 2
    for _ in range(2):
        assert his.post(f"{path}/unfavourite")["favourites_count"] == 1


def test_what_messages_do_not_have_is_refused_and_taking_it_back_is_not(people: list[Person]) -> None:
    ann = people[0]
    sent = write(ann, "@bob hello")
    app, path = App.of(ann), f"{STATUSES}/{sent['id']}"

    assert app.refused("POST", f"{path}/reblog") == (403, "This action is not allowed")
    assert app.refused("POST", f"{path}/bookmark")[0] == 422
    assert app.refused("POST", f"{path}/mute")[0] == 422
    text = "Validation failed: Posts that are only visible to mentioned users cannot be pinned"
    assert app.refused("POST", f"{path}/pin") == (422, text)
    edited = app.refused("PUT", path, {"status": "other"})
    assert edited == (422, "Validation failed: Direct messages cannot be edited")
    for act in ("unreblog", "unbookmark", "unmute", "unpin"):
        assert app.post(f"{path}/{act}")["id"] == sent["id"]
    for part in ("reblogged_by", "quotes"):
        assert app.get(f"{path}/{part}") == []


def test_statuses_and_messages_are_read_together_in_the_order_asked_for(people: list[Person]) -> None:
    ann, bob, cat = people
    sent, tweet = write(ann, "@bob hello"), done(bob.post("/api/tweets", {"text": "hi"}))
    query = f"?id[]={sent['id']}&id[]={tweet['id']}&id[]=5"
    assert [each["id"] for each in App.of(bob).get(f"{STATUSES}{query}")] == [sent["id"], tweet["id"]]
    assert [each["id"] for each in App.of(cat).get(f"{STATUSES}{query}")] == [tweet["id"]]


STATUS_ROUTES: Final = sorted(
    key for key, route in api.routes.items() if route.path.startswith("/api/v1/statuses/{id}") or "polls" in route.path
)


@pytest.mark.parametrize("key", STATUS_ROUTES)
def test_to_who_is_not_in_a_conversation_no_route_knows_its_messages(people: list[Person], key: str) -> None:
    ann, bob, cat = people
    sent = native(ann, bob, "canaryword")
    method, path = key.split(" ")
    body = {"status": "mine now", "choices[]": "0", "quote_approval_policy": "nobody"}
    for app in (App.of(cat), App(ann.network)):
        answer = app.call(method, path.replace("{id}", sent["id"]), body if method in ("POST", "PUT") else {})
        assert answer.status in ((404,) if app.token else (401, 404))
        assert "canaryword" not in str(answer.body)
    before = done(bob.get(f"/api/conversations/{sent['conversationId']}/messages"))["items"]
    assert [(each["text"], each["unsent"], each["reactions"]) for each in before] == [("canaryword", False, [])]


def test_an_answer_of_a_stranger_to_a_message_is_none(people: list[Person]) -> None:
    ann, bob, cat = people
    sent = native(ann, bob, "hello")
    for visibility in ("public", "direct"):
        form = {"status": "@ann I know", "in_reply_to_id": sent["id"], "visibility": visibility}
        assert App.of(cat).refused("POST", STATUSES, form) == (404, "Record not found")


def test_direct_statuses_are_in_no_timeline_profile_or_search(people: list[Person]) -> None:
    ann, bob, _ = people
    write(ann, "@bob canaryword #canaryword")
    app = App.of(bob)
    for path in (
        "/api/v1/timelines/home",
        "/api/v1/timelines/public",
        "/api/v1/timelines/tag/canaryword",
        f"/api/v1/accounts/{ann.id}/statuses",
        "/api/v1/trends/tags",
        "/api/v2/search?q=canaryword",
    ):
        assert "canaryword" not in str(app.get(path))
        assert "canaryword" not in str(App.of(ann).get(path))


def test_reading_and_sending_need_the_scopes_of_statuses(people: list[Person], network: InMemoryNetwork) -> None:
    sent = write(people[0], "@bob hello")
    reader, writer = limited(network, "ann", "read:statuses"), limited(network, "ann", "write:statuses")
    assert reader.get(f"{STATUSES}/{sent['id']}")["id"] == sent["id"]
    assert writer.refused("GET", f"{STATUSES}/{sent['id']}")[0] == 403
    assert reader.refused("POST", STATUSES, {"status": "@bob hello", "visibility": "direct"})[0] == 403
