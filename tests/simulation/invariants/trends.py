"""Windows hold what the event log holds, each event once, however often and however cut its batches came."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from linnet.adapters.dynamodb import trend_keys
from linnet.adapters.dynamodb.trend_rows import WINDOW_LIVES_MS
from linnet.adapters.kinesis import decode_arrival
from linnet.domain.trends.blobs import decode_window
from linnet.domain.trends.events import TrendEvent
from linnet.domain.trends.scopes import scopes_of
from linnet.domain.trends.settings import TrendSettings
from linnet.domain.trends.windows import aggregate, merged
from tests.simulation.engine.deliveries import as_json
from tests.simulation.invariants.truth import Truth
from tests.simulation.people import World

LOG: Final = "events"


def windows_are_what_was_logged(world: World, truth: Truth) -> None:
    """Count the whole log at once, and compare."""
    settings = TrendSettings()
    logged: defaultdict[tuple[str, int], list[TrendEvent]] = defaultdict(list)
    for record in truth.cloud.kinesis.stream(LOG).all:
        arrival = decode_arrival(as_json(record.record))
        event = arrival.event
        late = event.at_ms < arrival.at_ms - settings.late_after_hours * settings.hour_ms
        if not late and event.at_ms <= arrival.at_ms + settings.early_before_ms:
            for scope in scopes_of(event, settings):
                logged[scope, settings.window_of(event.at_ms)].append(event)
    stored = truth.starting("trends", "")
    for (scope, window_ms), events in logged.items():
        # What has expired may be gone, all of it or some.
        if window_ms + WINDOW_LIVES_MS <= world.scheduler.now_ms():
            continue
        rows = stored.get(trend_keys.window(scope, window_ms), [])
        counted = merged([decode_window(bytes(row["blob"].value)) for row in rows])
        if counted != aggregate(events, settings):
            world.violated(f"the window {window_ms} of {scope} is not what was logged")


STORED: Final = (windows_are_what_was_logged,)
