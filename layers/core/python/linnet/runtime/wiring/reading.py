"""The read pipeline, as every function that shows tweets has it."""

from __future__ import annotations

from linnet.runtime.environment import Environment
from linnet.services.read_tweets import ReadTweets


def read_tweets(environment: Environment) -> ReadTweets:
    """Put the pipeline together over the container's caches."""
    tables = environment.tables
    return ReadTweets(
        posts=tables.posts,
        users=tables.users,
        relationships=tables.graph,
        engagements=tables.engagements,
        invalidations=tables.invalidations,
        parallel=environment.parallel,
        clock=environment.clock,
    )
