"""The function of OAuth over DynamoDB tables, called as API Gateway calls it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from functions.oauth_api.handler import api
from linnet.ports.limits import Window
from linnet.runtime.tunables import DEFAULT_LIMITS
from tests.conftest import REPOSITORY
from tests.integration.oauth_function import BACK, FORM, PASSWORD, Site, answer_of, asked, exchange, hidden
from tests.unit.services.oauth_site import CHALLENGE, VERIFIER


@pytest.fixture
def site(aws: None) -> Site:
    return Site()


def test_the_sample_event_is_answered_as_the_protocol_says(site: Site) -> None:
    event = json.loads((REPOSITORY / "events" / "http" / "oauth_token.json").read_text("utf-8"))
    answer = api.lambda_handler(event, None)
    assert answer["statusCode"] == 401
    assert json.loads(answer["body"])["error"] == "invalid_client"
    assert answer["headers"]["WWW-Authenticate"].startswith("Basic")


def test_a_person_signs_in_allows_and_the_app_has_a_token(site: Site) -> None:
    app = site.app()
    page = site.ask(app)
    assert page["statusCode"] == 200
    assert "<strong>Toot</strong>" in page["body"]
    consent = site.step(page, action="sign_in", login="ada@example.org", password=PASSWORD)
    assert "Ada &lt;3" in consent["body"]
    back = site.step(consent, action="allow")
    answered = answer_of(back)
    assert back["headers"]["Location"].startswith(f"{BACK}&code=")
    assert answered["state"] == "s&t=1"
    status, token = site.json("POST", "/oauth/token", exchange(app, answered["code"]))
    assert status == 200
    assert set(token) == {"access_token", "token_type", "scope", "created_at"}
    assert (token["token_type"], token["scope"]) == ("Bearer", "read write")
    assert isinstance(token["created_at"], int)
    bearer = {"authorization": f"Bearer {token['access_token']}"}
    for method in ("GET", "POST"):
        status, who = site.json(method, "/oauth/userinfo", headers=bearer)
        assert (status, who["preferred_username"], who["iss"]) == (200, "ada", "https://linnet.example/")
    status, application = site.json("GET", "/api/v1/apps/verify_credentials", headers=bearer)
    assert (status, application["name"], application["redirect_uris"]) == (200, "Toot", [BACK])
    assert "client_secret" not in application


def test_a_code_used_again_ends_its_token(site: Site) -> None:
    app = site.app()
    code = site.code(app)
    token = site.json("POST", "/oauth/token", exchange(app, code))[1]["access_token"]
    status, refusal = site.json("POST", "/oauth/token", exchange(app, code))
    assert (status, refusal["error"]) == (400, "invalid_grant")
    assert site.json("GET", "/oauth/userinfo", headers={"authorization": f"Bearer {token}"})[0] == 401


def test_pages_let_the_redirect_through_run_no_script_and_cannot_be_framed(site: Site) -> None:
    app = site.app()
    page = site.ask(app)
    consent = site.step(page, action="sign_in", login="ada", password=PASSWORD)
    shown = site.send("GET", "/oauth/authorize/native", query="code=abc")
    back = site.step(consent, action="allow")
    for each in (page, consent, shown, back):
        policy = each["headers"]["Content-Security-Policy"]
        assert "form-action" not in policy
        assert "frame-ancestors 'none'" in policy
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert each["headers"]["Cache-Control"] == "no-store"
        assert each["headers"]["X-Frame-Options"] == "DENY"
        assert "<script" not in each["body"]


def test_the_policy_allows_the_style_of_the_page(site: Site) -> None:
    page = site.ask(site.app())
    (style,) = re.findall("<style>(.*?)</style>", page["body"], re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in page["headers"]["Content-Security-Policy"]


def test_every_field_has_a_label_and_every_page_a_language_and_a_title(site: Site) -> None:
    page = site.ask(site.app())["body"]
    assert '<html lang="en">' in page
    assert "<title>" in page
    shown = re.findall(r'<input id="([^"]+)"', page)
    assert shown == re.findall(r'<label for="([^"]+)"', page) == ["login", "password"]


def test_the_cookie_of_the_page_is_out_of_reach_of_scripts_and_other_sites(site: Site) -> None:
    cookie = site.sign_in(site.app())["cookies"][0]
    assert cookie.startswith("__Host-linnet_sign_in=")
    for property_ in ("HttpOnly", "SameSite=Lax", "Secure", "Path=/"):
        assert property_ in cookie


@pytest.mark.parametrize("action", ["sign_in", "allow", "deny"])
def test_a_form_that_another_site_made_decides_nothing(site: Site, action: str) -> None:
    app = site.app()
    consent = site.sign_in(app)
    cookie = consent["cookies"][0].partition(";")[0]
    forged = asked(app) | {"action": action, "login": "ada", "password": PASSWORD}
    for csrf in ({}, {"csrf": "x"}, {"csrf": hidden(site.ask(app))["csrf"]}):
        answer = site.send("POST", "/oauth/authorize", urlencode(forged | csrf), cookies=[cookie])
        assert answer["statusCode"] == 403
        assert "password" in answer["body"]
    assert site.send("POST", "/oauth/authorize", urlencode(hidden(consent) | {"action": action}))["statusCode"] == 403


def test_a_wrong_password_is_told_and_counted(aws: None) -> None:
    site = Site(limits={**DEFAULT_LIMITS, "logins_account": Window(2, 900)})
    page = site.ask(site.app())
    for status in (422, 422, 429):
        page = site.step(page, action="sign_in", login="ada", password="wrong")
        assert page["statusCode"] == status
        assert 'role="alert"' in page["body"]


def test_guesses_are_limited_for_each_address(aws: None) -> None:
    site = Site(limits={**DEFAULT_LIMITS, "logins": Window(1, 900)})
    page = site.step(site.ask(site.app()), action="sign_in", login="nobody", password="wrong")
    answer = site.step(page, action="sign_in", login="nobody", password="wrong")
    assert answer["statusCode"] == 429
    assert json.loads(answer["body"]) == {"error": "Too many requests"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:]+\.\d{3}Z", answer["headers"]["X-RateLimit-Reset"])
    assert int(answer["headers"]["Retry-After"]) > 0


def test_who_says_no_returns_with_the_reason(site: Site) -> None:
    answered = answer_of(site.step(site.sign_in(site.app()), action="deny"))
    assert (answered["error"], answered["state"]) == ("access_denied", "s&t=1")


def test_one_can_take_another_account(site: Site) -> None:
    app = site.app()
    consent = site.sign_in(app)
    page = site.step(consent, action="sign_out")
    assert 'name="password"' in page["body"]
    cookie = consent["cookies"][0].partition(";")[0]
    assert (
        'name="password"' in site.send("GET", "/oauth/authorize", query=urlencode(asked(app)), cookies=[cookie])["body"]
    )


def test_who_is_signed_in_is_asked_at_once_unless_the_app_wants_the_password(site: Site) -> None:
    app = site.app()
    cookie = site.sign_in(app)["cookies"][0].partition(";")[0]
    for more, again in (({}, False), ({"force_login": "true"}, True)):
        page = site.send("GET", "/oauth/authorize/", query=urlencode(asked(app) | more), cookies=[cookie])
        assert ('name="password"' in page["body"]) is again


def test_nobody_is_sent_to_an_address_that_was_not_registered(site: Site) -> None:
    app = site.app()
    for changes in ({"redirect_uri": "https://evil.example/"}, {"redirect_uri": BACK + "&x=1"}, {"client_id": "x"}):
        answer = site.ask(app, **changes)
        assert answer["statusCode"] == 400
        assert "Location" not in answer["headers"]


def test_what_an_app_may_not_ask_is_told_at_its_address(site: Site) -> None:
    answered = answer_of(site.ask(site.app(), scope="push"))
    assert (answered["error"], answered["state"]) == ("invalid_scope", "s&t=1")


def test_a_custom_scheme_is_returned_to(site: Site) -> None:
    app = site.app(redirect_uris="com.tapbots.ivory:/request_token")
    back = site.step(site.sign_in(app, redirect_uri="com.tapbots.ivory:/request_token"), action="allow")
    assert back["headers"]["Location"].startswith("com.tapbots.ivory:/request_token?code=")


def test_an_app_without_an_address_gets_its_code_by_hand(site: Site) -> None:
    oob = "urn:ietf:wg:oauth:2.0:oob"
    app = site.app(redirect_uris=oob)
    back = site.step(site.sign_in(app, redirect_uri=oob), action="allow")
    where = urlsplit(back["headers"]["Location"])
    assert (where.netloc, where.path) == ("linnet.example", "/oauth/authorize/native")
    page = site.send("GET", where.path, query=where.query)
    (code,) = re.findall(r'readonly value="([^"]+)"', page["body"])
    status, _ = site.json("POST", "/oauth/token", exchange(app, code) | {"redirect_uri": oob})
    assert status == 200


def test_what_apps_and_people_say_is_text_on_the_pages(site: Site) -> None:
    app = site.app(client_name='<b x="1">&\'', website="https://x.example/?a=<b>")
    page = site.sign_in(app, state='"><script>')
    assert "<b " not in page["body"]
    assert "<b>" not in page["body"]
    assert "<script" not in page["body"]
    assert hidden(page)["state"] == '"><script>'
    shown = site.send("GET", "/oauth/authorize/native", query=urlencode({"code": '"><script>'}))
    assert "<script" not in shown["body"]


def test_a_public_client_proves_itself_by_pkce(site: Site) -> None:
    app = site.app()
    code = site.code(app, code_challenge=CHALLENGE, code_challenge_method="S256")
    sent = exchange(app, code)
    del sent["client_secret"]
    assert site.json("POST", "/oauth/token", sent)[0] == 400
    assert site.json("POST", "/oauth/token", sent | {"code_verifier": VERIFIER})[0] == 200
    unproven = exchange(app, site.code(app))
    del unproven["client_secret"]
    status, refusal = site.json("POST", "/oauth/token", unproven)
    assert (status, refusal["error"]) == (401, "invalid_client")


def multipart(form: Mapping[str, str]) -> str:
    parts = (f'--B\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in form.items())
    return "".join(parts) + "--B--\r\n"


@pytest.mark.parametrize(
    ("kind", "encoded"),
    [
        (FORM, urlencode),
        (None, urlencode),
        ("text/plain", urlencode),
        ("application/json; charset=utf-8", json.dumps),
        (None, json.dumps),
        ("multipart/form-data; boundary=B", multipart),
        (None, multipart),
    ],
)
@pytest.mark.parametrize("slash", ["", "/"])
def test_bodies_come_in_every_form_that_clients_send(site: Site, kind: str | None, encoded: Any, slash: str) -> None:
    made = site.send("POST", f"/api/v1/apps{slash}", encoded({"client_name": "Toot", "redirect_uris": BACK}), kind=kind)
    assert made["statusCode"] == 200, made
    app = json.loads(made["body"])
    assert (app["redirect_uri"], app["client_secret_expires_at"], app["scopes"]) == (BACK, 0, ["read"])
    sent = {"grant_type": "client_credentials", "client_id": app["client_id"], "client_secret": app["client_secret"]}
    token = site.send("POST", f"/oauth/token{slash}", encoded(sent), kind=kind)
    assert token["statusCode"] == 200, token


@pytest.mark.parametrize("body", ["{", "[]", '"x"', "[" * 100_000, "{" * 60_000])
def test_what_is_no_body_is_refused_and_never_an_error_of_ours(site: Site, body: str) -> None:
    assert site.send("POST", "/oauth/token", body, kind="application/json")["statusCode"] in (400, 413)


@pytest.mark.parametrize(
    "kind", ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\n"]
)
def test_a_form_without_parts_is_refused(site: Site, kind: str) -> None:
    assert site.send("POST", "/oauth/token", "--B\r\nnonsense", kind=kind)["statusCode"] == 400


def test_several_addresses_come_as_a_list_or_one_a_line(site: Site) -> None:
    for uris in ({"redirect_uris": f"{BACK}\ntoot:/x"}, {"redirect_uris[]": [BACK, "toot:/x"]}):
        status, app = site.json("POST", "/api/v1/apps", {"client_name": "Toot", **uris})
        assert status == 200
        assert app["redirect_uris"] == [BACK, "toot:/x"]
        assert app["redirect_uri"] == f"{BACK}\ntoot:/x"


@pytest.mark.parametrize("changes", [{"client_name": ""}, {"redirect_uris": "javascript:x"}, {"scopes": "nonsense"}])
def test_an_app_is_refused_as_the_client_api_refuses(site: Site, changes: dict[str, str]) -> None:
    status, refusal = site.json("POST", "/api/v1/apps", {"client_name": "T", "redirect_uris": BACK, **changes})
    assert status == 422
    assert refusal["error"].startswith("Validation failed: ")


def test_an_app_is_known_by_http_basic(site: Site) -> None:
    app = site.app()
    pair = base64.b64encode(f"{app['client_id']}:{app['client_secret']}".encode()).decode()
    sent = {"grant_type": "client_credentials", "scope": "read"}
    assert site.json("POST", "/oauth/token", sent, headers={"authorization": f"Basic {pair}"})[0] == 200
    for wrong in ("%%%", base64.b64encode(b"\xff").decode(), base64.b64encode(b"nobody").decode()):
        status, refusal = site.json("POST", "/oauth/token", sent, headers={"authorization": f"Basic {wrong}"})
        assert (status, refusal["error"]) == (401, "invalid_client")


def test_a_token_of_an_app_alone_is_for_the_app_only(site: Site) -> None:
    app = site.app()
    sent = {"grant_type": "client_credentials", "client_id": app["client_id"], "client_secret": app["client_secret"]}
    bearer = {"authorization": f"Bearer {site.json('POST', '/oauth/token', sent)[1]['access_token']}"}
    assert site.json("GET", "/api/v1/apps/verify_credentials", headers=bearer)[0] == 200
    assert site.json("GET", "/oauth/userinfo", headers=bearer)[0] == 401


def test_a_password_is_exchanged_only_where_the_stage_says_so(site: Site) -> None:
    app = site.app()
    sent = {"grant_type": "password", "username": "ada", "password": PASSWORD}
    client = {"client_id": app["client_id"], "client_secret": app["client_secret"]}
    status, refusal = site.json("POST", "/oauth/token", sent | client)
    assert (status, refusal["error"]) == (400, "unsupported_grant_type")
    assert "password" not in site.json("GET", "/.well-known/oauth-authorization-server")[1]["grant_types_supported"]


@pytest.mark.parametrize(
    ("sent", "error"), [({}, "invalid_request"), ({"grant_type": "refresh_token"}, "unsupported_grant_type")]
)
def test_other_grants_are_refused_by_name(site: Site, sent: dict[str, str], error: str) -> None:
    status, refusal = site.json("POST", "/oauth/token", sent)
    assert (status, refusal["error"]) == (400, error)
    assert refusal["error_description"]


def test_a_revoked_token_is_no_good(site: Site) -> None:
    app = site.app()
    token = site.token(app)
    client = {"client_id": app["client_id"], "client_secret": app["client_secret"], "token": token}
    status, refusal = site.json("POST", "/oauth/revoke", client | {"client_secret": "wrong"})
    assert (status, refusal["error"]) == (401, "invalid_client")
    for _ in range(2):
        assert site.json("POST", "/oauth/revoke", client) == (200, {})
    status, refusal = site.json("GET", "/oauth/userinfo", headers={"authorization": f"Bearer {token}"})
    assert (status, refusal) == (401, {"error": "The access token is invalid"})


def test_a_token_without_the_scope_is_told_so(site: Site) -> None:
    app = site.app()
    token = site.token(app, scope="write:statuses")
    status, refusal = site.json("GET", "/oauth/userinfo", headers={"authorization": f"Bearer {token}"})
    assert (status, refusal) == (403, {"error": "This action is outside the authorized scopes"})


def test_the_server_describes_itself(site: Site) -> None:
    for path in ("/.well-known/oauth-authorization-server", "/.well-known/oauth-authorization-server/"):
        status, told = site.json("GET", path)
        assert status == 200
        assert told["token_endpoint"] == "https://linnet.example/oauth/token"
        assert told["code_challenge_methods_supported"] == ["S256"]
        assert {"read", "write:statuses", "push"} <= set(told["scopes_supported"])
        assert "account" not in told["scopes_supported"]


@pytest.mark.parametrize("path", ["/oauth", "/oauth/nowhere", "/api/v1/apps/x", "/oauth/token/x"])
def test_an_unknown_address_is_answered_in_json(site: Site, path: str) -> None:
    assert site.json("GET", path) == (404, {"error": "Record not found"})


def test_head_is_get_without_its_body(site: Site) -> None:
    answer = site.send("HEAD", "/.well-known/oauth-authorization-server")
    assert (answer["statusCode"], answer["body"]) == (200, "")


def test_too_much_is_refused(site: Site) -> None:
    assert site.send("POST", "/oauth/token", "x=" + "y" * 70_000)["statusCode"] == 413
    many = urlencode([("x", "y")] * 500)
    assert site.send("POST", "/oauth/token", many)["statusCode"] == 400
