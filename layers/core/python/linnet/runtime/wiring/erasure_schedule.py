"""What `erasure_schedule` runs on."""

from __future__ import annotations

from linnet.runtime.environment import Environment
from linnet.services.order_erasures import OrderErasures


def build(environment: Environment) -> OrderErasures:
    """Put the function together."""
    tables = environment.tables
    return OrderErasures(tables.erasures, tables.erasure_queue, environment.clock)
