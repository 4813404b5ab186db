"""What becomes of a batch when one of its records fails."""

from __future__ import annotations

from typing import Any

import pytest

from linnet.adapters.dynamodb.change_records import PoisonRecord
from linnet.runtime.batch import Worker, partial_failures, stop_at_first_failure
from tests.fakes.timelines import FakeFailureStore

RECORDS = [{"dynamodb": {"SequenceNumber": str(number)}} for number in range(100, 105)]


class Broken(Exception):
    """Nothing that the runtime could know of."""


def run(failing: dict[str, Exception], mode: str = "report") -> tuple[dict[str, Any], list[str], FakeFailureStore]:
    seen: list[str] = []
    failures = FakeFailureStore()

    def handle(record: Any) -> None:
        number = record["dynamodb"]["SequenceNumber"]
        seen.append(number)
        if number in failing:
            raise failing[number]

    answer = stop_at_first_failure(RECORDS, handle, source="tweets_stream", mode=mode, failures=failures)
    return answer, seen, failures


def test_a_batch_without_failures_is_done() -> None:
    answer, seen, _ = run({})

    assert answer == {"batchItemFailures": []}
    assert seen == ["100", "101", "102", "103", "104"]


def test_nothing_behind_the_first_failure_is_touched() -> None:
    answer, seen, _ = run({"102": Broken(), "104": Broken()})

    assert answer == {"batchItemFailures": [{"itemIdentifier": "102"}]}
    assert seen == ["100", "101", "102"]


def test_where_answers_are_not_obeyed_the_failure_is_raised() -> None:
    with pytest.raises(Broken):
        run({"102": Broken()}, mode="raise")


def test_poison_is_kept_with_its_payload_and_the_batch_goes_on() -> None:
    answer, seen, failures = run({"101": PoisonRecord("undecodable: KeyError", "101")})

    assert answer == {"batchItemFailures": []}
    assert len(seen) == 5
    assert failures.kept == [("tweets_stream", RECORDS[1], "undecodable: KeyError")]


def test_poison_that_cannot_be_kept_is_a_failure_like_any_other() -> None:
    class Full(FakeFailureStore):
        def put(self, *arguments: object) -> None:
            raise Broken

    def handle(record: Any) -> None:
        raise PoisonRecord("undecodable", None)

    with pytest.raises(Broken):
        stop_at_first_failure(RECORDS, handle, source="tweets_stream", mode="report", failures=Full())


def test_a_message_that_fails_takes_no_other_with_it() -> None:
    done: list[str] = []

    def handle(body: str) -> None:
        if body == "bad":
            raise Broken
        done.append(body)

    messages = [{"messageId": str(number), "body": body} for number, body in enumerate(["a", "bad", "b"])]

    assert partial_failures({"Records": messages}, handle) == {"batchItemFailures": [{"itemIdentifier": "1"}]}
    assert done == ["a", "b"]


def test_a_worker_serves_with_the_services_it_is_given() -> None:
    worker: Worker[list[int]] = Worker("fanout_queue", lambda environment: [], lambda services, event: {"n": services})
    worker.use([1])

    assert worker.answer({}) == {"n": [1]}
