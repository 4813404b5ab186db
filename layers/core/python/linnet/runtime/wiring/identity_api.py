"""What `identity_api` runs on."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.adapters.passwords import Argon2Hashes, ListedPasswords
from linnet.runtime.environment import Environment
from linnet.runtime.tunables import Tunables
from linnet.runtime.wiring import mail
from linnet.services.begin_session import BeginSession
from linnet.services.change_password import ChangePassword
from linnet.services.change_standing import ChangeStanding
from linnet.services.check_login import CheckLogin
from linnet.services.confirm_address import ChangeAddress, ConfirmAddress, RequestConfirmation
from linnet.services.confirm_password import ConfirmPassword
from linnet.services.deactivate_account import DeactivateAccount
from linnet.services.log_in import LogIn
from linnet.services.manage_apps import ListApps, RevokeApp
from linnet.services.manage_sessions import EndSession, ListSessions, LogOut
from linnet.services.read_users import ReadUsers
from linnet.services.register_account import RegisterAccount, Registration, RegistrationMode
from linnet.services.request_export import ReadExport, RequestExport
from linnet.services.reset_password import RequestReset, ResetPassword
from linnet.services.throttle_guesses import BUCKET, ThrottleGuesses
from linnet.services.update_profile import ReadMe, UpdateProfile

DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Identity:
    register_account: RegisterAccount
    log_in: LogIn
    log_out: LogOut
    list_sessions: ListSessions
    end_session: EndSession
    list_apps: ListApps
    revoke_app: RevokeApp
    change_password: ChangePassword
    request_confirmation: RequestConfirmation
    change_address: ChangeAddress
    confirm_address: ConfirmAddress
    request_reset: RequestReset
    reset_password: ResetPassword
    deactivate_account: DeactivateAccount
    read_me: ReadMe
    update_profile: UpdateProfile
    read_users: ReadUsers
    request_export: RequestExport
    read_export: ReadExport


def build(environment: Environment) -> Identity:
    """Put the function together."""
    tunables = environment.settings.tunables
    tables = environment.tables
    accounts, sessions = tables.accounts, tables.sessions
    parallel, clock = environment.parallel, environment.clock
    hashes = Argon2Hashes(tunables.password_time_cost, tunables.password_memory_kib)
    common_passwords = ListedPasswords()
    throttle = guesses(environment)
    begin_session = BeginSession(sessions, environment.ids, environment.secrets, clock, tunables.session_days * DAY_MS)
    read_me = ReadMe(accounts, parallel)
    confirm = ConfirmPassword(accounts, hashes, throttle, parallel)
    change_standing = ChangeStanding(accounts, sessions, parallel)
    list_sessions = ListSessions(sessions, accounts, parallel)
    return Identity(
        register_account=RegisterAccount(
            accounts,
            hashes,
            common_passwords,
            begin_session,
            environment.ids,
            clock,
            registration(tunables),
            mail.confirm_within_ms(tunables),
        ),
        log_in=LogIn(CheckLogin(accounts, hashes, throttle, change_standing, parallel, clock), begin_session),
        log_out=LogOut(sessions),
        list_sessions=list_sessions,
        end_session=EndSession(sessions),
        list_apps=ListApps(list_sessions),
        revoke_app=RevokeApp(sessions),
        change_password=ChangePassword(
            accounts, sessions, hashes, common_passwords, confirm, environment.ids, clock, tunables.mail
        ),
        request_confirmation=mail.request_confirmation(environment),
        change_address=mail.change_address(environment, confirm),
        confirm_address=mail.confirm_address(environment),
        request_reset=mail.request_reset(environment),
        reset_password=mail.reset_password(environment, hashes),
        deactivate_account=DeactivateAccount(confirm, change_standing, clock),
        read_me=read_me,
        update_profile=UpdateProfile(accounts, read_me),
        # Not through a cache: checking whether a cached profile still holds costs the same read as the profile.
        read_users=ReadUsers(tables.stored_users, accounts, tables.graph, parallel, clock),
        request_export=RequestExport(tables.exports, tables.export_queue, environment.ids, clock),
        read_export=ReadExport(tables.exports, tables.archives, clock),
    )


def registration(tunables: Tunables) -> Registration:
    """Return who may sign up in this stage."""
    return Registration(RegistrationMode(tunables.registration), frozenset(tunables.invites_sha256))


def guesses(environment: Environment) -> ThrottleGuesses:
    """Return the limit per account; where loopback is exempt (a local stage) everybody comes from there."""
    tunables = environment.settings.tunables
    counted = tunables.limits_enforced and not tunables.limits_exempt_loopback
    return ThrottleGuesses(environment.limiter, tunables.limits[BUCKET] if counted else None)
