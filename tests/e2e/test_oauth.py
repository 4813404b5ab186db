"""Apps are registered, let in by forms in a browser, used, and shown out: real HTTP, no client library."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.e2e.people import PASSWORD, PATIENCE_S, Client, Person, Town, eventually
from tests.e2e.sockets import open_socket
from tests.unit.services.oauth_site import CHALLENGE, VERIFIER

BACK = "com.example.toot:/request_token"


@pytest.fixture
def browser(http: httpx.Client) -> Iterator[httpx.Client]:
    """A browser with cookies of its own, which shows redirects instead of following them."""
    with httpx.Client(base_url=http.base_url, timeout=60, follow_redirects=False) as client:
        yield client


def register(browser: httpx.Client, **changes: str) -> dict[str, Any]:
    wanted = {"client_name": "Toot", "redirect_uris": BACK, "scopes": "read write follow", **changes}
    answer = browser.post("/api/v1/apps", data=wanted)
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


def submit(browser: httpx.Client, page: httpx.Response, **chosen: str) -> httpx.Response:
    fields = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
    return browser.post("/oauth/authorize", data={name: html.unescape(value) for name, value in fields} | chosen)


def let_in(browser: httpx.Client, app: dict[str, Any], person: Person, scope: str) -> str:
    """Go through the pages as a person does; return the code that the app is sent."""
    asked = {"client_id": app["client_id"], "redirect_uri": BACK, "response_type": "code", "scope": scope}
    asked |= {"state": "x&y", "code_challenge": CHALLENGE, "code_challenge_method": "S256"}
    page = browser.get("/oauth/authorize/", params=asked)
    assert page.status_code == 200, page.text
    assert "form-action" not in page.headers["Content-Security-Policy"]
    page = submit(browser, page, action="sign_in", login=person.username, password=PASSWORD)
    assert f"@{person.username}" in page.text
    back = submit(browser, page, action="allow")
    assert back.status_code == 302, back.text
    where = urlsplit(back.headers["Location"])
    assert f"{where.scheme}:{where.path}" == BACK
    answered = parse_qs(where.query)
    assert answered["state"] == ["x&y"]
    return answered["code"][0]


def exchange(browser: httpx.Client, app: dict[str, Any], code: str) -> httpx.Response:
    sent = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": VERIFIER}
    return browser.post("/oauth/token", data=sent, auth=(app["client_id"], app["client_secret"]))


def test_an_app_is_let_in_posts_and_is_shown_out(town: Town, browser: httpx.Client) -> None:
    ada = town.newcomer("ada")
    app = register(browser)
    answer = exchange(browser, app, let_in(browser, app, ada, "read write"))
    assert answer.status_code == 200, answer.text
    token = answer.json()
    assert token["scope"] == "read write"
    for_the_app = Client(town.http, token["access_token"])
    tweet = for_the_app.ask("POST", "/api/tweets", {"text": "through an app"}, expect=201)
    assert tweet["author"]["id"] == ada.id
    who = for_the_app.get("/oauth/userinfo")
    assert who["preferred_username"] == ada.username
    assert for_the_app.get("/api/v1/apps/verify_credentials")["name"] == "Toot"

    # What only the owner in person may do.
    for_the_app.get("/api/auth/sessions", expect=403)
    for_the_app.ask("POST", "/api/auth/password", {"currentPassword": "x", "newPassword": "y"}, expect=403)

    (listed,) = eventually(lambda: ada.get("/api/auth/apps")["items"])
    assert (listed["name"], listed["scopes"]) == ("Toot", ["read", "write"])
    ada.ask("DELETE", f"/api/auth/apps/{listed['clientId']}", expect=204)
    eventually(lambda: for_the_app.send("GET", "/api/users/me").status_code == 401)


def test_a_code_used_twice_ends_its_token_and_the_socket_opened_with_it(town: Town, browser: httpx.Client) -> None:
    ada = town.newcomer("ada")
    app = register(browser)
    code = let_in(browser, app, ada, "read")
    token = exchange(browser, app, code).json()["access_token"]
    with open_socket(ada, f"?access_token={token}") as socket:
        again = exchange(browser, app, code)
        assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
        assert socket.is_closed_within(PATIENCE_S)


def test_an_app_revokes_its_token(town: Town, browser: httpx.Client) -> None:
    ada = town.newcomer("ada")
    app = register(browser)
    client = {"client_id": app["client_id"], "client_secret": app["client_secret"]}
    sent = {**client, "grant_type": "password", "username": ada.username, "password": PASSWORD, "scope": "read"}
    token = browser.post("/oauth/token", json=sent).json()["access_token"]
    bearer = {"Authorization": f"Bearer {token}"}
    assert browser.get("/oauth/userinfo", headers=bearer).status_code == 200
    revoked = browser.post("/oauth/revoke", data={**client, "token": token})
    assert (revoked.status_code, revoked.json()) == (200, {})
    eventually(lambda: browser.get("/oauth/userinfo", headers=bearer).status_code == 401)


def test_bodies_without_a_content_type_trailing_slashes_and_other_origins_are_served(browser: httpx.Client) -> None:
    origin = {"Origin": "https://web.example"}
    body = json.dumps({"client_name": "Web", "redirect_uris": [BACK]}).encode()
    made = browser.post("/api/v1/apps/", content=body, headers=origin)
    assert made.status_code == 200, made.text
    refused = browser.post("/oauth/token/", content=b"grant_type=client_credentials&client_id=x", headers=origin)
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")
    for answer in (made, refused, browser.get("/.well-known/oauth-authorization-server/", headers=origin)):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "x-request-id" in answer.headers["Access-Control-Expose-Headers"].lower()
        assert answer.headers["X-RateLimit-Limit"]
    asked = {**origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    assert browser.options("/oauth/token", headers=asked).headers["Access-Control-Allow-Origin"] == "*"
    told = browser.get("/.well-known/oauth-authorization-server").json()
    assert told["issuer"] == f"{str(browser.base_url).rstrip('/')}/"
    assert "password" in told["grant_types_supported"]


def test_a_token_that_may_do_little_may_not_do_much_by_the_native_api(town: Town, browser: httpx.Client) -> None:
    ada = town.newcomer("ada")
    app = register(browser)
    token = exchange(browser, app, let_in(browser, app, ada, "read:statuses write:media")).json()["access_token"]
    little = Client(town.http, token)
    little.get("/api/timelines/home", expect=403)
    little.ask("POST", "/api/tweets", {"text": "no"}, expect=403)
