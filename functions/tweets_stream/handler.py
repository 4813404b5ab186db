"""Send what happens to posts where it belongs: heads, feeds, and the queues of fan-out, notifications and the index."""

from __future__ import annotations

from linnet.adapters.dynamodb.change_records import decode_tweets_change
from linnet.runtime.batch import Answer, Record, Worker, work_off_stream
from linnet.runtime.wiring.tweets_stream import TweetsStream, build


def route(services: TweetsStream, event: Record) -> Answer:
    return work_off_stream(worker.function, services, event, lambda record: _route(services, record))


def _route(services: TweetsStream, record: Record) -> None:
    change = decode_tweets_change(record)
    services.route_post.run(change)
    services.announce_changes.post(change)
    services.announce_tweet.run(change)
    services.announce_documents.post(change)


worker = Worker("tweets_stream", build, route)
lambda_handler = worker.lambda_handler
