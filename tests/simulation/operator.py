"""What an operator does once the cause of failures is mended: the real `make redrive`, on the simulated cloud."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from typing import Any

import boto3

from local.redrive import Target, redrive
from tests.simulation.deliveries import DEAD_LETTERS
from tests.simulation.engine.cloud import Cloud
from tests.simulation.fleet import Fleet
from tests.simulation.poison import MARK


class Operator:
    """Deploys the code that can read what was poison, and sends the failures back to work."""

    def __init__(self, fleet: Fleet, cloud: Cloud) -> None:
        self._fleet = fleet
        self._cloud = cloud

    def mend(self) -> None:
        """From now on functions know what the injected poison means: that there is nothing to do."""
        self._fleet.forget_idle()
        self._fleet.read = _without_poison

    def redrive(self) -> int:
        """Do what `make redrive` does with everything; 0 when nothing had to stay."""
        target = Target(
            sqs=boto3.client("sqs"),
            s3=boto3.client("s3"),
            functions=_Functions(self._fleet),  # type: ignore[arg-type]
            queue_urls=tuple(self._cloud.sqs.queues()),
            failure_bucket=self._cloud.failures,
        )
        with redirect_stdout(io.StringIO()):
            return redrive(target, "all")

    def left(self) -> dict[str, int]:
        """Return how much the failure stores still hold, by their names."""
        stores: dict[str, Any] = {
            name: queue.messages for name, queue in self._cloud.sqs.queues().items() if name.endswith(DEAD_LETTERS)
        }
        stores[self._cloud.failures] = self._cloud.s3.bucket(self._cloud.failures)
        return {name: len(store) for name, store in stores.items() if store}


def _without_poison(event: Mapping[str, Any]) -> Mapping[str, Any]:
    records = event.get("Records")
    if records is None:
        return event
    return {**event, "Records": [record for record in records if MARK not in json.dumps(record)]}


class _Functions:
    """Lambda's own interface, as far as the re-drive uses it, over the simulated fleet."""

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet

    def get_paginator(self, _operation: str) -> _Functions:
        return self

    def paginate(self) -> Iterator[dict[str, Any]]:
        """List the functions, as deployed."""
        yield {
            "Functions": [
                {"FunctionName": name, "Handler": f"functions.{name}.handler.handler"} for name in self._fleet.functions
            ]
        }

    def invoke(self, *, FunctionName: str, Payload: bytes) -> dict[str, Any]:  # noqa: N803 - boto3's names
        """Run a function and wait for its answer."""
        run = self._fleet.start(FunctionName, json.loads(Payload))
        self._fleet.scheduler.join([run.task])
        if run.failed:
            return {"FunctionError": "Unhandled", "Payload": io.BytesIO(b"{}")}
        return {"Payload": io.BytesIO(json.dumps(run.task.value).encode())}
