"""Route new, changed and deleted posts to timelines and feeds."""

from __future__ import annotations

import json

from infra.blocks.event_sources import feed_from_stream
from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import BATCH_WRITE, DELETE, PUT, QUERY, READ, UPDATE
from infra.blocks.workbench import Workbench

# Count updates touch the row as well; nobody downstream of this function cares about those. A removed row (a retweet
# that was taken back) has no new image.
_CONTENT = json.dumps({"dynamodb": {"NewImage": {"touched": {"S": ["content"]}}}})
_REMOVED = json.dumps({"eventName": ["REMOVE"]})


def tweets_stream(bench: Workbench) -> PythonFunction:
    """Declare the function and feed it from the tweets table."""
    function = bench.worker("tweets_stream", "Routes posts to fan-out jobs, feeds and celebrity heads")
    data = bench.data
    data.identity.grant(function, READ)
    data.graph.grant(function, READ)
    data.timelines.grant(function, READ, PUT, UPDATE, DELETE, BATCH_WRITE)
    data.platform.grant(function, QUERY)
    bench.fanout.grant_send(function)
    feed_from_stream(function, data.tweets, data.failures, patterns=[_CONTENT, _REMOVED])
    return function
