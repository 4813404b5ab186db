"""What changed, into the search index."""

from __future__ import annotations

from infra.blocks.event_sources import feed_from_queue, grant_poison
from infra.blocks.python_function import PythonFunction
from infra.blocks.schedules import run_every
from infra.blocks.tables import BATCH_GET, DELETE, GET, PUT, UPDATE
from infra.components.function_factory import FunctionFactory

INDEX_TIMEOUT_S = 60
# By ever longer waits, 15 minutes at most, so many are a day (linnet/adapters/sqs_delays.py): an engine may be away so
# long before anything waits in the dead-letter queue.
INDEX_RECEIVES = 100
# A batch is read and written at once, however few it holds: what is found a second later costs a fraction.
INDEX_WINDOW_S = 1
# A minute in which totals gather, and by how much clocks of containers may differ.
TOTALS_DELAY_S = 65
PURGE_MINUTES = 30


def index_queue(factory: FunctionFactory) -> PythonFunction:
    """Declare the function and feed it from the two queues of the index."""
    function = factory.worker("index_queue", "Writes the search index", timeout_s=INDEX_TIMEOUT_S, memory_mib=1024)
    tables = factory.tables
    tables.tweets.grant(function, BATCH_GET, indexes=["by_author"])
    tables.identity.grant(function, BATCH_GET)
    tables.platform.grant(function, GET, PUT, DELETE)
    # The directory of accounts that want to be found.
    tables.timelines.grant(function, GET, PUT, UPDATE, DELETE)
    # Indexes are built and compared by walking through the tables.
    tables.identity.grant_scan(function, ["pk", "sk"])
    tables.tweets.grant_scan(function, ["pk", "sk", "kind"])
    # A large account is several jobs, each of which queues the next.
    factory.index.grant_send(function)
    function.allow_loop()
    factory.index.grant_postpone(function)
    factory.storage.search.grant_write(function)
    grant_poison(function, factory.storage.failures)
    concurrency = factory.settings.index_concurrency
    feed_from_queue(function, factory.index, window_s=INDEX_WINDOW_S, concurrency=concurrency)
    feed_from_queue(function, factory.totals, concurrency=concurrency, name="from_totals")
    run_every(function, minutes=PURGE_MINUTES)
    return function
