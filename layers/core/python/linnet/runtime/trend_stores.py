"""What trends are stored in, and the log that they are counted from."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from linnet.runtime.outlets import Outlets

if TYPE_CHECKING:
    from linnet.adapters.cache import LruCache
    from linnet.adapters.cached_days import CachedDays
    from linnet.adapters.dynamodb.trend_rows import TrendRow
    from linnet.adapters.dynamodb.trends import (
        DynamoHiddenTrends,
        DynamoHours,
        DynamoTrendControls,
        DynamoTrendLists,
        DynamoWindows,
    )
    from linnet.adapters.kinesis import KinesisEventLog
    from linnet.ports.trends import ListSamples


class TrendStores(Outlets):
    """Everything of trends, each made at its first use."""

    @cached_property
    def event_log(self) -> KinesisEventLog:
        import boto3
        from botocore.config import Config

        from linnet.adapters.kinesis import CONNECT_TIMEOUT_S, READ_TIMEOUT_S, KinesisEventLog

        # The adapter repeats what is worth it.
        config = Config(
            connect_timeout=CONNECT_TIMEOUT_S, read_timeout=READ_TIMEOUT_S, retries={"total_max_attempts": 1}
        )
        client = boto3.client("kinesis", region_name=self._settings.aws_region, config=config)
        return KinesisEventLog(client, self.named("event_stream"), self._sleep, self._random)

    @cached_property
    def _trend_row(self) -> type[TrendRow]:
        from linnet.adapters.dynamodb.trend_rows import TrendRow

        return self._bound(TrendRow, "trends_table")

    @cached_property
    def trend_windows(self) -> DynamoWindows:
        from linnet.adapters.dynamodb.trends import DynamoWindows

        return DynamoWindows(self._trend_row)

    @cached_property
    def trend_hours(self) -> DynamoHours:
        from linnet.adapters.dynamodb.trends import DynamoHours

        return DynamoHours(self._trend_row, self._sleep, self._random)

    @cached_property
    def stored_trend_days(self) -> DynamoHours:
        from linnet.adapters.dynamodb import trend_keys
        from linnet.adapters.dynamodb.trends import DynamoHours

        return DynamoHours(self._trend_row, self._sleep, self._random, trend_keys.days)

    @cached_property
    def trend_days(self) -> CachedDays:
        from linnet.adapters.cached_days import CachedDays

        return CachedDays(self.stored_trend_days, self._clock)

    @cached_property
    def trend_lists(self) -> DynamoTrendLists:
        """The lists for readers, who may see the one before for a moment."""
        from linnet.adapters.dynamodb.trends import DynamoTrendLists

        return DynamoTrendLists(self._trend_row)

    @cached_property
    def trend_lists_as_written(self) -> DynamoTrendLists:
        """The lists for the next run, which goes on from the one before."""
        from linnet.adapters.dynamodb.trends import DynamoTrendLists

        return DynamoTrendLists(self._trend_row, consistent=True)

    @cached_property
    def trend_samples(self) -> LruCache[str, ListSamples]:
        """What the container knows of the samples of each scope, while the list may still be shown."""
        from linnet.adapters.cache import LruCache
        from linnet.domain.trends.scopes import all_scopes

        trends = self._settings.tunables.trends
        return LruCache(self._clock, len(all_scopes(trends)), trends.list_lives_ms)

    @cached_property
    def trend_controls(self) -> DynamoTrendControls:
        from linnet.adapters.dynamodb.trends import DynamoTrendControls

        return DynamoTrendControls(self._trend_row)

    @cached_property
    def hidden_trends(self) -> DynamoHiddenTrends:
        from linnet.adapters.dynamodb.trends import DynamoHiddenTrends

        return DynamoHiddenTrends(self._trend_row)
