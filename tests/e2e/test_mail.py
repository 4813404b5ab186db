"""Mail: a forgotten password and a new address, with the links that lie in the folder of the network."""

from __future__ import annotations

import html
import re

from local.letters import Letter, newest_letters
from local.testing import Network
from tests.e2e.people import Client, Town, eventually

NEW_PASSWORD = "another walk by another canal"


def letter_to(network: Network, email: str, subject: str) -> Letter:
    """Wait for a mail."""

    def found() -> list[Letter]:
        letters = newest_letters(network.instance.mail, 1_000)
        return [letter for letter in letters if (letter.to, letter.subject) == (email, subject)]

    return eventually(found)[0]


def link_in(network: Network, letter: Letter) -> str:
    """Return the path of the link, which leads to this network."""
    (address,) = re.findall(r"https?://\S+", letter.text)
    assert address.startswith(f"{network.instance.url}/auth/")
    return str(address.removeprefix(network.instance.url))


def send_form(client: Client, path: str, **filled: str) -> str:
    """Open a page and send its form; return the page that follows."""
    shown = client.http.get(path)
    assert shown.status_code == 200, shown.text
    hidden = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', shown.text)
    form = {name: html.unescape(value) for name, value in hidden} | filled
    cookies = {"cookie": shown.headers["set-cookie"].partition(";")[0]}
    answer = client.http.post(path.partition("?")[0], data=form, headers=cookies)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_a_forgotten_password_is_chosen_anew_by_mail(town: Town, network: Network) -> None:
    ada = town.newcomer("ada")
    sent = send_form(town.anonymous, "/auth/password/new", email=ada.email)
    assert sent == send_form(town.anonymous, "/auth/password/new", email=f"nobody-{ada.email}")
    letter = letter_to(network, ada.email, "Choose a new password")

    send_form(town.anonymous, link_in(network, letter), password=NEW_PASSWORD)

    eventually(lambda: ada.send("GET", "/api/users/me").status_code == 401)
    town.log_in(ada, password=NEW_PASSWORD)
    assert ada.username in letter_to(network, ada.email, "Your password was changed").text
    assert town.http.get(link_in(network, letter)).status_code == 404
    assert letter.to in town.http.get("/console/mail").text


def test_a_new_address_is_confirmed_by_mail_and_the_old_one_is_told(town: Town, network: Network) -> None:
    ben = town.newcomer("ben")
    new = f"new-{ben.email}"
    ben.ask("POST", "/api/auth/email", {"password": "a long walk along the canal", "email": new}, expect=202)
    assert ben.username in letter_to(network, ben.email, "Your e-mail address is to be changed").text
    assert ben.get("/api/users/me")["email"] == ben.email

    send_form(town.anonymous, link_in(network, letter_to(network, new, "Confirm your e-mail address")))

    assert ben.get("/api/users/me")["email"] == new
    assert town.log_in(ben, new).id == ben.id
