"""Forgotten passwords and addresses that wait to be confirmed: pages for people, and what apps ask."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from functions.oauth_api.authorization import api
from linnet.domain import tokens
from linnet.domain.errors import Code, DomainError
from linnet.facades.letters import CONFIRMATION_PATH, RESET_PATH
from linnet.facades.mastodon import pages
from linnet.facades.mastodon.entities.accounts import IsConfirmed
from linnet.facades.mastodon.entities.shape import Nothing
from linnet.facades.mastodon.parameters import first
from linnet.facades.mastodon.requests import oauth as requests
from linnet.runtime.answers import STATUS, Reply
from linnet.runtime.facade_routes import FacadeRequest
from linnet.runtime.routes import Auth
from linnet.runtime.wiring.oauth_api import OAuth

FORGOTTEN_PATH: Final = "/auth/password/new"
_COOKIE_S: Final = 3600
_OUT_OF_DATE: Final = "This page was out of date. Please try again."


@api.route("GET", FORGOTTEN_PATH, "Ask which address an account has whose password is forgotten.", auth=Auth.NONE)
def ask_for_address(services: OAuth, _request: FacadeRequest) -> Reply:
    return _form(services, pages.forgotten_password)


@api.route(
    "POST",
    FORGOTTEN_PATH,
    "Have a link sent to an address, if an account has it.",
    auth=Auth.NONE,
    bucket="password_resets",
)
def send_reset(services: OAuth, request: FacadeRequest) -> Reply:
    if not _came_from_our_form(services, request):
        return _form(services, lambda csrf: pages.forgotten_password(csrf, _OUT_OF_DATE), 403)
    try:
        services.request_reset.run((first(request.parameters, "email") or "")[: requests.MAX_ADDRESS])
    except DomainError as error:
        told = _told(error)
        return _form(services, lambda csrf: pages.forgotten_password(csrf, told), STATUS[error.code])
    return _page(200, pages.notice("Look into your inbox", pages.RESET_SENT))


@api.route("GET", RESET_PATH, "Ask for a new password, with the link of a mail.", auth=Auth.NONE, bucket="tokens")
def ask_for_password(services: OAuth, request: FacadeRequest) -> Reply:
    token = first(request.parameters, "token") or ""
    try:
        services.reset_password.check(token)
    except DomainError as error:
        return _no_link(error)
    return _form(services, lambda csrf: pages.new_password(token, csrf))


@api.route("POST", RESET_PATH, "Choose a new password, with the link of a mail.", auth=Auth.NONE, bucket="tokens")
def choose_password(services: OAuth, request: FacadeRequest) -> Reply:
    token, password = (first(request.parameters, name) or "" for name in ("token", "password"))
    if not _came_from_our_form(services, request):
        return _form(services, lambda csrf: pages.new_password(token, csrf, _OUT_OF_DATE), 403)
    try:
        services.reset_password.run(token, requests.composed(password))
    except DomainError as error:
        if error.code is Code.NOT_FOUND:
            return _no_link(error)
        told = _told(error)
        return _form(services, lambda csrf: pages.new_password(token, csrf, told), STATUS[error.code])
    return _page(200, pages.notice("Your password is changed", pages.SIGNED_OUT))


# Confirmed by a button and not by the link itself: programs that look at mails follow links.
@api.route("GET", CONFIRMATION_PATH, "Ask whether an address is one's own.", auth=Auth.NONE, bucket="tokens")
def ask_whether_own(services: OAuth, request: FacadeRequest) -> Reply:
    token = first(request.parameters, "token") or ""
    try:
        order, account = services.confirm_address.find(token)
    except DomainError as error:
        return _no_link(error)
    return _form(services, lambda csrf: pages.confirm_address(order.email or account.email, token, csrf))


@api.route("POST", CONFIRMATION_PATH, "Confirm an address, with the link of a mail.", auth=Auth.NONE, bucket="tokens")
def confirm_address(services: OAuth, request: FacadeRequest) -> Reply:
    if not _came_from_our_form(services, request):
        return ask_whether_own(services, request)
    try:
        services.confirm_address.run(first(request.parameters, "token") or "")
    except DomainError as error:
        return _no_link(error)
    return _page(200, pages.notice("Your address is confirmed", pages.ADDRESS_CONFIRMED))


@api.route(
    "POST",
    "/api/v1/emails/confirmations",
    "Have the link for one's address sent again, or to another address.",
    scope="write:accounts",
    accepts=requests.Resend,
    returns=Nothing,
    unconfirmed=True,
)
def resend(services: OAuth, request: FacadeRequest) -> Reply:
    if request.viewer.confirmed:
        raise DomainError(Code.FORBIDDEN, "This method is only available while the e-mail is awaiting confirmation")
    try:
        services.request_confirmation.run(request.viewer, request.form(requests.Resend).email)
    except DomainError as error:
        if error.code is not Code.CONFLICT:
            raise
        raise DomainError(Code.INVALID, "has already been taken", field="email") from error
    return Reply(200, Nothing())


@api.route(
    "GET",
    "/api/v1/emails/check_confirmation",
    "Tell whether one's address is confirmed.",
    scope="read:accounts",
    returns=IsConfirmed,
    unconfirmed=True,
)
def check_confirmation(_services: OAuth, request: FacadeRequest) -> Reply:
    return Reply(200, IsConfirmed(request.viewer.confirmed))


def _form(services: OAuth, page: Callable[[str], str], status: int = 200) -> Reply:
    """Return a page with a form that only this browser can send: another site cannot read the cookie."""
    secret = services.secrets.token()
    secure = "" if services.plain_http else "; Secure"
    cookie = f"{_cookie_name(services)}={secret}; Path=/; Max-Age={_COOKIE_S}; HttpOnly; SameSite=Strict{secure}"
    return Reply(status, text=page(_csrf(secret)), headers=pages.HEADERS, cookies=(cookie,))


def _came_from_our_form(services: OAuth, request: FacadeRequest) -> bool:
    secret = request.cookies.get(_cookie_name(services))
    return bool(secret) and first(request.parameters, "csrf") == _csrf(secret or "")


def _cookie_name(services: OAuth) -> str:
    return "linnet_form" if services.plain_http else "__Host-linnet_form"


def _csrf(secret: str) -> str:
    return tokens.digest(f"form {secret}")


def _no_link(error: DomainError) -> Reply:
    return _page(STATUS[error.code], pages.problem("This link does not work", _told(error)))


def _told(error: DomainError) -> str:
    if error.code is Code.INVALID:
        return f"The {error.field} {error.message}."
    return f"{error.message[:1].upper()}{error.message[1:]}."


def _page(status: int, text: str) -> Reply:
    return Reply(status, text=text, headers=pages.HEADERS)
