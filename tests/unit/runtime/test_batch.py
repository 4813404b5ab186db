"""What becomes of a batch when one of its records fails."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet.adapters.dynamodb.change_records import PoisonRecord
from linnet.runtime.batch import LANES, Record, Worker, lanes_of, partial_failures, work_off_stream
from linnet.runtime.concurrency import Threads
from tests.fakes.environment import SequentialParallel
from tests.fakes.timelines import FakeFailureStore

ITEMS = {"100": "a", "101": "b", "102": "a", "103": "c", "104": "a"}
RECORDS = [
    {"dynamodb": {"SequenceNumber": number, "Keys": {"pk": {"S": item}}}} for number, item in sorted(ITEMS.items())
]


class Broken(Exception):
    """Nothing that the runtime could know of."""


@dataclass(frozen=True)
class Services:
    """What a function on a stream has beside its use cases."""

    mode: str
    failures: FakeFailureStore
    parallel: SequentialParallel = field(default_factory=SequentialParallel)


def run(failing: dict[str, Exception], mode: str = "report") -> tuple[dict[str, Any], list[str], FakeFailureStore]:
    seen: list[str] = []
    failures = FakeFailureStore()

    def handle(record: Any) -> None:
        number = record["dynamodb"]["SequenceNumber"]
        seen.append(number)
        if number in failing:
            raise failing[number]

    services = Services(mode, failures)
    answer = work_off_stream("tweets_stream", services, {"Records": RECORDS}, handle)
    return answer, seen, failures


def of_item(seen: list[str], item: str) -> list[str]:
    return [number for number in seen if ITEMS[number] == item]


def test_a_batch_without_failures_is_done_in_the_order_of_each_item() -> None:
    answer, seen, _ = run({})

    assert answer == {"batchItemFailures": []}
    assert sorted(seen) == sorted(ITEMS)
    assert of_item(seen, "a") == ["100", "102", "104"]


def test_nothing_of_an_item_behind_its_first_failure_is_touched() -> None:
    answer, seen, _ = run({"102": Broken()})

    assert answer == {"batchItemFailures": [{"itemIdentifier": "102"}]}
    assert of_item(seen, "a") == ["100", "102"]


def test_items_without_failures_do_not_wait_for_the_others() -> None:
    _, seen, _ = run({"100": Broken()})

    assert {"101", "103"} <= set(seen)


def test_of_several_failures_the_first_of_the_stream_is_reported() -> None:
    answer, _, _ = run({"104": Broken(), "103": Broken(), "101": Broken()})

    assert answer == {"batchItemFailures": [{"itemIdentifier": "101"}]}


def test_where_answers_are_not_obeyed_the_first_failure_is_raised() -> None:
    first, second = Broken("first"), Broken("second")

    with pytest.raises(Broken, match="first"):
        run({"103": second, "102": first}, mode="raise")


def test_poison_is_kept_with_its_payload_and_its_item_goes_on() -> None:
    answer, seen, failures = run({"102": PoisonRecord("undecodable: KeyError", "102")})

    assert answer == {"batchItemFailures": []}
    assert len(seen) == 5
    assert failures.kept == [("tweets_stream", RECORDS[2], "undecodable: KeyError")]


def test_poison_that_cannot_be_kept_is_a_failure_like_any_other() -> None:
    class Full(FakeFailureStore):
        def put(self, *arguments: object) -> None:
            raise Broken

    def handle(record: Any) -> None:
        raise PoisonRecord("undecodable", None)

    with pytest.raises(Broken):
        work_off_stream("tweets_stream", Services("report", Full()), {"Records": RECORDS}, handle)


@given(st.lists(st.integers(0, 20), max_size=60))
def test_lanes_hold_each_record_once_each_item_in_one_lane_and_in_order(items: list[int]) -> None:
    records: list[Record] = [
        {"dynamodb": {"SequenceNumber": str(n), "Keys": {"pk": {"N": str(item)}}}} for n, item in enumerate(items)
    ]

    lanes = lanes_of(records)

    assert len(lanes) == min(LANES, len(set(items)))
    assert sorted((record for lane in lanes for record in lane), key=records.index) == records
    for lane in lanes:
        assert lane == sorted(lane, key=records.index)
    homes = {
        item: {n for n, lane in enumerate(lanes) if any(r["dynamodb"]["Keys"]["pk"]["N"] == str(item) for r in lane)}
        for item in items
    }
    assert all(len(found) == 1 for found in homes.values())


def test_a_message_that_fails_takes_no_other_with_it() -> None:
    done: list[str] = []

    def handle(body: str) -> None:
        if body == "bad":
            raise Broken
        done.append(body)

    messages = [{"messageId": str(number), "body": body} for number, body in enumerate(["a", "bad", "b"])]

    assert partial_failures({"Records": messages}, handle) == {"batchItemFailures": [{"itemIdentifier": "1"}]}
    assert done == ["a", "b"]


def test_messages_are_handled_at_once_and_one_that_fails_takes_no_other_with_it() -> None:
    together = threading.Barrier(3, timeout=5)

    def handle(body: str) -> None:
        together.wait()
        if body == "bad":
            raise Broken

    messages = [{"messageId": str(number), "body": body} for number, body in enumerate(["a", "bad", "b"])]

    answer = partial_failures({"Records": messages}, handle, Threads(width=3))

    assert answer == {"batchItemFailures": [{"itemIdentifier": "1"}]}


def test_a_worker_serves_with_the_services_it_is_given() -> None:
    worker: Worker[list[int]] = Worker("fanout_queue", lambda environment: [], lambda services, event: {"n": services})
    worker.use([1])

    assert worker.answer({}) == {"n": [1]}
