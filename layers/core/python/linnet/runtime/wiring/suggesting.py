"""What proposes accounts and hashtags, as searches and clients of Mastodon have it."""

from __future__ import annotations

from linnet.ports.suggestions import TagsInUse
from linnet.runtime.environment import Environment
from linnet.services.suggest import Suggest


def suggest(environment: Environment, tags: TagsInUse) -> Suggest:
    """Put it together; `tags` may be a cache over the store."""
    tables = environment.tables
    return Suggest(
        suggestions=tables.user_suggestions,
        tags=tags,
        users=tables.users,
        follows=tables.follows,
        relationships=tables.graph,
        invalidations=tables.invalidations,
        parallel=environment.parallel,
        clock=environment.clock,
    )
