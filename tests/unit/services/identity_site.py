"""The identity services over fakes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from linnet.domain.exclusions import Exclusions
from linnet.domain.graph import Relationship
from linnet.domain.users import Viewer
from linnet.ports.environment import IdSource
from linnet.ports.limits import Window
from linnet.services.begin_session import BeginSession, SignedIn
from linnet.services.change_password import ChangePassword
from linnet.services.change_standing import ChangeStanding
from linnet.services.check_login import CheckLogin
from linnet.services.confirm_password import ConfirmPassword
from linnet.services.deactivate_account import DeactivateAccount
from linnet.services.log_in import LogIn
from linnet.services.manage_sessions import EndSession, ListSessions, LogOut
from linnet.services.read_users import ReadUsers
from linnet.services.register_account import NewAccount, RegisterAccount, Registration
from linnet.services.resolve_token import ResolveToken
from linnet.services.suspend_account import SuspendAccount
from linnet.services.throttle_guesses import ThrottleGuesses
from linnet.services.update_profile import ReadMe, UpdateProfile
from tests.fakes.environment import FakeClock, FakeIds, FakeSecrets, SequentialParallel
from tests.fakes.identity import FakeAccounts, FakeHashes, FakeIdentity, FakeSessions, FakeUsers
from tests.fakes.limits import FakeLimiter

DAY_MS = 86_400_000
LIFETIME_MS = 180 * DAY_MS
CACHE_MS = 10_000
PASSWORD = "a long enough secret"


@dataclass
class FakePairs:
    """Relationships that a test writes down."""

    pairs: dict[tuple[int, int], Relationship] = field(default_factory=dict)

    def exclusions(self, viewer_id: int) -> Exclusions:
        hiding = ((target, pair) for (user, target), pair in self.pairs.items() if user == viewer_id and pair.hides)
        return Exclusions(dict(hiding))

    def get_many(self, user_id: int, target_ids: Collection[int]) -> Mapping[int, Relationship]:
        return {target: self.pairs[user_id, target] for target in target_ids if (user_id, target) in self.pairs}

    def block(self, blocker: int, blocked: int) -> None:
        self.pairs[blocker, blocked] = Relationship(blocker, blocked, blocking=True)
        self.pairs[blocked, blocker] = Relationship(blocked, blocker, blocked_by=True)


class Site:
    """One network with its people."""

    def __init__(
        self,
        registration: Registration | None = None,
        ids: IdSource | None = None,
        confirm_within_ms: int | None = None,
    ) -> None:
        self.clock = FakeClock()
        self.table = FakeIdentity()
        self.accounts = FakeAccounts(self.table)
        self.sessions = FakeSessions(self.table, self.clock)
        self.hashes = FakeHashes()
        self.limiter = FakeLimiter(self.clock)
        self.pairs = FakePairs()
        self.parallel = SequentialParallel()
        source = ids or FakeIds(self.clock)
        begin = BeginSession(self.sessions, source, FakeSecrets(), self.clock, LIFETIME_MS)
        throttle = ThrottleGuesses(self.limiter, Window(limit=3, seconds=900))
        common = frozenset({"password"})
        self.register_account = RegisterAccount(
            self.accounts,
            self.hashes,
            common,
            begin,
            source,
            self.clock,
            registration or Registration(),
            confirm_within_ms,
        )
        self.change_standing = ChangeStanding(self.accounts, self.sessions, self.parallel)
        confirm = ConfirmPassword(self.accounts, self.hashes, throttle, self.parallel)
        self.deactivate_account = DeactivateAccount(confirm, self.change_standing, self.clock)
        self.suspend_account = SuspendAccount(self.accounts, self.change_standing)
        self.check_login = CheckLogin(
            self.accounts, self.hashes, throttle, self.change_standing, self.parallel, self.clock
        )
        self.log_in = LogIn(self.check_login, begin)
        self.log_out = LogOut(self.sessions)
        self.list_sessions = ListSessions(self.sessions, self.accounts, self.parallel)
        self.end_session = EndSession(self.sessions)
        self.change_password = ChangePassword(
            self.accounts, self.sessions, self.hashes, common, confirm, source, self.clock, sends_mail=True
        )
        self.read_me = ReadMe(self.accounts, self.parallel)
        self.update_profile = UpdateProfile(self.accounts, self.read_me)
        self.read_users = ReadUsers(FakeUsers(self.table), self.accounts, self.pairs, self.parallel, self.clock)
        self.resolve_token = self.container()

    def container(self) -> ResolveToken:
        """Return the token resolution of a fresh container."""
        return ResolveToken(self.sessions, self.clock, CACHE_MS, LIFETIME_MS)

    def sign_up(self, username: str = "ada") -> SignedIn:
        return self.register_account.run(NewAccount(username, f"{username}@example.org", PASSWORD))

    def viewer(self, signed_in: SignedIn) -> Viewer:
        viewer = self.container().run(signed_in.token)
        assert viewer is not None
        return viewer

    def suspend(self, user_id: int) -> None:
        self.suspend_account.suspend(str(user_id))
