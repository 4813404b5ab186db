"""The read pipeline of notifications, as every function that shows some has it."""

from __future__ import annotations

from linnet.runtime.environment import Environment
from linnet.runtime.wiring.reading import find_message, read_tweets
from linnet.services.read_notifications import ReadNotifications


def read_notifications(environment: Environment) -> ReadNotifications:
    """Put the pipeline together."""
    tables = environment.tables
    return ReadNotifications(
        store=tables.notifications,
        read_tweets=read_tweets(environment),
        find_message=find_message(environment),
        users=tables.users,
        parallel=environment.parallel,
        clock=environment.clock,
    )
