"""What wakes functions beside requests, handed to them by a test: records, messages, events, the clock, orders."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from linnet.adapters.sqs import encode
from linnet.adapters.sqs_erasures import encode_erasure
from linnet.adapters.sqs_exports import encode_export
from linnet.adapters.sqs_index import encode_index_job
from linnet.adapters.sqs_mail import encode_mail
from linnet.adapters.sqs_notifications import encode_job
from linnet.adapters.sqs_pushes import encode_push
from linnet.adapters.sqs_web_pushes import encode_web_push
from linnet.adapters.trend_events import encode_event
from linnet.domain.erasure import ErasureOrder
from linnet.domain.exports import ExportOrder
from linnet.domain.pushes import Push
from linnet.domain.trends.events import TrendEvent
from linnet.ports.indexing import IndexJob
from linnet.ports.mail import MailJob
from linnet.ports.notifications import NotificationJob
from linnet.ports.timelines import Job
from linnet.ports.web_push import WebPushJob
from tests.fakes.environment import FakeClock
from tests.integration.person import Person


class Workers:
    """The entry points of all functions that serve no requests; `logged` counts the records of the event log."""

    clock: FakeClock
    workers: Mapping[str, Any]
    logged: int

    def deliver(self, function: str, shard: str, records: Sequence[dict[str, Any]]) -> Any:
        """Hand a batch of stream records to a function."""
        event = {"Records": list(records), "shardId": shard, "eventSourceARN": records[0]["eventSourceARN"]}
        return self.workers[function].lambda_handler(event, None)

    def do_job(self, job: Job) -> Any:
        """Hand one job to the fan-out function."""
        message = {"messageId": "m", "body": encode(job)}
        return self.workers["fanout_queue"].lambda_handler({"Records": [message]}, None)

    def aggregate(self, events: Sequence[TrendEvent]) -> Any:
        """Hand events to the function of trends, as one batch of the log."""
        return self.workers["trends_stream"].lambda_handler({"Records": self.log_records(events)}, None)

    def log_records(self, events: Sequence[TrendEvent]) -> list[dict[str, Any]]:
        """Return events as Lambda hands them on when they have reached the log now."""
        first, self.logged = self.logged, self.logged + len(events)
        return [
            {
                "kinesis": {
                    "partitionKey": str(event.post_id),
                    "sequenceNumber": str(first + number),
                    "data": base64.b64encode(encode_event(event)).decode(),
                    "approximateArrivalTimestamp": self.clock.now_ms() / 1000,
                },
                "eventID": f"shardId-000000000000:{first + number}",
            }
            for number, event in enumerate(events)
        ]

    def compute_trends(self, order: dict[str, Any] | None = None) -> Any:
        """Let the function of lists run as by the clock, or by an order."""
        return self.workers["trends_schedule"].lambda_handler(order or {}, None)

    def order(self, action: str, user: str) -> dict[str, Any]:
        """Give an operator's order and return the account."""
        answer = self.workers["accounts_events"].lambda_handler({"version": 1, "action": action, "user": user}, None)
        account: dict[str, Any] = answer["user"]
        return account

    def write_text(self, kind: str, content: str | None) -> None:
        """Give an operator's order about a text of the house."""
        order = {"action": "clear_text"} if content is None else {"action": "set_text", "content": content}
        answer = self.workers["accounts_events"].lambda_handler({"version": 1, "text": kind, **order}, None)
        assert "error" not in answer, answer

    def reconcile(self, event: dict[str, Any] | None = None) -> Any:
        """Let the reconciler run as by the clock, or by an order."""
        return self.workers["counters_schedule"].lambda_handler(event or {}, None)

    def notify(self, job: NotificationJob) -> Any:
        """Hand one job to the function of notifications."""
        message = {"messageId": "m", "body": encode_job(job)}
        return self.workers["notifications_queue"].lambda_handler({"Records": [message]}, None)

    def index(self, job: IndexJob) -> Any:
        """Hand one job to the function of the index."""
        message = {"messageId": "m", "body": encode_index_job(job)}
        return self.workers["index_queue"].lambda_handler({"Records": [message]}, None)

    def order_of_index(self, order: dict[str, Any]) -> Any:
        """Give the function of the index an operator's order."""
        return self.workers["index_queue"].lambda_handler(order, None)

    def do_push(self, push: Push) -> Any:
        """Hand one push to the pusher."""
        message = {"messageId": "m", "body": encode_push(push), "attributes": {"MessageGroupId": push.topic.key}}
        return self.workers["pushes_queue"].lambda_handler({"Records": [message]}, None)

    def do_web_push(self, *jobs: WebPushJob) -> Any:
        """Hand pushes to the function that sends them to closed clients, as one batch."""
        messages = [{"messageId": str(place), "body": encode_web_push(job)} for place, job in enumerate(jobs)]
        return self.workers["webpush_queue"].lambda_handler({"Records": messages}, None)

    def socket(self, route: str, connection_id: str, person: Person | None = None, **event: object) -> int:
        """Send a handshake, frame or goodbye through the function that serves them; return the status."""
        if person is not None:
            event["headers"] = {"Authorization": f"Bearer {person.token}"}
        context = {"routeKey": route, "connectionId": connection_id}
        answer = self.workers["realtime_socket"].lambda_handler({"requestContext": context, **event}, None)
        return int(answer["statusCode"])

    def do_export(self, order: ExportOrder) -> None:
        """Hand one message to the function that exports."""
        message = {"messageId": "m", "body": encode_export(order)}
        answer = self.workers["export_queue"].lambda_handler({"Records": [message]}, None)
        assert answer == {"batchItemFailures": []}

    def do_mail(self, job: MailJob) -> Any:
        """Hand one message to the function that sends mail."""
        message = {"messageId": "m", "body": encode_mail(job)}
        return self.workers["mail_queue"].lambda_handler({"Records": [message]}, None)

    def order_erasures(self) -> None:
        """Let the function look, as it does by the clock."""
        self.workers["erasure_schedule"].lambda_handler({}, None)

    def do_erasure(self, order: ErasureOrder) -> None:
        """Hand one message to the function that erases."""
        message = {"messageId": "m", "body": encode_erasure(order)}
        answer = self.workers["erasure_queue"].lambda_handler({"Records": [message]}, None)
        assert answer == {"batchItemFailures": []}

    def publish_due(self) -> dict[str, int]:
        """Let the function look for scheduled tweets that are due, as it does by the clock."""
        answer: dict[str, int] = self.workers["drafts_schedule"].lambda_handler({}, None)
        return answer

    def expire_media(self) -> dict[str, int]:
        """Let the function look for pictures that nothing holds, as it does by the clock."""
        answer: dict[str, int] = self.workers["media_schedule"].lambda_handler({}, None)
        return answer

    def end_polls(self) -> None:
        """Let the function look for polls that ended, as it does by the clock."""
        self.workers["polls_schedule"].lambda_handler({}, None)
