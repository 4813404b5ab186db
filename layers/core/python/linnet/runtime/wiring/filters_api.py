"""What `filters_api` runs on."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.runtime.environment import Environment
from linnet.runtime.wiring.reading import read_tweets
from linnet.services.keep_filters import KeepFilters


@dataclass(frozen=True, slots=True)
class FiltersApi:
    keep_filters: KeepFilters


def build(environment: Environment) -> FiltersApi:
    """Put the function together."""
    return FiltersApi(
        KeepFilters(environment.tables.filters, read_tweets(environment), environment.clock, environment.ids)
    )
