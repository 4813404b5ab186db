"""Notification jobs as messages."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet.adapters.queue_messages import MalformedMessage
from linnet.adapters.sqs_notifications import SqsNotificationJobs, decode_job, encode_job
from linnet.domain.ids import MAX_ID
from linnet.domain.index_ranges import IndexRange
from linnet.ports.notifications import NotificationJob

IDS = st.integers(0, MAX_ID)
JOBS = st.builds(
    NotificationJob,
    st.sampled_from(["like", "follow", "published"]),
    IDS,
    st.lists(IDS, max_size=5).map(tuple),
    st.lists(IDS, max_size=5).map(tuple),
    st.none() | st.builds(IndexRange, st.integers(-1, 7), IDS, IDS),
)


@given(JOBS)
def test_a_job_survives_the_queue(job: NotificationJob) -> None:
    assert decode_job(encode_job(job)) == job


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "null",
        "{",
        '{"version":2,"kind":"like","object_id":"1"}',
        '{"version":1,"kind":"like"}',
        '{"version":1,"kind":"like","object_id":"x"}',
        '{"version":1,"kind":"like","object_id":"1","actor_ids":"12"}',
        '{"version":1,"kind":"like","object_id":"1","part":{"shard":"0"}}',
        '{"version":1,"kind":"like","object_id":"1","part":[]}',
    ],
)
def test_what_is_no_job_is_refused(body: str) -> None:
    with pytest.raises(MalformedMessage):
        decode_job(body)


class Queue:
    def __init__(self) -> None:
        self.bodies: list[str] = []

    def send_message_batch(self, *, QueueUrl: str, Entries: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803 - AWS's names
        assert QueueUrl == "url"
        self.bodies += [entry["MessageBody"] for entry in Entries]
        return {}


def test_jobs_are_sent_with_ids_as_text() -> None:
    queue = Queue()
    sender = SqsNotificationJobs(queue, "url", lambda _: None, lambda: 0.0)  # type: ignore[arg-type]
    sender.send([NotificationJob("like", 7, actor_ids=(1,))])

    assert [json.loads(body) for body in queue.bodies] == [
        {"version": 1, "kind": "like", "object_id": "7", "actor_ids": ["1"]}
    ]
