"""Jobs on their way through the queue."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet.adapters.queue_messages import MalformedMessage
from linnet.adapters.sqs import LATER_S, SqsJobs, decode, encode
from linnet.adapters.sqs_batches import MessagesRefused
from linnet.domain.ids import MAX_ID
from linnet.domain.index_ranges import IndexRange
from linnet.domain.timelines import TimelineEntry
from linnet.ports.timelines import Job

IDS = st.integers(0, MAX_ID)
ENTRIES = st.builds(TimelineEntry, IDS, IDS, st.none() | IDS, st.none() | IDS, st.none() | IDS)
JOBS = st.builds(
    Job,
    kind=st.sampled_from(["push", "remove", "backfill", "cleanup"]),
    author_id=IDS,
    entry=st.none() | ENTRIES,
    part=st.none() | st.builds(IndexRange, st.integers(0, 9), IDS, IDS),
    viewer_id=st.none() | IDS,
    unfollowed_ms=st.none() | IDS,
    again=st.booleans(),
    first_ms=st.none() | IDS,
)


class Queue:
    """Refuse some messages a number of times."""

    def __init__(self, refusals: int = 0) -> None:
        self.refusals = refusals
        self.batches: list[Sequence[Mapping[str, Any]]] = []

    def send_message_batch(self, *, QueueUrl: str, Entries: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:  # noqa: N803
        self.batches.append(Entries)
        if self.refusals:
            self.refusals -= 1
            return {"Failed": [{"Id": Entries[0]["Id"], "Code": "InternalError", "SenderFault": False}]}
        return {}

    def jobs(self) -> list[Job]:
        return [decode(entry["MessageBody"]) for batch in self.batches for entry in batch]


def queue_of(client: Queue) -> SqsJobs:
    return SqsJobs(client, "url", lambda seconds: None, lambda: 0.5)  # type: ignore[arg-type]


@given(JOBS)
def test_a_job_comes_out_as_it_went_in(job: Job) -> None:
    assert decode(encode(job)) == job


def test_ids_are_strings_in_messages() -> None:
    message = json.loads(encode(Job("push", author_id=5, entry=TimelineEntry(1, 5))))

    assert message == {"version": 1, "kind": "push", "author_id": "5", "entry": {"id": "1", "author_id": "5"}}


@pytest.mark.parametrize(
    "body",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"version": 2, "kind": "push", "author_id": "1"}',
        '{"version": 1, "kind": "push"}',
        '{"version": 1, "kind": "push", "author_id": "x"}',
        '{"version": 1, "kind": "push", "author_id": "1", "entry": {"id": "1", "size": "2"}}',
        '{"version": 1, "kind": "push", "author_id": "1", "entry": 3}',
    ],
)
def test_what_is_no_job_is_refused(body: str) -> None:
    with pytest.raises(MalformedMessage):
        decode(body)


def test_jobs_are_sent_by_ten_and_what_was_refused_again() -> None:
    client = Queue(refusals=1)
    jobs = [Job("backfill", author_id=number, viewer_id=1) for number in range(12)]
    queue_of(client).send(jobs)

    assert [len(batch) for batch in client.batches] == [10, 1, 2]
    assert set(client.jobs()) == set(jobs)


def test_a_queue_that_keeps_refusing_is_an_error() -> None:
    with pytest.raises(MessagesRefused):
        queue_of(Queue(refusals=99)).send([Job("backfill", author_id=1, viewer_id=1)])


def test_a_second_pass_waits_until_the_first_is_seen_everywhere() -> None:
    client = Queue()
    clean_up = Job("cleanup", author_id=1, viewer_id=2)
    queue_of(client).send([clean_up, replace(clean_up, again=True)])

    assert [entry.get("DelaySeconds") for entry in client.batches[0]] == [None, LATER_S]
