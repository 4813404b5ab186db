"""Send what happens to posts where it belongs: heads, feeds and the fan-out queue."""

from __future__ import annotations

from linnet.adapters.dynamodb.change_records import decode_tweets_change
from linnet.runtime.batch import Answer, Record, Worker, work_off_stream
from linnet.runtime.wiring.tweets_stream import TweetsStream, build


def route(services: TweetsStream, event: Record) -> Answer:
    return work_off_stream(
        event["Records"],
        lambda record: services.route_post.run(decode_tweets_change(record)),
        source=worker.function,
        mode=services.mode,
        failures=services.failures,
        parallel=services.parallel,
    )


worker = Worker("tweets_stream", build, route)
lambda_handler = worker.lambda_handler
