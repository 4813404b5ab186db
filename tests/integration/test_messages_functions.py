"""The functions of messages: real events in, stored messages, lists and pushes out."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from functions.messages_api import handler as messages_api
from functions.messages_stream import handler as messages_stream
from linnet.domain import messages as rules
from linnet.domain.messages import ConversationEntry
from linnet.domain.paging import PageRange
from linnet.domain.pushes import PushKind, TopicKind, own_topic
from linnet.domain.users import Account, AccountStatus, User, Viewer
from linnet.ports.notifications import NotificationJob
from linnet.runtime.environment import Environment
from linnet.runtime.settings.apis import MessagesApi
from linnet.runtime.settings.workers import MessagesStream
from linnet.runtime.stores import Stores
from linnet.runtime.tunables import Tunables
from linnet.runtime.wiring import messages_stream as stream_wiring
from linnet.services.apply_conversation_change import LATE_MS
from tests.fakes.environment import FakeClock, FakeIds, FakeSecrets, SequentialParallel
from tests.fakes.graph import FakeGraph
from tests.fakes.identity import FakeAccounts, FakeIdentity, FakeUsers
from tests.fakes.limits import FakeLimiter
from tests.fakes.messages import FakeMessages
from tests.fakes.notifications import FakeNotificationJobs
from tests.fakes.pushes import FakePushes
from tests.fakes.timelines import FakeFailureStore, FakeInvalidations

EVENTS = Path(__file__).resolve().parents[2] / "events"
SEND = json.loads((EVENTS / "http" / "send_message.json").read_text("utf-8"))
HEAD = json.loads((EVENTS / "streams" / "messages_head.json").read_text("utf-8"))
ANN, BOB, CAT = 114687900000000011, 114687900000000012, 114687900000000013
TALK = rules.direct_id(ANN, BOB)
ANNS_TOKEN = SEND["headers"]["authorization"].removeprefix("Bearer ")
TOKENS = {ANNS_TOKEN: ANN, "bobs": BOB, "cats": CAT}


class Site:
    """Both functions over stores in memory; Ann and Bob follow each other."""

    def __init__(self, mode: str = "report") -> None:
        clock, identity = FakeClock(), FakeIdentity()
        self.table, self.pushes, self.failures = FakeMessages(), FakePushes(), FakeFailureStore()
        self.graph, self.jobs = FakeGraph(clock), FakeNotificationJobs()
        self.clock, self.identity = clock, identity
        stores = SimpleNamespace(
            accounts=FakeAccounts(identity),
            users=FakeUsers(identity),
            users_as_written=FakeUsers(identity),
            graph=self.graph,
            invalidations=FakeInvalidations(),
            message_conversations=self.table,
            conversation_heads=self.table,
            messages=self.table,
            conversation_lists=self.table,
            pushes=self.pushes,
            notification_jobs=self.jobs,
            failures=self.failures,
        )
        shared: dict[str, Any] = {
            "stage": "test",
            "tunables": Tunables(stream_failures=mode),
            "aws_region": "us-east-1",
            "messages_table": "m",
            "pushes_queue_url": "q",
        }

        def environment(settings: Any) -> Environment:
            return Environment(
                settings=settings,
                clock=clock,
                ids=FakeIds(clock),
                parallel=SequentialParallel(),
                secrets=FakeSecrets(),
                limiter=FakeLimiter(clock),
                resolve_token=lambda token: Viewer(TOKENS[token], 1) if token in TOKENS else None,
                tables=cast(Stores, stores),
            )

        api = environment(MessagesApi(**shared, identity_table="i", graph_table="g", platform_table="p"))
        messages_api.api.use(api)
        shared |= {"identity_table": "i"}
        stream = MessagesStream(**shared, notifications_queue_url="n", failure_bucket="b")
        messages_stream.worker.use(stream_wiring.build(environment(stream)))
        for user_id, name in ((ANN, "ann"), (BOB, "bob"), (CAT, "cat")):
            stores.accounts.create(User(user_id, name, name, 1), Account(user_id, f"{name}@example.org", "h"))
        self.graph.follow(ANN, BOB, 1, cap=9)
        self.graph.follow(BOB, ANN, 2, cap=9)

    def ask(self, who: str, method: str, path: str, body: object = None, **parameters: str) -> tuple[int, Any]:
        event = copy.deepcopy(SEND)
        query = {name: parameters.pop(name) for name in ("box", "limit", "direction", "scope") if name in parameters}
        event["routeKey"] = f"{method} {path}"
        event["headers"] = {"authorization": f"Bearer {who}", "content-type": "application/json"}
        event |= {"pathParameters": parameters, "queryStringParameters": query}
        event["body"] = None if body is None else json.dumps(body)
        answer = messages_api.lambda_handler(event, None)
        return answer["statusCode"], json.loads(answer["body"]) if answer.get("body") else None


@pytest.fixture
def site() -> Site:
    return Site()


def test_the_sample_sends_a_message_once(site: Site) -> None:
    answers = [messages_api.lambda_handler(SEND, None) for _ in range(2)]

    assert [answer["statusCode"] for answer in answers] == [201, 201]
    first, again = (json.loads(answer["body"]) for answer in answers)
    assert first == again
    assert (first["conversationId"], first["text"]) == (TALK, "Shall we meet at the canal?")
    status, page = site.ask("bobs", "GET", "/api/conversations/{conversation}/messages", conversation=TALK)
    assert (status, page["items"]) == (200, [first])


def test_the_sample_of_a_head_makes_lists_and_pushes_once(site: Site) -> None:
    for _ in range(2):
        assert messages_stream.lambda_handler(HEAD, None) == {"batchItemFailures": []}

    for member in (ANN, BOB):
        assert site.table.page(member, False, PageRange(9)) == [ConversationEntry(TALK, 114688000000004242)]
    assert [(push.kind, push.topic, push.id, push.payload) for push in site.pushes.sent] == [
        (
            PushKind.MESSAGE,
            own_topic(TopicKind.MESSAGES, member),
            114688000000004242,
            {"conversationId": TALK, "senderId": str(ANN)},
        )
        for member in (ANN, BOB)
    ]
    assert site.jobs.sent == 2 * [NotificationJob("message", 114688000000004242, recipient_ids=(BOB,))]
    assert site.failures.kept == []


def test_a_late_change_makes_no_list_for_who_was_erased(site: Site) -> None:
    del site.identity.users[BOB]
    site.clock.advance(made_ms(HEAD) + LATE_MS - site.clock.now_ms())

    messages_stream.lambda_handler(HEAD, None)

    assert {owner for owner, _ in site.table.lists} == {ANN}


@pytest.mark.parametrize("status", AccountStatus)
def test_a_late_change_reaches_the_lists_of_all_others_and_of_whom_an_erasure_has_yet_to_find(
    site: Site, status: AccountStatus
) -> None:
    site.identity.users[BOB] = replace(site.identity.users[BOB], status=status)
    site.table.heads[TALK] = replace(rules.begin_direct(ANN, BOB, 5, rules.Reception.INBOX), id=TALK)
    site.clock.advance(made_ms(HEAD) + LATE_MS - site.clock.now_ms())

    messages_stream.lambda_handler(HEAD, None)

    for member in (ANN, BOB):
        assert site.table.page(member, False, PageRange(9)) != []


def test_a_late_change_lists_nothing_for_whom_an_erasure_has_taken_out_of_the_conversation(site: Site) -> None:
    site.identity.users[BOB] = replace(site.identity.users[BOB], status=AccountStatus.ERASING)
    both = rules.begin_direct(ANN, BOB, 114688000000004242, rules.Reception.INBOX)
    site.table.heads[TALK] = rules.depart(replace(both, id=TALK), BOB)
    site.clock.advance(made_ms(HEAD) + LATE_MS - site.clock.now_ms())

    messages_stream.lambda_handler(HEAD, None)

    assert site.table.page(ANN, False, PageRange(9)) != []
    assert site.table.page(BOB, False, PageRange(9)) == []
    # By the ended row the erasure finds what they wrote, should it have a round left.
    assert site.table.ever(BOB, "", 9) == [TALK]


def test_a_change_of_a_moment_ago_asks_for_no_account(site: Site) -> None:
    del site.identity.users[BOB]
    site.clock.advance(made_ms(HEAD) + LATE_MS - 1 - site.clock.now_ms())

    messages_stream.lambda_handler(HEAD, None)

    assert {owner for owner, _ in site.table.lists} == {ANN, BOB}


def test_requests_are_quiet_and_tell_nobody_what_was_read(site: Site) -> None:
    event = copy.deepcopy(HEAD)
    event["Records"][0]["dynamodb"]["NewImage"]["pending"] = {"NS": [str(BOB)]}
    messages_stream.lambda_handler(event, None)
    site.table.heads[TALK] = rules.begin_direct(ANN, BOB, 5, rules.Reception.REQUESTS)
    messages_stream.lambda_handler(read_marker(BOB), None)

    assert [push.topic for push in site.pushes.sent] == [own_topic(TopicKind.MESSAGES, ANN)]
    assert site.table.page(BOB, True, PageRange(9)) != []


def test_a_moved_marker_is_pushed_to_all_members(site: Site) -> None:
    site.table.heads[TALK] = rules.begin_direct(ANN, BOB, 5, rules.Reception.INBOX)

    messages_stream.lambda_handler(read_marker(BOB), None)

    assert [(push.kind, push.topic.owner_id, push.id, push.payload) for push in site.pushes.sent] == [
        (PushKind.MESSAGE_READ, member, 5, {"conversationId": TALK, "userId": str(BOB)}) for member in (ANN, BOB)
    ]


def test_poison_is_kept_and_the_batch_goes_on(site: Site) -> None:
    broken = copy.deepcopy(HEAD["Records"][0])
    broken["dynamodb"]["NewImage"]["event"] = {"S": "riddle"}
    broken["dynamodb"]["SequenceNumber"] = "1"

    answer = messages_stream.lambda_handler({"Records": [broken, HEAD["Records"][0]]}, None)

    assert answer == {"batchItemFailures": []}
    assert len(site.failures.kept) == 1
    assert site.table.page(ANN, False, PageRange(9)) != []


def test_a_message_itself_means_nothing_to_the_stream(site: Site) -> None:
    record = copy.deepcopy(HEAD["Records"][0])
    record["dynamodb"]["Keys"]["sk"] = {"S": "M#00114688000000004242"}

    assert messages_stream.lambda_handler({"Records": [record]}, None) == {"batchItemFailures": []}
    assert (site.pushes.sent, site.failures.kept) == ([], [])


def test_typing_is_a_push_to_the_others_only(site: Site) -> None:
    messages_api.lambda_handler(SEND, None)
    for _ in range(2):
        assert site.ask("bobs", "POST", "/api/conversations/{conversation}/typing", conversation=TALK)[0] == 204

    assert [(push.kind, push.topic.owner_id, push.actor_id) for push in site.pushes.sent] == [
        (PushKind.TYPING, ANN, BOB)
    ]


def test_a_request_is_listed_apart_and_answered(site: Site) -> None:
    _, sent = site.ask("cats", "POST", "/api/messages/{id}", {"text": "hello?"}, id=str(ANN))
    place = {"conversation": sent["conversationId"]}
    assert site.ask(ANNS_TOKEN, "POST", "/api/conversations/{conversation}/typing", **place)[0] == 204
    assert site.pushes.sent == []
    for before, after in site.table.changes:
        site.table.apply(before, after)

    for box, count in (("inbox", 0), ("requests", 1)):
        status, page = site.ask(ANNS_TOKEN, "GET", "/api/conversations", box=box)
        assert (status, len(page["items"])) == (200, count)
    assert site.ask(ANNS_TOKEN, "POST", "/api/conversations/{conversation}/refuse", **place)[0] == 204
    site.pushes.sent.clear()
    assert site.ask(ANNS_TOKEN, "POST", "/api/conversations/{conversation}/typing", **place)[0] == 204
    assert site.pushes.sent == []
    status, refused = site.ask("cats", "POST", "/api/messages/{id}", {"text": "hello??"}, id=str(ANN))
    assert (status, refused["error"]["code"]) == (403, "forbidden")


def test_a_group_is_managed_by_its_admins(site: Site) -> None:
    status, group = site.ask("bobs", "POST", "/api/conversations", {"userIds": [str(ANN)], "title": "birds"})
    assert (status, group["kind"], group["adminIds"]) == (201, "group", [str(BOB)])
    place = {"conversation": group["id"]}
    path = "/api/conversations/{conversation}"

    assert site.ask(ANNS_TOKEN, "PATCH", path, {"title": "mine"}, **place)[0] == 403
    assert site.ask("bobs", "PATCH", path, {"title": "trees"}, **place)[1]["title"] == "trees"
    assert site.ask("bobs", "POST", f"{path}/members", {"userIds": [str(CAT)]}, **place)[1]["memberCount"] == 3
    assert site.ask("bobs", "PUT", f"{path}/admins/{{id}}", id=str(ANN), **place)[0] == 204
    assert site.ask("bobs", "DELETE", f"{path}/admins/{{id}}", id=str(BOB), **place)[0] == 204
    assert site.ask("cats", "POST", f"{path}/accept", **place)[0] == 204
    assert site.ask("cats", "DELETE", f"{path}/members/{{id}}", id=str(CAT), **place)[0] == 204
    assert site.ask("cats", "GET", path, **place)[0] == 404
    assert {person["id"] for person in site.ask("bobs", "GET", path, **place)[1]["people"]} == {str(ANN), str(BOB)}


def test_messages_are_reacted_to_read_deleted_and_unsent(site: Site) -> None:
    sent = json.loads(messages_api.lambda_handler(SEND, None)["body"])
    path, place = "/api/conversations/{conversation}/messages", {"conversation": TALK}
    one = {**place, "id": sent["id"]}

    assert site.ask("bobs", "PUT", f"{path}/{{id}}/reaction", {"emoji": "🐦"}, **one)[0] == 204
    assert site.ask("bobs", "POST", "/api/conversations/{conversation}/read", {"upTo": sent["id"]}, **place)[0] == 204
    (seen,) = site.ask(ANNS_TOKEN, "GET", path, direction="newer", **place)[1]["items"]
    assert seen["reactions"] == [{"userId": str(BOB), "emoji": "🐦"}]
    shown = site.ask(ANNS_TOKEN, "GET", "/api/conversations/{conversation}", **place)[1]
    assert shown["reads"] == [{"userId": str(BOB), "upTo": sent["id"]}]
    assert site.ask("bobs", "DELETE", f"{path}/{{id}}/reaction", **one)[0] == 204
    assert site.ask("bobs", "DELETE", f"{path}/{{id}}", scope="everyone", **one)[0] == 403
    assert site.ask("bobs", "DELETE", f"{path}/{{id}}", **one)[0] == 204
    assert site.ask("bobs", "GET", path, **place)[1]["items"] == []
    assert site.ask(ANNS_TOKEN, "DELETE", f"{path}/{{id}}", scope="everyone", **one)[0] == 204
    (left,) = site.ask(ANNS_TOKEN, "GET", path, **place)[1]["items"]
    assert (left["text"], left["unsent"]) == ("", True)


@pytest.mark.parametrize("name", ["x", "1-2-3", "1-", "-1", "١", "1" * 20])
def test_what_is_no_conversation_does_not_exist(site: Site, name: str) -> None:
    assert site.ask("bobs", "GET", "/api/conversations/{conversation}", conversation=name)[0] == 404


def read_marker(user_id: int) -> dict[str, Any]:
    event = copy.deepcopy(HEAD)
    change = event["Records"][0]["dynamodb"]
    change["Keys"]["sk"] = {"S": f"P#{user_id:020d}"}
    change["NewImage"] = {
        **change["Keys"],
        "schema_version": {"N": "1"},
        "user_id": {"N": str(user_id)},
        "read_id": {"N": "5"},
    }
    return cast(dict[str, Any], event)


def made_ms(event: Any) -> int:
    return int(event["Records"][0]["dynamodb"]["ApproximateCreationDateTime"]) * 1000
