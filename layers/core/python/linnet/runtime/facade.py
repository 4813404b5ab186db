"""HTTP at the edge of the client API of Mastodon: routes by method and path, limits, and its own kind of errors.

API Gateway sends all below a noun to the noun's function (its component in `infra` says which paths), which finds the
route itself: hundreds of operations need a handful of its routes, and trailing slashes and HEAD need none at all.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Generic, TypeVar

from linnet.domain.errors import Code, DomainError
from linnet.domain.oauth.errors import OAuthCode, OAuthError
from linnet.facades.mastodon.oauth_entities import OAuthProblem, Problem
from linnet.facades.mastodon.parameters import Parameters, first, read_parameters
from linnet.ports.limits import Allowance, LimiterUnavailable
from linnet.runtime.answers import STATUS, Reply, over_limit, render
from linnet.runtime.bootstrap import environment
from linnet.runtime.environment import Environment
from linnet.runtime.http import FAIL_CLOSED
from linnet.runtime.observability import count, logger, observed
from linnet.runtime.throttling import Throttle
from linnet.runtime.validation import bearer, client_ip

S = TypeVar("S")

_OAUTH_STATUS: Final[Mapping[OAuthCode, int]] = {OAuthCode.INVALID_CLIENT: 401, OAuthCode.UNAUTHORIZED_CLIENT: 403}
# Texts that clients of Mastodon know.
_TEXTS: Final[Mapping[Code, str]] = {
    Code.UNAUTHENTICATED: "The access token is invalid",
    Code.FORBIDDEN: "This action is outside the authorized scopes",
    Code.NOT_FOUND: "Record not found",
    Code.RATE_LIMITED: "Too many requests",
}


@dataclass(frozen=True, slots=True)
class FacadeRequest:
    """A request; `headers` are in lower case, `origin` is this server as the client knows it."""

    method: str
    path: str
    parameters: Parameters
    headers: Mapping[str, str]
    cookies: Mapping[str, str]
    ip: str
    origin: str

    @property
    def token(self) -> str | None:
        """Return the access token: of the header, or of the form (RFC 6750, 2)."""
        sent = bearer(self.headers.get("authorization"))
        return sent or first(self.parameters, "access_token")


Action = Callable[[S, FacadeRequest], Reply]
Bucket = Callable[[FacadeRequest], str]


@dataclass(frozen=True, slots=True)
class FacadeRoute(Generic[S]):
    """An operation; `bucket` names the limit that a request counts against."""

    method: str
    path: str
    action: Action[S]
    bucket: Bucket

    @property
    def key(self) -> str:
        return f"{self.method} {self.path}"


class Facade(Generic[S]):
    """The routes of one function of the façade and its Lambda entry point."""

    def __init__(self, function: str, build: Callable[[Environment], S]) -> None:
        self.function = function
        self.routes: dict[str, FacadeRoute[S]] = {}
        self._build = build
        self._ready: tuple[Environment, S, Throttle] | None = None
        self.lambda_handler = observed(self.answer)

    def route(self, method: str, path: str, bucket: str | Bucket) -> Callable[[Action[S]], Action[S]]:
        """Declare an operation."""

        def declare(action: Action[S]) -> Action[S]:
            chosen: Bucket = (lambda _request: bucket) if isinstance(bucket, str) else bucket
            made = FacadeRoute(method, path, action, chosen)
            self.routes[made.key] = made
            return action

        return declare

    def use(self, ready: Environment, services: S) -> None:
        """Serve with these services instead of building them from the environment."""
        self._ready = (ready, services, Throttle(ready.limiter, ready.settings.tunables))

    def answer(self, event: Mapping[str, Any], _context: object = None) -> dict[str, Any]:
        """Answer an API Gateway HTTP API event (payload format 2.0)."""
        context: Mapping[str, Any] = event.get("requestContext", {})
        request_id = str(context.get("requestId", ""))
        headers = {"X-Request-Id": request_id}
        try:
            reply = self._serve(event, headers)
        except OAuthError as error:
            reply = _protocol_refusal(error)
        except DomainError as error:
            reply = _refusal(error)
        except Exception:  # noqa: BLE001 - the last resort of a request
            # The log has the trace, the client learns nothing about the inside.
            logger().exception("request failed", extra={"route": event.get("routeKey"), "requestId": request_id})
            count("RequestFailed")
            reply = Reply(500, Problem(error="Something went wrong on our side"))
        answer = render(reply, headers)
        if reply.cookies:
            answer["cookies"] = list(reply.cookies)
        if context.get("http", {}).get("method") == "HEAD":
            answer["body"] = ""
        return answer

    def _container(self) -> tuple[Environment, S, Throttle]:
        if self._ready is None:
            made = environment(self.function)
            self.use(made, self._build(made))
            return self._container()
        return self._ready

    def _serve(self, event: Mapping[str, Any], headers: dict[str, str]) -> Reply:
        http: Mapping[str, Any] = event.get("requestContext", {}).get("http", {})
        method, path = str(http.get("method", "")), str(event.get("rawPath", "")).rstrip("/")
        if method == "OPTIONS":
            return Reply(204)
        route = self.routes.get(f"{'GET' if method == 'HEAD' else method} {path}")
        if route is None:
            raise DomainError(Code.NOT_FOUND, "this address")
        ready, services, throttle = self._container()
        request = _request(event, method, path, plain=ready.settings.tunables.plain_http)
        bucket = route.bucket(request)
        try:
            allowance = throttle.take(bucket, request.ip, None)
        except LimiterUnavailable as error:
            count("LimiterUnavailable")
            if bucket in FAIL_CLOSED:
                raise DomainError(Code.UNAVAILABLE, "Please try again shortly", retry_after_s=5) from error
        else:
            headers.update(_limit_headers(allowance))
            if not allowance.allowed:
                raise over_limit(allowance, ready.clock.now_ms())
        return route.action(services, request)


def _request(event: Mapping[str, Any], method: str, path: str, *, plain: bool) -> FacadeRequest:
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    raw = event.get("body") or ""
    body = base64.b64decode(raw) if event.get("isBase64Encoded") else raw.encode("utf-8", "surrogatepass")
    query = str(event.get("rawQueryString") or "")
    sent = [*(event.get("cookies") or ()), *headers.get("cookie", "").split(";")]
    pairs = (each.strip().partition("=") for each in sent)
    host = headers.get("host") or event["requestContext"].get("domainName", "")
    return FacadeRequest(
        method=method,
        path=path,
        parameters=read_parameters(query, body, headers.get("content-type", "")),
        headers=headers,
        cookies={name: value for name, _, value in pairs if name},
        ip=client_ip(event),
        origin=f"{'http' if plain else 'https'}://{host}",
    )


def _limit_headers(allowance: Allowance) -> dict[str, str]:
    reset = datetime.fromtimestamp(allowance.reset_ms / 1000, tz=UTC)
    return {
        "X-RateLimit-Limit": str(allowance.limit),
        "X-RateLimit-Remaining": str(allowance.remaining),
        "X-RateLimit-Reset": reset.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }


def _refusal(error: DomainError) -> Reply:
    text = _TEXTS.get(error.code)
    if text is None:
        named = "" if error.field is None else f"{error.field.replace('_', ' ').capitalize()} "
        text = f"Validation failed: {named}{error.message}" if error.code is Code.INVALID else error.message
    wait = {} if error.retry_after_s is None else {"Retry-After": str(error.retry_after_s)}
    return Reply(STATUS[error.code], Problem(error=text), wait)


def _protocol_refusal(error: OAuthError) -> Reply:
    status = _OAUTH_STATUS.get(error.code, 400)
    headers = {"Cache-Control": "no-store"}
    if status == 401:
        headers["WWW-Authenticate"] = 'Basic realm="Linnet"'
    return Reply(status, OAuthProblem(error=error.code.value, error_description=error.description), headers)
