"""Find out who a token belongs to."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from linnet.domain import tokens
from linnet.domain.oauth.scopes import ACCOUNT
from linnet.domain.users import Account, AccountStatus, Session, Viewer
from linnet.ports.environment import Clock
from linnet.ports.identity import Sessions

MAX_CACHED: Final = 2_000
DAY_MS: Final = 86_400_000
IN_PERSON: Final = frozenset({"read", "write", "follow", "push", "profile", ACCOUNT})


class ResolveToken:
    """Resolve tokens, remembering good ones for `cache_ms`: that long a revoked one may live on in a container.

    A session's expiry moves on with its use, which is written at most once a day.
    """

    def __init__(self, sessions: Sessions, clock: Clock, cache_ms: int, lifetime_ms: int) -> None:
        self._sessions = sessions
        self._clock = clock
        self._cache_ms = cache_ms
        self._lifetime_ms = lifetime_ms
        self._known: dict[str, tuple[Viewer, int]] = {}

    def run(self, token: str) -> Viewer | None:
        """Return the account behind a token, None when the token is no good or the account does not take part."""
        if len(token) > tokens.MAX_TOKEN:
            return None
        now_ms = self._clock.now_ms()
        sha256 = tokens.digest(token)
        known = self._known.get(sha256)
        # A clock set back must not lengthen the time.
        if known is not None and 0 <= now_ms - known[1] < self._cache_ms:
            return known[0]
        self._known.pop(sha256, None)
        found = self._sessions.resolve(sha256, tokens.hint(token))
        if found is None:
            return None
        session, account = found
        viewer = viewer_of(session, account)
        if viewer is None:
            return None
        if now_ms - session.last_used_ms >= DAY_MS:
            self._sessions.touch(replace(session, last_used_ms=now_ms, expires_ms=now_ms + self._lifetime_ms))
        # Somebody who confirms an address goes on at once.
        if viewer.confirmed:
            self._remember(sha256, viewer, now_ms)
        return viewer

    def _remember(self, sha256: str, viewer: Viewer, now_ms: int) -> None:
        if len(self._known) >= MAX_CACHED:
            # The oldest entry: a dictionary keeps the order of insertion, and entries are never renewed in place.
            del self._known[next(iter(self._known))]
        self._known[sha256] = (viewer, now_ms)


def viewer_of(session: Session, account: Account) -> Viewer | None:
    """Return who asks with a session; None when it is void or the account does not take part."""
    if not session.holds(account) or account.status is not AccountStatus.ACTIVE:
        return None
    return Viewer(
        user_id=account.user_id,
        session_id=session.id,
        token_sha256=session.token_sha256,
        # In person one may do all, whatever scopes there were when one logged in.
        scopes=session.scopes | IN_PERSON if session.client_id is None else session.scopes,
        settings=account.settings,
        pulled_followees=account.pulled_followees,
        followed_tags=account.followed_tags,
        last_seen_day=account.last_seen_day,
        confirmed=account.confirmed,
    )
