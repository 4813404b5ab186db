"""Bind pynamodb models to a table once: the class they are bound to cannot change its host afterwards."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Final, TypeVar

from botocore.loaders import create_loader
from botocore.session import Session, get_session
from pynamodb.connection import Connection
from pynamodb.connection import base as pynamodb_connection
from pynamodb.models import Model

__all__ = ["Connect", "Connection", "Model", "bind", "connection"]

M = TypeVar("M", bound=Model)

_LOADER: Final = create_loader()


class _OfThread(threading.local):
    session: Session | None = None


_OF_THREAD: Final = _OfThread()


def _session() -> Session:
    # Making clients of one session in two threads is not safe; what botocore reads from its files can be shared.
    if _OF_THREAD.session is None:
        _OF_THREAD.session = get_session()
        _OF_THREAD.session.register_component("data_loader", _LOADER)
    return _OF_THREAD.session


# pynamodb makes a session for every table in every thread, and takes none from outside. Each would parse botocore's
# endpoints and its description of DynamoDB again and register its handlers, twenty times the work of making a client.
pynamodb_connection.get_session = _session  # type: ignore[attr-defined, assignment]  # it imports it by this name


@dataclass(frozen=True, slots=True)
class Connect:
    """How to reach DynamoDB. `host` None means the SDK's own choice (which honours AWS_ENDPOINT_URL).

    Timeouts are seconds, shorter than any function's; botocore retries with back-off and jitter, and nothing above it
    retries the same error again.
    """

    region: str
    host: str | None = None
    connect_timeout_s: float = 1.0
    read_timeout_s: float = 3.0
    max_retries: int = 4
    max_connections: int = 32


def bind(model: type[M], table_name: str, connect: Connect) -> type[M]:
    """Return a subclass of the model that reads and writes one table."""
    meta = type(
        "Meta",
        (),
        {
            "table_name": table_name,
            "region": connect.region,
            "host": connect.host,
            "connect_timeout_seconds": connect.connect_timeout_s,
            "read_timeout_seconds": connect.read_timeout_s,
            "max_retry_attempts": connect.max_retries,
            "max_pool_connections": connect.max_connections,
        },
    )
    return type(model.__name__, (model,), {"Meta": meta})


def connection(connect: Connect) -> Connection:
    """Return a connection for transactions across tables."""
    return Connection(
        region=connect.region,
        host=connect.host,
        connect_timeout_seconds=connect.connect_timeout_s,
        read_timeout_seconds=connect.read_timeout_s,
        max_retry_attempts=connect.max_retries,
        max_pool_connections=connect.max_connections,
    )
