"""Streams and queues: who is fed by what, and what becomes of failures."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from linnet.adapters.dynamodb import identity_rows, keys
from linnet.adapters.dynamodb.tweet_rows import CONTENT, COUNTS
from linnet.adapters.sqs_delays import delay_s
from linnet.adapters.sqs_index import MINUTE_MS
from tests.infra.templates import Deployed, Resource

FED_BY = {
    "tweets_stream": {"tweets"},
    "graph_stream": {"graph"},
    "counters_stream": {"tweets", "graph", "engagement", "identity"},
    "engagement_stream": {"engagement"},
    "messages_stream": {"messages"},
    "fanout_queue": {"fanout"},
    "notifications_queue": {"notifications"},
    "identity_stream": {"identity"},
    "pushes_queue": {"pushes"},
    "webpush_queue": {"webpush"},
    "erasure_queue": {"erasure"},
    "export_queue": {"export"},
    "index_queue": {"index", "totals"},
    "trends_stream": {"events"},
    "mail_queue": {"mail"},
}
QUEUES = {"fanout", "notifications", "pushes", "webpush", "erasure", "export", "index", "totals", "mail"}
# An engine may be away for a day; an erasure gets on with each try; a mail is worth being sent for an hour.
RECEIVES = {"index": 100, "totals": 100, "erasure": 10, "mail": 30}
STREAM_SOURCES = [(name, source) for name, sources in FED_BY.items() for source in sorted(sources - QUEUES)]
QUEUE_SOURCES = [(name, source) for name, sources in FED_BY.items() for source in sorted(sources & QUEUES)]
STREAM_HOURS = 24
ONE_READER = ("counters_stream", "engagement_stream", "trends_stream")


def test_every_worker_is_fed_by_its_sources_and_no_api_function_by_any(stage: Deployed) -> None:
    for name in stage.functions:
        assert set(stage.sources(name)) == FED_BY.get(name, set())


@pytest.mark.parametrize(("name", "source"), STREAM_SOURCES)
def test_a_failing_stream_batch_is_narrowed_down_then_kept(stage: Deployed, name: str, source: str) -> None:
    mapping = stage.sources(name)[source]
    settings = mapping.properties
    assert settings["BisectBatchOnFunctionError"] is True
    assert settings["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert 0 < settings["MaximumRetryAttempts"] <= 100
    assert 0 < settings["MaximumRecordAgeInSeconds"] < STREAM_HOURS * 3600
    destination = settings["DestinationConfig"]["OnFailure"]["Destination"]
    assert stage.name_of(mapping.stack, destination) == "failures"
    assert settings["MetricsConfig"] == {"Metrics": ["EventCount"]}


@pytest.mark.parametrize(("name", "source"), STREAM_SOURCES)
def test_a_stream_is_read_from_its_beginning_in_its_order(stage: Deployed, name: str, source: str) -> None:
    settings = stage.sources(name)[source].properties
    assert settings["StartingPosition"] == "TRIM_HORIZON"
    # Several invocations reading one shard would be more than the marks of the counters can tell apart.
    # Notifications and events are gathered: the fewer jobs and parts of windows, the better.
    assert settings["ParallelizationFactor"] == (1 if name in ONE_READER else 10)


def test_changes_gather_for_a_second_before_the_index_is_written(stage: Deployed) -> None:
    settings = stage.sources("index_queue")["index"].properties
    # Found within two seconds of the poll: one to gather, one to read and write.
    assert settings["MaximumBatchingWindowInSeconds"] == 1


@pytest.mark.parametrize(("name", "source"), [each for each in QUEUE_SOURCES if each != ("index_queue", "index")])
def test_no_other_queue_waits_for_a_batch(stage: Deployed, name: str, source: str) -> None:
    # Lambda refuses a window for queues that are first-in-first-out; for the others somebody is waiting.
    assert "MaximumBatchingWindowInSeconds" not in stage.sources(name)[source].properties


@pytest.mark.parametrize("source", sorted(FED_BY["counters_stream"]))
def test_counters_are_told_the_shard(stage: Deployed, source: str) -> None:
    assert stage.sources("counters_stream")[source].properties["TumblingWindowInSeconds"] > 0


@pytest.mark.parametrize("name", ["tweets_stream", "counters_stream"])
def test_consumers_of_tweets_are_not_called_for_counts(stage: Deployed, name: str) -> None:
    mapping = stage.sources(name)["tweets"]
    assert passes(mapping, tweet_record("INSERT", CONTENT))
    assert passes(mapping, tweet_record("MODIFY", CONTENT))
    assert passes(mapping, {"eventName": "REMOVE", "dynamodb": {"OldImage": {"touched": {"S": CONTENT}}}})
    assert not passes(mapping, tweet_record("MODIFY", COUNTS))


def test_consumers_of_the_graph_are_called_for_pairs_and_not_for_what_follows_from_them(stage: Deployed) -> None:
    pair, follower = graph_record(keys.pair(7)), graph_record(keys.ordered(7))
    for name in ("graph_stream", "counters_stream"):
        assert passes(stage.sources(name)["graph"], pair)
        assert not passes(stage.sources(name)["graph"], follower)
        assert not passes(stage.sources(name)["graph"], graph_record(keys.LIMITS))
    for told in (keys.CELEBRITY, keys.FILTERS):
        assert passes(stage.sources("graph_stream")["graph"], graph_record(told))
        assert not passes(stage.sources("counters_stream")["graph"], graph_record(told))


def test_of_lists_only_their_ends_are_told(stage: Deployed) -> None:
    kept = graph_record(keys.user_list(7))
    ended = {**kept, "eventName": "REMOVE"}
    assert passes(stage.sources("graph_stream")["graph"], ended)
    assert not passes(stage.sources("graph_stream")["graph"], {**kept, "eventName": "MODIFY"})
    assert not passes(stage.sources("counters_stream")["graph"], ended)


def test_no_worker_gets_what_people_write_to_one_another(stage: Deployed) -> None:
    mapping = stage.sources("messages_stream")["messages"]
    assert passes(mapping, conversation_record(keys.CONVERSATION_HEAD))
    assert passes(mapping, conversation_record(keys.participant(7)))
    assert not passes(mapping, conversation_record(keys.message(7)))
    assert not passes(mapping, conversation_record(keys.list_entry("7")))
    assert [name for name in FED_BY if "messages" in FED_BY[name]] == ["messages_stream"]


def test_every_engagement_reaches_the_counters(stage: Deployed) -> None:
    assert "FilterCriteria" not in stage.sources("counters_stream")["engagement"].properties


def test_the_network_counts_accounts_and_not_their_profiles_or_sessions(stage: Deployed) -> None:
    mapping = stage.sources("counters_stream")["identity"]
    for event in ("INSERT", "MODIFY", "REMOVE"):
        assert passes(mapping, identity_record(event, keys.ACCOUNT))
        assert not passes(mapping, identity_record(event, keys.SESSION))
        assert not passes(mapping, identity_record(event, keys.PROFILE))


def test_sockets_are_ended_for_sessions_that_end_and_accounts_that_change(stage: Deployed) -> None:
    mapping = stage.sources("identity_stream")["identity"]
    assert passes(mapping, identity_record("REMOVE", keys.SESSION))
    assert passes(mapping, identity_record("MODIFY", keys.ACCOUNT))
    assert not passes(mapping, identity_record("INSERT", keys.SESSION))
    assert not passes(mapping, identity_record("MODIFY", keys.SESSION))
    assert not passes(mapping, profile_record(COUNTS))


def test_the_index_hears_of_profiles_that_are_new_changed_or_gone_and_not_of_their_totals(stage: Deployed) -> None:
    mapping = stage.sources("identity_stream")["identity"]
    assert passes(mapping, profile_record(identity_rows.CONTENT, "INSERT"))
    assert passes(mapping, profile_record(identity_rows.CONTENT))
    assert passes(mapping, identity_record("REMOVE", keys.PROFILE))
    assert not passes(mapping, profile_record(COUNTS))


def test_an_engine_may_be_away_for_a_day_before_changes_are_given_up(stage: Deployed) -> None:
    redrive = queue_called(stage, "index").properties["RedrivePolicy"]
    waits_s = sum(delay_s(received) for received in range(1, redrive["maxReceiveCount"]))
    assert waits_s > 22 * 3600
    assert waits_s < queue_called(stage, "index").properties["MessageRetentionPeriod"]


def test_totals_gather_for_more_than_the_minute_they_are_told_apart_by(stage: Deployed) -> None:
    delay_of_queue_s = queue_called(stage, "totals").properties["DelaySeconds"]
    assert MINUTE_MS / 1000 < delay_of_queue_s <= 2 * MINUTE_MS / 1000


def identity_record(event: str, sk: str) -> dict[str, Any]:
    return {"eventName": event, "dynamodb": {"Keys": {"pk": {"S": "any"}, "sk": {"S": sk}}}}


def profile_record(touched: str, event: str = "MODIFY") -> dict[str, Any]:
    keys_of = {"pk": {"S": "any"}, "sk": {"S": keys.PROFILE}}
    return {"eventName": event, "dynamodb": {"Keys": keys_of, "NewImage": {"touched": {"S": touched}}}}


def tweet_record(event: str, touched: str) -> dict[str, Any]:
    return {"eventName": event, "dynamodb": {"NewImage": {"touched": {"S": touched}}}}


def graph_record(sk: str) -> dict[str, Any]:
    return {"eventName": "MODIFY", "dynamodb": {"Keys": {"pk": {"S": keys.user(1)}, "sk": {"S": sk}}}}


def conversation_record(sk: str) -> dict[str, Any]:
    return {"eventName": "MODIFY", "dynamodb": {"Keys": {"pk": {"S": keys.conversation("7")}, "sk": {"S": sk}}}}


def passes(mapping: Resource, record: Mapping[str, Any]) -> bool:
    """Tell whether Lambda would hand a record on; knows the two kinds of rules that our patterns use."""
    patterns = mapping.properties["FilterCriteria"]["Filters"]
    return any(matches(json.loads(each["Pattern"]), record) for each in patterns)


def matches(pattern: Mapping[str, Any], record: Any) -> bool:
    return all(
        isinstance(record, Mapping)
        and name in record
        and (
            matches(rule, record[name]) if isinstance(rule, Mapping) else any(allows(one, record[name]) for one in rule)
        )
        for name, rule in pattern.items()
    )


def allows(rule: Any, value: Any) -> bool:
    return str(value).startswith(rule["prefix"]) if isinstance(rule, Mapping) else bool(value == rule)


def test_a_policy_is_there_before_lambda_polls_with_it(stage: Deployed) -> None:
    for name in FED_BY:
        policies = {
            one.logical_id
            for one in stage.of_type("AWS::IAM::Policy")
            if {"Ref": stage.role_of(name)} in one.properties["Roles"]
        }
        # A mapping refers to its function, which waits for its policies.
        assert policies <= set(stage.functions[name].attributes["DependsOn"])


def test_queues_wait_six_times_as_long_as_their_function_may_run(stage: Deployed) -> None:
    for name, source in QUEUE_SOURCES:
        timeout = stage.functions[name].properties["Timeout"]
        assert queue_called(stage, source).properties["VisibilityTimeout"] >= 6 * timeout


def test_messages_that_keep_failing_wait_in_a_dead_letter_queue(stage: Deployed) -> None:
    for name in QUEUES:
        queue, dead = queue_called(stage, name), queue_called(stage, f"{name}/dlq")
        redrive = queue.properties["RedrivePolicy"]
        assert stage.name_of("async", redrive["deadLetterTargetArn"]) == f"{name}/dlq"
        # With fewer, throttling for a minute fills dead-letter queues, and pages, with what is no poison.
        assert redrive["maxReceiveCount"] == RECEIVES.get(name, 5)
        assert dead.properties["MessageRetentionPeriod"] > queue.properties["MessageRetentionPeriod"]


def test_a_push_that_keeps_failing_is_given_up_before_those_behind_it_are_dropped(stage: Deployed) -> None:
    pushes = queue_called(stage, "pushes").properties
    blocked_s = pushes["RedrivePolicy"]["maxReceiveCount"] * pushes["VisibilityTimeout"]
    assert blocked_s <= pushes["MessageRetentionPeriod"] / 2


def test_pushes_are_taken_in_their_order_and_totals_once_and_all_others_as_they_come(stage: Deployed) -> None:
    ordered = [one for one in stage.of_type("AWS::SQS::Queue") if one.properties.get("FifoQueue")]
    names = {stage.name_of("async", {"Ref": one.logical_id}) for one in ordered}
    assert names == {"pushes", "pushes/dlq", "totals", "totals/dlq"}
    for name in ("pushes", "totals"):
        properties = queue_called(stage, name).properties
        # Otherwise all groups together would share 300 calls a second.
        assert properties["FifoThroughputLimit"] == "perMessageGroupId"
        assert properties["DeduplicationScope"] == "messageGroup"


def test_queues_are_encrypted_at_rest_and_on_the_way(stage: Deployed) -> None:
    queues = stage.of_type("AWS::SQS::Queue")
    assert all(queue.properties["SqsManagedSseEnabled"] is True for queue in queues)
    protected = {
        queue["Ref"]
        for policy in stage.of_type("AWS::SQS::QueuePolicy")
        for queue in policy.properties["Queues"]
        if any(
            statement["Effect"] == "Deny" and statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
            for statement in policy.properties["PolicyDocument"]["Statement"]
        )
    }
    assert protected == {queue.logical_id for queue in queues}


@pytest.mark.parametrize(("name", "source"), QUEUE_SOURCES)
def test_no_queue_can_take_all_concurrency_of_the_account(stage: Deployed, name: str, source: str) -> None:
    settings = stage.sources(name)[source].properties
    assert settings["ScalingConfig"]["MaximumConcurrency"] >= 2
    assert settings["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_operators_and_tools_find_the_queues(stage: Deployed) -> None:
    outputs = stage.templates["async"]["Outputs"]
    for name in QUEUES:
        assert stage.name_of("async", outputs[f"{name.title()}QueueUrl"]["Value"]) == name
        assert stage.name_of("async", outputs[f"{name.title()}DlqUrl"]["Value"]) == f"{name}/dlq"


def queue_called(stage: Deployed, name: str) -> Resource:
    (queue,) = [
        one for one in stage.of_type("AWS::SQS::Queue") if stage.name_of(one.stack, {"Ref": one.logical_id}) == name
    ]
    return queue


def test_chains_of_jobs_are_not_taken_for_a_mistake_and_all_others_are(stage: Deployed) -> None:
    allowed = {name for name, one in stage.functions.items() if one.properties.get("RecursiveLoop") == "Allow"}
    assert allowed == {"notifications_queue", "webpush_queue", "erasure_queue", "export_queue", "index_queue"}
