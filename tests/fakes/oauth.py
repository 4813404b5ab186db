"""The stores of apps and their codes and tokens in memory, true to what the contract suite asks of every store."""

from __future__ import annotations

from dataclasses import replace

from linnet.domain.oauth.apps import App
from linnet.domain.oauth.grants import AppToken, AuthorizationCode
from linnet.domain.users import Session
from linnet.ports.environment import Clock
from tests.fakes.identity import FakeIdentity


class FakeApps:
    def __init__(self, table: FakeIdentity, clock: Clock) -> None:
        self._table = table
        self._clock = clock

    def add(self, app: App) -> None:
        self._table.apps[app.client_id] = app

    def get(self, client_id: str) -> App | None:
        app = self._table.apps.get(client_id)
        if app is None or (app.expires_ms is not None and app.expires_ms <= self._clock.now_ms()):
            return None
        return app

    def keep(self, client_id: str) -> None:
        app = self._table.apps.get(client_id)
        if app is not None:
            self._table.apps[client_id] = replace(app, expires_ms=None)


class FakeAuthorizationCodes:
    def __init__(self, table: FakeIdentity) -> None:
        self._table = table

    def add(self, code: AuthorizationCode) -> None:
        self._table.codes[code.sha256] = code

    def get(self, sha256: str) -> AuthorizationCode | None:
        return self._table.codes.get(sha256)

    def redeem(self, code: AuthorizationCode, session: Session) -> bool:
        with self._table.lock:
            stored = self._table.codes.get(code.sha256)
            if stored is None or stored.token_sha256 is not None:
                return False
            self._table.codes[code.sha256] = replace(stored, token_sha256=session.token_sha256)
            self._table.sessions[session.token_sha256] = session
            return True


class FakeAppTokens:
    def __init__(self, table: FakeIdentity, clock: Clock) -> None:
        self._table = table
        self._clock = clock

    def add(self, token: AppToken) -> None:
        self._table.app_tokens[token.token_sha256] = token

    def get(self, token_sha256: str) -> AppToken | None:
        token = self._table.app_tokens.get(token_sha256)
        return None if token is None or token.expires_ms <= self._clock.now_ms() else token
