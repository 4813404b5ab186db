"""What `realtime_api` runs on."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.runtime.environment import Environment
from linnet.services.open_socket import IssueTicket


@dataclass(frozen=True, slots=True)
class RealtimeApi:
    issue_ticket: IssueTicket


def build(environment: Environment) -> RealtimeApi:
    """Put the function together."""
    return RealtimeApi(IssueTicket(environment.tables.tickets, environment.secrets, environment.clock))
