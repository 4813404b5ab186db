"""The stores of how accounts stand to each other: follows, lists, filters, endorsements, and indexes of them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from linnet.runtime.personal_stores import PersonalStores

if TYPE_CHECKING:
    from linnet.adapters.dynamodb.dismissed_suggestions import DynamoDismissedSuggestions
    from linnet.adapters.dynamodb.endorsements import DynamoEndorsements
    from linnet.adapters.dynamodb.filters import DynamoFilters
    from linnet.adapters.dynamodb.follow_index import DynamoCelebrities, DynamoFollowIndex
    from linnet.adapters.dynamodb.graph import DynamoGraph
    from linnet.adapters.dynamodb.graph_rows import GraphRow
    from linnet.adapters.dynamodb.lists import DynamoLists
    from linnet.adapters.dynamodb.muted_threads import DynamoMutedThreads
    from linnet.adapters.dynamodb.recipient_indexes import DynamoBells


class GraphStores(PersonalStores):
    """What the graph's table holds, each made at its first use."""

    @cached_property
    def _graph_row(self) -> type[GraphRow]:
        from linnet.adapters.dynamodb.graph_rows import GraphRow

        return self._bound(GraphRow, "graph_table")

    @cached_property
    def graph(self) -> DynamoGraph:
        from linnet.adapters.dynamodb.graph import DynamoGraph

        return DynamoGraph(self._graph_row, self._writing)

    @cached_property
    def follows(self) -> DynamoFollowIndex:
        from linnet.adapters.dynamodb.follow_index import DynamoFollowIndex

        shards = self._settings.tunables.follower_shards
        return DynamoFollowIndex(self._graph_row, self._parallel, self._clock, self._sleep, self._random, shards=shards)

    @cached_property
    def celebrities(self) -> DynamoCelebrities:
        from linnet.adapters.dynamodb.follow_index import DynamoCelebrities

        return DynamoCelebrities(self._graph_row, self._sleep, self._random)

    @cached_property
    def lists(self) -> DynamoLists:
        from linnet.adapters.dynamodb.lists import DynamoLists

        return DynamoLists(self._graph_row, self._writing)

    @cached_property
    def filters(self) -> DynamoFilters:
        from linnet.adapters.dynamodb.filters import DynamoFilters

        return DynamoFilters(self._graph_row)

    @cached_property
    def muted_threads(self) -> DynamoMutedThreads:
        from linnet.adapters.dynamodb.muted_threads import DynamoMutedThreads

        return DynamoMutedThreads(self._graph_row)

    @cached_property
    def endorsements(self) -> DynamoEndorsements:
        from linnet.adapters.dynamodb.endorsements import DynamoEndorsements

        return DynamoEndorsements(self._graph_row, self._writing)

    @cached_property
    def dismissed_suggestions(self) -> DynamoDismissedSuggestions:
        from linnet.adapters.dynamodb.dismissed_suggestions import DynamoDismissedSuggestions

        return DynamoDismissedSuggestions(self._graph_row, self._writing)

    @cached_property
    def bells(self) -> DynamoBells:
        from linnet.adapters.dynamodb.recipient_indexes import DynamoBells

        return DynamoBells(self._graph_row, self._parallel)
