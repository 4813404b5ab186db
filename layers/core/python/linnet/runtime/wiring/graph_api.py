"""What `graph_api` runs on."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.ports.environment import Clock
from linnet.runtime.environment import Environment
from linnet.services.annotate_user import AnnotateUser
from linnet.services.answer_follow_request import AnswerFollowRequest, RemoveFollower
from linnet.services.block_user import BlockUser, MuteUser
from linnet.services.endorse_user import EndorseUser
from linnet.services.find_familiar import FindFamiliar
from linnet.services.follow_user import FollowUser, UnfollowUser
from linnet.services.list_accounts import ListAccounts
from linnet.services.list_endorsements import ListEndorsements
from linnet.services.read_relationships import ReadRelationships
from linnet.services.recommend_accounts import ReadDirectory, SuggestAccounts


@dataclass(frozen=True, slots=True)
class GraphApi:
    follow_user: FollowUser
    unfollow_user: UnfollowUser
    answer_follow_request: AnswerFollowRequest
    remove_follower: RemoveFollower
    block_user: BlockUser
    mute_user: MuteUser
    annotate_user: AnnotateUser
    endorse_user: EndorseUser
    list_endorsements: ListEndorsements
    list_accounts: ListAccounts
    find_familiar: FindFamiliar
    read_relationships: ReadRelationships
    read_directory: ReadDirectory
    suggest_accounts: SuggestAccounts
    clock: Clock


def build(environment: Environment) -> GraphApi:
    """Put the function together."""
    tables, cap = environment.tables, environment.settings.tunables.following_cap
    parallel, clock, ids = environment.parallel, environment.clock, environment.ids
    graph, users = tables.graph, tables.users
    relationships = ReadRelationships(graph, users, parallel)
    return GraphApi(
        follow_user=FollowUser(graph, users, parallel, ids, cap),
        unfollow_user=UnfollowUser(graph, parallel, clock),
        answer_follow_request=AnswerFollowRequest(graph, ids, cap),
        remove_follower=RemoveFollower(graph, clock),
        block_user=BlockUser(graph, users, relationships, clock),
        mute_user=MuteUser(graph, users, relationships, clock),
        annotate_user=AnnotateUser(graph, users, relationships),
        endorse_user=EndorseUser(tables.endorsements, users, relationships),
        list_endorsements=ListEndorsements(tables.endorsements, graph, users, tables.invalidations, parallel, clock),
        list_accounts=ListAccounts(graph, tables.follows, users, tables.invalidations, parallel, clock),
        find_familiar=FindFamiliar(graph, tables.follows, users, tables.invalidations, parallel, clock),
        read_relationships=relationships,
        read_directory=ReadDirectory(tables.feeds, graph, users, tables.invalidations, parallel, clock),
        suggest_accounts=SuggestAccounts(
            tables.feeds,
            tables.follows,
            graph,
            tables.dismissed_suggestions,
            users,
            tables.invalidations,
            parallel,
            clock,
        ),
        clock=clock,
    )
