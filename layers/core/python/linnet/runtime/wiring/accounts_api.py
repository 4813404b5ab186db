"""What `accounts_api` runs on."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.adapters.cached_search import CachedSearch
from linnet.adapters.passwords import Argon2Hashes, ListedPasswords
from linnet.ports.environment import Clock
from linnet.runtime.environment import Environment
from linnet.runtime.observability import count
from linnet.runtime.wiring import graph_api, mail
from linnet.runtime.wiring.graph_api import GraphApi
from linnet.runtime.wiring.identity_api import DAY_MS, registration
from linnet.runtime.wiring.media_api import show_profile_picture
from linnet.runtime.wiring.reading import read_tweets
from linnet.runtime.wiring.suggesting import suggest
from linnet.services.begin_session import BeginSession
from linnet.services.feature_hashtag import KeepFeatured, ShowFeatured
from linnet.services.find_accounts import FindAccounts
from linnet.services.find_token_app import FindTokenApp
from linnet.services.list_members import ListMembers
from linnet.services.read_tag_days import ReadTagDays
from linnet.services.read_user_tweets import ReadUserTweets
from linnet.services.read_users import ReadUsers
from linnet.services.register_account import RegisterAccount
from linnet.services.report_account import ReportAccount
from linnet.services.search_users import SearchUsers
from linnet.services.show_profile_picture import ShowProfilePicture
from linnet.services.update_profile import ReadMe, UpdateProfile


@dataclass(frozen=True, slots=True)
class AccountsApi:
    graph: GraphApi
    register_account: RegisterAccount
    find_token_app: FindTokenApp
    read_me: ReadMe
    update_profile: UpdateProfile
    read_users: ReadUsers
    find_accounts: FindAccounts
    list_members: ListMembers
    read_user_tweets: ReadUserTweets
    keep_featured: KeepFeatured
    show_featured: ShowFeatured
    tag_days: ReadTagDays
    report_account: ReportAccount
    clock: Clock
    show_profile_picture: ShowProfilePicture


def build(environment: Environment) -> AccountsApi:
    """Put the function together."""
    tunables, tables = environment.settings.tunables, environment.tables
    parallel, clock, ids = environment.parallel, environment.clock, environment.ids
    read_me = ReadMe(tables.accounts, parallel)
    read_users = ReadUsers(tables.stored_users, tables.accounts, tables.graph, parallel, clock)
    return AccountsApi(
        graph=graph_api.build(environment),
        register_account=RegisterAccount(
            tables.accounts,
            Argon2Hashes(tunables.password_time_cost, tunables.password_memory_kib),
            ListedPasswords(),
            BeginSession(tables.sessions, ids, environment.secrets, clock, tunables.session_days * DAY_MS),
            ids,
            clock,
            registration(tunables),
            mail.confirm_within_ms(tunables),
        ),
        find_token_app=FindTokenApp(tables.sessions, tables.app_tokens, tables.apps),
        read_me=read_me,
        update_profile=UpdateProfile(tables.accounts, read_me),
        read_users=read_users,
        find_accounts=FindAccounts(
            suggest(environment, tables.tags_in_use),
            SearchUsers(
                CachedSearch(tables.search, clock, count),
                tables.users,
                tables.accounts,
                tables.graph,
                tables.invalidations,
                parallel,
                clock,
            ),
            read_users,
            tables.accounts,
            tables.graph,
            parallel,
        ),
        list_members=ListMembers(tables.lists, tables.graph, tables.users, tables.invalidations, parallel, clock),
        read_user_tweets=ReadUserTweets(read_tweets(environment), tables.users, tables.authors),
        keep_featured=KeepFeatured(tables.featured_tags, ids),
        show_featured=ShowFeatured(tables.featured_tags, tables.search),
        report_account=ReportAccount(tables.reports, tables.users, read_tweets(environment), ids, tunables.rules),
        tag_days=ReadTagDays(tables.trend_days, tunables.trends),
        clock=clock,
        show_profile_picture=show_profile_picture(environment),
    )
