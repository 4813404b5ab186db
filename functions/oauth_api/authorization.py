"""OAuth 2: apps, the pages on which they are let in, and their tokens."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from linnet.domain import tokens
from linnet.domain.errors import Code, DomainError
from linnet.domain.oauth.errors import OAuthCode, OAuthError
from linnet.facades.mastodon import pages
from linnet.facades.mastodon.entities import oauth as entities
from linnet.facades.mastodon.entities.shape import Nothing
from linnet.facades.mastodon.parameters import first
from linnet.facades.mastodon.present import oauth as present
from linnet.facades.mastodon.requests import oauth as requests
from linnet.runtime.answers import STATUS, Reply
from linnet.runtime.facade import Facade
from linnet.runtime.facade_routes import FacadeRequest
from linnet.runtime.routes import Auth
from linnet.runtime.wiring.oauth_api import OAuth, build
from linnet.services.check_authorization import Astray, Authorization
from linnet.services.identify_client import Credentials
from linnet.services.sign_in_for_consent import LIFETIME_MS, AtTheDoor

# Tokens must not lie in any cache between here and the client.
NOT_STORED = {"Cache-Control": "no-store"}

api: Facade[OAuth] = Facade("oauth_api", build)


@api.route(
    "POST", "/api/v1/apps", "Register an app.", auth=Auth.NONE, bucket="apps", returns=entities.CredentialApplication
)
def register_app(services: OAuth, request: FacadeRequest) -> Reply:
    app, secret = services.register_app.run(requests.new_app(request.parameters))
    return Reply(200, present.credential_application(app, secret, services.push_key), NOT_STORED)


@api.route(
    "GET", "/api/v1/apps/verify_credentials", "Tell the app of a token.", auth=Auth.NONE, returns=entities.Application
)
def verify_app(services: OAuth, request: FacadeRequest) -> Reply:
    found = services.find_token_app.run(request.token)
    if found is None:
        raise DomainError(Code.UNAUTHENTICATED, "a valid access token is required")
    return Reply(200, present.application(found, services.push_key))


@api.route("GET", "/oauth/authorize", "Ask the person to sign in and to let the app in.", auth=Auth.NONE)
def authorize(services: OAuth, request: FacadeRequest) -> Reply:
    return _with_app(services, request, _ask)


# Guessing at passwords is counted as at the native log-in, with which it shares the limit.
@api.route(
    "POST",
    "/oauth/authorize",
    "Sign in, allow, deny, take another account.",
    auth=Auth.NONE,
    bucket=lambda request: "logins" if _action(request) == "sign_in" else "tokens",
)
def decide(services: OAuth, request: FacadeRequest) -> Reply:
    return _with_app(services, request, _decide)


@api.route("GET", "/oauth/authorize/native", "Show a code to copy.", auth=Auth.NONE)
def show_code(_services: OAuth, request: FacadeRequest) -> Reply:
    code = first(request.parameters, "code")
    if code:
        return _page(200, pages.code(code))
    told = first(request.parameters, "error_description") or "There is no code to show."
    return _page(400, pages.problem("No access", told))


@api.route(
    "POST",
    "/oauth/token",
    "Give a token.",
    auth=Auth.NONE,
    bucket=lambda request: "logins" if _grant_type(request) == "password" else "tokens",
    returns=entities.Token,
)
def make_token(services: OAuth, request: FacadeRequest) -> Reply:
    parameters = request.parameters
    client = _client(request)
    match _grant_type(request):
        case "authorization_code":
            made = services.exchange_code.run(
                client, first(parameters, "code"), first(parameters, "redirect_uri"), first(parameters, "code_verifier")
            )
            return Reply(200, present.token(*made), NOT_STORED)
        case "client_credentials":
            alone = services.issue_app_token.run(client, first(parameters, "scope"))
            return Reply(200, present.token(*alone), NOT_STORED)
        case "password":
            login, password = first(parameters, "username"), first(parameters, "password")
            made = services.exchange_password.run(client, login, password, first(parameters, "scope"))
            return Reply(200, present.token(*made), NOT_STORED)
        case None:
            raise OAuthError(OAuthCode.INVALID_REQUEST, "Missing required parameter: grant_type.")
        case _:
            raise OAuthError(
                OAuthCode.UNSUPPORTED_GRANT_TYPE, "The authorization grant type is not supported by this server."
            )


@api.route("POST", "/oauth/revoke", "End a token.", auth=Auth.NONE, bucket="tokens", returns=Nothing)
def revoke_token(services: OAuth, request: FacadeRequest) -> Reply:
    services.revoke_token.run(_client(request), first(request.parameters, "token"))
    return Reply(200, Nothing())


@api.route("GET", "/oauth/userinfo", "Tell who a token acts for.", scope="profile", returns=entities.UserInfo)
@api.route(
    "POST", "/oauth/userinfo", "Tell who a token acts for.", scope="profile", bucket="reads", returns=entities.UserInfo
)
def user_info(services: OAuth, request: FacadeRequest) -> Reply:
    user = services.accounts.get_user(request.viewer.user_id)
    if user is None:
        raise DomainError(Code.UNAUTHENTICATED, "a valid access token is required")
    return Reply(200, present.user_info(user, request.origin), NOT_STORED)


@api.route(
    "GET",
    "/.well-known/oauth-authorization-server",
    "Describe all this.",
    auth=Auth.NONE,
    returns=entities.ServerMetadata,
)
def describe_server(services: OAuth, request: FacadeRequest) -> Reply:
    return Reply(200, present.server_metadata(request.origin, password_grant=services.password_grant))


class _Visit:
    """One step of a person on the pages, for a known app."""

    def __init__(self, services: OAuth, request: FacadeRequest, asking: Authorization) -> None:
        self.services = services
        self.request = request
        self.asking = asking
        # One cookie: random until somebody signs in, the token of the page's session from then on.
        self._cookie_name = "linnet_sign_in" if services.plain_http else "__Host-linnet_sign_in"
        self.cookie = request.cookies.get(self._cookie_name) or ""

    @property
    def carried(self) -> dict[str, str]:
        found = {name: first(self.request.parameters, name) for name in requests.CARRIED}
        return {name: value for name, value in found.items() if value is not None}

    def csrf(self, cookie: str) -> str:
        """Return what only a form that we gave to this browser knows: another site cannot read the cookie."""
        return tokens.digest(f"csrf {cookie}")

    def came_from_our_form(self) -> bool:
        return bool(self.cookie) and first(self.request.parameters, "csrf") == self.csrf(self.cookie)

    def sign_in_page(self, status: int = 200, problem: str | None = None) -> Reply:
        cookie = self.services.secrets.token()
        page = pages.sign_in(self.asking, self.carried, self.csrf(cookie), problem)
        return _page(status, page, self._set_cookie(cookie))

    def consent_page(self, visitor: AtTheDoor) -> Reply:
        page = pages.consent(self.asking, visitor.user, self.carried, self.csrf(visitor.token))
        return _page(200, page, self._set_cookie(visitor.token))

    def back_to_app(self, **answer: str) -> Reply:
        return _back(self.request, self.asking.redirect_uri, **answer)

    def _set_cookie(self, value: str) -> str:
        secure = "" if self.services.plain_http else "; Secure"
        seconds = LIFETIME_MS // 1000
        return f"{self._cookie_name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"


def _with_app(services: OAuth, request: FacadeRequest, step: Callable[[_Visit], Reply]) -> Reply:
    """Take a step for an app that may ask; otherwise tell the app, or the person where the app is not known."""
    wanted = requests.asked(request.parameters)
    try:
        app = services.check_authorization.app_of(wanted)
    except Astray as astray:
        return _page(400, pages.problem("This link does not work", str(astray)))
    try:
        return step(_Visit(services, request, services.check_authorization.run(app, wanted)))
    except OAuthError as error:
        return _back(request, wanted.redirect_uri or "", error=error.code.value, error_description=error.description)


def _ask(visit: _Visit) -> Reply:
    visitor = visit.services.sign_in.find(visit.cookie)
    forced = first(visit.request.parameters, "force_login") in ("true", "1")
    return visit.sign_in_page() if visitor is None or forced else visit.consent_page(visitor)


def _decide(visit: _Visit) -> Reply:
    if not visit.came_from_our_form():
        return visit.sign_in_page(403, "This page was out of date. Please sign in again.")
    if _action(visit.request) == "sign_in":
        return _sign_in(visit)
    visitor = visit.services.sign_in.find(visit.cookie)
    if visitor is None:
        return visit.sign_in_page(403, "You were signed out. Please sign in again.")
    match _action(visit.request):
        case "allow":
            return visit.back_to_app(code=visit.services.grant_access.run(visitor.session, visit.asking))
        case "deny":
            raise OAuthError(OAuthCode.ACCESS_DENIED, "The resource owner or authorization server denied the request.")
        case _:
            visit.services.sign_in.leave(visitor)
            return visit.sign_in_page()


def _sign_in(visit: _Visit) -> Reply:
    parameters = visit.request.parameters
    try:
        visitor = visit.services.sign_in.run(first(parameters, "login") or "", first(parameters, "password") or "")
    except DomainError as error:
        # To a browser 401 means a dialogue of its own.
        status = 422 if error.code is Code.UNAUTHENTICATED else STATUS[error.code]
        return visit.sign_in_page(status, f"{error.message[:1].upper()}{error.message[1:]}.")
    return visit.consent_page(visitor)


def _back(request: FacadeRequest, redirect_uri: str, **answer: str) -> Reply:
    state = first(request.parameters, "state")
    query = urlencode({**answer, **({} if state is None else {"state": state})})
    where = requests.returned(redirect_uri, request.origin, query)
    return Reply(302, text="", headers={**pages.HEADERS, "Location": where})


def _page(status: int, text: str, *cookies: str) -> Reply:
    return Reply(status, text=text, headers=pages.HEADERS, cookies=cookies)


def _action(request: FacadeRequest) -> str | None:
    return first(request.parameters, "action")


def _grant_type(request: FacadeRequest) -> str | None:
    return first(request.parameters, "grant_type")


def _client(request: FacadeRequest) -> Credentials:
    return requests.credentials(request.parameters, request.headers.get("authorization"))


lambda_handler = api.lambda_handler
