"""What `realtime_socket` runs on."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.ports.sockets import Connections, Sockets
from linnet.runtime.environment import Environment
from linnet.runtime.site import Site, site_of
from linnet.runtime.wiring.realtime import permit_receivers
from linnet.services.change_streams import ChangeStreams
from linnet.services.change_subscriptions import ChangeSubscriptions
from linnet.services.guard_frames import GuardFrames
from linnet.services.open_socket import OpenSocket


@dataclass(frozen=True, slots=True)
class RealtimeSocket:
    open_socket: OpenSocket
    change_subscriptions: ChangeSubscriptions
    guard_frames: GuardFrames
    connections: Connections
    sockets: Sockets
    change_streams: ChangeStreams
    site: Site


def build(environment: Environment) -> RealtimeSocket:
    """Put the function together."""
    tables, limits = environment.tables, environment.settings.tunables.limits
    connections, sockets = tables.connections, tables.sockets
    return RealtimeSocket(
        open_socket=OpenSocket(
            sessions=tables.sessions,
            connections=connections,
            tickets=tables.tickets,
            sockets=sockets,
            limiter=environment.limiter,
            clock=environment.clock,
            window=limits["sockets"],
        ),
        change_subscriptions=ChangeSubscriptions(connections, permit_receivers(environment), environment.parallel),
        guard_frames=GuardFrames(environment.limiter, connections, sockets, limits["frames"], limits["refused_frames"]),
        connections=connections,
        sockets=sockets,
        change_streams=ChangeStreams(connections, tables.lists, tables.accounts),
        site=site_of(environment.settings),
    )
