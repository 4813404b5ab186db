"""A route of the façade and a request for it: everything the runtime, the contract, limits and tests need to know."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar
from urllib.parse import unquote

from pydantic import BaseModel, ValidationError

from linnet.domain.errors import Code, DomainError, not_found
from linnet.domain.ids import MAX_ID
from linnet.domain.users import Viewer
from linnet.facades.mastodon.paging import link
from linnet.facades.mastodon.parameters import MAX_BODY, Parameters, first, read_parameters
from linnet.runtime.answers import Reply
from linnet.runtime.routes import Auth
from linnet.runtime.site import Site
from linnet.runtime.validation import bearer

S = TypeVar("S")
M = TypeVar("M", bound=BaseModel)

_PARAMETER: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class FacadeRequest:
    """A request; `headers` are in lower case, `origin` is this server as the client knows it.

    `reader` is who asks on routes that know tokens of people, `path_parameters` what the path named.
    """

    method: str
    path: str
    parameters: Parameters
    headers: Mapping[str, str]
    cookies: Mapping[str, str]
    ip: str
    origin: str
    path_parameters: Mapping[str, str] = field(default_factory=dict)
    reader: Viewer | None = None
    accepted: BaseModel | None = None

    @property
    def token(self) -> str | None:
        """Return the access token: of the header, or of the form (RFC 6750, 2)."""
        sent = bearer(self.headers.get("authorization"))
        return sent or first(self.parameters, "access_token")

    @property
    def viewer(self) -> Viewer:
        """Return who is asking on a route that requires a token."""
        if self.reader is None:
            raise DomainError(Code.UNAUTHENTICATED, "a valid access token is required")
        return self.reader

    def form(self, model: type[M]) -> M:
        """Return the validated parameters of the route's model."""
        if not isinstance(self.accepted, model):
            raise TypeError(f"the route does not accept {model.__name__}")
        return self.accepted

    def path_id(self, name: str = "id") -> int:
        """Return a path parameter as an id; anything that is not one does not exist."""
        text = self.path_parameters[name]
        if not (text.isascii() and text.isdigit() and len(text) <= 19 and int(text) <= MAX_ID):
            raise not_found(name)
        return int(text)

    def link(self, *, older: int | None, newer: int | None) -> dict[str, str]:
        """Return the `Link` header of a page that stands at this address (see `paging.link`)."""
        return link(f"{self.origin}{self.path}", self.parameters, older=older, newer=newer)


Action = Callable[[S, FacadeRequest], Reply]
Bucket = Callable[[FacadeRequest], str]


@dataclass(frozen=True, slots=True)
class FacadeRoute(Generic[S]):
    """An operation; `bucket` names the limit that a request counts against.

    `accepts` is the model of its parameters, `returns` that of its answer. Where it takes files, `most` bytes may come.
    With `unconfirmed` it does not wait until the address of the account is confirmed.
    """

    method: str
    path: str
    summary: str
    action: Action[S]
    auth: Auth
    scope: str | None
    bucket: Bucket
    accepts: type[BaseModel] | None
    returns: type[BaseModel] | None
    status: int
    most: int = MAX_BODY
    unconfirmed: bool = False

    @property
    def key(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def pattern(self) -> re.Pattern[str]:
        """Return what matches its addresses."""
        return re.compile(_PARAMETER.sub(r"(?P<\1>[^/]+)", self.path))


class RouteTable(Generic[S]):
    """Find the route of a method and a path; a path without parameters goes before one with."""

    def __init__(self) -> None:
        self.routes: dict[str, FacadeRoute[S]] = {}
        self._patterns: dict[tuple[str, int], list[tuple[re.Pattern[str], FacadeRoute[S]]]] = {}

    def add(self, route: FacadeRoute[S]) -> None:
        self.routes[route.key] = route
        if "{" in route.path:
            shape = (route.method, route.path.count("/"))
            self._patterns.setdefault(shape, []).append((route.pattern, route))

    def find(self, method: str, path: str) -> tuple[FacadeRoute[S], Mapping[str, str]] | None:
        """Return a route with what the path names, None where there is none."""
        sought = "GET" if method == "HEAD" else method
        exact = self.routes.get(f"{sought} {path}")
        if exact is not None:
            return exact, {}
        for pattern, route in self._patterns.get((sought, path.count("/")), ()):
            match = pattern.fullmatch(path)
            if match is not None:
                return route, {name: unquote(value) for name, value in match.groupdict().items()}
        return None


def request_of(event: Mapping[str, Any], method: str, path: str, *, site: Site, most: int = MAX_BODY) -> FacadeRequest:
    """Read an API Gateway HTTP API event with at most so many bytes. Raise a DomainError: bad request or too large."""
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    raw = event.get("body") or ""
    body = base64.b64decode(raw) if event.get("isBase64Encoded") else raw.encode("utf-8", "surrogatepass")
    query = str(event.get("rawQueryString") or "")
    sent = [*(event.get("cookies") or ()), *headers.get("cookie", "").split(";")]
    pairs = (each.strip().partition("=") for each in sent)
    return FacadeRequest(
        method=method,
        path=path,
        parameters=read_parameters(query, body, headers.get("content-type", ""), most),
        headers=headers,
        cookies={name: value for name, _, value in pairs if name},
        ip=site.client_ip(event, headers),
        origin=site.origin(event, headers),
    )


def accepted(model: type[M], parameters: Parameters) -> M:
    """Return parameters as a model. Raise a DomainError naming the first field at fault."""
    try:
        return model.model_validate(dict(parameters))
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(str(part) for part in problem["loc"] if not isinstance(part, int))
        told = "can't be blank" if problem["type"] == "missing" else "is invalid"
        raise DomainError(Code.INVALID, told, field=where[:100] or None) from error
