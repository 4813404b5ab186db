"""What totals are counted anew from, and where it is noted which are looked at next."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from linnet.runtime.trend_stores import TrendStores

if TYPE_CHECKING:
    from linnet.adapters.dynamodb.edge_counts import DynamoEdgeCounts
    from linnet.adapters.dynamodb.reconciliation import DynamoAgenda, DynamoHotTargets, ReconciliationRow
    from linnet.adapters.dynamodb.table_walk import DynamoTableWalk


class ReconciliationStores(TrendStores):
    """Everything of the reconciliation, each made at its first use."""

    @cached_property
    def edge_counts(self) -> DynamoEdgeCounts:
        from linnet.adapters.dynamodb.edge_counts import DynamoEdgeCounts

        tunables = self._settings.tunables
        return DynamoEdgeCounts(
            self._connection,
            self._parallel,
            tweets_table=self.named("tweets_table"),
            engagement_table=self.named("engagement_table"),
            graph_table=self.named("graph_table"),
            conversation_shards=tunables.conversation_shards,
            engagement_shards=tunables.engagement_shards,
            follower_shards=tunables.follower_shards,
        )

    @cached_property
    def table_walk(self) -> DynamoTableWalk:
        from linnet.adapters.dynamodb.table_walk import DynamoTableWalk

        return DynamoTableWalk(self._connection, self.named("identity_table"), self.named("tweets_table"))

    @cached_property
    def _reconciliation_row(self) -> type[ReconciliationRow]:
        from linnet.adapters.dynamodb.reconciliation import ReconciliationRow

        return self._bound(ReconciliationRow, "platform_table")

    @cached_property
    def agenda(self) -> DynamoAgenda:
        from linnet.adapters.dynamodb.reconciliation import DynamoAgenda

        return DynamoAgenda(
            self._reconciliation_row,
            self._connection,
            self._clock,
            identity_table=self.named("identity_table"),
            tweets_table=self.named("tweets_table"),
        )

    @cached_property
    def hot_targets(self) -> DynamoHotTargets:
        from linnet.adapters.dynamodb.reconciliation import DynamoHotTargets

        return DynamoHotTargets(self._reconciliation_row, self._clock)
