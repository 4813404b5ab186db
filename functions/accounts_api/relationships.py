"""How accounts stand to each other: follows and requests, blocks, mutes and notes."""

from __future__ import annotations

from functions.accounts_api.accounts import ACCOUNTS_A_PAGE, api
from linnet.domain.paging import PageRange
from linnet.facades.mastodon.entities import accounts as entities
from linnet.facades.mastodon.entities.lists import UserLists
from linnet.facades.mastodon.paging import PageOf
from linnet.facades.mastodon.present import accounts as present
from linnet.facades.mastodon.present.lists import user_lists
from linnet.facades.mastodon.requests import accounts as requests
from linnet.runtime.answers import Reply
from linnet.runtime.facade_routes import FacadeRequest
from linnet.runtime.routes import Auth
from linnet.runtime.wiring.accounts_api import AccountsApi
from linnet.services.fill_accounts import AccountPage
from linnet.services.list_accounts import Direction
from linnet.services.read_relationships import BothWays


@api.route(
    "GET",
    "/api/v1/accounts/relationships",
    "Tell how the reader and other accounts stand to each other.",
    scope="read:follows",
    accepts=requests.Ids,
    returns=entities.Relationships,
)
def relationships(services: AccountsApi, request: FacadeRequest) -> Reply:
    pairs = services.graph.read_relationships.run(request.viewer, request.form(requests.Ids).id)
    now_ms = services.clock.now_ms()
    return Reply(200, entities.Relationships([present.relationship(pair, now_ms) for pair in pairs]))


@api.route(
    "GET",
    "/api/v1/accounts/familiar_followers",
    "Tell whom the reader follows of those who follow each of several accounts.",
    scope="read:follows",
    accepts=requests.Ids,
    returns=entities.FamiliarFollowersOfAll,
)
def familiar_followers(services: AccountsApi, request: FacadeRequest) -> Reply:
    found = services.graph.find_familiar.run(request.viewer, request.form(requests.Ids).id)
    shown = [
        entities.FamiliarFollowers(id=str(each.user_id), accounts=present.accounts(each.accounts, request.origin).root)
        for each in found
    ]
    return Reply(200, entities.FamiliarFollowersOfAll(shown))


@api.route(
    "POST",
    "/api/v1/accounts/{id}/follow",
    "Follow an account or ask to, or choose what is wanted of a followed one.",
    scope="write:follows",
    bucket="follows",
    accepts=requests.FollowChoice,
    returns=entities.Relationship,
)
def follow(services: AccountsApi, request: FacadeRequest) -> Reply:
    options = request.form(requests.FollowChoice).options()
    _, pair = services.graph.follow_user.run(request.viewer, request.path_id(), options)
    return _relationship(services, pair)


@api.route(
    "POST",
    "/api/v1/accounts/{id}/unfollow",
    "End a follow or withdraw a request.",
    scope="write:follows",
    returns=entities.Relationship,
)
def unfollow(services: AccountsApi, request: FacadeRequest) -> Reply:
    return _relationship(services, services.graph.unfollow_user.run(request.viewer, request.path_id()))


@api.route(
    "POST",
    "/api/v1/accounts/{id}/remove_from_followers",
    "End somebody's follow of the reader.",
    scope="write:follows",
    returns=entities.Relationship,
)
def remove_from_followers(services: AccountsApi, request: FacadeRequest) -> Reply:
    services.graph.remove_follower.run(request.viewer, request.path_id())
    return _relationship(services, services.graph.read_relationships.one(request.viewer, request.path_id()))


@api.route(
    "POST",
    "/api/v1/accounts/{id}/block",
    "Block an account.",
    scope="write:blocks",
    returns=entities.Relationship,
)
def block(services: AccountsApi, request: FacadeRequest) -> Reply:
    return _relationship(services, services.graph.block_user.block(request.viewer, request.path_id()))


@api.route(
    "POST",
    "/api/v1/accounts/{id}/unblock",
    "Lift a block.",
    scope="write:blocks",
    returns=entities.Relationship,
)
def unblock(services: AccountsApi, request: FacadeRequest) -> Reply:
    return _relationship(services, services.graph.block_user.unblock(request.viewer, request.path_id()))


@api.route(
    "POST",
    "/api/v1/accounts/{id}/mute",
    "Mute an account, for a time or without end.",
    scope="write:mutes",
    accepts=requests.MuteChoice,
    returns=entities.Relationship,
)
def mute(services: AccountsApi, request: FacadeRequest) -> Reply:
    asked = request.form(requests.MuteChoice)
    muted = services.graph.mute_user.mute(
        request.viewer, request.path_id(), asked.duration or None, notifications=asked.notifications
    )
    return _relationship(services, muted)


@api.route(
    "POST",
    "/api/v1/accounts/{id}/unmute",
    "Lift a mute.",
    scope="write:mutes",
    returns=entities.Relationship,
)
def unmute(services: AccountsApi, request: FacadeRequest) -> Reply:
    return _relationship(services, services.graph.mute_user.unmute(request.viewer, request.path_id()))


@api.route(
    "POST",
    "/api/v1/accounts/{id}/note",
    "Keep a note about an account, for nobody else.",
    scope="write:accounts",
    accepts=requests.Comment,
    returns=entities.Relationship,
)
def annotate(services: AccountsApi, request: FacadeRequest) -> Reply:
    comment = request.form(requests.Comment).comment
    return _relationship(services, services.graph.annotate_user.run(request.viewer, request.path_id(), comment))


def endorse(services: AccountsApi, request: FacadeRequest) -> Reply:
    return _relationship(services, services.graph.endorse_user.run(request.viewer, request.path_id()))


def unendorse(services: AccountsApi, request: FacadeRequest) -> Reply:
    return _relationship(services, services.graph.endorse_user.undo(request.viewer, request.path_id()))


# The older names of the same two are what most clients know.
for verb, summary, act in (
    ("endorse", "Show a followed account on one's own profile.", endorse),
    ("pin", "Do the same by its older name.", endorse),
    ("unendorse", "Show an account on one's own profile no longer.", unendorse),
    ("unpin", "Do the same by its older name.", unendorse),
):
    api.route(
        "POST", f"/api/v1/accounts/{{id}}/{verb}", summary, scope="write:accounts", returns=entities.Relationship
    )(act)


@api.route(
    "GET",
    "/api/v1/accounts/{id}/endorsements",
    "List whom an account shows on its profile.",
    auth=Auth.OPTIONAL,
    scope="read:accounts",
    accepts=PageOf,
    returns=entities.Accounts,
)
def endorsements(services: AccountsApi, request: FacadeRequest) -> Reply:
    page = services.graph.list_endorsements.page(request.reader, request.path_id(), _range(request))
    return _listed(request, page)


@api.route(
    "GET",
    "/api/v1/endorsements",
    "List whom the reader shows on the profile.",
    scope="read:accounts",
    accepts=PageOf,
    returns=entities.Accounts,
)
def own_endorsements(services: AccountsApi, request: FacadeRequest) -> Reply:
    page = services.graph.list_endorsements.page(request.viewer, request.viewer.user_id, _range(request))
    return _listed(request, page)


@api.route(
    "GET",
    "/api/v1/accounts/{id}/followers",
    "List who follows an account.",
    auth=Auth.OPTIONAL,
    scope="read:accounts",
    accepts=PageOf,
    returns=entities.Accounts,
)
def followers(services: AccountsApi, request: FacadeRequest) -> Reply:
    return _follows(services, request, Direction.FOLLOWERS)


@api.route(
    "GET",
    "/api/v1/accounts/{id}/following",
    "List whom an account follows.",
    auth=Auth.OPTIONAL,
    scope="read:accounts",
    accepts=PageOf,
    returns=entities.Accounts,
)
def following(services: AccountsApi, request: FacadeRequest) -> Reply:
    return _follows(services, request, Direction.FOLLOWING)


@api.route(
    "GET",
    "/api/v1/accounts/{id}/lists",
    "List which of the reader's lists hold an account.",
    scope="read:lists",
    returns=UserLists,
)
def lists(services: AccountsApi, request: FacadeRequest) -> Reply:
    return Reply(200, user_lists(services.list_members.holding(request.viewer, request.path_id())))


@api.route(
    "GET",
    "/api/v1/blocks",
    "List whom the reader blocks.",
    scope="read:blocks",
    accepts=PageOf,
    returns=entities.Accounts,
)
def blocks(services: AccountsApi, request: FacadeRequest) -> Reply:
    return _listed(request, services.graph.list_accounts.blocks(request.viewer, _range(request)))


@api.route(
    "GET",
    "/api/v1/mutes",
    "List whom the reader mutes.",
    scope="read:mutes",
    accepts=PageOf,
    returns=entities.MutedAccounts,
)
def mutes(services: AccountsApi, request: FacadeRequest) -> Reply:
    page = services.graph.list_accounts.mutes(request.viewer, _range(request))
    pairs = services.graph.read_relationships.run(request.viewer, [user.id for user in page.users])
    until = {pair.own.target_id: pair.own.muted_until_ms for pair in pairs}
    shown = [present.muted_account(user, until.get(user.id), request.origin) for user in page.users]
    return Reply(200, entities.MutedAccounts(shown), _link(request, page))


@api.route(
    "GET",
    "/api/v1/follow_requests",
    "List who asks to follow the reader.",
    scope="read:follows",
    accepts=PageOf,
    returns=entities.Accounts,
)
def follow_requests(services: AccountsApi, request: FacadeRequest) -> Reply:
    return _listed(request, services.graph.list_accounts.requests(request.viewer, _range(request)))


@api.route(
    "POST",
    "/api/v1/follow_requests/{id}/authorize",
    "Let an account follow.",
    scope="write:follows",
    returns=entities.Relationship,
)
def authorize(services: AccountsApi, request: FacadeRequest) -> Reply:
    services.graph.answer_follow_request.accept(request.viewer, request.path_id())
    return _relationship(services, services.graph.read_relationships.one(request.viewer, request.path_id()))


@api.route(
    "POST",
    "/api/v1/follow_requests/{id}/reject",
    "Drop an account's wish to follow.",
    scope="write:follows",
    returns=entities.Relationship,
)
def reject(services: AccountsApi, request: FacadeRequest) -> Reply:
    services.graph.answer_follow_request.reject(request.viewer, request.path_id())
    return _relationship(services, services.graph.read_relationships.one(request.viewer, request.path_id()))


def _follows(services: AccountsApi, request: FacadeRequest, direction: Direction) -> Reply:
    page = services.graph.list_accounts.of_account(request.reader, request.path_id(), direction, _range(request))
    return _listed(request, page)


def _range(request: FacadeRequest) -> PageRange:
    return request.form(PageOf).range(ACCOUNTS_A_PAGE)


def _listed(request: FacadeRequest, page: AccountPage) -> Reply:
    return Reply(200, present.accounts(page.users, request.origin), _link(request, page))


def _link(request: FacadeRequest, page: AccountPage) -> dict[str, str]:
    return request.link(older=page.next_before, newer=page.next_after)


def _relationship(services: AccountsApi, pair: BothWays) -> Reply:
    return Reply(200, present.relationship(pair, services.clock.now_ms()))
