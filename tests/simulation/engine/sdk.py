"""Stand where botocore would send a request: every call of boto3 and pynamodb comes here, and nothing leaves.

The SDK's own repetitions are part of what code relies on and of what breaks it (a lost answer makes the SDK write
twice), so they happen here as botocore's standard mode makes them.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, Protocol
from unittest.mock import patch

from botocore.client import BaseClient
from botocore.config import Config
from botocore.exceptions import ConnectionError as NoConnection
from botocore.exceptions import HTTPClientError
from botocore.retries.standard import DEFAULT_MAX_ATTEMPTS, ThrottledRetryableChecker, TransientRetryableChecker
from botocore.session import Session

from tests.simulation.engine.errors import AwsError, NotSimulated

# botocore keeps what it repeats to itself; its own lists cannot fall behind it.
_THROTTLED: Final[Any] = ThrottledRetryableChecker
_TRANSIENT: Final[Any] = TransientRetryableChecker
_RETRIED_CODES: Final = frozenset({*_THROTTLED._THROTTLED_ERROR_CODES, *_TRANSIENT._TRANSIENT_ERROR_CODES})
_RETRIED_STATUS: Final = frozenset(_TRANSIENT._TRANSIENT_STATUS_CODES)
_SERVICES: Final = frozenset({"dynamodb", "sqs", "s3", "kinesis", "apigatewaymanagementapi"})
_LONGEST_PAUSE_S: Final = 20.0
_READS: Final = ("Get", "BatchGet", "TransactGet", "Query", "Scan", "Describe", "List", "Head")

_make_client: Final = Session.create_client
_clients: Final[dict[tuple[Any, ...], BaseClient]] = {}


class Phase(Enum):
    """Before a call: raising means that it is not done. After: it is done, and the caller sees the error."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(slots=True)
class Call:
    """One attempt at a call. A hook sets the first three optional fields before, and reads the others after.

    `leave_unprocessed` entries of a batch are left undone; the actions of a transaction at the positions `conflicts`
    meet another transaction; an eventually consistent read of a table sees it as it was `read_lag_ms` ago.
    """

    service: str
    operation: str
    params: Mapping[str, Any]
    attempt: int = 1
    leave_unprocessed: int = 0
    conflicts: frozenset[int] = frozenset()
    read_lag_ms: int = 0
    answer: dict[str, Any] | None = None
    error: Exception | None = None

    @property
    def writes(self) -> bool:
        """Tell whether the call may change something."""
        return not self.operation.startswith(_READS)

    @property
    def targets(self) -> tuple[str, ...]:
        """Return the tables, queue, bucket, log or connection that the call names."""
        for name in ("TableName", "QueueUrl", "Bucket", "StreamName", "ConnectionId"):
            if name in self.params:
                return (self.params[name],)
        if "RequestItems" in self.params:
            return tuple(self.params["RequestItems"])
        actions = self.params.get("TransactItems", ())
        return tuple(dict.fromkeys(request["TableName"] for action in actions for request in action.values()))


class Hook(Protocol):
    """See every attempt at a call, before and after; both are places to switch tasks and to raise faults."""

    def on_call(self, call: Call, phase: Phase) -> None: ...


class Watch:
    """Let everything pass."""

    def on_call(self, call: Call, phase: Phase) -> None:
        del call, phase


@dataclass(frozen=True, slots=True)
class Sdk:
    """Carry calls to `answer`, with the repetitions that a client's configuration asks for."""

    answer: Callable[[Call], dict[str, Any]]
    hook: Hook
    sleep: Callable[[float], None]
    random: random.Random

    def call(self, client: Any, operation: str, params: Mapping[str, Any]) -> dict[str, Any]:
        """Do what `client.<operation>(**params)` does."""
        service = client.meta.service_model.service_name
        if operation == "TransactWriteItems" and "ClientRequestToken" not in params:
            # botocore fills it in once for all attempts.
            token = str(uuid.UUID(int=self.random.getrandbits(128), version=4))
            params = {**params, "ClientRequestToken": token}
        retries = client.meta.config.retries or {}
        attempts = retries.get("total_max_attempts", DEFAULT_MAX_ATTEMPTS)
        for attempt in range(1, attempts + 1):
            try:
                answer = self._attempt(Call(service, operation, params, attempt))
            except (AwsError, NoConnection, HTTPClientError) as error:
                if attempt == attempts or not _passing(error):
                    raise _for_the_caller(client, operation, error) from error
                self.sleep(min(self.random.random() * 2 ** (attempt - 1), _LONGEST_PAUSE_S))
            else:
                answer["ResponseMetadata"] = {"HTTPStatusCode": 200, "HTTPHeaders": {}, "RetryAttempts": attempt - 1}
                return answer
        raise AssertionError("a call has at least one attempt")

    def _attempt(self, call: Call) -> dict[str, Any]:
        self.hook.on_call(call, Phase.BEFORE)
        try:
            call.answer = self.answer(call)
        except AwsError as error:
            call.error = error
        self.hook.on_call(call, Phase.AFTER)
        if call.error is not None:
            raise call.error
        assert call.answer is not None
        return call.answer

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Take the place of every client of this process that is made or used meanwhile.

        Raise RuntimeError when somebody else stands there at the end: they would put this back after it has gone.
        """

        def call(client: Any, operation: str, params: Mapping[str, Any]) -> dict[str, Any]:
            return self.call(client, operation, params)

        with patch.object(BaseClient, "_make_api_call", call), patch.object(Session, "create_client", _client):
            yield
            if vars(BaseClient)["_make_api_call"] is not call:
                raise RuntimeError("what was patched over the simulated cloud has to be taken back before it ends")


def _passing(error: Exception) -> bool:
    if isinstance(error, AwsError):
        return error.code in _RETRIED_CODES or error.status in _RETRIED_STATUS
    return True


def _for_the_caller(client: Any, operation: str, error: Exception) -> Exception:
    if not isinstance(error, AwsError):
        return error
    made: Exception = client.exceptions.from_code(error.code)(error.response(), operation)
    return made


def _client(session: Session, service_name: str, region_name: str | None = None, **options: Any) -> Any:
    """Return a client whose calls come here. Making one takes botocore tens of milliseconds, so each is made once."""
    config: Config | None = options.get("config")
    retries = getattr(config, "retries", None) or {}
    attempts = retries.get("total_max_attempts", DEFAULT_MAX_ATTEMPTS)
    key = (service_name, region_name, attempts)
    if key not in _clients:
        if service_name not in _SERVICES:
            raise NotSimulated(service_name)
        _clients[key] = _make_client(
            session,
            service_name,
            region_name or "us-east-1",
            aws_access_key_id="simulated",
            aws_secret_access_key="simulated",
            config=Config(retries={"total_max_attempts": attempts, "mode": "standard"}),
        )
    return _clients[key]
