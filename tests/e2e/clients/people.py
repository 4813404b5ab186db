"""Accounts for the programs that other people wrote, and the pages on which a person lets one in."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, urlsplit

import httpx

from tests.e2e.people import PASSWORD, Person

OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"


def let_in(authorize_url: str, person: Person, password: str = PASSWORD) -> str:
    """Go through sign-in and consent as a browser does; return the code."""
    with httpx.Client(timeout=60) as browser:
        page = browser.get(authorize_url)
        for chosen in ({"action": "sign_in", "login": person.username, "password": password}, {"action": "allow"}):
            assert page.status_code == 200, page.text
            form = {name: html.unescape(value) for name, value in _HIDDEN.findall(page.text)}
            page = browser.post(str(page.url.copy_with(query=None)), data={**form, **chosen})
        assert page.status_code == 302, page.text
    (code,) = parse_qs(urlsplit(page.headers["Location"]).query)["code"]
    return code


_HIDDEN = re.compile(r'type="hidden" name="([^"]+)" value="([^"]*)"')
