"""The social graph: follow, ask, answer, block, mute, and the lists of all that."""

from __future__ import annotations

from linnet.domain.errors import Code, DomainError, conflict
from linnet.domain.graph import FollowOptions, Relationship
from linnet.domain.paging import PageRange
from linnet.facades.native import present, requests_graph, schemas
from linnet.facades.native.requests import IdsQuery, PageQuery
from linnet.facades.native.schemas_graph import (
    RelationshipPage,
)
from linnet.runtime.http import Api, Auth, Reply, Request
from linnet.runtime.wiring.graph_api import GraphApi, build
from linnet.services.fill_accounts import AccountPage
from linnet.services.follow_user import Outcome
from linnet.services.list_accounts import Direction
from linnet.services.read_relationships import BothWays

# Cursors name their list: positions of one mean nothing in another.
FOLLOWERS = "followers"
FOLLOWING = "following"
REQUESTS = "follow_requests"
BLOCKS = "blocks"
MUTES = "mutes"
ENDORSEMENTS = "endorsements"

STATUS = {Outcome.FOLLOWED: 201, Outcome.REQUESTED: 202, Outcome.UPDATED: 200}

api = Api("graph_api", build)


@api.route(
    "POST",
    "/api/users/{id}/follow",
    "followUser",
    "Follow an account, ask to follow a protected one, or choose what is wanted of a followed one: retweets, a bell.",
    scope="follow",
    bucket="follows",
    body=requests_graph.FollowChoice,
    returns=schemas.Relationship,
    status=201,
    errors=(Code.NOT_FOUND, Code.BLOCKED, Code.CONFLICT, Code.LIMIT_REACHED, Code.UNAVAILABLE),
    also={200: "The follow stood; what was chosen is stored.", 202: "A request waits for the account."},
)
def follow(services: GraphApi, request: Request) -> Reply:
    choice = request.body(requests_graph.FollowChoice)
    options = FollowOptions(choice.show_retweets, choice.notify)
    outcome, pair = services.follow_user.run(request.viewer, request.path_id("id"), options)
    if outcome is Outcome.ALREADY:
        raise _already(pair.own)
    return Reply(STATUS[outcome], _relationship(services, pair))


@api.route(
    "DELETE",
    "/api/users/{id}/follow",
    "unfollowUser",
    "End a follow or withdraw a request; without either, nothing happens.",
    scope="follow",
    returns=schemas.Relationship,
    errors=(Code.NOT_FOUND,),
)
def unfollow(services: GraphApi, request: Request) -> Reply:
    pair = services.unfollow_user.run(request.viewer, request.path_id("id"))
    return Reply(200, _relationship(services, pair))


@api.route(
    "GET",
    "/api/follow-requests",
    "listFollowRequests",
    "List who asked to follow the reader, newest first.",
    query=PageQuery,
    returns=schemas.UserPage,
    lists=True,
)
def list_requests(services: GraphApi, request: Request) -> Reply:
    query = request.query(PageQuery)
    position = request.position(REQUESTS, query.cursor)
    return _users(REQUESTS, services.list_accounts.requests(request.viewer, PageRange(query.limit, position)))


@api.route(
    "POST",
    "/api/follow-requests/{id}/accept",
    "acceptFollowRequest",
    "Let an account follow; the id is the account's.",
    scope="follow",
    status=204,
    errors=(Code.NOT_FOUND, Code.LIMIT_REACHED, Code.UNAVAILABLE),
)
def accept_request(services: GraphApi, request: Request) -> Reply:
    services.answer_follow_request.accept(request.viewer, request.path_id("id"))
    return Reply(204)


@api.route(
    "POST",
    "/api/follow-requests/{id}/reject",
    "rejectFollowRequest",
    "Drop a request; the id is the account's.",
    scope="follow",
    status=204,
    errors=(Code.NOT_FOUND,),
)
def reject_request(services: GraphApi, request: Request) -> Reply:
    services.answer_follow_request.reject(request.viewer, request.path_id("id"))
    return Reply(204)


@api.route(
    "DELETE",
    "/api/users/me/followers/{id}",
    "removeFollower",
    "End somebody's follow of the reader.",
    scope="follow",
    status=204,
    errors=(Code.NOT_FOUND,),
)
def remove_follower(services: GraphApi, request: Request) -> Reply:
    services.remove_follower.run(request.viewer, request.path_id("id"))
    return Reply(204)


@api.route(
    "POST",
    "/api/users/{id}/block",
    "blockUser",
    "Block an account, which ends follows and requests both ways.",
    scope="follow",
    returns=schemas.Relationship,
    errors=(Code.INVALID, Code.NOT_FOUND),
)
def block(services: GraphApi, request: Request) -> Reply:
    return Reply(200, _relationship(services, services.block_user.block(request.viewer, request.path_id("id"))))


@api.route(
    "DELETE",
    "/api/users/{id}/block",
    "unblockUser",
    "Lift a block; without one, nothing happens.",
    scope="follow",
    returns=schemas.Relationship,
    errors=(Code.NOT_FOUND,),
)
def unblock(services: GraphApi, request: Request) -> Reply:
    return Reply(200, _relationship(services, services.block_user.unblock(request.viewer, request.path_id("id"))))


@api.route(
    "POST",
    "/api/users/{id}/mute",
    "muteUser",
    "Mute an account, for a time or until it is lifted.",
    scope="follow",
    body=requests_graph.MuteTime,
    returns=schemas.Relationship,
    errors=(Code.NOT_FOUND,),
)
def mute(services: GraphApi, request: Request) -> Reply:
    asked = request.body(requests_graph.MuteTime)
    pair = services.mute_user.mute(
        request.viewer, request.path_id("id"), asked.duration_seconds, notifications=asked.notifications
    )
    return Reply(200, _relationship(services, pair))


@api.route(
    "DELETE",
    "/api/users/{id}/mute",
    "unmuteUser",
    "Lift a mute; without one, nothing happens.",
    scope="follow",
    returns=schemas.Relationship,
    errors=(Code.NOT_FOUND,),
)
def unmute(services: GraphApi, request: Request) -> Reply:
    return Reply(200, _relationship(services, services.mute_user.unmute(request.viewer, request.path_id("id"))))


@api.route(
    "PUT",
    "/api/users/{id}/note",
    "annotateUser",
    "Keep a note about an account, which only its writer sees; an empty one takes it away.",
    scope="write",
    body=requests_graph.Note,
    returns=schemas.Relationship,
    errors=(Code.NOT_FOUND,),
)
def annotate(services: GraphApi, request: Request) -> Reply:
    note = request.body(requests_graph.Note).note
    return Reply(200, _relationship(services, services.annotate_user.run(request.viewer, request.path_id("id"), note)))


@api.route(
    "POST",
    "/api/users/{id}/endorsement",
    "endorseUser",
    "Show a followed account on one's own profile; again changes nothing.",
    scope="write",
    returns=schemas.Relationship,
    errors=(Code.INVALID, Code.NOT_FOUND, Code.LIMIT_REACHED, Code.UNAVAILABLE),
)
def endorse(services: GraphApi, request: Request) -> Reply:
    return Reply(200, _relationship(services, services.endorse_user.run(request.viewer, request.path_id("id"))))


@api.route(
    "DELETE",
    "/api/users/{id}/endorsement",
    "unendorseUser",
    "Show an account on one's own profile no longer; again changes nothing.",
    scope="write",
    returns=schemas.Relationship,
    errors=(Code.NOT_FOUND, Code.UNAVAILABLE),
)
def unendorse(services: GraphApi, request: Request) -> Reply:
    return Reply(200, _relationship(services, services.endorse_user.undo(request.viewer, request.path_id("id"))))


@api.route(
    "GET",
    "/api/users/{id}/endorsements",
    "listEndorsements",
    "List whom an account shows on its profile, newest account first; of a protected one only for its followers.",
    auth=Auth.OPTIONAL,
    query=PageQuery,
    returns=schemas.UserPage,
    errors=(Code.NOT_FOUND, Code.FORBIDDEN),
    lists=True,
)
def list_endorsements(services: GraphApi, request: Request) -> Reply:
    query = request.query(PageQuery)
    within = PageRange(query.limit, request.position(ENDORSEMENTS, query.cursor))
    page = services.list_endorsements.page(request.reader, request.path_id("id"), within)
    return _users(ENDORSEMENTS, page)


@api.route(
    "GET",
    "/api/users/{id}/followers",
    "listFollowers",
    "List who follows an account, newest first; of a protected account only for its followers.",
    auth=Auth.OPTIONAL,
    query=PageQuery,
    returns=schemas.UserPage,
    errors=(Code.NOT_FOUND, Code.FORBIDDEN),
    lists=True,
)
def list_followers(services: GraphApi, request: Request) -> Reply:
    return _follows(services, request, Direction.FOLLOWERS, FOLLOWERS)


@api.route(
    "GET",
    "/api/users/{id}/following",
    "listFollowing",
    "List whom an account follows, newest first; of a protected account only for its followers.",
    auth=Auth.OPTIONAL,
    query=PageQuery,
    returns=schemas.UserPage,
    errors=(Code.NOT_FOUND, Code.FORBIDDEN),
    lists=True,
)
def list_following(services: GraphApi, request: Request) -> Reply:
    return _follows(services, request, Direction.FOLLOWING, FOLLOWING)


@api.route(
    "GET",
    "/api/blocks",
    "listBlocks",
    "List whom the reader blocks, newest account first.",
    query=PageQuery,
    returns=schemas.UserPage,
    lists=True,
)
def list_blocks(services: GraphApi, request: Request) -> Reply:
    query = request.query(PageQuery)
    position = request.position(BLOCKS, query.cursor)
    return _users(BLOCKS, services.list_accounts.blocks(request.viewer, PageRange(query.limit, position)))


@api.route(
    "GET",
    "/api/mutes",
    "listMutes",
    "List whom the reader mutes, newest account first.",
    query=PageQuery,
    returns=schemas.UserPage,
    lists=True,
)
def list_mutes(services: GraphApi, request: Request) -> Reply:
    query = request.query(PageQuery)
    position = request.position(MUTES, query.cursor)
    return _users(MUTES, services.list_accounts.mutes(request.viewer, PageRange(query.limit, position)))


@api.route(
    "GET",
    "/api/relationships",
    "getRelationships",
    "Tell how the reader and other accounts stand to each other; unknown accounts are left out.",
    query=IdsQuery,
    returns=RelationshipPage,
)
def relationships(services: GraphApi, request: Request) -> Reply:
    pairs = services.read_relationships.run(request.viewer, request.query(IdsQuery).ids)
    return Reply(200, RelationshipPage(items=[_relationship(services, pair) for pair in pairs], next_token=None))


def _follows(services: GraphApi, request: Request, direction: Direction, kind: str) -> Reply:
    query = request.query(PageQuery)
    position = request.position(kind, query.cursor)
    within = PageRange(query.limit, position)
    return _users(kind, services.list_accounts.of_account(request.reader, request.path_id("id"), direction, within))


def _users(kind: str, page: AccountPage) -> Reply:
    return Reply(200, present.users(page.users, Request.next_token(kind, page.next_before)))


def _already(standing: Relationship) -> DomainError:
    return conflict(
        "you already follow this account" if standing.following else "you already asked to follow this account",
        relationship={
            "userId": str(standing.target_id),
            "following": standing.following,
            "requested": standing.requested,
            "showRetweets": standing.show_retweets,
            "notifying": standing.notifying,
        },
    )


def _relationship(services: GraphApi, pair: BothWays) -> schemas.Relationship:
    return present.relationship(pair.own, pair.reverse, services.clock.now_ms())
