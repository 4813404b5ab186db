"""HTTP at the edge of the client API of Mastodon: routes by method and path, tokens, limits, its own kind of errors.

API Gateway sends all below a noun to the noun's function (`infra` reads which from the document that
`facade_openapi.py` generates), which finds the route itself: hundreds of operations need some dozens of its routes, and
trailing slashes and HEAD need none at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final, Generic, TypeVar

from pydantic import BaseModel

from linnet.domain import tokens
from linnet.domain.errors import Code, DomainError, not_found, unconfirmed
from linnet.domain.oauth import scopes
from linnet.domain.oauth.errors import OAuthCode, OAuthError
from linnet.domain.users import Viewer
from linnet.facades.mastodon.entities.oauth import OAuthProblem
from linnet.facades.mastodon.entities.shape import Problem
from linnet.facades.mastodon.parameters import MAX_BODY
from linnet.ports.limits import Allowance
from linnet.runtime.answers import STATUS, Reply, render
from linnet.runtime.environment import Environment
from linnet.runtime.facade_routes import Action, Bucket, FacadeRoute, RouteTable, accepted, request_of
from linnet.runtime.observability import count, logger, observed
from linnet.runtime.routes import Auth
from linnet.runtime.serving import Container, counted
from linnet.runtime.site import site_of

S = TypeVar("S")

_OAUTH_STATUS: Final[Mapping[OAuthCode, int]] = {OAuthCode.INVALID_CLIENT: 401, OAuthCode.UNAUTHORIZED_CLIENT: 403}
# Texts that clients of Mastodon know.
_TEXTS: Final[Mapping[Code, str]] = {
    Code.UNAUTHENTICATED: "The access token is invalid",
    Code.NOT_FOUND: "Record not found",
    Code.RATE_LIMITED: "Too many requests",
}
# What services call by the native contract's names, and forms by their own.
_NAMES: Final[Mapping[str, str]] = {
    "audience": "Visibility",
    "accountId": "Account",
    "ruleIds": "Rules",
    "tweetIds": "Statuses",
    "account_id": "Account",
    "scheduledAt": "Scheduled at",
    "mediaIds": "Media",
    "poll.options": "Poll options",
    "poll.durationSeconds": "Poll expires in",
}


class Facade(Generic[S]):
    """The operations of one function as the client API of Mastodon has them.

    A function that has them beside native ones hands it to its `Api`, which shares its services with it.
    """

    def __init__(self, function: str, build: Callable[[Environment], S]) -> None:
        self.container = Container(function, build)
        self._table: RouteTable[S] = RouteTable()
        self.lambda_handler = observed(self.answer)

    @property
    def function(self) -> str:
        return self.container.function

    @property
    def routes(self) -> Mapping[str, FacadeRoute[S]]:
        return self._table.routes

    def route(
        self,
        method: str,
        path: str,
        summary: str,
        *,
        auth: Auth = Auth.REQUIRED,
        scope: str | None = None,
        bucket: str | Bucket | None = None,
        accepts: type[BaseModel] | None = None,
        returns: type[BaseModel] | None = None,
        status: int = 200,
        most: int = MAX_BODY,
        unconfirmed: bool = False,
    ) -> Callable[[Action[S]], Action[S]]:
        """Declare an operation; where a token is known, `scope` is what it must cover; `most` bytes may come."""
        if (scope is None) is not (auth is Auth.NONE):
            raise ValueError(f"{method} {path}: a route has a scope where it knows tokens, and nowhere else")
        chosen = bucket or ("reads" if method == "GET" else "writes")

        def declare(action: Action[S]) -> Action[S]:
            self._table.add(
                FacadeRoute(
                    method=method,
                    path=path,
                    summary=summary,
                    action=action,
                    auth=auth,
                    scope=scope,
                    bucket=(lambda _request: chosen) if isinstance(chosen, str) else chosen,
                    accepts=accepts,
                    returns=returns,
                    status=status,
                    most=most,
                    unconfirmed=unconfirmed,
                )
            )
            return action

        return declare

    def find(self, method: str, path: str) -> FacadeRoute[S] | None:
        """Return the operation at an address, None where this façade has none."""
        found = self._table.find(method, path)
        return None if found is None else found[0]

    def over(self, container: Container[S]) -> Facade[S]:
        """Return these operations over another container."""
        other = copy(self)
        other.container = container
        return other

    def use(self, ready: Environment, services: S | None = None) -> None:
        """Serve in this environment instead of the deployed one (tests, the simulator)."""
        self.container = self.container.within(ready, services)

    def answer(self, event: Mapping[str, Any], _context: object = None) -> dict[str, Any]:
        """Answer an API Gateway HTTP API event (payload format 2.0)."""
        request_id = _request_id(event)
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
        return _rendered(event, reply, headers)

    def _serve(self, event: Mapping[str, Any], headers: dict[str, str]) -> Reply:
        http: Mapping[str, Any] = event.get("requestContext", {}).get("http", {})
        method, path = str(http.get("method", "")), str(event.get("rawPath", "")).rstrip("/")
        if method == "OPTIONS":
            return Reply(204)
        found = self._table.find(method, path)
        if found is None:
            raise not_found("this address")
        route, named = found
        ready, services, _ = self.container.get()
        anonymous = request_of(event, method, path, site=site_of(ready.settings), most=route.most)
        reader = _authenticate(ready, route, anonymous.token)
        request = replace(anonymous, path_parameters=named, reader=reader)

        def run() -> Reply:
            form = None if route.accepts is None else accepted(route.accepts, request.parameters)
            return route.action(services, replace(request, accepted=form))

        return counted(
            self.container,
            run,
            method=route.method,
            bucket=route.bucket(request),
            ip=request.ip,
            reader=reader,
            tell=lambda allowance: headers.update(_limit_headers(allowance)),
        )


def refused(event: Mapping[str, Any], error: DomainError) -> dict[str, Any]:
    """Answer an event with an error, in the façade's words."""
    return _rendered(event, _refusal(error), {"X-Request-Id": _request_id(event)})


def _request_id(event: Mapping[str, Any]) -> str:
    return str(event.get("requestContext", {}).get("requestId", ""))


def _rendered(event: Mapping[str, Any], reply: Reply, headers: Mapping[str, str]) -> dict[str, Any]:
    answer = render(reply, headers, only_set=True)
    if reply.cookies:
        answer["cookies"] = list(reply.cookies)
    if event.get("requestContext", {}).get("http", {}).get("method") == "HEAD":
        answer["body"] = ""
        answer.pop("isBase64Encoded", None)
    return answer


def _authenticate(ready: Environment, route: FacadeRoute[Any], token: str | None) -> Viewer | None:
    if route.auth is Auth.NONE:
        return None
    viewer = None if token is None else ready.resolve_token(token)
    if viewer is None:
        if route.auth is Auth.REQUIRED or (token is not None and not _an_apps_own(ready, token)):
            raise DomainError(Code.UNAUTHENTICATED, "a valid access token is required")
        return None
    if route.scope is not None and not scopes.covers(viewer.scopes, route.scope):
        raise DomainError(Code.FORBIDDEN, "This action is outside the authorized scopes")
    if route.auth is Auth.REQUIRED and not (viewer.confirmed or route.unconfirmed):
        raise unconfirmed()
    return viewer


def _an_apps_own(ready: Environment, token: str) -> bool:
    """Tell whether a token is of an app that acts for nobody: it may read what everybody may."""
    return len(token) <= tokens.MAX_TOKEN and ready.tables.app_tokens.get(tokens.digest(token)) is not None


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
        said = error.message[:1].upper() + error.message[1:]
        if error.code is Code.INVALID:
            said = f"Validation failed: {said if error.field is None else f'{_name(error.field)} {error.message}'}"
        text = said
    wait = {} if error.retry_after_s is None else {"Retry-After": str(error.retry_after_s)}
    return Reply(STATUS[error.code], Problem(error=text), wait)


def _name(field: str) -> str:
    return _NAMES.get(field) or field.replace("_", " ").capitalize()


def _protocol_refusal(error: OAuthError) -> Reply:
    status = _OAUTH_STATUS.get(error.code, 400)
    headers = {"Cache-Control": "no-store"}
    if status == 401:
        headers["WWW-Authenticate"] = 'Basic realm="Linnet"'
    return Reply(status, OAuthProblem(error=error.code.value, error_description=error.description), headers)
