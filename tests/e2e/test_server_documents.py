"""What an app asks before it logs in, as it really comes: pictures, CORS, slashes that belong to other functions."""

from __future__ import annotations

from collections.abc import Mapping

import httpx
import pytest

from tests.conftest import REPOSITORY
from tests.e2e.people import Client, Town

ORIGIN: Mapping[str, str] = {"Origin": "https://app.example"}


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/instance",
        "/api/v2/instance",
        "/api/v1/instance/rules",
        "/api/v1/custom_emojis",
        "/.well-known/nodeinfo",
        "/nodeinfo/2.0",
        "/.well-known/host-meta",
    ],
)
@pytest.mark.parametrize("slash", ["", "/"])
def test_a_document_is_there_with_and_without_a_slash_for_apps_of_any_origin(
    http: httpx.Client, path: str, slash: str
) -> None:
    answer = http.get(f"{path}{slash}", headers=ORIGIN)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert http.head(f"{path}{slash}").status_code == 200


def test_the_server_is_well(http: httpx.Client) -> None:
    answer = http.get("/health", headers=ORIGIN)
    assert (answer.status_code, answer.text) == (200, "OK")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_addresses_name_the_host_that_was_asked(http: httpx.Client) -> None:
    shown = http.get("/api/v1/instance").json()
    host = http.base_url.netloc.decode()
    assert (shown["uri"], shown["urls"]["streaming_api"]) == (host, f"ws://{host}")
    assert http.get(shown["thumbnail"]).headers["Content-Type"] == "image/png"


@pytest.mark.parametrize("name", ["avatar", "header"])
def test_pictures_arrive_as_they_are(http: httpx.Client, name: str) -> None:
    answer = http.get(f"/{name}s/original/missing.png", headers=ORIGIN)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.content == (REPOSITORY / "functions" / "meta_api" / "images" / f"{name}.png").read_bytes()


def test_a_write_to_a_bare_noun_with_a_slash_is_done_once_by_its_function(http: httpx.Client, town: Town) -> None:
    wanted = {"client_name": "Slash", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob", "scopes": "read"}
    answer = http.post("/api/v1/apps/", data=wanted, headers=ORIGIN)
    assert answer.status_code == 200, answer.text
    assert answer.json()["name"] == "Slash"
    assert answer.headers["X-RateLimit-Limit"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    refused = http.post("/api/v1/apps/", data={"client_name": "Slash"})
    assert (refused.status_code, set(refused.json())) == (422, {"error"})


def test_what_no_noun_has_is_not_found_in_the_facades_words(http: httpx.Client) -> None:
    answer = http.get("/api/v1/nonsense/", headers=ORIGIN)
    assert (answer.status_code, answer.json()) == (404, {"error": "Record not found"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_a_new_account_is_found_by_its_handle(town: Town, http: httpx.Client) -> None:
    ada = town.newcomer("ada")
    host = http.base_url.netloc.decode()
    shown = Client(http).get(f"/.well-known/webfinger?resource=acct:{ada.username}@{host}")
    assert shown["subject"] == f"acct:{ada.username}@{host}"
