"""What `pushes_queue` runs on."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.facades.native.frames import event
from linnet.ports.environment import Parallel
from linnet.runtime.environment import Environment
from linnet.runtime.observability import count
from linnet.runtime.wiring.realtime import permit_receivers
from linnet.services.deliver_push import DeliverPush
from linnet.services.read_news import ReadNews


@dataclass(frozen=True, slots=True)
class PushesQueue:
    deliver_push: DeliverPush
    parallel: Parallel


def build(environment: Environment) -> PushesQueue:
    """Put the function together; nothing is read through a cache, as the rules must hold at this very moment."""
    tables, clock = environment.tables, environment.clock
    return PushesQueue(
        deliver_push=DeliverPush(
            subscribers=tables.subscribers,
            connections=tables.connections,
            sockets=tables.sockets,
            pushes=tables.pushes,
            permit=permit_receivers(environment),
            news=ReadNews(tables.timelines, tables.feeds, tables.stored_posts, tables.graph, clock),
            parallel=environment.parallel,
            clock=clock,
            sleep=tables.sleep,
            encode=event,
            count=count,
        ),
        parallel=environment.parallel,
    )
