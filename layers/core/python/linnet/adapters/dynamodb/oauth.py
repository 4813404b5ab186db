"""Apps, authorization codes and tokens of apps in DynamoDB."""

from __future__ import annotations

from typing import Final

from pynamodb.transactions import TransactWrite

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.conditions import updated
from linnet.adapters.dynamodb.identity import Writing
from linnet.adapters.dynamodb.identity_rows import IdentityRow, expiry_s, session_row
from linnet.adapters.dynamodb.transactions import ConditionsFailed
from linnet.domain.oauth.apps import App
from linnet.domain.oauth.grants import CODE_KEPT_MS, AppToken, AuthorizationCode
from linnet.domain.users import Session

_USED: Final = 0  # the place of the code among the actions of `redeem`


class DynamoApps:
    """Apps in the identity table. Expired rows linger until TTL takes them, hence the look at the clock."""

    def __init__(self, row: type[IdentityRow], writing: Writing) -> None:
        self._row = row
        self._writing = writing

    def add(self, app: App) -> None:
        self._row(
            keys.app(app.client_id),
            keys.APP,
            client_id=app.client_id,
            app_id=app.id,
            app=app.name,
            secret_sha256=app.secret_sha256,
            redirect_uris=list(app.redirect_uris),
            scopes=set(app.scopes) or None,
            website=app.website,
            created_ms=app.created_ms,
            expires_ms=app.expires_ms,
            expires_at=None if app.expires_ms is None else expiry_s(app.expires_ms),
        ).save()

    def get(self, client_id: str) -> App | None:
        row = _get(self._row, keys.app(client_id), keys.APP)
        if row is None:
            return None
        expires_ms = row.attribute_values.get("expires_ms")
        if expires_ms is not None and expires_ms <= self._writing.clock.now_ms():
            return None
        return App(
            id=int(row.app_id),
            client_id=row.client_id,
            secret_sha256=row.secret_sha256,
            name=row.app,
            redirect_uris=tuple(row.redirect_uris),
            scopes=frozenset(row.scopes or ()),
            website=row.website,
            created_ms=int(row.created_ms),
            expires_ms=None if expires_ms is None else int(expires_ms),
        )

    def keep(self, client_id: str) -> None:
        actions = [IdentityRow.expires_ms.remove(), IdentityRow.expires_at.remove()]
        writing = self._writing
        row = self._row(keys.app(client_id), keys.APP)
        updated(row, actions, IdentityRow.pk.exists(), writing.sleep, writing.random)


class DynamoAuthorizationCodes:
    """Authorization codes in the identity table."""

    def __init__(self, row: type[IdentityRow], writing: Writing) -> None:
        self._row = row
        self._writing = writing

    def add(self, code: AuthorizationCode) -> None:
        self._row(
            keys.authorization_code(code.sha256),
            keys.AUTHORIZATION_CODE,
            client_id=code.client_id,
            redirect_uri=code.redirect_uri,
            user_id=code.user_id,
            scopes=set(code.scopes) or None,
            challenge=code.challenge,
            credential_version=code.credential_version,
            created_ms=code.created_ms,
            token_sha256=code.token_sha256,
            expires_at=expiry_s(code.created_ms + CODE_KEPT_MS),
        ).save()

    def get(self, sha256: str) -> AuthorizationCode | None:
        row = _get(self._row, keys.authorization_code(sha256), keys.AUTHORIZATION_CODE)
        if row is None:
            return None
        return AuthorizationCode(
            sha256=sha256,
            client_id=row.client_id,
            redirect_uri=row.redirect_uri,
            user_id=int(row.user_id),
            scopes=frozenset(row.scopes or ()),
            challenge=row.challenge,
            credential_version=int(row.credential_version),
            created_ms=int(row.created_ms),
            token_sha256=row.token_sha256,
        )

    def redeem(self, code: AuthorizationCode, session: Session) -> bool:
        made = session_row(self._row, session)

        def fill(write: TransactWrite) -> None:
            write.update(
                self._row(keys.authorization_code(code.sha256), keys.AUTHORIZATION_CODE),
                actions=[IdentityRow.token_sha256.set(session.token_sha256)],
                condition=IdentityRow.pk.exists() & IdentityRow.token_sha256.does_not_exist(),
            )
            write.save(made)

        try:
            self._writing.commit(fill)
        except ConditionsFailed as refused:
            if not refused.at(_USED):
                raise
            return False
        return True


class DynamoAppTokens:
    """Tokens of apps among the sessions of the identity table, without an owner."""

    def __init__(self, row: type[IdentityRow], writing: Writing) -> None:
        self._row = row
        self._writing = writing

    def add(self, token: AppToken) -> None:
        self._row(
            keys.session(token.token_sha256),
            keys.SESSION,
            token_sha256=token.token_sha256,
            client_id=token.client_id,
            app=token.app,
            scopes=set(token.scopes) or None,
            created_ms=token.created_ms,
            expires_ms=token.expires_ms,
            expires_at=expiry_s(token.expires_ms),
        ).save()

    def get(self, token_sha256: str) -> AppToken | None:
        row = _get(self._row, keys.session(token_sha256), keys.SESSION)
        if row is None or "owner_id" in row.attribute_values or row.expires_ms <= self._writing.clock.now_ms():
            return None
        return AppToken(
            token_sha256=row.token_sha256,
            client_id=row.client_id,
            app=row.app,
            scopes=frozenset(row.scopes or ()),
            created_ms=int(row.created_ms),
            expires_ms=int(row.expires_ms),
        )


def _get(row: type[IdentityRow], pk: str, sk: str) -> IdentityRow | None:
    try:
        return row.get(pk, sk, consistent_read=True)
    except row.DoesNotExist:
        return None
