"""Apps are registered, let in, used, and shown out."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.infra.life_steps import HOUR_MS
from tests.infra.recorded_network import RecordedNetwork
from tests.integration.person import PASSWORD, Person, done

BACK = "https://toot.example/back"


def let_apps_in(network: RecordedNetwork, bea: Person) -> None:
    """Go through every operation of OAuth, and through its refusals."""
    app = ok(network, "POST", "/api/v1/apps", {"client_name": "Toot", "redirect_uris": BACK, "scopes": "read write"})
    client = {"client_id": app["client_id"], "client_secret": app["client_secret"]}
    alone = ok(network, "POST", "/oauth/token", {**client, "grant_type": "client_credentials"})["access_token"]
    ok(network, "GET", "/api/v1/apps/verify_credentials", {}, authorization=f"Bearer {alone}")
    network.clock.advance(HOUR_MS)
    code = authorize(network, client["client_id"])
    exchange = {**client, "grant_type": "authorization_code", "code": code, "redirect_uri": BACK}
    token = ok(network, "POST", "/oauth/token", exchange)["access_token"]
    for method in ("GET", "POST"):
        ok(network, method, "/oauth/userinfo", {}, authorization=f"Bearer {token}")
    ok(network, "GET", "/api/v1/apps/verify_credentials", {}, authorization=f"Bearer {token}")
    done(Person(network, bea.id, token).get("/api/users/me"))
    (listed,) = done(bea.get("/api/auth/apps"))["items"]
    done(bea.delete(f"/api/auth/apps/{listed['clientId']}"))
    password = {**client, "grant_type": "password", "username": "person1", "password": PASSWORD}
    token = ok(network, "POST", "/oauth/token", password)["access_token"]
    ok(network, "POST", "/oauth/revoke", {**client, "token": token})
    ok(network, "GET", "/oauth/authorize/native", {"code": code})
    ok(network, "GET", "/.well-known/oauth-authorization-server", {})
    refused = network.call_facade("POST", "/oauth/token", exchange)
    assert refused["statusCode"] == 400
    come_back_by_the_page(network, client["client_id"])
    # A token whose last use is long ago.
    late = ok(network, "POST", "/oauth/token", password)["access_token"]
    network.clock.advance(25 * HOUR_MS)
    ok(network, "GET", "/oauth/userinfo", {}, authorization=f"Bearer {late}")
    network.settle()


def authorize(network: RecordedNetwork, client_id: str, login: str = "person1") -> str:
    """Sign in on the page, and out, and in again, and allow; return the code."""
    asked = {"client_id": client_id, "redirect_uri": BACK, "response_type": "code", "scope": "read write"}
    page = network.call_facade("GET", "/oauth/authorize", asked)
    sign_in = {"action": "sign_in", "login": login, "password": PASSWORD}
    assert step(network, page, {**sign_in, "password": "wrong"})["statusCode"] == 422
    page = step(network, page, sign_in)
    page = step(network, page, {"action": "sign_out"})
    page = step(network, page, sign_in)
    again = network.call_facade("GET", "/oauth/authorize", asked, cookie=cookie_of(page))
    back = step(network, again, {"action": "allow"})
    assert back["statusCode"] == 302, back
    location: str = back["headers"]["Location"]
    return parse_qs(urlsplit(location).query)["code"][0]


def come_back_by_the_page(network: RecordedNetwork, client_id: str) -> None:
    """Give an account up, and return to it by letting an app in."""
    network.clock.advance(HOUR_MS)
    ida = network.sign_up("ida")
    done(ida.post("/api/users/me/deactivate", {"password": PASSWORD}))
    network.clock.advance(HOUR_MS)
    authorize(network, client_id, "ida")


def step(network: RecordedNetwork, page: Mapping[str, Any], chosen: Mapping[str, str]) -> dict[str, Any]:
    """Send the form of a page with a choice."""
    return network.call_facade("POST", "/oauth/authorize", {**fields(page), **chosen}, cookie=cookie_of(page))


def fields(page: Mapping[str, Any]) -> dict[str, str]:
    """Return the hidden fields of a page, whose values here need no unescaping."""
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page["body"]))


def cookie_of(page: Mapping[str, Any]) -> str:
    return str(page["cookies"][0]).partition(";")[0]


def ok(network: RecordedNetwork, method: str, path: str, form: Mapping[str, str], **headers: str) -> Any:
    """Return the body of a success, as JSON where it is."""
    answer = network.call_facade(method, path, form, **headers)
    assert answer["statusCode"] == 200, answer
    return json.loads(answer["body"]) if "json" in answer["headers"]["Content-Type"] else answer["body"]
