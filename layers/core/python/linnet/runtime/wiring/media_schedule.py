"""What `media_schedule` runs on."""

from __future__ import annotations

from linnet.runtime.environment import Environment
from linnet.services.expire_media import ExpireMedia


def build(environment: Environment) -> ExpireMedia:
    """Put the function together."""
    tables = environment.tables
    return ExpireMedia(tables.media, tables.media, tables.media_files, environment.parallel, environment.clock)
