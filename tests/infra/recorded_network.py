"""The network of the integration tests, noting which function does what to which resource."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from botocore.client import BaseClient

from linnet.domain.erasure import ErasureOrder
from linnet.domain.exports import ExportOrder
from linnet.domain.pushes import Push
from linnet.domain.trends.events import TrendEvent
from linnet.ports.indexing import IndexJob
from linnet.ports.mail import MailJob
from linnet.ports.notifications import NotificationJob
from linnet.ports.timelines import Job
from linnet.ports.web_push import WebPushJob
from linnet.runtime.environment import Environment
from linnet.runtime.settings import BY_FUNCTION
from tests.engines.dynamodb_local import DynamoDbLocal
from tests.fakes.exports import FakeArchives, FakeExportQueue
from tests.fakes.indexing import FakeIndexJobs, FakeIndexTotals
from tests.fakes.mail import FakeMailJobs
from tests.fakes.media import FakeMediaFiles
from tests.fakes.trends import FakeEventLog
from tests.fakes.web_push import FakePushServices, FakeWebPushJobs
from tests.infra.authorised import authorised, resource
from tests.integration.memory import (
    MemoryErasures,
    MemoryFailures,
    MemoryJobs,
    MemoryNotificationJobs,
    MemoryPushes,
)
from tests.integration.network import Network
from tests.integration.person import Person

Used = set[tuple[str, str]]


class RecordedNetwork(Network):
    """What was used: `used` holds pairs of an action and what it was done to, by function, as `Deployed.granted` does.

    `routes` holds the keys of the routes that were called, `kinds` the kinds of the jobs that were done,
    `indexed` those of the jobs for the index.
    """

    def __init__(self, engine: DynamoDbLocal, monkeypatch: pytest.MonkeyPatch, **tunables: object) -> None:
        self.used: dict[str, Used] = defaultdict(set)
        self.routes: set[str] = set()
        self.kinds: set[str] = set()
        self.indexed: set[str] = set()
        self._function: str | None = None
        self.push_services = FakePushServices()
        super().__init__(engine, monkeypatch, **tunables)
        self._record(monkeypatch)
        self.jobs = _RecordedJobs(self)
        self.notification_jobs = _RecordedNotificationJobs(self)
        self.index_jobs = _RecordedIndexJobs(self)
        self.index_totals = _RecordedIndexTotals(self)
        self.pushes = _RecordedPushes(self)
        self.web_pushes = _RecordedWebPushes(self)
        self.events = _RecordedEventLog(self)
        self.failures = _RecordedFailures(self)
        self.erasures = _RecordedErasures(self)
        self.exports = _RecordedExports(self)
        self.archives = _RecordedArchives(self)
        self.mail_jobs = _RecordedMailJobs(self)
        self.media_files = _RecordedMediaFiles(self)
        for name in BY_FUNCTION:
            self.restart(name)

    def _environment(self, function: str) -> Environment:
        environment = super()._environment(function)
        environment.tables.__dict__["push_services"] = self.push_services
        # The real limiter: that it may count is part of what is proven.
        return replace(environment, limiter=_LimiterAtFirstUse(environment))

    def _record(self, monkeypatch: pytest.MonkeyPatch) -> None:
        original = vars(BaseClient)["_make_api_call"]

        def recorded(client: Any, operation: str, parameters: dict[str, Any]) -> Any:
            if client.meta.service_model.service_name == "dynamodb":
                for action, table, index in authorised(operation, parameters):
                    self.note(f"dynamodb:{action}", resource(_table(table), index))
            return original(client, operation, parameters)

        monkeypatch.setattr(BaseClient, "_make_api_call", recorded)

    def note(self, action: str, target: str) -> None:
        """Remember that the running function does this; what tests do themselves is nobody's."""
        if self._function is not None:
            self.used[self._function].add((action, target))

    def stream_of(self, table: str) -> str:
        """Return an ARN in which a consumer recognises the table."""
        return f"arn:aws:dynamodb:us-east-1:000000000000:table/{self._environ[f'{table}_table'.upper()]}/stream/now"

    @contextmanager
    def running(self, function: str) -> Iterator[None]:
        """Let what is done meanwhile be done by a function."""
        self._function = function
        try:
            yield
        finally:
            self._function = None

    def request(self, method: str, path: str, body: object = None, **sent: Any) -> tuple[int, Any]:
        api, key, _ = self._route(method, path.partition("?")[0])
        self.routes.add(key)
        with self.running(api.function):
            return super().request(method, path, body, **sent)

    def call_facade(self, method: str, path: str, *form: Any, **headers: Any) -> dict[str, Any]:
        facade, route = self.facade_route(method, path.partition("?")[0])
        self.routes.add(route.key)
        with self.running(facade.function):
            return super().call_facade(method, path, *form, **headers)

    def deliver(self, function: str, shard: str, records: Sequence[dict[str, Any]]) -> Any:
        with self.running(function):
            return super().deliver(function, shard, records)

    def do_mail(self, job: MailJob) -> Any:
        with self.running("mail_queue"):
            return super().do_mail(job)

    def do_erasure(self, order: ErasureOrder) -> None:
        with self.running("erasure_queue"):
            super().do_erasure(order)

    def do_export(self, order: ExportOrder) -> None:
        with self.running("export_queue"):
            super().do_export(order)

    def order_erasures(self) -> None:
        with self.running("erasure_schedule"):
            super().order_erasures()

    def order(self, action: str, user: str) -> dict[str, Any]:
        with self.running("accounts_events"):
            return super().order(action, user)

    def write_text(self, kind: str, content: str | None) -> None:
        with self.running("accounts_events"):
            super().write_text(kind, content)

    def publish_due(self) -> dict[str, int]:
        with self.running("drafts_schedule"):
            return super().publish_due()

    def expire_media(self) -> dict[str, int]:
        with self.running("media_schedule"):
            return super().expire_media()

    def end_polls(self) -> None:
        with self.running("polls_schedule"):
            super().end_polls()

    def reconcile(self, event: dict[str, Any] | None = None) -> Any:
        with self.running("counters_schedule"):
            return super().reconcile(event)

    def aggregate(self, events: Sequence[TrendEvent]) -> Any:
        with self.running("trends_stream"):
            return super().aggregate(events)

    def compute_trends(self, order: dict[str, Any] | None = None) -> Any:
        with self.running("trends_schedule"):
            return super().compute_trends(order)

    def do_push(self, push: Push) -> Any:
        with self.running("pushes_queue"):
            return super().do_push(push)

    def do_web_push(self, *jobs: WebPushJob) -> Any:
        with self.running("webpush_queue"):
            return super().do_web_push(*jobs)

    def socket(self, route: str, connection_id: str, person: Person | None = None, **event: object) -> int:
        with self.running("realtime_socket"):
            return super().socket(route, connection_id, person, **event)

    def index(self, job: IndexJob) -> Any:
        self.indexed.add(job.kind)
        with self.running("index_queue"):
            return super().index(job)

    def order_of_index(self, order: dict[str, Any]) -> Any:
        with self.running("index_queue"):
            return super().order_of_index(order)

    def do_job(self, job: Job) -> Any:
        self.kinds.add(job.kind)
        with self.running("fanout_queue"):
            return super().do_job(job)

    def notify(self, job: NotificationJob) -> Any:
        self.kinds.add(job.kind)
        with self.running("notifications_queue"):
            return super().notify(job)


class _LimiterAtFirstUse:
    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def take(self, *arguments: Any) -> Any:
        return self._environment.tables.limiter.take(*arguments)


class _RecordedJobs(MemoryJobs):
    def __init__(self, network: RecordedNetwork) -> None:
        super().__init__()
        self._network = network

    def send(self, jobs: Sequence[Job]) -> None:
        # An empty list is not sent.
        if jobs:
            self._network.note("sqs:SendMessage", "fanout")
        super().send(jobs)


class _RecordedWebPushes(FakeWebPushJobs):
    def __init__(self, network: RecordedNetwork) -> None:
        super().__init__()
        self._network = network

    def send(self, jobs: Sequence[WebPushJob]) -> None:
        # An empty list is not sent.
        if jobs:
            self._network.note("sqs:SendMessage", "webpush")
        super().send(jobs)


class _RecordedNotificationJobs(MemoryNotificationJobs):
    def __init__(self, network: RecordedNetwork) -> None:
        super().__init__()
        self._network = network

    def send(self, jobs: Sequence[NotificationJob]) -> None:
        # An empty list is not sent.
        if jobs:
            self._network.note("sqs:SendMessage", "notifications")
        super().send(jobs)


class _RecordedIndexJobs(FakeIndexJobs):
    def __init__(self, network: RecordedNetwork) -> None:
        super().__init__()
        self._network = network

    def send(self, jobs: Sequence[IndexJob]) -> None:
        self._network.note("sqs:SendMessage", "index")
        super().send(jobs)


class _RecordedIndexTotals(FakeIndexTotals):
    def __init__(self, network: RecordedNetwork) -> None:
        super().__init__()
        self._network = network

    def send(self, tweet_ids: Collection[int], user_ids: Collection[int]) -> None:
        self._network.note("sqs:SendMessage", "totals")
        super().send(tweet_ids, user_ids)


class _RecordedPushes(MemoryPushes):
    def __init__(self, network: RecordedNetwork) -> None:
        super().__init__()
        self._network = network

    def send(self, pushes: Sequence[Push]) -> None:
        # An empty list is not sent.
        if pushes:
            self._network.note("sqs:SendMessage", "pushes")
        super().send(pushes)


class _RecordedEventLog(FakeEventLog):
    def __init__(self, network: RecordedNetwork) -> None:
        super().__init__()
        self._network = network

    def put(self, events: Sequence[TrendEvent]) -> Mapping[str, int]:
        self._network.note("kinesis:PutRecords", "events")
        return super().put(events)


class _RecordedErasures(MemoryErasures):
    def __init__(self, network: RecordedNetwork) -> None:
        super().__init__()
        self._network = network

    def send(self, orders: Sequence[ErasureOrder], delay_s: int) -> None:
        self._network.note("sqs:SendMessage", "erasure")
        super().send(orders, delay_s)


class _RecordedExports(FakeExportQueue):
    def __init__(self, network: RecordedNetwork) -> None:
        super().__init__()
        self._network = network

    def send(self, orders: Sequence[ExportOrder]) -> None:
        self._network.note("sqs:SendMessage", "export")
        super().send(orders)


class _RecordedMailJobs(FakeMailJobs):
    def __init__(self, network: RecordedNetwork) -> None:
        super().__init__()
        self._network = network

    def send(self, jobs: Sequence[MailJob]) -> None:
        self._network.note("sqs:SendMessage", "mail")
        super().send(jobs)


class _RecordedArchives(FakeArchives):
    """What the calls of S3 are authorised as."""

    def __init__(self, network: RecordedNetwork) -> None:
        super().__init__()
        self._network = network

    def add(self, name: str, upload: str, number: int, content: bytes) -> str:
        self._network.note("s3:PutObject", "exports/*")
        return super().add(name, upload, number, content)

    def size(self, name: str) -> int | None:
        self._network.note("s3:GetObject", "exports/*")
        self._network.note("s3:ListBucket", "exports")
        return super().size(name)

    def link(self, name: str, seconds: int, filename: str) -> str:
        self._network.note("s3:GetObject", "exports/*")
        return super().link(name, seconds, filename)

    def remove(self, prefix: str) -> bool:
        self._network.note("s3:ListBucket", "exports")
        self._network.note("s3:DeleteObject", "exports/*")
        return super().remove(prefix)


class _RecordedMediaFiles(FakeMediaFiles):
    def __init__(self, network: RecordedNetwork) -> None:
        super().__init__()
        self._network = network

    def put(self, name: str, content: bytes, content_type: str) -> None:
        self._network.note("s3:PutObject", "pictures/*")
        super().put(name, content, content_type)

    def remove(self, names: Collection[str]) -> None:
        self._network.note("s3:DeleteObject", "pictures/*")
        super().remove(names)


class _RecordedFailures(MemoryFailures):
    def __init__(self, network: RecordedNetwork) -> None:
        super().__init__()
        self._network = network

    def put(self, source: str, record: Any, reason: str) -> None:
        self._network.note("s3:PutObject", f"failures/poison/{source}/*")
        super().put(source, record, reason)


def _table(name: str) -> str:
    return name.partition("-")[2].removesuffix("_table")
