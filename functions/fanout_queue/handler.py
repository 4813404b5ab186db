"""Do the jobs of the fan-out queue."""

from __future__ import annotations

from linnet.adapters.sqs import decode
from linnet.runtime.batch import Answer, Record, Worker, partial_failures
from linnet.runtime.wiring.fanout_queue import build
from linnet.services.fan_out import FanOut


def work(fan_out: FanOut, event: Record) -> Answer:
    # At once: homes wait for these jobs, and each of them for a handful of calls.
    return partial_failures(event, lambda body: fan_out.run(decode(body)), fan_out.parallel)


worker = Worker("fanout_queue", build, work)
lambda_handler = worker.lambda_handler
