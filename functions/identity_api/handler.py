"""Sign-up, log-in, sessions and profiles."""

from __future__ import annotations

from linnet.domain.errors import Code
from linnet.domain.oauth.scopes import ACCOUNT
from linnet.facades.native import present, requests_identity, schemas, schemas_identity
from linnet.facades.native.requests import IdsQuery
from linnet.runtime.http import Api, Auth, Reply, Request
from linnet.runtime.wiring.identity_api import Identity, build
from linnet.services.register_account import NewAccount
from linnet.services.request_export import FoundExport

# A token must not lie in any cache between here and the client.
NOT_STORED = {"Cache-Control": "no-store"}

api = Api("identity_api", build)


@api.route(
    "POST",
    "/api/auth/register",
    "register",
    "Sign up and get a first session.",
    auth=Auth.NONE,
    bucket="signups",
    body=requests_identity.Register,
    returns=schemas_identity.Authenticated,
    status=201,
    errors=(Code.CONFLICT, Code.REGISTRATION_CLOSED, Code.UNAVAILABLE),
)
def register(services: Identity, request: Request) -> Reply:
    body = request.body(requests_identity.Register)
    signed_in = services.register_account.run(
        NewAccount(
            username=body.username,
            email=body.email,
            password=body.password,
            display_name=body.display_name,
            invite_code=body.invite_code,
        )
    )
    where = {"Location": f"/api/users/{signed_in.user.id}"}
    return Reply(201, schemas_identity.authenticated(signed_in), headers={**where, **NOT_STORED})


@api.route(
    "POST",
    "/api/auth/login",
    "logIn",
    "Begin a session with a username or an e-mail address and a password.",
    auth=Auth.NONE,
    bucket="logins",
    body=requests_identity.LogIn,
    returns=schemas_identity.Authenticated,
    errors=(Code.UNAUTHENTICATED, Code.SUSPENDED, Code.UNAVAILABLE),
)
def log_in(services: Identity, request: Request) -> Reply:
    body = request.body(requests_identity.LogIn)
    signed_in = services.log_in.run(body.login, body.password)
    return Reply(200, schemas_identity.authenticated(signed_in), headers=NOT_STORED)


# A token may end itself, hence the scope that each of them has; what concerns the others is for the owner in person.
@api.route(
    "POST", "/api/auth/logout", "logOut", "End the session that asks.", scope="read", status=204, unconfirmed=True
)
def log_out(services: Identity, request: Request) -> Reply:
    services.log_out.run(request.viewer)
    return Reply(204)


@api.route(
    "GET",
    "/api/auth/sessions",
    "listSessions",
    "List where the account is logged in, newest first.",
    scope=ACCOUNT,
    returns=schemas_identity.SessionPage,
    unconfirmed=True,
)
def list_sessions(services: Identity, request: Request) -> Reply:
    return Reply(200, schemas_identity.sessions(services.list_sessions.run(request.viewer), request.viewer))


@api.route(
    "DELETE",
    "/api/auth/sessions/{id}",
    "endSession",
    "End one session of the account.",
    scope=ACCOUNT,
    status=204,
    errors=(Code.NOT_FOUND,),
    unconfirmed=True,
)
def end_session(services: Identity, request: Request) -> Reply:
    services.end_session.run(request.viewer, request.path_id("id"))
    return Reply(204)


@api.route(
    "GET",
    "/api/auth/apps",
    "listApps",
    "List the apps that act for the account, last let in first.",
    scope=ACCOUNT,
    returns=schemas_identity.AppPage,
    unconfirmed=True,
)
def list_apps(services: Identity, request: Request) -> Reply:
    return Reply(200, schemas_identity.apps(services.list_apps.run(request.viewer)))


@api.route(
    "DELETE",
    "/api/auth/apps/{app}",
    "revokeApp",
    "End all access of an app, named by its client id.",
    scope=ACCOUNT,
    status=204,
    errors=(Code.NOT_FOUND,),
    unconfirmed=True,
)
def revoke_app(services: Identity, request: Request) -> Reply:
    services.revoke_app.run(request.viewer, request.path("app"))
    return Reply(204)


@api.route(
    "POST",
    "/api/auth/password",
    "changePassword",
    "Change the password and end all other sessions.",
    scope=ACCOUNT,
    body=requests_identity.NewPassword,
    status=204,
    errors=(Code.CONFLICT, Code.UNAVAILABLE),
    unconfirmed=True,
)
def change_password(services: Identity, request: Request) -> Reply:
    body = request.body(requests_identity.NewPassword)
    services.change_password.run(request.viewer, body.current_password, body.new_password)
    return Reply(204)


@api.route(
    "POST",
    "/api/auth/email",
    "changeEmail",
    "Take another e-mail address as soon as it is confirmed; the one before is told.",
    scope=ACCOUNT,
    body=requests_identity.NewAddress,
    status=202,
    errors=(Code.CONFLICT, Code.UNAVAILABLE),
    also={202: "A mail is on its way."},
    unconfirmed=True,
)
def change_email(services: Identity, request: Request) -> Reply:
    body = request.body(requests_identity.NewAddress)
    services.change_address.run(request.viewer, body.password, body.email)
    return Reply(202)


@api.route(
    "POST",
    "/api/auth/email/resend",
    "resendConfirmation",
    "Send the link again that confirms the address which waits for it.",
    scope=ACCOUNT,
    status=202,
    errors=(Code.CONFLICT, Code.UNAVAILABLE),
    also={202: "A mail is on its way."},
    unconfirmed=True,
)
def resend_confirmation(services: Identity, request: Request) -> Reply:
    services.request_confirmation.run(request.viewer)
    return Reply(202)


@api.route(
    "POST",
    "/api/auth/email/confirm",
    "confirmEmail",
    "Confirm an e-mail address with the token of the mail's link.",
    auth=Auth.NONE,
    bucket="tokens",
    body=requests_identity.LinkToken,
    returns=schemas_identity.ConfirmedAddress,
    errors=(Code.NOT_FOUND, Code.CONFLICT),
)
def confirm_email(services: Identity, request: Request) -> Reply:
    email = services.confirm_address.run(request.body(requests_identity.LinkToken).token)
    return Reply(200, schemas_identity.ConfirmedAddress(email=email), headers=NOT_STORED)


@api.route(
    "POST",
    "/api/auth/password-reset",
    "requestPasswordReset",
    "Have a link sent to an address, if an account has it, with which a new password is chosen.",
    auth=Auth.NONE,
    bucket="password_resets",
    body=requests_identity.ForgottenPassword,
    status=202,
    errors=(Code.UNAVAILABLE,),
    also={202: "If an account has this address, a mail is on its way."},
)
def request_password_reset(services: Identity, request: Request) -> Reply:
    services.request_reset.run(request.body(requests_identity.ForgottenPassword).email)
    return Reply(202)


@api.route(
    "POST",
    "/api/auth/password-reset/confirm",
    "resetPassword",
    "Choose a new password with the token of the mail's link; all sessions end.",
    auth=Auth.NONE,
    bucket="tokens",
    body=requests_identity.ChosenPassword,
    status=204,
    errors=(Code.NOT_FOUND, Code.CONFLICT),
)
def reset_password(services: Identity, request: Request) -> Reply:
    body = request.body(requests_identity.ChosenPassword)
    services.reset_password.run(body.token, body.new_password)
    return Reply(204)


@api.route("GET", "/api/users/me", "getMe", "Return one's own account.", returns=schemas_identity.Me, unconfirmed=True)
def get_me(services: Identity, request: Request) -> Reply:
    return Reply(200, schemas_identity.me(*services.read_me.run(request.viewer)))


@api.route(
    "PATCH",
    "/api/users/me",
    "updateMe",
    "Change one's own profile, name and settings; what is absent stays.",
    body=requests_identity.Profile,
    returns=schemas_identity.Me,
    errors=(Code.CONFLICT,),
)
def update_me(services: Identity, request: Request) -> Reply:
    change = request.body(requests_identity.Profile).change()
    return Reply(200, schemas_identity.me(*services.update_profile.run(request.viewer, change)))


@api.route(
    "POST",
    "/api/users/me/deactivate",
    "deactivateMe",
    "Hide one's account and end all sessions; logging in within 30 days brings it back, then it is erased.",
    scope=ACCOUNT,
    body=requests_identity.ConfirmedByPassword,
    returns=schemas_identity.Deactivated,
    errors=(Code.CONFLICT, Code.UNAVAILABLE),
    unconfirmed=True,
)
def deactivate_me(services: Identity, request: Request) -> Reply:
    body = request.body(requests_identity.ConfirmedByPassword)
    return Reply(200, schemas_identity.deactivated(services.deactivate_account.run(request.viewer, body.password)))


@api.route(
    "DELETE",
    "/api/users/me",
    "deleteMe",
    "Hide one's account and have it erased: in 30 days if one does not return, or immediately.",
    scope=ACCOUNT,
    body=requests_identity.Deletion,
    returns=schemas_identity.Deleted,
    status=202,
    errors=(Code.CONFLICT, Code.UNAVAILABLE),
    unconfirmed=True,
)
def delete_me(services: Identity, request: Request) -> Reply:
    body = request.body(requests_identity.Deletion)
    from_ms = services.deactivate_account.run(request.viewer, body.password, immediately=body.immediately)
    return Reply(202, schemas_identity.deleted(from_ms))


@api.route(
    "POST",
    "/api/users/me/export",
    "exportMe",
    "Ask for an archive of everything that one has stored here; one is made at a time.",
    scope=ACCOUNT,
    bucket="exports",
    returns=schemas_identity.ExportJson,
    status=202,
    errors=(Code.CONFLICT,),
    unconfirmed=True,
)
def export_me(services: Identity, request: Request) -> Reply:
    export = services.request_export.run(request.viewer)
    return Reply(202, schemas_identity.export(FoundExport(export, None, None)), headers=NOT_STORED)


@api.route(
    "GET",
    "/api/users/me/export",
    "readMyExport",
    "Read how far one's newest archive is, with a link to it for a quarter of an hour.",
    scope=ACCOUNT,
    returns=schemas_identity.ExportJson,
    errors=(Code.NOT_FOUND,),
    unconfirmed=True,
)
def read_my_export(services: Identity, request: Request) -> Reply:
    return Reply(200, schemas_identity.export(services.read_export.run(request.viewer)), headers=NOT_STORED)


@api.route(
    "GET",
    "/api/users/{id}",
    "getUser",
    "Return a profile by id or `@username`.",
    auth=Auth.OPTIONAL,
    returns=schemas.User,
    errors=(Code.NOT_FOUND,),
)
def get_user(services: Identity, request: Request) -> Reply:
    named = request.path("id")
    if named.startswith("@"):
        user = services.read_users.by_username(request.reader, named[1:])
    else:
        user = services.read_users.by_id(request.reader, request.path_id("id"))
    return Reply(200, present.user(user))


@api.route(
    "GET",
    "/api/users",
    "getUsers",
    "Return up to 100 profiles by id, in that order, without those the reader may not see.",
    auth=Auth.OPTIONAL,
    query=IdsQuery,
    returns=schemas.UserPage,
    lists=True,
)
def get_users(services: Identity, request: Request) -> Reply:
    return Reply(200, present.users(services.read_users.by_ids(request.reader, request.query(IdsQuery).ids)))


lambda_handler = api.lambda_handler
