"""What `counters_stream` runs on."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.ports.timelines import FailureStore
from linnet.runtime.environment import Environment
from linnet.services.count_changes import CountChanges
from linnet.services.count_network import CountNetwork
from linnet.services.review_celebrity import ReviewCelebrity
from linnet.services.tell_watchers import TellWatchers


@dataclass(frozen=True, slots=True)
class CountersStream:
    """The names of the tables tell their streams apart."""

    count_changes: CountChanges
    count_network: CountNetwork
    tweets_table: str
    graph_table: str
    engagement_table: str
    identity_table: str
    failures: FailureStore
    mode: str


def build(environment: Environment) -> CountersStream:
    """Put the function together."""
    tables, tunables = environment.tables, environment.settings.tunables
    review = ReviewCelebrity(tables.celebrities, tunables.celebrity_on, tunables.celebrity_off)
    return CountersStream(
        count_changes=CountChanges(
            tables.counters,
            review,
            TellWatchers(tables.subscribers, tables.pushes),
            tables.hot_targets,
            tables.index_totals,
        ),
        count_network=CountNetwork(tables.network_counts),
        tweets_table=tables.named("tweets_table"),
        graph_table=tables.named("graph_table"),
        engagement_table=tables.named("engagement_table"),
        identity_table=tables.named("identity_table"),
        failures=tables.failures,
        mode=tunables.stream_failures,
    )
