"""HTTP at the edge: routes, tokens, limits, strict input and error answers, in this one place.

API Gateway has already matched the route (`routeKey`), so dispatch is a look-up; which routes exist is told to it by
the OpenAPI document that `runtime/openapi.py` generates from the same tables.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from pydantic import BaseModel

from linnet.domain.errors import Code, DomainError, not_found, unconfirmed
from linnet.domain.users import Viewer
from linnet.runtime.answers import Reply, limit_headers, problem, refusal, render
from linnet.runtime.environment import Environment
from linnet.runtime.observability import count, logger, observed
from linnet.runtime.routes import Auth, Request, Route
from linnet.runtime.serving import Container, counted
from linnet.runtime.site import site_of
from linnet.runtime.validation import bearer, validated

if TYPE_CHECKING:
    # Functions of the native contract alone start without it.
    from linnet.runtime.facade import Facade

__all__ = ["Api", "Auth", "Reply", "Request"]

S = TypeVar("S")

DEFAULT_ROUTE: Final = "$default"


class Api(Generic[S]):
    """The routes of one function and its Lambda entry point; what is none of them goes to the façade beside it."""

    def __init__(self, function: str, build: Callable[[Environment], S], *, beside: Facade[S] | None = None) -> None:
        self.container = Container(function, build) if beside is None else beside.container
        self.facade = beside
        self.routes: dict[str, Route[S]] = {}
        self.lambda_handler = observed(self.answer)

    def route(
        self,
        method: str,
        path: str,
        operation: str,
        summary: str,
        *,
        auth: Auth = Auth.REQUIRED,
        scope: str | None = None,
        bucket: str | None = None,
        body: type[BaseModel] | None = None,
        query: type[BaseModel] | None = None,
        returns: type[BaseModel] | None = None,
        status: int = 200,
        errors: tuple[Code, ...] = (),
        idempotent: bool = False,
        lists: bool = False,
        also: Mapping[int, str] | None = None,
        multipart: bool = False,
        unconfirmed: bool = False,
    ) -> Callable[[Callable[[S, Request], Reply]], Callable[[S, Request], Reply]]:
        """Declare an operation. `also` lists further success statuses with their meaning."""
        reading = method == "GET"

        def declare(action: Callable[[S, Request], Reply]) -> Callable[[S, Request], Reply]:
            route = Route(
                method=method,
                path=path,
                operation=operation,
                summary=summary,
                action=action,
                auth=auth,
                scope=scope or (None if auth is Auth.NONE else "read" if reading else "write"),
                bucket=bucket or ("reads" if reading else "writes"),
                body=body,
                query=query,
                returns=returns,
                status=status,
                errors=errors,
                idempotent=idempotent,
                lists=lists,
                also=also or {},
                multipart=multipart,
                unconfirmed=unconfirmed,
            )
            self.routes[route.key] = route
            return action

        return declare

    @property
    def function(self) -> str:
        return self.container.function

    def use(self, ready: Environment, services: S | None = None) -> None:
        """Serve in this environment instead of the deployed one (tests, the simulator)."""
        self.container = self.container.within(ready, services)
        if self.facade is not None:
            self.facade = self.facade.over(self.container)

    def answer(self, event: Mapping[str, Any], _context: object = None) -> dict[str, Any]:
        """Answer an API Gateway HTTP API event (payload format 2.0)."""
        key = event.get("routeKey")
        # What no route of API Gateway has is told so in the words of the native contract.
        if self.facade is not None and key not in self.routes and key != DEFAULT_ROUTE:
            return self.facade.answer(event)
        context: Mapping[str, Any] = event.get("requestContext", {})
        request_id = str(context.get("requestId", ""))
        headers: dict[str, str] = {"X-Request-Id": request_id}
        try:
            reply = self._serve(event, headers)
        except DomainError as error:
            reply = refusal(error)
        except Exception:  # noqa: BLE001 - the last resort of a request
            # The log has the trace, the client learns nothing about the inside.
            logger().exception("request failed", extra={"route": event.get("routeKey"), "requestId": request_id})
            count("RequestFailed")
            reply = problem(500, "internal", "something went wrong on our side")
        return render(reply, headers)

    def _serve(self, event: Mapping[str, Any], headers: dict[str, str]) -> Reply:
        route = self.routes.get(str(event.get("routeKey", "")))
        if route is None:
            raise not_found("this address")
        ready, services, _ = self.container.get()
        sent = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
        site = site_of(ready.settings)
        ip = site.client_ip(event, sent)
        token = bearer(sent.get("authorization"))
        reader = _authenticate(ready, route, token)
        request = Request(
            path_parameters=event.get("pathParameters") or {},
            headers=sent,
            query_parameters=event.get("queryStringParameters") or {},
            ip=ip,
            origin=site.origin(event, sent),
            reader=reader,
            token=token,
        )

        return counted(
            self.container,
            lambda: route.action(services, validated(route, request, event)),
            method=route.method,
            bucket=route.bucket,
            ip=ip,
            reader=reader,
            tell=lambda allowance: headers.update(limit_headers(allowance)),
        )


def _authenticate(ready: Environment, route: Route[Any], token: str | None) -> Viewer | None:
    if route.auth is Auth.NONE:
        return None
    viewer = None if token is None else ready.resolve_token(token)
    if viewer is None:
        # A bad token is refused on optional routes too: answering as if anonymous would hide an expired log-in.
        if route.auth is Auth.REQUIRED or token is not None:
            raise DomainError(Code.UNAUTHENTICATED, "a valid access token is required")
        return None
    if route.scope is not None and route.scope not in viewer.scopes:
        raise DomainError(Code.FORBIDDEN, f"the token lacks the scope {route.scope}")
    if route.auth is Auth.REQUIRED and not (viewer.confirmed or route.unconfirmed):
        raise unconfirmed()
    return viewer
