"""A route and a request: everything the runtime, the contract, the limits and the tests need to know of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final, Generic, TypeVar

from pydantic import BaseModel

from linnet.domain.errors import Code, DomainError, not_found
from linnet.domain.ids import MAX_ID
from linnet.domain.users import Viewer
from linnet.runtime import pagination
from linnet.runtime.answers import Reply

S = TypeVar("S")
M = TypeVar("M", bound=BaseModel)

MAX_IDEMPOTENCY_KEY: Final = 255


class Auth(Enum):
    """Say whether a route needs a token."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Request:
    """A parsed request. `path_parameters`, `headers` (lower case) and `query_parameters` are decoded text.

    `origin` is this server as the client knows it.
    """

    path_parameters: Mapping[str, str]
    headers: Mapping[str, str]
    query_parameters: Mapping[str, str]
    ip: str
    origin: str
    reader: Viewer | None
    token: str | None
    idempotency_key: str | None = None
    parsed_body: BaseModel | None = None
    parsed_query: BaseModel | None = None

    @property
    def viewer(self) -> Viewer:
        """Return who is asking on a route that requires a token."""
        if self.reader is None:
            raise DomainError(Code.UNAUTHENTICATED, "a valid access token is required")
        return self.reader

    def body(self, model: type[M]) -> M:
        """Return the validated body of the route's model."""
        if not isinstance(self.parsed_body, model):
            raise TypeError(f"the route does not declare a body of {model.__name__}")
        return self.parsed_body

    def query(self, model: type[M]) -> M:
        """Return the validated query of the route's model."""
        if not isinstance(self.parsed_query, model):
            raise TypeError(f"the route does not declare a query of {model.__name__}")
        return self.parsed_query

    def path(self, name: str) -> str:
        """Return a path parameter as text."""
        return self.path_parameters[name]

    def path_id(self, name: str) -> int:
        """Return a path parameter as an id; anything that is not one does not exist."""
        text = self.path_parameters[name]
        if not (text.isascii() and text.isdigit() and len(text) <= 19 and int(text) <= MAX_ID):
            raise not_found(name)
        return int(text)

    @staticmethod
    def position(kind: str, cursor: str | None) -> int | None:
        """Return where a list goes on, None at its start."""
        return None if cursor is None else pagination.decode(kind, cursor)

    @staticmethod
    def next_token(kind: str, position: int | None) -> str | None:
        """Return the cursor of the next page, None at the end."""
        return None if position is None else pagination.encode(kind, position)


@dataclass(frozen=True, slots=True)
class Route(Generic[S]):
    """An operation: everything the runtime, OpenAPI, limits and tests need to know of it.

    A body is JSON, or, with `multipart`, a form of several parts whose files are bytes in its model. With
    `unconfirmed` it does not wait until the address of the account is confirmed.
    """

    method: str
    path: str
    operation: str
    summary: str
    action: Callable[[S, Request], Reply]
    auth: Auth
    scope: str | None
    bucket: str
    body: type[BaseModel] | None
    query: type[BaseModel] | None
    returns: type[BaseModel] | None
    status: int
    errors: tuple[Code, ...]
    idempotent: bool
    lists: bool
    also: Mapping[int, str]
    multipart: bool = False
    unconfirmed: bool = False

    @property
    def key(self) -> str:
        return f"{self.method} {self.path}"
