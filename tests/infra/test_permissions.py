"""Each function has a role of its own that names every action and every resource."""

from __future__ import annotations

import re

import pytest

from infra.blocks.http_api import FACADE_CONTRACT
from linnet.runtime.facade_nouns import functions_by_noun
from linnet.runtime.settings import BY_FUNCTION, environment_names
from tests.infra.templates import LOGGING, TRACING, Deployed

FUNCTIONS = sorted(BY_FUNCTION)
# The connections of the one WebSocket API and its one stage.
SOCKETS = re.compile(r"arn:.*:execute-api:.*:sockets/api/live/(?P<method>POST|DELETE)/@connections/\*")

WRITING = frozenset({"dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"})
WALKERS = ("counters_schedule", "index_queue")
WHOLE_TABLE = frozenset({"dynamodb:Scan", "dynamodb:PartiQLSelect", "dynamodb:DeleteTable", "dynamodb:UpdateTable"})

# The store of accounts can write the log of changes too, and so has to know its table; workers never make it. Counters
# tell by the names of tables which stream a batch is of.
NAMED_ONLY = {
    "tweets_stream": {"platform"},
    "fanout_queue": {"platform"},
    "mail_queue": {"platform"},
    "counters_stream": {"engagement"},
}
# What may be done to archives of exports, of which only a link is ever handed out.
ARCHIVES = {
    "identity_api": {"s3:GetObject"},
    "export_queue": {"s3:GetObject", "s3:PutObject"},
    "erasure_queue": {"s3:DeleteObject"},
}

# What may be done to files of pictures, which nobody but the distribution reads.
PICTURES = {
    "media_api": {"s3:PutObject", "s3:DeleteObject"},
    "media_schedule": {"s3:DeleteObject"},
    "accounts_api": {"s3:PutObject"},
    "erasure_queue": {"s3:DeleteObject"},
}


def test_no_two_functions_share_a_role(stage: Deployed) -> None:
    assert len({stage.role_of(name) for name in FUNCTIONS}) == len(FUNCTIONS)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_action_is_a_pattern(stage: Deployed, name: str) -> None:
    assert not [action for action, _ in stage.granted(name) if "*" in action]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_resource_is_a_pattern_but_what_cannot_be_named(stage: Deployed, name: str) -> None:
    patterns = {(action, target) for action, target in stage.granted(name) if "*" in target}
    tracing = {(action, "*") for action in TRACING}
    sockets = {("execute-api:ManageConnections", target) for _, target in patterns if SOCKETS.fullmatch(target)}
    streams = {("dynamodb:ListStreams", f"{table}/stream/*") for table in stage.tables}
    failures = {("s3:PutObject", f"failures/{prefix}/*") for prefix in ("aws/lambda", f"poison/{name}")}
    archives = {(action, "exports/*") for action in ARCHIVES.get(name, ())}
    assert {one for one in patterns if one[1].startswith("exports/")} == archives
    pictures = {(action, "pictures/*") for action in PICTURES.get(name, ())}
    assert {one for one in patterns if one[1].startswith("pictures/")} == pictures
    search = {grant for grant in patterns if grant[0].startswith("es:ESHttp") and name == "index_queue"}
    assert patterns <= tracing | streams | failures | sockets | archives | pictures | search
    assert patterns >= tracing


@pytest.mark.parametrize("name", FUNCTIONS)
def test_logs_go_to_the_functions_own_group(stage: Deployed, name: str) -> None:
    assert {grant for grant in stage.granted(name) if grant[0].startswith("logs:")} == {
        (action, f"{name}_logs") for action in LOGGING
    }


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_function_can_read_or_drop_a_whole_table(stage: Deployed, name: str) -> None:
    walked = {("dynamodb:Scan", "identity"), ("dynamodb:Scan", "tweets")} if name in WALKERS else set()
    assert {grant for grant in stage.granted(name) if grant[0] in WHOLE_TABLE} == walked


@pytest.mark.parametrize("name", WALKERS)
def test_who_walks_through_a_table_sees_keys_and_kinds_only(stage: Deployed, name: str) -> None:
    scans = [statement for _, statement in stage.statements(name) if statement["Action"] == "dynamodb:Scan"]
    seen = [statement["Condition"]["ForAllValues:StringEquals"]["dynamodb:Attributes"] for statement in scans]
    assert sorted(seen) == [["pk", "sk"], ["pk", "sk", "kind"]]
    assert {statement["Condition"]["StringEquals"]["dynamodb:Select"] for statement in scans} == {"SPECIFIC_ATTRIBUTES"}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_a_function_may_touch_is_what_its_settings_name(stage: Deployed, name: str) -> None:
    touched = {
        target.split("/")[0]
        for action, target in stage.granted(name)
        if action.startswith(("dynamodb:", "s3:")) and "/stream" not in target
    }
    queues = {target for action, target in stage.granted(name) if action == "sqs:SendMessage"}
    logs = {target for action, target in stage.granted(name) if action == "kinesis:PutRecords"}
    names = environment_names(name)
    assert logs == ({"events"} if "EVENT_STREAM" in names else set())
    tables = {variable.removesuffix("_TABLE").lower() for variable in names if variable.endswith("_TABLE")}
    assert touched - {"failures", "exports", "pictures"} == tables - NAMED_ONLY.get(name, set())
    assert ("failures" in touched) == ("FAILURE_BUCKET" in names)
    assert ("exports" in touched) == ("EXPORT_BUCKET" in names)
    assert ("pictures" in touched) == ("MEDIA_BUCKET" in names)
    assert queues == {
        variable.removesuffix("_QUEUE_URL").lower() for variable in names if variable.endswith("_QUEUE_URL")
    }


@pytest.mark.parametrize("name", FUNCTIONS)
def test_only_the_root_of_the_facade_calls_functions_and_only_those_of_nouns(stage: Deployed, name: str) -> None:
    called = {target.split("/")[0] for action, target in stage.granted(name) if action == "lambda:InvokeFunction"}
    others = set(functions_by_noun(FACADE_CONTRACT).values()) - {"meta_api"}
    assert called == (others if name == "meta_api" else set())


@pytest.mark.parametrize("name", FUNCTIONS)
def test_only_the_one_that_sends_mail_may_and_in_one_name(local: Deployed, name: str) -> None:
    sending = {grant for grant in local.granted(name) if grant[0].startswith("ses:")}
    one = {("ses:SendEmail", "arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>:identity/linnet.example")}
    assert sending == (one if name == "mail_queue" else set())


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_reads_only_the_streams_that_feed_it(stage: Deployed, name: str) -> None:
    reading = [
        target for action, target in stage.granted(name) if "/stream" in target or action == "kinesis:GetRecords"
    ]
    read = {target.split("/")[0] for target in reading}
    assert read == {source for source in stage.sources(name) if name.endswith("_stream")}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_takes_only_from_the_queues_that_feed_it(stage: Deployed, name: str) -> None:
    taking = {grant for grant in stage.granted(name) if grant[0] in ("sqs:ReceiveMessage", "sqs:DeleteMessage")}
    fed_by = set(stage.sources(name)) if name.endswith("_queue") else set()
    assert {target for _, target in taking} == fed_by


@pytest.mark.parametrize("name", FUNCTIONS)
def test_only_the_index_says_when_its_messages_come_again(stage: Deployed, name: str) -> None:
    postponed = {target for action, target in stage.granted(name) if action == "sqs:ChangeMessageVisibility"}
    assert postponed == ({"index"} if name == "index_queue" else set())


@pytest.mark.parametrize(
    ("name", "methods"),
    [
        ("realtime_socket", {"POST", "DELETE"}),
        ("pushes_queue", {"POST"}),
        ("identity_stream", {"DELETE"}),
        ("tweets_stream", set()),
        ("realtime_api", set()),
    ],
)
def test_few_functions_reach_sockets_and_of_one_api_only(prod: Deployed, name: str, methods: set[str]) -> None:
    reached = [target for action, target in prod.granted(name) if action == "execute-api:ManageConnections"]
    found = [SOCKETS.fullmatch(target) for target in reached]
    assert {match["method"] for match in found if match} == methods
    assert all(found)


@pytest.mark.parametrize(
    ("table", "writers"),
    [
        (
            "tweets",
            {
                "tweets_api",
                "statuses_api",
                "drafts_api",
                "drafts_schedule",
                "counters_stream",
                "counters_schedule",
                "erasure_queue",
                "polls_schedule",
            },
        ),
        ("drafts", {"drafts_api", "drafts_schedule", "erasure_queue", "statuses_api"}),
        (
            "media",
            {
                "media_api",
                "media_schedule",
                "accounts_api",
                "tweets_api",
                "statuses_api",
                "drafts_api",
                "drafts_schedule",
                "erasure_queue",
            },
        ),
        ("engagement", {"tweets_api", "engagement_api", "statuses_api", "erasure_queue"}),
        (
            "notifications",
            {
                "notifications_api",
                "notifications_queue",
                "webpush_queue",
                "identity_stream",
                "erasure_queue",
            },
        ),
        ("timelines", {"timelines_api", "tweets_stream", "fanout_queue", "index_queue", "erasure_queue"}),
        ("messages", {"messages_api", "statuses_api", "messages_stream", "erasure_queue"}),
        ("trends", {"trends_api", "trends_stream", "trends_schedule", "erasure_queue"}),
    ],
)
def test_a_table_has_few_writers(prod: Deployed, table: str, writers: set[str]) -> None:
    assert {name for name in FUNCTIONS if any((action, table) in prod.granted(name) for action in WRITING)} == writers


@pytest.mark.parametrize("name", ["counters_stream", "counters_schedule"])
def test_totals_may_not_be_written_by_the_functions_that_count_edges_themselves(prod: Deployed, name: str) -> None:
    assert ("dynamodb:PutItem", "tweets") not in prod.granted(name)
    assert ("dynamodb:DeleteItem", "tweets") not in prod.granted(name)
