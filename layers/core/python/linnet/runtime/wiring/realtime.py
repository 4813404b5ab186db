"""What the functions around sockets have in common."""

from __future__ import annotations

from linnet.runtime.environment import Environment
from linnet.services.permit_receivers import PermitReceivers


def permit_receivers(environment: Environment) -> PermitReceivers:
    """Return the rules for those who are told."""
    tables = environment.tables
    return PermitReceivers(tables.accounts, tables.stored_posts, tables.graph, environment.clock)
