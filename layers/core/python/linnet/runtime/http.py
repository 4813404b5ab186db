"""HTTP at the edge: routes, tokens, limits, strict input and error answers, in this one place.

API Gateway has already matched the route (`routeKey`), so dispatch is a look-up; which routes exist is told to it by
the OpenAPI document that `runtime/openapi.py` generates from the same tables.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Generic, TypeVar

from pydantic import BaseModel

from linnet.domain.errors import Code, DomainError, not_found
from linnet.domain.users import Viewer
from linnet.ports.limits import Allowance, LimiterUnavailable
from linnet.runtime.answers import Reply, limit_headers, over_limit, problem, refusal, render
from linnet.runtime.bootstrap import environment
from linnet.runtime.environment import Environment
from linnet.runtime.observability import count, logger, observed
from linnet.runtime.routes import Auth, Request, Route
from linnet.runtime.throttling import Throttle
from linnet.runtime.validation import bearer, client_ip, validated

__all__ = ["Api", "Auth", "Reply", "Request"]

S = TypeVar("S")

# Without a working limiter passwords could be guessed and accounts mass-produced; everything else goes on.
FAIL_CLOSED: Final = frozenset({"logins", "signups"})
# Reads that cost more than being counted: a flood of them must not reach the engine.
COUNTED_FIRST: Final = frozenset({"searches"})


class Api(Generic[S]):
    """The routes of one function and its Lambda entry point."""

    def __init__(self, function: str, build: Callable[[Environment], S]) -> None:
        self.function = function
        self.routes: dict[str, Route[S]] = {}
        self._build = build
        self._ready: tuple[Environment, S, Throttle] | None = None
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
            )
            self.routes[route.key] = route
            return action

        return declare

    def use(self, ready: Environment, services: S) -> None:
        """Serve with these services instead of building them from the environment (tests, the simulator)."""
        self._ready = (ready, services, Throttle(ready.limiter, ready.settings.tunables))

    def _container(self) -> tuple[Environment, S, Throttle]:
        """Return what this container built at its first request."""
        if self._ready is None:
            ready = environment(self.function)
            self.use(ready, self._build(ready))
            return self._container()
        return self._ready

    def answer(self, event: Mapping[str, Any], _context: object = None) -> dict[str, Any]:
        """Answer an API Gateway HTTP API event (payload format 2.0)."""
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
        ready, services, throttle = self._container()
        sent = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
        ip = client_ip(event)
        token = bearer(sent.get("authorization"))
        reader = _authenticate(ready, route, token)
        request = Request(
            path_parameters=event.get("pathParameters") or {},
            headers=sent,
            query_parameters=event.get("queryStringParameters") or {},
            ip=ip,
            reader=reader,
            token=token,
        )

        def run() -> Reply:
            return route.action(services, validated(route, request, event))

        def take() -> Allowance:
            return throttle.take(route.bucket, ip, None if reader is None else reader.user_id)

        if route.method != "GET" or route.bucket in COUNTED_FIRST:
            _refuse_over_limit(ready, take, headers, route)
            return run()
        # A read may run beside the limiter: nothing is written, and its answer is thrown away when over the limit.
        outcome = ready.parallel.run([lambda: _outcome(run), lambda: _outcome(take)])
        _refuse_over_limit(ready, outcome[1], headers, route)
        reply: Reply = outcome[0]()
        return reply


def _refuse_over_limit(
    ready: Environment, take: Callable[[], Allowance], headers: dict[str, str], route: Route[Any]
) -> None:
    try:
        allowance = take()
    except LimiterUnavailable as error:
        count("LimiterUnavailable")
        if route.bucket in FAIL_CLOSED:
            raise DomainError(Code.UNAVAILABLE, "please try again shortly", retry_after_s=5) from error
        return
    headers.update(limit_headers(allowance))
    if not allowance.allowed:
        raise over_limit(allowance, ready.clock.now_ms())


def _outcome(call: Callable[[], Any]) -> Callable[[], Any]:
    """Run a call now and return a function that gives its value or raises its error later."""
    try:
        value = call()
    except (DomainError, LimiterUnavailable) as error:
        caught = error

        def fail() -> Any:
            raise caught

        return fail
    return lambda: value


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
    return viewer
