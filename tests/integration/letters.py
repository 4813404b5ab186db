"""Read what a network mailed, and go through the pages that its links open."""

from __future__ import annotations

import html
import re
from typing import Any

from linnet.domain.mail import Letter
from tests.integration.in_memory_network import InMemoryNetwork
from tests.integration.person import done

ADA = "ada@example.org"
NEW_PASSWORD = "another long phrase 8"
HOUR_MS = 3_600_000


def token_in(letter: Letter) -> str:
    (found,) = re.findall(r"\?token=(\S+)", letter.text)
    assert f"?token={found}" in html.unescape(letter.html)
    return str(found)


def told(network: InMemoryNetwork) -> list[tuple[str, str]]:
    """Return who got which mail since the last look."""
    found = [(letter.to, letter.subject) for letter in network.mailer.sent]
    network.mailer.sent.clear()
    return found


def page(network: InMemoryNetwork, method: str, path: str, form: dict[str, str], cookie: str = "") -> dict[str, Any]:
    headers = {"cookie": cookie} if cookie else {}
    answer = network.call_facade(method, path, form, **headers)
    assert "default-src 'none'" in answer["headers"]["Content-Security-Policy"]
    assert answer["headers"]["Referrer-Policy"] == "no-referrer"
    assert answer["headers"]["Cache-Control"] == "no-store"
    assert "<script" not in answer["body"]
    return answer


def send_form(network: InMemoryNetwork, path: str, shown: dict[str, Any], **filled: str) -> dict[str, Any]:
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', shown["body"]))
    form = {name: html.unescape(value) for name, value in hidden.items()} | filled
    return page(network, "POST", path, form, shown["cookies"][0].partition(";")[0])


def forgotten(network: InMemoryNetwork, email: str = ADA) -> None:
    assert done(network.request("POST", "/api/auth/password-reset", {"email": email}), 202) is None
