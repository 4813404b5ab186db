"""The part of the story in which people use the links of mails."""

from __future__ import annotations

import re
from dataclasses import replace

from linnet.domain.mail import MailKind, ordered
from tests.infra.life_of_apps import cookie_of, fields
from tests.infra.life_steps import sign_up
from tests.infra.recorded_network import RecordedNetwork
from tests.integration.facade.client import App
from tests.integration.person import PASSWORD, Person, done

NEW_PASSWORD = "another long phrase 8"


def use_mail(network: RecordedNetwork) -> None:
    """Take another address, forget the password, once natively and once on the pages; correct an address in an app."""
    mia = sign_up(network, "mia")
    done(mia.post("/api/auth/email", {"password": PASSWORD, "email": "other@example.org"}))
    done(mia.post("/api/auth/email/resend"))
    network.settle()
    done(network.request("POST", "/api/auth/email/confirm", {"token": token_to(network, "other@example.org")}))
    done(network.request("POST", "/api/auth/password-reset", {"email": "other@example.org"}))
    network.settle()
    reset = {"token": token_to(network, "other@example.org"), "newPassword": NEW_PASSWORD}
    done(network.request("POST", "/api/auth/password-reset/confirm", reset))
    choose_on_the_page(network, "other@example.org")
    answer = network.request("POST", "/api/auth/login", {"login": "mia", "password": PASSWORD})
    back = Person(network, mia.id, done(answer)["token"])
    done(back.post("/api/auth/email", {"password": PASSWORD, "email": "third@example.org"}))
    network.settle()
    confirm_on_the_page(network, "third@example.org")
    app = App.of(back)
    assert app.get("/api/v1/emails/check_confirmation") is True
    assert app.call("POST", "/api/v1/emails/confirmations").status == 403
    wait_for_a_confirmation(network)
    # A second delivery of what somebody else has begun.
    orders = network.environments["mail_queue"].tables.mail_orders
    order = ordered(network._ids.next_id(), mia.id, MailKind.RESET, network.clock.now_ms())
    with network.running("mail_queue"):
        assert orders.begin(order) == orders.begin(order) == order


def wait_for_a_confirmation(network: RecordedNetwork) -> None:
    """Sign up where addresses are to be confirmed, through both contracts; have the link sent to a better address."""
    for function in ("identity_api", "accounts_api"):
        environment = network.environments[function]
        tunables = replace(environment.settings.tunables, confirm_email=True)
        changed = replace(environment, settings=replace(environment.settings, tunables=tunables))
        entry = network.apis.get(function) or network.lone_facades[function]
        entry.use(changed)
    nia = sign_up(network, "nia")
    assert App.of(nia).post("/api/v1/emails/confirmations", email="nia@right.example") == {}
    network.settle()
    done(network.request("POST", "/api/auth/email/confirm", {"token": token_to(network, "nia@right.example")}))
    for function in ("identity_api", "accounts_api"):
        network.restart(function)


def choose_on_the_page(network: RecordedNetwork, email: str) -> None:
    page = network.call_facade("GET", "/auth/password/new", {})
    network.call_facade("POST", "/auth/password/new", {**fields(page), "email": email}, cookie=cookie_of(page))
    network.settle()
    page = network.call_facade("GET", "/auth/password/edit", {"token": token_to(network, email)})
    form = {**fields(page), "password": PASSWORD}
    assert network.call_facade("POST", "/auth/password/edit", form, cookie=cookie_of(page))["statusCode"] == 200


def confirm_on_the_page(network: RecordedNetwork, email: str) -> None:
    page = network.call_facade("GET", "/auth/confirmation", {"token": token_to(network, email)})
    answer = network.call_facade("POST", "/auth/confirmation", fields(page), cookie=cookie_of(page))
    assert answer["statusCode"] == 200


def token_to(network: RecordedNetwork, email: str) -> str:
    """Return the token of the last mail with a link that went to an address."""
    texts = [letter.text for letter in network.mailer.sent if letter.to == email and "?token=" in letter.text]
    return str(re.findall(r"\?token=(\S+)", texts[-1])[0])
