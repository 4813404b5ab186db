"""Apps, authorization codes and the tokens made of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from linnet.domain.errors import Code, DomainError
from linnet.domain.oauth.apps import UNUSED_MS
from linnet.domain.oauth.errors import OAuthCode, OAuthError
from linnet.domain.oauth.grants import CODE_MS
from linnet.domain.oauth.scopes import ACCOUNT
from linnet.services.check_authorization import Astray
from linnet.services.identify_client import Credentials
from linnet.services.register_app import NewApp
from tests.unit.services.identity_site import LIFETIME_MS, PASSWORD
from tests.unit.services.oauth_site import BACK, CHALLENGE, VERIFIER, OAuthSite

WINDOW_MS = 900_000


@pytest.fixture
def site() -> OAuthSite:
    site = OAuthSite()
    site.sign_up("ada")
    return site


def refused(code: OAuthCode) -> pytest.RaisesExc[OAuthError]:
    return pytest.RaisesExc(OAuthError, check=lambda error: error.code is code)


def test_an_app_that_nobody_let_in_is_forgotten_and_another_is_not(site: OAuthSite) -> None:
    unused, _ = site.app()
    used, credentials = site.app()
    site.exchange_code.run(credentials, site.allow(used), BACK, None)
    site.clock.advance(UNUSED_MS)
    assert site.apps.get(unused.client_id) is None
    assert site.identify.run(credentials).client_id == used.client_id


def test_only_the_digest_of_a_secret_is_stored(site: OAuthSite) -> None:
    app, credentials = site.app()
    code = site.allow(app)
    token, _ = site.exchange_code.run(credentials, code, BACK, None)
    stored = repr([site.table.apps, site.table.codes, site.table.sessions])
    for secret in (credentials.secret, code, token):
        assert secret is not None
        assert secret not in stored


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "client_name"),
        ({"name": "x" * 61}, "client_name"),
        ({"name": "a\nb"}, "client_name"),
        ({"redirect_uris": []}, "redirect_uris"),
        ({"redirect_uris": ["javascript:alert(1)"]}, "redirect_uris"),
        ({"redirect_uris": ["data:text/html,hi"]}, "redirect_uris"),
        ({"redirect_uris": ["https://toot.example/#here"]}, "redirect_uris"),
        ({"redirect_uris": ["https:///path"]}, "redirect_uris"),
        ({"redirect_uris": ["//toot.example/"]}, "redirect_uris"),
        ({"redirect_uris": ["/back"]}, "redirect_uris"),
        ({"redirect_uris": ["https://toot.example/a b"]}, "redirect_uris"),
        ({"redirect_uris": ["https://toot.example/\r\nX: y"]}, "redirect_uris"),
        ({"redirect_uris": ["https://[broken"]}, "redirect_uris"),
        ({"redirect_uris": [f"toot:/{number}" for number in range(21)]}, "redirect_uris"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"scopes": "read everything"}, "scopes"),
        ({"scopes": ACCOUNT}, "scopes"),
    ],
)
def test_an_app_is_refused_for_what_it_says(site: OAuthSite, changes: dict[str, object], field: str) -> None:
    with pytest.raises(DomainError) as error:
        site.register_app.run(replace(NewApp("Toot", [BACK]), **changes))  # type: ignore[arg-type]  # named above
    assert (error.value.code, error.value.field) == (Code.INVALID, field)


@pytest.mark.parametrize("uri", ["com.tapbots.ivory:/request_token", "http://localhost:8080/cb?x=1", "urn:x:y"])
def test_custom_schemes_and_plain_addresses_may_be_returned_to(site: OAuthSite, uri: str) -> None:
    app, _ = site.register_app.run(NewApp("Toot", [uri, uri]))
    assert app.redirect_uris == (uri,)
    assert app.scopes == {"read"}


def test_a_code_becomes_a_token_of_the_person_with_what_was_allowed(site: OAuthSite) -> None:
    app, credentials = site.app()
    token, session = site.exchange_code.run(credentials, site.allow(app, scope="read:statuses write"), BACK, None)
    viewer = site.container().run(token)
    assert viewer is not None
    assert viewer.scopes == {"read:statuses", "write"} == session.scopes
    assert viewer.user_id == session.user_id


def test_the_token_of_an_app_may_not_do_what_only_its_owner_may(site: OAuthSite) -> None:
    in_person = site.viewer(site.log_in.run("ada", PASSWORD))
    assert ACCOUNT in in_person.scopes
    for_an_app = site.container().run(site.token("read write"))
    assert for_an_app is not None
    assert ACCOUNT not in for_an_app.scopes


def test_who_comes_with_a_code_again_ends_the_token_made_from_it(site: OAuthSite) -> None:
    app, credentials = site.app()
    code = site.allow(app)
    token, _ = site.exchange_code.run(credentials, code, BACK, None)
    for _ in range(2):
        with refused(OAuthCode.INVALID_GRANT):
            site.exchange_code.run(credentials, code, BACK, None)
        assert site.container().run(token) is None


def test_of_two_who_come_with_a_code_at_once_neither_keeps_a_token(site: OAuthSite) -> None:
    app, credentials = site.app()
    code = site.allow(app)
    made = []

    class Overtaken(type(site.codes)):  # type: ignore[misc]  # the fake's own class
        def redeem(self, *arguments: object) -> bool:
            made.append(site.exchange_code.run(credentials, code, BACK, None)[0])
            again: bool = super().redeem(*arguments)
            return again

    with refused(OAuthCode.INVALID_GRANT):
        replace(site.exchange_code, codes=Overtaken(site.table)).run(credentials, code, BACK, None)
    assert site.container().run(made[0]) is None


def test_a_code_lives_for_ten_minutes(site: OAuthSite) -> None:
    app, credentials = site.app()
    early, late = site.allow(app), site.allow(app)
    site.clock.advance(CODE_MS - 1)
    site.exchange_code.run(credentials, early, BACK, None)
    site.clock.advance(1)
    with refused(OAuthCode.INVALID_GRANT):
        site.exchange_code.run(credentials, late, BACK, None)


def test_a_code_is_bound_to_its_app_and_its_address(site: OAuthSite) -> None:
    app, credentials = site.app()
    _, others = site.app(name="Other")
    code = site.allow(app)
    for who, where in ((others, BACK), (credentials, "toot:/back"), (credentials, None)):
        with refused(OAuthCode.INVALID_GRANT):
            site.exchange_code.run(who, code, where, None)
    site.exchange_code.run(credentials, code, BACK, None)


@pytest.mark.parametrize("code", [None, "", "x", "é", "x" * 100_000])
def test_what_is_no_code_is_an_invalid_grant(site: OAuthSite, code: str | None) -> None:
    _, credentials = site.app()
    with refused(OAuthCode.INVALID_GRANT):
        site.exchange_code.run(credentials, code, BACK, None)


def test_a_wrong_secret_is_never_taken_for_none(site: OAuthSite) -> None:
    app, _ = site.app()
    code = site.allow(app, pkce=True)
    for secret in ("wrong", "é", "x" * 100_000):
        with refused(OAuthCode.INVALID_CLIENT):
            site.exchange_code.run(Credentials(app.client_id, secret), code, BACK, VERIFIER)


def test_an_app_without_a_secret_needs_pkce(site: OAuthSite) -> None:
    app, _ = site.app()
    public = Credentials(app.client_id)
    with refused(OAuthCode.INVALID_CLIENT):
        site.exchange_code.run(public, site.allow(app), BACK, None)
    token, _ = site.exchange_code.run(public, site.allow(app, pkce=True), BACK, VERIFIER)
    assert site.container().run(token) is not None


@pytest.mark.parametrize("verifier", [None, "", VERIFIER[:-1], VERIFIER + "x", "x" * 129, CHALLENGE])
def test_only_the_verifier_of_its_challenge_opens_a_code(site: OAuthSite, verifier: str | None) -> None:
    app, credentials = site.app()
    code = site.allow(app, pkce=True)
    with refused(OAuthCode.INVALID_GRANT):
        site.exchange_code.run(credentials, code, BACK, verifier)


def test_a_new_password_voids_codes_and_tokens(site: OAuthSite) -> None:
    app, credentials = site.app()
    token = site.token()
    asking = site.viewer(site.log_in.run("ada", PASSWORD))
    # Log-ins are counted in windows.
    site.clock.advance(WINDOW_MS)
    before = site.allow(app)
    site.change_password.run(asking, PASSWORD, "an even longer secret")
    late, _ = site.exchange_code.run(credentials, before, BACK, None)
    assert site.container().run(token) is None
    assert site.container().run(late) is None


def test_a_suspension_ends_the_tokens_of_apps(site: OAuthSite) -> None:
    token = site.token()
    viewer = site.container().run(token)
    assert viewer is not None
    site.suspend(viewer.user_id)
    assert site.container().run(token) is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"response_type": "token"}, OAuthCode.UNSUPPORTED_RESPONSE_TYPE),
        ({"response_type": None}, OAuthCode.UNSUPPORTED_RESPONSE_TYPE),
        ({"scope": "push"}, OAuthCode.INVALID_SCOPE),
        ({"scope": "nonsense"}, OAuthCode.INVALID_SCOPE),
        ({"scope": "consent"}, OAuthCode.INVALID_SCOPE),
        ({"state": "x" * 2001}, OAuthCode.INVALID_REQUEST),
        ({"challenge": CHALLENGE}, OAuthCode.INVALID_REQUEST),
        ({"challenge": CHALLENGE, "challenge_method": "plain"}, OAuthCode.INVALID_REQUEST),
        ({"challenge": "short", "challenge_method": "S256"}, OAuthCode.INVALID_REQUEST),
        ({"challenge_method": "S256"}, OAuthCode.INVALID_REQUEST),
    ],
)
def test_what_an_app_may_not_ask_is_told_to_it(site: OAuthSite, changes: dict[str, str], code: OAuthCode) -> None:
    app, _ = site.app()
    with refused(code):
        site.check_authorization.run(app, replace(site.asked(app), **changes))


@pytest.mark.parametrize("changes", [{"client_id": "x"}, {"client_id": None}, {"redirect_uri": BACK + "/"}])
def test_nobody_is_sent_where_the_app_did_not_say(site: OAuthSite, changes: dict[str, str]) -> None:
    app, _ = site.app()
    with pytest.raises(Astray):
        site.check_authorization.app_of(replace(site.asked(app), **changes))


def test_only_the_sign_in_page_lets_apps_in(site: OAuthSite) -> None:
    app, _ = site.app()
    authorization = site.check_authorization.run(app, site.asked(app))
    in_person = site.log_in.run("ada", PASSWORD)
    with pytest.raises(DomainError) as error:
        site.grant_access.run(in_person.session, authorization)
    assert error.value.code is Code.FORBIDDEN


def test_the_session_of_the_sign_in_page_does_nothing_else(site: OAuthSite) -> None:
    at_the_door = site.sign_in.run("ada", PASSWORD)
    viewer = site.container().run(at_the_door.token)
    assert viewer is not None
    assert viewer.scopes == {"consent"}
    assert site.sign_in.find(at_the_door.token) == at_the_door
    site.sign_in.leave(at_the_door)
    assert site.sign_in.find(at_the_door.token) is None
    for token in (None, "x", "x" * 100_000, site.token(), site.log_in.run("ada", PASSWORD).token):
        assert site.sign_in.find(token) is None


def test_a_token_of_an_app_alone_is_nobodys_log_in(site: OAuthSite) -> None:
    _, credentials = site.app()
    token, made = site.issue_app_token.run(credentials, None)
    assert made.scopes == {"read"}
    assert site.container().run(token) is None
    found = site.find_token_app.run(token)
    assert found is not None
    assert found.name == "Toot"
    site.clock.advance(LIFETIME_MS)
    assert site.find_token_app.run(token) is None
    with refused(OAuthCode.INVALID_CLIENT):
        site.issue_app_token.run(Credentials(credentials.client_id), None)


def test_a_password_is_exchanged_where_the_stage_allows_it(site: OAuthSite) -> None:
    _, credentials = site.app()
    token, session = site.exchange_password.run(credentials, "ada", PASSWORD, "read write")
    assert site.container().run(token) is not None
    assert session.client_id == credentials.client_id
    with refused(OAuthCode.INVALID_GRANT):
        site.exchange_password.run(credentials, "ada", "wrong", None)
    with refused(OAuthCode.INVALID_CLIENT):
        site.exchange_password.run(Credentials(credentials.client_id), "ada", PASSWORD, None)
    with refused(OAuthCode.UNSUPPORTED_GRANT_TYPE):
        replace(site.exchange_password, allowed=False).run(credentials, "ada", PASSWORD, None)


def test_guesses_at_a_password_by_apps_are_counted(site: OAuthSite) -> None:
    _, credentials = site.app()
    for _ in range(3):
        with refused(OAuthCode.INVALID_GRANT):
            site.exchange_password.run(credentials, "ada", "wrong", None)
    with pytest.raises(DomainError) as error:
        site.exchange_password.run(credentials, "ada", PASSWORD, None)
    assert error.value.code is Code.RATE_LIMITED


def test_an_app_ends_its_own_tokens_only(site: OAuthSite) -> None:
    app, credentials = site.app()
    _, others = site.app(name="Other")
    token, _ = site.exchange_code.run(credentials, site.allow(app), BACK, None)
    alone, _ = site.issue_app_token.run(credentials, None)
    in_person = site.log_in.run("ada", PASSWORD).token
    for mine in (token, alone, in_person):
        with refused(OAuthCode.UNAUTHORIZED_CLIENT):
            site.revoke_token.run(others, mine)
    with refused(OAuthCode.UNAUTHORIZED_CLIENT):
        site.revoke_token.run(credentials, in_person)
    for given in (token, alone, token, "unknown", "x" * 100_000, None):
        site.revoke_token.run(Credentials(app.client_id), given)
    assert site.find_token_app.run(token) is None
    assert site.find_token_app.run(alone) is None


def test_a_token_tells_its_app(site: OAuthSite) -> None:
    found = site.find_token_app.run(site.token("read write"))
    assert found is not None
    assert found.app is not None
    assert (found.app.name, set(found.scopes)) == ("Toot", {"read", "write"})
    in_person = site.find_token_app.run(site.log_in.run("ada", PASSWORD).token)
    assert in_person is not None
    assert (in_person.app, in_person.name) == (None, "Linnet")
    for token in (None, "", "x" * 100_000):
        assert site.find_token_app.run(token) is None


def test_one_sees_the_apps_that_one_let_in_and_shows_them_out(site: OAuthSite) -> None:
    viewer = site.viewer(site.log_in.run("ada", PASSWORD))
    app, credentials = site.app()
    tokens = []
    for scope in ("read", "write"):
        site.clock.advance(WINDOW_MS)
        tokens.append(site.exchange_code.run(credentials, site.allow(app, scope=scope), BACK, None)[0])
    site.token()
    newest, mine = site.list_apps.run(viewer)
    assert mine.client_id == app.client_id != newest.client_id
    assert mine.scopes == {"read", "write"}
    assert mine.since_ms == mine.last_used_ms - WINDOW_MS
    site.revoke_app.run(viewer, app.client_id)
    assert [each.client_id for each in site.list_apps.run(viewer)] == [newest.client_id]
    assert [site.container().run(token) for token in tokens] == [None, None]
    with pytest.raises(DomainError) as error:
        site.revoke_app.run(viewer, app.client_id)
    assert error.value.code is Code.NOT_FOUND
