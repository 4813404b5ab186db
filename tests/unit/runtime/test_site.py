"""What is believed of requests: the site's words with its secret, and API Gateway's without."""

from __future__ import annotations

from typing import Any

import pytest

from linnet.runtime.settings import load
from linnet.runtime.site import HOST, PROOF, VIEWER, Site, site_of

SECRET = "kept by the distribution"
SITE = Site(secret=SECRET, plain=False)
EVENT: dict[str, Any] = {"requestContext": {"domainName": "api.example", "http": {"sourceIp": "198.51.100.7"}}}
SAID = {"host": "api.example", HOST: "linnet.example", VIEWER: "203.0.113.9"}
PROVED = {**SAID, PROOF: SECRET}


@pytest.mark.parametrize("address", ["203.0.113.9", "2001:db8::7"])
def test_the_site_says_who_asks(address: str) -> None:
    assert SITE.client_ip(EVENT, {**PROVED, VIEWER: address}) == address


@pytest.mark.parametrize("proof", [None, "", "guessed", SECRET[:-1], f"{SECRET} ", SECRET.upper(), "café", "\ud800"])
def test_nobody_else_says_who_asks_or_by_which_name(proof: str | None) -> None:
    headers = SAID if proof is None else {**SAID, PROOF: proof}
    assert SITE.client_ip(EVENT, headers) == "198.51.100.7"
    assert SITE.origin(EVENT, headers) == "https://api.example"


def test_without_a_secret_nobody_is_believed() -> None:
    nobody = Site(secret="", plain=False)
    for headers in (SAID, PROVED, {**SAID, PROOF: ""}):
        assert nobody.client_ip(EVENT, headers) == "198.51.100.7"
        assert nobody.origin(EVENT, headers) == "https://api.example"


@pytest.mark.parametrize("address", [None, "", "unknown", "203.0.113.9, 10.0.0.1", "203.0.113.9:443"])
def test_what_is_no_address_gives_way_to_the_one_that_was_seen(address: str | None) -> None:
    headers = {name: value for name, value in {**PROVED, VIEWER: address}.items() if value is not None}
    assert SITE.client_ip(EVENT, headers) == "198.51.100.7"


def test_an_event_without_an_address_has_none() -> None:
    assert SITE.client_ip({}, {}) == "unknown"


def test_the_site_says_by_which_name_it_is_known() -> None:
    assert SITE.origin(EVENT, PROVED) == "https://linnet.example"
    assert Site(secret=SECRET, plain=True).origin(EVENT, {**PROVED, HOST: "localhost:3000"}) == "http://localhost:3000"


@pytest.mark.parametrize("host", ["evil.example/path", "a b", "<b>", "a@b", "x" * 256])
def test_a_host_that_cannot_be_one_is_not_repeated(host: str) -> None:
    assert SITE.origin(EVENT, {**PROVED, HOST: host}) == "https://api.example"
    assert SITE.origin(EVENT, {"host": host}) == "https://api.example"


def test_functions_behind_the_apis_know_the_secret_and_others_do_not() -> None:
    variables = dict.fromkeys(("STAGE", "AWS_REGION", "IDENTITY_TABLE", "PLATFORM_TABLE", "PUSH_SIGNING_KEY"), "x")
    variables |= {"TUNABLES": '{"plain_http": true}', "SITE_SECRET": SECRET}
    assert site_of(load("oauth_api", variables)) == Site(secret=SECRET, plain=True)
    mail = {**variables, "SITE_URL": "", "MAIL_SENDER": "", "MAIL_QUEUE_URL": "q"}
    assert site_of(load("mail_queue", mail)) == Site(secret="", plain=True)
