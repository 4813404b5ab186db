"""Send what happens to posts where it belongs: heads, feeds, queues (fan-out, notifications, index), the event log."""

from __future__ import annotations

from linnet.adapters.dynamodb.change_records import decode_tweets_change
from linnet.domain.changes import PostChange
from linnet.domain.users import User
from linnet.runtime.batch import Answer, Record, Worker, work_off_stream
from linnet.runtime.trends import tell_trends
from linnet.runtime.wiring.tweets_stream import TweetsStream, build


def route(services: TweetsStream, event: Record) -> Answer:
    routed: list[tuple[PostChange, User | None]] = []
    # Lanes are threads, and appending is one step. A batch that fails tells trends when it is repeated.
    answer = work_off_stream(worker.function, services, event, lambda record: routed.append(_route(services, record)))
    tell_trends(worker.function, lambda: services.log_posts.run(routed))
    return answer


def _route(services: TweetsStream, record: Record) -> tuple[PostChange, User | None]:
    change = decode_tweets_change(record)
    author = services.route_post.run(change)
    services.announce_changes.post(change)
    services.announce_tweet.run(change)
    services.announce_documents.post(change)
    return change, author


worker = Worker("tweets_stream", build, route)
lambda_handler = worker.lambda_handler
