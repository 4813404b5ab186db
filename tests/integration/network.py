"""The whole network in one process on AWS's own DynamoDB engine: real handlers, real stores, streams pumped by hand.

Every function gets an environment and caches of its own, as containers have. Jobs and poison stay in memory, so that a
test can deliver them late, twice or in another order. `Calls` records what is asked of DynamoDB: operation, table,
request units, and how many calls had to wait for one another.
"""

from __future__ import annotations

import base64
import itertools
import json
import random
import re
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode

import pytest
from botocore.client import BaseClient

from linnet.adapters.web_push.encryption import NewKeys
from linnet.domain.ids import SnowflakeIds
from linnet.ports.search import SearchEngine
from linnet.ports.web_push import PrivateKeys
from linnet.runtime.concurrency import SystemSecrets
from linnet.runtime.environment import Environment
from linnet.runtime.facade import Facade
from linnet.runtime.facade_routes import FacadeRoute
from linnet.runtime.openapi import API_FUNCTIONS, FACADE_FUNCTIONS, HTTP_FUNCTIONS
from linnet.runtime.settings import BY_FUNCTION, environment_names, load
from linnet.runtime.stores import Stores
from linnet.services.resolve_token import ResolveToken
from tests.fakes.environment import FakeClock
from tests.fakes.exports import FakeArchives, FakeExportQueue
from tests.fakes.indexing import FakeDelays, FakeIndexJobs, FakeIndexTotals
from tests.fakes.mail import FakeMailer, FakeMailJobs
from tests.fakes.media import FakeMediaFiles, FakePictures
from tests.fakes.search import FakeSearchIndex
from tests.fakes.sockets import FakeSockets
from tests.fakes.trends import FakeEventLog
from tests.fakes.web_push import FakeKeyStore, FakeWebPushJobs
from tests.integration.accounting import Calls, CountedParallel, accounted
from tests.integration.memory import (
    MemoryErasures,
    MemoryFailures,
    MemoryJobs,
    MemoryNotificationJobs,
    MemoryPushes,
    NoLimits,
)
from tests.integration.person import PASSWORD, Person
from tests.integration.streams import CONSUMERS, EngineStreams
from tests.integration.workers import Workers

T = TypeVar("T")

TUNABLES = {
    "celebrity_on": 5,
    "celebrity_off": 3,
    "conversation_shards": 1,
    "engagement_shards": 1,
    "follower_shards": 1,
    "feed_shards": 1,
    "invalidation_replicas": 1,
    "password_time_cost": 1,
    "password_memory_kib": 1024,
    "limits_exempt_loopback": True,
    "token_cache_s": 0,
    "mail": True,
    # Each list asks for hundreds of windows when it has no hours yet.
    "trends": {"languages": ["en"], "rollups_a_run": 1},
}


FORM = "application/x-www-form-urlencoded"
PUSH_KEYS = PrivateKeys(b"\x01" * 32, b"\x02" * 32)
PUBLIC_KEYS = NewKeys().public(PUSH_KEYS)


class Engine(Protocol):
    """What serves DynamoDB's calls."""

    @property
    def url(self) -> str: ...


class Network(Workers):
    """Tables of its own on a running engine, and every function of the system over them."""

    def __init__(self, engine: Engine, monkeypatch: pytest.MonkeyPatch, **tunables: object) -> None:
        monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", engine.url)
        self._engine = engine
        self.clock = self._new_clock()
        self.parallel = CountedParallel()
        self.jobs = MemoryJobs()
        self.notification_jobs = MemoryNotificationJobs()
        self.index_jobs = FakeIndexJobs()
        self.index_totals = FakeIndexTotals()
        self.search = FakeSearchIndex(self.clock)
        self.search_engine: SearchEngine = self.search
        self.pushes = MemoryPushes()
        self.web_pushes = FakeWebPushJobs()
        self.events = FakeEventLog()
        self.logged = 0
        self.sockets = FakeSockets()
        self.erasures = MemoryErasures()
        self.exports = FakeExportQueue()
        self.archives = FakeArchives()
        self.mail_jobs = FakeMailJobs()
        self.mailer = FakeMailer()
        self.media_files = FakeMediaFiles()
        self.pictures = FakePictures()
        self.failures = MemoryFailures()
        self._random = random.Random(7)
        self._ids = SnowflakeIds(self.clock.now_ms, self._random.randrange)
        self._recording: Calls | None = None
        prefix = uuid.uuid4().hex[:8]
        names = {name for function in BY_FUNCTION for name in environment_names(function)}
        self._environ = {name: f"{prefix}-{name.lower()}" for name in names} | {
            "STAGE": "test",
            "AWS_REGION": "us-east-1",
            "TUNABLES": json.dumps({**TUNABLES, **tunables}),
            "PUSH_SIGNING_KEY": PUBLIC_KEYS.signing,
            "PUSH_SEALING_KEY": PUBLIC_KEYS.sealing,
        }
        self.environments: dict[str, Environment] = {}
        self._watch(monkeypatch)
        self._make_tables()
        self.apis = {name: import_module(f"functions.{name}.handler").api for name in API_FUNCTIONS}
        self.lone_facades = {name: import_module(f"functions.{name}.handler").api for name in FACADE_FUNCTIONS}
        self.workers = {
            name: import_module(f"functions.{name}.handler").worker
            for name in BY_FUNCTION
            if name not in HTTP_FUNCTIONS
        }
        for name in BY_FUNCTION:
            self.restart(name)

    def _new_clock(self) -> FakeClock:
        return FakeClock()

    def restart(self, function: str) -> None:
        """Give a function a new container: empty caches."""
        environment = self._environment(function)
        self.environments[function] = environment
        entry = self.apis.get(function) or self.lone_facades.get(function)
        if entry is not None:
            entry.use(environment)
        else:
            worker = self.workers[function]
            worker.use(worker._build(environment))

    def _environment(self, function: str) -> Environment:
        settings = load(function, self._environ)
        stores = Stores(settings, self.clock, self.parallel)
        stores._sleep = self.clock.sleep
        # The engine's copies of the queues and the bucket: a test decides what is delivered.
        stores.__dict__.update(
            jobs=self.jobs,
            notification_jobs=self.notification_jobs,
            index_jobs=self.index_jobs,
            index_totals=self.index_totals,
            index_delays=FakeDelays(),
            search=self.search_engine,
            pushes=self.pushes,
            web_pushes=self.web_pushes,
            secret_keys=FakeKeyStore(PUSH_KEYS),
            event_log=self.events,
            sockets=self.sockets,
            erasure_queue=self.erasures,
            export_queue=self.exports,
            archives=self.archives,
            mail_jobs=self.mail_jobs,
            mailer=self.mailer,
            media_files=self.media_files,
            pictures=self.pictures,
            failures=self.failures,
        )
        day_ms = 86_400_000
        return Environment(
            settings=settings,
            clock=self.clock,
            ids=self._ids,
            parallel=self.parallel,
            secrets=SystemSecrets(),
            limiter=NoLimits(),
            resolve_token=lambda token: ResolveToken(stores.sessions, self.clock, 0, 180 * day_ms).run(token),
            tables=stores,
        )

    def _make_tables(self) -> None:
        stores = self._environment("tweets_api").tables
        homes = self._environment("fanout_queue").tables
        rows = [
            stores._identity_row,
            stores._tweet_row,
            stores._engagement_row,
            stores._graph_row,
            self._environment("notifications_api").tables._notification_row,
            stores._invalidation_row,
            homes._timeline_row,
            self._environment("messages_api").tables._message_row,
            homes._realtime_row,
            self._environment("trends_stream").tables._trend_row,
            self._environment("drafts_api").tables._draft_row,
            self._environment("media_api").tables.media.row,
        ]
        for row in rows:
            row.create_table(wait=True, billing_mode="PAY_PER_REQUEST")
        self._start_streams()

    def _start_streams(self) -> None:
        self._streams = EngineStreams(self._engine.url, self._environ)
        self._streams.start()

    def _watch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        original = vars(BaseClient)["_make_api_call"]

        def counted(client: Any, operation: str, parameters: dict[str, Any]) -> Any:
            # Describing tables is how this class finds the streams; the product never does it.
            if client.meta.service_model.service_name != "dynamodb" or operation == "DescribeTable":
                return original(client, operation, parameters)
            self.parallel.depth += 1
            recording = self._recording
            if recording is None:
                return original(client, operation, parameters)
            answer = original(client, operation, {**parameters, "ReturnConsumedCapacity": "INDEXES"})
            recording.made.extend(accounted(operation, parameters, answer))
            return answer

        monkeypatch.setattr(BaseClient, "_make_api_call", counted)

    @contextmanager
    def recorded(self) -> Iterator[Calls]:
        """Record what is asked of DynamoDB meanwhile."""
        calls = Calls()
        self._recording, start = calls, self.parallel.depth
        try:
            yield calls
        finally:
            self._recording = None
            calls.trips = self.parallel.depth - start

    def request(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        token: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> tuple[int, Any]:
        """Send a request through the function that serves its route; return status and JSON."""
        route_path, _, query = path.partition("?")
        api, key, parameters = self._route(method, route_path)
        sent = {"content-type": "application/json", **(headers or {})}
        if token is not None:
            sent["authorization"] = f"Bearer {token}"
        answer = api.lambda_handler(
            {
                "version": "2.0",
                "routeKey": key,
                "pathParameters": parameters,
                "queryStringParameters": dict(pair.split("=", 1) for pair in query.split("&")) if query else None,
                "headers": sent,
                "body": _sent(body),
                "isBase64Encoded": isinstance(body, bytes),
                "requestContext": {"requestId": "test", "http": {"sourceIp": "127.0.0.1"}},
            },
            None,
        )
        answered = answer.get("body")
        is_json = answer["headers"].get("Content-Type", "").startswith("application/json")
        return answer["statusCode"], json.loads(answered) if answered and is_json else answered or None

    def call_facade(
        self, method: str, path: str, form: Mapping[str, str] | bytes = b"", kind: str | None = FORM, **headers: str
    ) -> dict[str, Any]:
        """Send a form, or a body of a kind, to the operation of the façade; a form is the query where one reads.

        Return API Gateway's answer.
        """
        path, _, query = path.partition("?")
        sent = form if isinstance(form, bytes) else urlencode(form).encode()
        if method == "GET" and sent:
            query, sent = sent.decode(), b""
        described = {} if kind is None else {"content-type": kind}
        facade, _ = self.facade_route(method, path)
        answer: dict[str, Any] = facade.answer(
            {
                "version": "2.0",
                "rawPath": path,
                "rawQueryString": query,
                "headers": {**described, "host": "linnet.example", **headers},
                "body": base64.b64encode(sent).decode(),
                "isBase64Encoded": True,
                "requestContext": {"requestId": "test", "http": {"method": method, "sourceIp": "127.0.0.1"}},
            }
        )
        return answer

    @property
    def facades(self) -> list[Facade[Any]]:
        """Return the façades, alone and beside native operations."""
        beside = [api.facade for api in self.apis.values() if api.facade is not None]
        return [*self.lone_facades.values(), *beside]

    def facade_route(self, method: str, path: str) -> tuple[Facade[Any], FacadeRoute[Any]]:
        """Return the operation of the façade at an address, and who has it."""
        for facade in self.facades:
            route = facade.find(method, path.rstrip("/"))
            if route is not None:
                return facade, route
        raise LookupError(f"{method} {path}")

    def _route(self, method: str, path: str) -> tuple[Any, str, dict[str, str]]:
        candidates = []
        for api in self.apis.values():
            for key, route in api.routes.items():
                match = re.fullmatch(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", route.path), path)
                if match and route.method == method:
                    candidates.append((len(match.groupdict()), key, api, match.groupdict()))
        # As API Gateway does: the most specific route wins.
        _, key, api, parameters = min(candidates, key=lambda candidate: candidate[0])
        return api, key, parameters

    def sign_up(self, name: str, **profile: object) -> Person:
        """Register an account."""
        status, answer = self.request(
            "POST",
            "/api/auth/register",
            {"username": name, "email": f"{name}@example.org", "password": PASSWORD, "displayName": name},
        )
        assert status == 201, answer
        person = Person(self, int(answer["user"]["id"]), answer["token"])
        if profile:
            assert person.patch("/api/users/me", profile)[0] == 200
        return person

    def stream_batches(self) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
        """Return table, shard and new records of every stream shard since the last call."""
        return self._streams.batches()

    def consumers(self, table: str) -> list[str]:
        """Return the functions that a table's stream feeds."""
        return CONSUMERS[table]

    def erase(self, *, times: int = 1) -> None:
        """Erase every account that is due, each message delivered so many times."""
        self.order_erasures()
        while self.erasures.waiting:
            order, delay_s = self.erasures.waiting.pop(0)
            self.clock.advance(delay_s * 1000)
            self.settle(times=times)
            for _ in range(times):
                self.do_erasure(order)
        self.settle(times=times)

    def export(self) -> None:
        """Work off the queue of exports."""
        while self.exports.waiting:
            self.do_export(self.exports.waiting.pop(0))

    def settle(self, *, times: int = 1) -> None:
        """Deliver what waits in streams and queue, each batch and job so many times, until nothing is left."""
        for _ in range(50):
            batches = list(self.stream_batches())
            jobs, self.jobs.waiting[:] = list(self.jobs.waiting), []
            told, self.notification_jobs.waiting[:] = list(self.notification_jobs.waiting), []
            pushes, self.pushes.waiting[:] = list(self.pushes.waiting), []
            indexed = [*self.index_jobs.taken(), *self.index_totals.taken()]
            events, self.events.waiting[:] = list(self.events.waiting), []
            mails, self.mail_jobs.waiting[:] = list(self.mail_jobs.waiting), []
            if not (batches or jobs or told or pushes or indexed or events or mails):
                return
            for _ in range(times if events else 0):
                assert self.aggregate(events)["batchItemFailures"] == []
            for table, shard, records in batches:
                for function, _ in itertools.product(self.consumers(table), range(times)):
                    assert self.deliver(function, shard, records)["batchItemFailures"] == []
            for job, _ in itertools.product(jobs, range(times)):
                assert self.do_job(job)["batchItemFailures"] == []
            for told_of, _ in itertools.product(told, range(times)):
                assert self.notify(told_of)["batchItemFailures"] == []
            for index_job, _ in itertools.product(indexed, range(times)):
                assert self.index(index_job)["batchItemFailures"] == []
            for mail, _ in itertools.product(mails, range(times)):
                assert self.do_mail(mail)["batchItemFailures"] == []
            for push in pushes:
                assert self.do_push(push)["batchItemFailures"] == []
        raise AssertionError("the network does not come to rest")


def _sent(body: object) -> str | None:
    """Return a body as API Gateway hands it on: bytes in base64, all else as JSON."""
    if isinstance(body, bytes):
        return base64.b64encode(body).decode()
    return None if body is None else json.dumps(body)
