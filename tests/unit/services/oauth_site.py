"""The OAuth services over fakes, beside those of accounts."""

from __future__ import annotations

from dataclasses import replace

from linnet.domain.oauth.apps import OUT_OF_BAND, App
from linnet.services.begin_session import BeginSession
from linnet.services.check_authorization import Asked, CheckAuthorization
from linnet.services.exchange_code import ExchangeCode
from linnet.services.exchange_password import ExchangePassword
from linnet.services.find_token_app import FindTokenApp
from linnet.services.grant_access import GrantAccess
from linnet.services.identify_client import Credentials, IdentifyClient
from linnet.services.issue_app_token import IssueAppToken
from linnet.services.manage_apps import ListApps, RevokeApp
from linnet.services.register_app import NewApp, RegisterApp
from linnet.services.revoke_token import RevokeToken
from linnet.services.sign_in_for_consent import LIFETIME_MS as PAGE_MS
from linnet.services.sign_in_for_consent import SignInForConsent
from tests.fakes.environment import FakeIds, FakeSecrets
from tests.fakes.oauth import FakeApps, FakeAppTokens, FakeAuthorizationCodes
from tests.unit.services.identity_site import LIFETIME_MS, PASSWORD, Site

BACK = "https://toot.example/back"
# RFC 7636, appendix B.
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


class OAuthSite(Site):
    """One network with its people and apps."""

    def __init__(self) -> None:
        super().__init__()
        # One source: two would hand out the same.
        ids, secrets = FakeIds(self.clock), FakeSecrets()
        self.apps = FakeApps(self.table, self.clock)
        self.codes = FakeAuthorizationCodes(self.table)
        self.app_tokens = FakeAppTokens(self.table, self.clock)
        identify = IdentifyClient(self.apps)
        begin = BeginSession(self.sessions, ids, secrets, self.clock, LIFETIME_MS)
        on_the_page = replace(begin, lifetime_ms=PAGE_MS)
        self.register_app = RegisterApp(self.apps, ids, secrets, self.clock)
        self.identify = identify
        self.check_authorization = CheckAuthorization(identify)
        self.sign_in = SignInForConsent(self.check_login, on_the_page, self.accounts, self.sessions)
        self.grant_access = GrantAccess(self.apps, self.codes, secrets, self.clock)
        self.exchange_code = ExchangeCode(identify, self.codes, self.sessions, begin, self.clock)
        self.exchange_password = ExchangePassword(identify, self.apps, self.check_login, begin, allowed=True)
        self.issue_app_token = IssueAppToken(identify, self.app_tokens, secrets, self.clock, LIFETIME_MS)
        self.revoke_token = RevokeToken(identify, self.sessions, self.app_tokens)
        self.find_token_app = FindTokenApp(self.sessions, self.app_tokens, self.apps)
        self.list_apps = ListApps(self.list_sessions)
        self.revoke_app = RevokeApp(self.sessions)

    def app(self, scopes: str = "read write", name: str = "Toot") -> tuple[App, Credentials]:
        """Register an app; return it with what it says to be known."""
        app, secret = self.register_app.run(NewApp(name, [BACK, "toot:/back", OUT_OF_BAND], scopes))
        return app, Credentials(app.client_id, secret)

    def allow(self, app: App, *, scope: str | None = "read", username: str = "ada", pkce: bool = False) -> str:
        """Let an app in as the page does; return the code."""
        asked = self.asked(app, scope=scope)
        if pkce:
            asked = replace(asked, challenge=CHALLENGE, challenge_method="S256")
        authorization = self.check_authorization.run(self.check_authorization.app_of(asked), asked)
        return self.grant_access.run(self.sign_in.run(username, PASSWORD).session, authorization)

    def asked(self, app: App, scope: str | None = "read") -> Asked:
        return Asked(client_id=app.client_id, redirect_uri=BACK, response_type="code", scope=scope)

    def token(self, scope: str = "read", username: str = "ada") -> str:
        """Return the token of a new app for a person."""
        app, credentials = self.app()
        code = self.allow(app, scope=scope, username=username)
        return self.exchange_code.run(credentials, code, BACK, None)[0]
