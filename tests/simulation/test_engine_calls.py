"""How calls reach the engine: the hook, the SDK's repetitions, batches, and refusal of what it lacks."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.simulation.engine import errors
from tests.simulation.engine.errors import NotSimulated
from tests.simulation.engine.sdk import Call, Phase
from tests.simulation.small_cloud import SmallCloud, item


class Killed(BaseException):
    """The process of a test ends between two calls."""


def throttle(call: Call) -> None:
    raise errors.throttled(call)


def kill(_call: Call) -> None:
    raise Killed


def test_a_throttled_call_is_repeated_after_a_pause_until_it_passes() -> None:
    small = SmallCloud()
    small.script.before = [throttle, throttle]
    start_ms = small.clock.now_ms()
    small.put("ann")
    assert small.get("ann") == item("ann")
    assert small.script.attempts("PutItem") == 3
    assert small.clock.now_ms() > start_ms


def test_throttling_that_outlasts_the_attempts_reaches_the_caller_and_nothing_is_written() -> None:
    small = SmallCloud()
    small.script.before = [throttle] * 3
    with pytest.raises(ClientError, match="ThrottlingException"):
        small.put("ann")
    assert small.get("ann") is None


def test_a_failed_condition_is_not_repeated() -> None:
    small = SmallCloud()
    small.put("ann")
    with pytest.raises(ClientError) as refused:
        small.call("PutItem", TableName="likes", Item=item("ann"), ConditionExpression="attribute_not_exists(pk)")
    assert refused.value.response["Error"]["Code"] == "ConditionalCheckFailedException"
    assert small.script.attempts("PutItem") == 2


def test_a_kill_before_a_call_leaves_it_undone_and_one_after_it_done() -> None:
    small = SmallCloud()
    small.script.before = [kill]
    with pytest.raises(Killed):
        small.put("ann")
    small.script.after = [kill]
    with pytest.raises(Killed):
        small.put("bob")
    assert (small.get("ann"), small.get("bob")) == (None, item("bob"))


def test_the_hook_sees_what_a_call_names_and_what_it_answers() -> None:
    small = SmallCloud()
    seen: list[tuple[str, tuple[str, ...], bool]] = []
    small.script.after = [lambda call: seen.append((call.service, call.targets, call.writes))] * 2
    small.put("ann")
    small.get("ann")
    assert seen == [("dynamodb", ("likes",), True), ("dynamodb", ("likes",), False)]
    assert small.script.seen[0] == ("PutItem", Phase.BEFORE, 1)


def test_a_part_of_a_batch_stays_undone_when_a_fault_asks_for_it() -> None:
    small = SmallCloud()

    def leave(call: Call) -> None:
        call.leave_unprocessed = 1

    small.script.before = [leave]
    requests = [{"PutRequest": {"Item": item(pk)}} for pk in ("ann", "bob")]
    answer = small.call("BatchWriteItem", RequestItems={"likes": requests})
    assert answer["UnprocessedItems"] == {"likes": requests[1:]}
    small.script.before = [leave]
    wanted = {"likes": {"Keys": [item("ann"), item("bob")], "ConsistentRead": True}}
    answer = small.call("BatchGetItem", RequestItems=wanted)
    assert answer["Responses"] == {"likes": [item("ann")]}
    assert answer["UnprocessedKeys"] == {"likes": {"Keys": [item("bob")], "ConsistentRead": True}}


@pytest.mark.parametrize(
    "requests",
    [
        [],
        [{"PutRequest": {"Item": item("ann", number)}} for number in range(26)],
        [{"PutRequest": {"Item": item("ann")}}, {"DeleteRequest": {"Key": item("ann")}}],
    ],
    ids=["empty", "too many", "one item twice"],
)
def test_a_batch_that_is_no_batch_is_refused_whole(requests: list[Any]) -> None:
    small = SmallCloud()
    with pytest.raises(ClientError, match="ValidationException"):
        small.call("BatchWriteItem", RequestItems={"likes": requests})
    assert small.table.items() == []


def test_an_item_of_more_than_400_kilobytes_is_refused() -> None:
    small = SmallCloud()
    small.put("ann", text="x" * 409_000)
    with pytest.raises(ClientError, match="ValidationException"):
        small.put("bob", text="x" * 410_000)


def test_sums_are_exact_to_38_digits_and_refused_beyond() -> None:
    small = SmallCloud()
    small.call("PutItem", TableName="likes", Item={**item("ann"), "amount": {"N": "9" * 37 + ".5"}})
    request: dict[str, Any] = {"TableName": "likes", "Key": item("ann"), "UpdateExpression": "ADD amount :more"}
    small.call("UpdateItem", **request, ExpressionAttributeValues={":more": {"N": "0.4"}})
    found = small.get("ann")
    assert found is not None
    assert found["amount"] == {"N": "9" * 37 + ".9"}
    with pytest.raises(ClientError, match="ValidationException"):
        small.call("UpdateItem", **request, ExpressionAttributeValues={":more": {"N": "0.01"}})


def test_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(ClientError, match="SerializationException"):
        SmallCloud().put("ann", text="\ud800")


def test_a_page_of_a_query_ends_at_one_megabyte() -> None:
    small = SmallCloud()
    for number in range(4):
        small.put("ann", number, text="x" * 300_000)
    request: dict[str, Any] = {
        "TableName": "likes",
        "KeyConditionExpression": "pk = :pk",
        "ExpressionAttributeValues": {":pk": {"S": "ann"}},
    }
    first = small.call("Query", **request)
    assert first["Count"] == 4
    assert first["LastEvaluatedKey"] == item("ann", 3)
    rest = small.call("Query", **request, ExclusiveStartKey=first["LastEvaluatedKey"])
    assert rest["Count"] == 0
    assert "LastEvaluatedKey" not in rest


def test_what_the_caller_puts_into_an_answer_does_not_reach_the_table() -> None:
    small = SmallCloud()
    small.call("PutItem", TableName="likes", Item={**item("ann"), "mark": {"S": "a"}})
    found = small.get("ann")
    assert found is not None
    found["mark"] = {"S": "changed"}
    again = small.get("ann")
    assert again is not None
    assert again["mark"] == {"S": "a"}


def test_what_the_engine_lacks_is_named() -> None:
    small = SmallCloud()
    with pytest.raises(NotSimulated, match="ExecuteStatement"):
        small.call("ExecuteStatement", Statement="SELECT 1")
    with pytest.raises(NotSimulated, match="AttributeUpdates"):
        small.call("UpdateItem", TableName="likes", Key=item("ann"), AttributeUpdates={})
    with small.cloud.installed(), pytest.raises(NotSimulated, match="firehose"):
        boto3.client("firehose", region_name="us-east-1")


def test_errors_are_those_that_the_client_declares() -> None:
    small = SmallCloud()
    with small.cloud.installed():
        client = boto3.client("dynamodb", region_name="us-east-1")
        with pytest.raises(client.exceptions.ResourceNotFoundException):
            client.get_item(TableName="nowhere", Key=item("ann"))
