"""Jobs for the index as messages, totals once a minute, and failures that wait longer each time."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet.adapters.queue_messages import MalformedMessage
from linnet.adapters.sqs_delays import FIRST_DELAY_S, LONGEST_DELAY_S, SqsDelays, delay_s
from linnet.adapters.sqs_index import LATER_S, SqsIndexJobs, SqsIndexTotals, decode_index_job, encode_index_job
from linnet.domain.ids import MAX_ID
from linnet.ports.indexing import MOST_IDS, IndexJob, IndexJobKind
from tests.fakes.environment import FakeClock

IDS = st.integers(0, MAX_ID)
JOBS = st.builds(
    IndexJob,
    st.sampled_from(IndexJobKind),
    st.lists(IDS, min_size=1, max_size=MOST_IDS).map(tuple),
    st.none() | IDS,
    st.booleans(),
)


@given(JOBS)
def test_a_job_survives_the_queue(job: IndexJob) -> None:
    assert decode_index_job(encode_index_job(job)) == job


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{",
        '{"version":2,"kind":"tweets","ids":["1"]}',
        '{"version":1,"kind":"birds","ids":["1"]}',
        '{"version":1,"kind":"tweets"}',
        '{"version":1,"kind":"tweets","ids":"12"}',
        '{"version":1,"kind":"tweets","ids":["x"]}',
        '{"version":1,"kind":"account","ids":["1"],"before":[]}',
    ],
)
def test_what_is_no_job_is_refused(body: str) -> None:
    with pytest.raises(MalformedMessage):
        decode_index_job(body)


class Queue:
    """Take messages as SQS does, each id of a group once in five minutes."""

    def __init__(self, clock: FakeClock) -> None:
        self.entries: list[dict[str, Any]] = []
        self.hidden: list[dict[str, Any]] = []
        self._clock = clock
        self._known: dict[tuple[str, str], int] = {}

    def send_message_batch(self, *, QueueUrl: str, Entries: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803 - AWS's names
        assert QueueUrl == "url"
        for entry in Entries:
            if "MessageDeduplicationId" in entry:
                known = (entry["MessageGroupId"], entry["MessageDeduplicationId"])
                if self._known.get(known, -(10**9)) > self._clock.now_ms() - 300_000:
                    continue
                self._known[known] = self._clock.now_ms()
            self.entries.append(entry)
        return {}

    def change_message_visibility_batch(self, *, QueueUrl: str, Entries: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803 - AWS's names
        assert QueueUrl == "url"
        assert 0 < len(Entries) <= 10
        self.hidden += Entries
        return {}


def test_second_looks_are_sent_with_a_delay_and_ids_as_text() -> None:
    queue = Queue(FakeClock())
    jobs = SqsIndexJobs(queue, "url", lambda _: None, lambda: 0.0)  # type: ignore[arg-type]
    jobs.send([IndexJob(IndexJobKind.TWEETS, (7,)), IndexJob(IndexJobKind.ACCOUNT, (8,), before=9, again=True)])
    assert [json.loads(entry["MessageBody"]) for entry in queue.entries] == [
        {"version": 1, "kind": "tweets", "ids": ["7"]},
        {"version": 1, "kind": "account", "ids": ["8"], "before": "9", "again": True},
    ]
    assert [entry.get("DelaySeconds") for entry in queue.entries] == [None, LATER_S]


def test_totals_of_a_rush_are_written_once_a_minute_for_each_tweet() -> None:
    clock = FakeClock(0)
    queue = Queue(clock)
    totals = SqsIndexTotals(queue, "url", clock, lambda _: None, lambda: 0.0)  # type: ignore[arg-type]
    for _ in range(3 * 60):
        totals.send([7], [])
        clock.advance(1000)
    assert len(queue.entries) == 3
    totals.send([7, 8], [7])
    sent = [decode_index_job(entry["MessageBody"]) for entry in queue.entries[3:]]
    assert sent == [
        IndexJob(IndexJobKind.TWEETS, (7,)),
        IndexJob(IndexJobKind.TWEETS, (8,)),
        IndexJob(IndexJobKind.USERS, (7,)),
    ]


def test_failures_wait_longer_each_time_but_never_for_more_than_a_quarter_of_an_hour() -> None:
    waits = [delay_s(received) for received in range(1, 200)]
    assert waits[0] == FIRST_DELAY_S
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_DELAY_S


def test_messages_are_hidden_ten_at_a_time_each_by_how_often_it_came() -> None:
    queue = Queue(FakeClock())
    records = [
        {"receiptHandle": f"r{number}", "attributes": {"ApproximateReceiveCount": str(number + 1)}}
        for number in range(12)
    ]
    SqsDelays(queue, "url").postpone(records)  # type: ignore[arg-type]
    assert [(entry["ReceiptHandle"], entry["VisibilityTimeout"]) for entry in queue.hidden] == [
        (f"r{number}", delay_s(number + 1)) for number in range(12)
    ]
