"""Profiles: sign-up through an app, one's own, others', and how to find them."""

from __future__ import annotations

from typing import Final

from linnet.domain.errors import Code, DomainError
from linnet.domain.media import MAX_UPLOAD, Purpose
from linnet.facades.mastodon.entities import accounts as entities
from linnet.facades.mastodon.entities.oauth import Token
from linnet.facades.mastodon.entities.statuses import Statuses
from linnet.facades.mastodon.present import accounts as present
from linnet.facades.mastodon.present.oauth import token
from linnet.facades.mastodon.present.sign_up import sign_up_problem
from linnet.facades.mastodon.present.statuses import StatusPresenter
from linnet.facades.mastodon.requests import accounts as requests
from linnet.runtime.answers import Reply
from linnet.runtime.facade import Facade
from linnet.runtime.facade_routes import FacadeRequest
from linnet.runtime.routes import Auth
from linnet.runtime.wiring.accounts_api import AccountsApi, build
from linnet.services.begin_session import Access
from linnet.services.search_by_offset import CountedPage

ACCOUNTS_A_PAGE: Final = 40
STATUSES_A_PAGE: Final = 20

api: Facade[AccountsApi] = Facade("accounts_api", build)


@api.route(
    "POST",
    "/api/v1/accounts",
    "Sign up through an app, with the app's own token.",
    auth=Auth.NONE,
    bucket="signups",
    accepts=requests.SignUp,
    returns=Token,
)
def sign_up(services: AccountsApi, request: FacadeRequest) -> Reply:
    asking = services.find_token_app.run(request.token)
    if asking is None or asking.app is None:
        raise DomainError(Code.UNAUTHENTICATED, "a valid access token is required")
    access = Access(asking.app.name, asking.scopes, asking.app.client_id)
    try:
        signed_in = services.register_account.run(request.form(requests.SignUp).account(), access)
    except DomainError as error:
        if error.code not in (Code.INVALID, Code.CONFLICT):
            raise
        return Reply(422, sign_up_problem(error))
    return Reply(200, token(signed_in.token, signed_in.session), {"Cache-Control": "no-store"})


@api.route(
    "GET",
    "/api/v1/accounts/verify_credentials",
    "Return one's own account.",
    scope="profile",
    returns=entities.CredentialAccount,
)
def verify_credentials(services: AccountsApi, request: FacadeRequest) -> Reply:
    user, private = services.read_me.run(request.viewer)
    requests_waiting = services.graph.list_accounts.count_requests(request.viewer)
    return Reply(200, present.own_account(user, private, requests_waiting, request.origin))


@api.route(
    "PATCH",
    "/api/v1/accounts/update_credentials",
    "Change one's own profile; what is not named stays.",
    scope="write:accounts",
    accepts=requests.ChangedProfile,
    returns=entities.CredentialAccount,
    most=MAX_UPLOAD,
)
def update_credentials(services: AccountsApi, request: FacadeRequest) -> Reply:
    asked = request.form(requests.ChangedProfile)
    change = asked.change()
    services.show_profile_picture.several(request.viewer, asked.pictures())
    user, private = services.update_profile.run(request.viewer, change)
    requests_waiting = services.graph.list_accounts.count_requests(request.viewer)
    return Reply(200, present.own_account(user, private, requests_waiting, request.origin))


@api.route(
    "DELETE",
    "/api/v1/profile/avatar",
    "Show no picture of one's own.",
    scope="write:accounts",
    returns=entities.CredentialAccount,
)
def remove_avatar(services: AccountsApi, request: FacadeRequest) -> Reply:
    return _without(services, request, Purpose.AVATAR)


@api.route(
    "DELETE",
    "/api/v1/profile/header",
    "Show no picture above one's own profile.",
    scope="write:accounts",
    returns=entities.CredentialAccount,
)
def remove_header(services: AccountsApi, request: FacadeRequest) -> Reply:
    return _without(services, request, Purpose.HEADER)


def _without(services: AccountsApi, request: FacadeRequest, purpose: Purpose) -> Reply:
    services.show_profile_picture.remove(request.viewer, purpose)
    user, private = services.read_me.run(request.viewer)
    requests_waiting = services.graph.list_accounts.count_requests(request.viewer)
    return Reply(200, present.own_account(user, private, requests_waiting, request.origin))


@api.route(
    "GET",
    "/api/v1/accounts",
    "Return several accounts.",
    auth=Auth.OPTIONAL,
    scope="read:accounts",
    accepts=requests.Ids,
    returns=entities.Accounts,
)
def show_many(services: AccountsApi, request: FacadeRequest) -> Reply:
    found = services.read_users.by_ids(request.reader, request.form(requests.Ids).id)
    return Reply(200, present.accounts(found, request.origin))


@api.route(
    "GET",
    "/api/v1/accounts/lookup",
    "Return the account of a name.",
    auth=Auth.OPTIONAL,
    scope="read:accounts",
    accepts=requests.Handle,
    returns=entities.Account,
)
def look_up(services: AccountsApi, request: FacadeRequest) -> Reply:
    username = request.form(requests.Handle).username(request.origin)
    return Reply(200, present.account(services.read_users.by_username(request.reader, username), request.origin))


@api.route(
    "GET",
    "/api/v1/accounts/search",
    "Find accounts by handle, by what names begin with, and misspelt.",
    scope="read:accounts",
    bucket="searches",
    accepts=requests.AccountSearch,
    returns=entities.Accounts,
)
def search(services: AccountsApi, request: FacadeRequest) -> Reply:
    asked = request.form(requests.AccountSearch)
    text = requests.Handle(acct=asked.q).username(request.origin)
    page = CountedPage(asked.size(ACCOUNTS_A_PAGE), asked.offset or 0)
    found = services.find_accounts.run(request.viewer, text, page, following=asked.following) if text else []
    return Reply(200, present.accounts(found, request.origin))


@api.route(
    "GET",
    "/api/v1/accounts/{id}",
    "Return an account.",
    auth=Auth.OPTIONAL,
    scope="read:accounts",
    returns=entities.Account,
)
def show(services: AccountsApi, request: FacadeRequest) -> Reply:
    user = services.read_users.by_id(request.reader, request.path_id())
    return Reply(200, present.account(user, request.origin))


@api.route(
    "GET",
    "/api/v1/accounts/{id}/statuses",
    "Read what an account posted.",
    auth=Auth.OPTIONAL,
    scope="read:statuses",
    accepts=requests.Posts,
    returns=Statuses,
)
def statuses(services: AccountsApi, request: FacadeRequest) -> Reply:
    asked = request.form(requests.Posts)
    presenter = StatusPresenter(request.origin, request.reader)
    if asked.pinned:
        return Reply(200, presenter.all(services.read_user_tweets.pinned(request.reader, request.path_id())))
    page = services.read_user_tweets.run(
        request.reader, request.path_id(), asked.range(STATUSES_A_PAGE), asked.filter()
    )
    return Reply(200, presenter.all(page.tweets), request.link(older=page.next_before, newer=page.next_after))


@api.route(
    "GET",
    "/api/v1/preferences",
    "Return what the reader chose for writing and reading.",
    scope="read:accounts",
    returns=entities.Preferences,
)
def preferences(services: AccountsApi, request: FacadeRequest) -> Reply:
    return Reply(200, present.preferences(*services.read_me.run(request.viewer)))
