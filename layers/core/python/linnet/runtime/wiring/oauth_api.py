"""What `oauth_api` runs on."""

from __future__ import annotations

from dataclasses import dataclass, replace

from linnet.adapters.passwords import Argon2Hashes
from linnet.ports.environment import Secrets
from linnet.ports.identity import Accounts
from linnet.runtime.environment import Environment
from linnet.runtime.wiring import mail
from linnet.runtime.wiring.identity_api import DAY_MS, guesses
from linnet.services.begin_session import BeginSession
from linnet.services.change_standing import ChangeStanding
from linnet.services.check_authorization import CheckAuthorization
from linnet.services.check_login import CheckLogin
from linnet.services.confirm_address import ConfirmAddress, RequestConfirmation
from linnet.services.exchange_code import ExchangeCode
from linnet.services.exchange_password import ExchangePassword
from linnet.services.find_token_app import FindTokenApp
from linnet.services.grant_access import GrantAccess
from linnet.services.identify_client import IdentifyClient
from linnet.services.issue_app_token import IssueAppToken
from linnet.services.register_app import RegisterApp
from linnet.services.reset_password import RequestReset, ResetPassword
from linnet.services.revoke_token import RevokeToken
from linnet.services.sign_in_for_consent import LIFETIME_MS, SignInForConsent


@dataclass(frozen=True, slots=True)
class OAuth:
    register_app: RegisterApp
    find_token_app: FindTokenApp
    check_authorization: CheckAuthorization
    sign_in: SignInForConsent
    grant_access: GrantAccess
    exchange_code: ExchangeCode
    exchange_password: ExchangePassword
    issue_app_token: IssueAppToken
    revoke_token: RevokeToken
    request_confirmation: RequestConfirmation
    confirm_address: ConfirmAddress
    request_reset: RequestReset
    reset_password: ResetPassword
    accounts: Accounts
    secrets: Secrets
    environment: Environment

    @property
    def password_grant(self) -> bool:
        return self.environment.settings.tunables.password_grant

    @property
    def push_key(self) -> str:
        return self.environment.tables.named("push_signing_key")

    @property
    def plain_http(self) -> bool:
        return self.environment.settings.tunables.plain_http


def build(environment: Environment) -> OAuth:
    """Put the function together."""
    tunables, tables = environment.settings.tunables, environment.tables
    clock, secrets, parallel = environment.clock, environment.secrets, environment.parallel
    lifetime_ms = tunables.session_days * DAY_MS
    hashes = Argon2Hashes(tunables.password_time_cost, tunables.password_memory_kib)
    change_standing = ChangeStanding(tables.accounts, tables.sessions, parallel)
    check_login = CheckLogin(tables.accounts, hashes, guesses(environment), change_standing, parallel, clock)
    begin_session = BeginSession(tables.sessions, environment.ids, secrets, clock, lifetime_ms)
    on_the_page = replace(begin_session, lifetime_ms=LIFETIME_MS)
    identify = IdentifyClient(tables.apps)
    return OAuth(
        register_app=RegisterApp(tables.apps, environment.ids, secrets, clock),
        find_token_app=FindTokenApp(tables.sessions, tables.app_tokens, tables.apps),
        check_authorization=CheckAuthorization(identify),
        sign_in=SignInForConsent(check_login, on_the_page, tables.accounts, tables.sessions),
        grant_access=GrantAccess(tables.apps, tables.authorization_codes, secrets, clock),
        exchange_code=ExchangeCode(identify, tables.authorization_codes, tables.sessions, begin_session, clock),
        exchange_password=ExchangePassword(
            identify, tables.apps, check_login, begin_session, allowed=tunables.password_grant
        ),
        issue_app_token=IssueAppToken(identify, tables.app_tokens, secrets, clock, lifetime_ms),
        revoke_token=RevokeToken(identify, tables.sessions, tables.app_tokens),
        request_confirmation=mail.request_confirmation(environment),
        confirm_address=mail.confirm_address(environment),
        request_reset=mail.request_reset(environment),
        reset_password=mail.reset_password(environment, hashes),
        accounts=tables.accounts,
        secrets=secrets,
        environment=environment,
    )
