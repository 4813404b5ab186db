"""Mail, from the request to the letter and back by its link: confirmations, new addresses, forgotten passwords."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.erasure_traces import traces
from tests.integration.facade.client import OUT_OF_BAND, App
from tests.integration.in_memory_network import InMemoryNetwork, in_memory_network
from tests.integration.letters import ADA, HOUR_MS, NEW_PASSWORD, forgotten, page, send_form, token_in, told
from tests.integration.person import PASSWORD, done

BOB = "bob@example.org"
DAY_MS = 24 * HOUR_MS
MISSING = "Your login is missing a confirmed e-mail address"


@pytest.fixture
def network(aws_credentials: None) -> Iterator[InMemoryNetwork]:
    with in_memory_network() as network:
        yield network


@pytest.fixture
def strict(aws_credentials: None) -> Iterator[InMemoryNetwork]:
    """Return a network where addresses are to be confirmed."""
    with in_memory_network(confirm_email=True) as network:
        yield network


def sign_up_by_app(network: InMemoryNetwork, name: str) -> None:
    form = {"client_name": "Sign-up", "redirect_uris": OUT_OF_BAND, "scopes": "write"}
    made = App(network).post("/api/v1/apps", **form)
    credentials = {key: made[key] for key in ("client_id", "client_secret")}
    access = App(network).post("/oauth/token", grant_type="client_credentials", scope="write", **credentials)
    person = {"username": name, "email": f"{name}@example.org", "password": PASSWORD, "agreement": "true"}
    App(network, access["access_token"]).post("/api/v1/accounts", **person)


def logs_in(network: InMemoryNetwork, login: str, password: str) -> bool:
    status, _ = network.request("POST", "/api/auth/login", {"login": login, "password": password})
    assert status in (200, 401)
    return status == 200


def test_a_new_account_waits_until_its_address_is_confirmed(strict: InMemoryNetwork) -> None:
    ada = strict.sign_up("ada")
    assert done(ada.get("/api/users/me"))["emailConfirmed"] is False
    status, refused = ada.post("/api/tweets", {"text": "hello"})
    assert (status, refused["error"]["code"]) == (403, "email_unconfirmed")
    assert ada.get("/api/timelines/home")[0] == 403
    app = App.of(ada)
    for method, path in (("GET", "/api/v1/accounts/verify_credentials"), ("POST", "/api/v1/statuses")):
        answer = app.call(method, path)
        assert (answer.status, answer.body["error"]) == (403, MISSING)
    assert app.get("/api/v1/emails/check_confirmation") is False
    # What everybody may read needs no confirmation, with this token either.
    assert app.call("GET", f"/api/v1/accounts/{ada.id}").status == 200

    strict.settle()
    token = token_in(strict.mailer.last_to(ADA))
    shown = page(strict, "GET", "/auth/confirmation", {"token": token})
    assert done(ada.get("/api/users/me"))["emailConfirmed"] is False
    assert ADA in shown["body"]
    assert "is confirmed" in send_form(strict, "/auth/confirmation", shown)["body"]

    assert done(ada.get("/api/users/me"))["emailConfirmed"] is True
    ada.tweet("hello")
    assert app.get("/api/v1/emails/check_confirmation") is True
    assert app.call("GET", "/api/v1/accounts/verify_credentials").status == 200
    assert page(strict, "GET", "/auth/confirmation", {"token": token})["statusCode"] == 404
    assert app.call("POST", "/api/v1/emails/confirmations").status == 403


def test_who_never_confirms_is_erased_whole_and_name_and_address_are_free(strict: InMemoryNetwork) -> None:
    ada, bob = strict.sign_up("ada"), strict.sign_up("bob")
    strict.settle()
    link = token_in(strict.mailer.last_to(ADA))
    done(strict.request("POST", "/api/auth/email/confirm", {"token": token_in(strict.mailer.last_to(BOB))}))
    strict.clock.advance(2 * DAY_MS - 60_000)
    strict.erase()
    # The time is over, and the schedule looks each quarter of an hour.
    strict.clock.advance(61_000)
    assert done(ada.get("/api/users/me"))["username"] == "ada"
    status, refused = ada.post("/api/auth/email/resend")
    assert (status, refused["error"]["code"]) == (403, "forbidden")
    assert strict.request("POST", "/api/auth/email/confirm", {"token": link})[0] == 404

    strict.erase()

    assert ada.get("/api/users/me")[0] == 401
    assert not logs_in(strict, "ada", PASSWORD)
    assert strict.request("GET", "/api/users/@ada")[0] == 404
    tables = ("IDENTITY_TABLE", "PLATFORM_TABLE")
    assert [traces(each.removesuffix("_TABLE").lower(), strict.items(each), ada.id, ()) for each in tables] == [[], []]
    assert page(strict, "GET", "/auth/confirmation", {"token": link})["statusCode"] == 404
    again = strict.sign_up("ada")
    assert again.id != ada.id
    strict.settle()
    done(strict.request("POST", "/api/auth/email/confirm", {"token": token_in(strict.mailer.last_to(ADA))}))
    again.tweet("hello")
    strict.clock.advance(40 * DAY_MS)
    strict.erase()
    for person in (again, bob):
        assert done(person.get("/api/users/me"))["emailConfirmed"] is True


def test_an_account_of_an_app_is_erased_too_unless_its_password_is_chosen_by_mail(strict: InMemoryNetwork) -> None:
    for name in ("ada", "bob"):
        sign_up_by_app(strict, name)
    strict.clock.advance(2 * DAY_MS - HOUR_MS)
    forgotten(strict)
    strict.settle()
    reset = {"token": token_in(strict.mailer.last_to(ADA)), "newPassword": NEW_PASSWORD}
    done(strict.request("POST", "/api/auth/password-reset/confirm", reset))
    strict.clock.advance(2 * HOUR_MS)
    strict.erase()
    assert logs_in(strict, "ada", NEW_PASSWORD)
    assert not logs_in(strict, "bob", PASSWORD)


def test_sockets_do_not_open_for_who_is_not_confirmed(strict: InMemoryNetwork) -> None:
    ada = strict.sign_up("ada")
    headers = {"authorization": f"Bearer {ada.token}"}
    assert strict.socket("$connect", "c1", ada, headers=headers) == 403


def test_without_the_setting_an_account_takes_part_at_once_and_gets_no_mail(network: InMemoryNetwork) -> None:
    ada = network.sign_up("ada")
    assert done(ada.get("/api/users/me"))["emailConfirmed"] is True
    ada.tweet("hello")
    network.settle()
    assert network.mailer.sent == []
    assert ada.post("/api/auth/email/resend")[0] == 409


def test_the_link_is_sent_again_and_only_the_last_one_holds(strict: InMemoryNetwork) -> None:
    ada = strict.sign_up("ada")
    strict.settle()
    first = token_in(strict.mailer.last_to(ADA))
    done(ada.post("/api/auth/email/resend"))
    strict.settle()
    second = token_in(strict.mailer.last_to(ADA))
    assert strict.request("POST", "/api/auth/email/confirm", {"token": first})[0] == 404
    assert done(strict.request("POST", "/api/auth/email/confirm", {"token": second})) == {"email": ADA}


def test_an_app_corrects_an_address_that_nobody_confirmed(strict: InMemoryNetwork) -> None:
    strict.sign_up("bob")
    ada = strict.sign_up("ada")
    app = App.of(ada)
    taken = app.call("POST", "/api/v1/emails/confirmations", {"email": "BOB@example.org"})
    assert (taken.status, taken.body["error"]) == (422, "Validation failed: Email has already been taken")
    wrong = app.call("POST", "/api/v1/emails/confirmations", {"email": "nowhere"})
    assert (wrong.status, wrong.body["error"]) == (422, "Validation failed: Email is not an e-mail address")
    assert app.call("POST", "/api/v1/emails/confirmations", {"email": "ada@right.example"}).body == {}
    strict.settle()
    token = token_in(strict.mailer.last_to("ada@right.example"))
    done(strict.request("POST", "/api/auth/email/confirm", {"token": token}))
    assert done(ada.get("/api/users/me"))["email"] == "ada@right.example"
    assert logs_in(strict, "ada@right.example", PASSWORD)
    assert not logs_in(strict, ADA, PASSWORD)


def test_a_new_address_counts_when_it_is_confirmed_and_the_old_one_is_told(network: InMemoryNetwork) -> None:
    ada = network.sign_up("ada")
    network.sign_up("bob")
    change = {"password": PASSWORD, "email": "new@example.org"}
    assert ada.post("/api/auth/email", {**change, "password": "a guess at it"})[0] == 422
    assert ada.post("/api/auth/email", {**change, "email": "bob@example.org"})[0] == 409
    assert ada.post("/api/auth/email", {**change, "email": ADA})[0] == 422
    done(ada.post("/api/auth/email", change), 202)
    network.settle()
    token = token_in(network.mailer.last_to("new@example.org"))
    assert sorted(told(network)) == [
        (ADA, "Your e-mail address is to be changed"),
        ("new@example.org", "Confirm your e-mail address"),
    ]
    assert done(ada.get("/api/users/me"))["email"] == ADA
    forgotten(network)
    network.settle()
    for_the_old = token_in(network.mailer.last_to(ADA))

    done(network.request("POST", "/api/auth/email/confirm", {"token": token}))

    assert done(ada.get("/api/users/me"))["email"] == "new@example.org"
    reset = {"token": for_the_old, "newPassword": NEW_PASSWORD}
    assert network.request("POST", "/api/auth/password-reset/confirm", reset)[0] == 404
    # The address is free again.
    assert network.sign_up("ada2").id
    assert done(network.request("POST", "/api/auth/login", {"login": "new@example.org", "password": PASSWORD}))


def test_an_address_that_was_taken_meanwhile_stays_who_took_it(network: InMemoryNetwork) -> None:
    ada = network.sign_up("ada")
    done(ada.post("/api/auth/email", {"password": PASSWORD, "email": "cat@example.org"}), 202)
    network.settle()
    token = token_in(network.mailer.last_to("cat@example.org"))
    cat = network.sign_up("cat")
    status, refused = network.request("POST", "/api/auth/email/confirm", {"token": token})
    assert (status, refused["error"]["field"]) == (409, "email")
    assert done(cat.get("/api/users/me"))["email"] == "cat@example.org"


def test_a_forgotten_password_is_replaced_on_the_page_and_every_session_ends(network: InMemoryNetwork) -> None:
    ada = network.sign_up("ada")
    signed_in = page(network, "GET", "/auth/password/new", {})
    assert 'autocomplete="email"' in signed_in["body"]
    sent = send_form(network, "/auth/password/new", signed_in, email="ADA@example.org")
    nobody = send_form(network, "/auth/password/new", signed_in, email="nobody@example.org")
    assert sent["body"] == nobody["body"]
    network.settle()
    letter = network.mailer.last_to(ADA)
    assert told(network) == [(ADA, "Choose a new password")]
    token = token_in(letter)

    shown = page(network, "GET", "/auth/password/edit", {"token": token})
    weak = send_form(network, "/auth/password/edit", shown, password="password123")
    assert (weak["statusCode"], "guessed first" in weak["body"]) == (422, True)
    changed = send_form(network, "/auth/password/edit", weak, password=NEW_PASSWORD)
    assert "password is changed" in changed["body"]

    assert ada.get("/api/users/me")[0] == 401
    assert logs_in(network, "ada", NEW_PASSWORD)
    assert not logs_in(network, "ada", PASSWORD)
    network.settle()
    assert told(network) == [(ADA, "Your password was changed")]
    assert page(network, "GET", "/auth/password/edit", {"token": token})["statusCode"] == 404
    again = send_form(network, "/auth/password/edit", shown, password=NEW_PASSWORD)
    assert again["statusCode"] == 404


def test_forms_of_other_sites_do_nothing(network: InMemoryNetwork) -> None:
    network.sign_up("ada")
    refused = page(network, "POST", "/auth/password/new", {"email": ADA})
    assert (refused["statusCode"], "out of date" in refused["body"]) == (403, True)
    network.settle()
    assert told(network) == []
    forgotten(network)
    network.settle()
    token = token_in(network.mailer.last_to(ADA))
    forged = page(network, "POST", "/auth/password/edit", {"token": token, "password": NEW_PASSWORD}, "linnet_form=x")
    assert forged["statusCode"] == 403
    assert logs_in(network, "ada", PASSWORD)


@pytest.mark.parametrize("token", ["", "x", "1.x", "<script>alert(1)</script>", "Z" * 600, "0.\ud800"])
def test_a_link_that_is_none_says_so(network: InMemoryNetwork, token: str) -> None:
    for path in ("/auth/password/edit", "/auth/confirmation"):
        answer = page(network, "GET", path, {"token": token.encode("utf-8", "replace").decode()})
        assert answer["statusCode"] == 404
        assert "link does not work" in answer["body"]
    assert network.request("POST", "/api/auth/email/confirm", {"token": token or "x"})[0] in (400, 404, 422)


def test_links_end(network: InMemoryNetwork) -> None:
    ada = network.sign_up("ada")
    forgotten(network)
    network.settle()
    reset = token_in(network.mailer.last_to(ADA))
    done(ada.post("/api/auth/email", {"password": PASSWORD, "email": "new@example.org"}), 202)
    network.settle()
    confirm = token_in(network.mailer.last_to("new@example.org"))
    # Ids may be some milliseconds ahead of the clock.
    network.clock.advance(HOUR_MS + 100)
    body = {"token": reset, "newPassword": NEW_PASSWORD}
    assert network.request("POST", "/api/auth/password-reset/confirm", body)[0] == 404
    network.clock.advance(47 * HOUR_MS)
    assert network.request("POST", "/api/auth/email/confirm", {"token": confirm})[0] == 404


def test_who_knew_the_old_password_does_not_come_back_by_a_link_from_before(network: InMemoryNetwork) -> None:
    ada = network.sign_up("ada")
    done(ada.post("/api/auth/email", {"password": PASSWORD, "email": "thief@example.org"}), 202)
    network.settle()
    theirs = token_in(network.mailer.last_to("thief@example.org"))
    forgotten(network)
    network.settle()
    reset = token_in(network.mailer.last_to(ADA))

    done(ada.post("/api/auth/password", {"currentPassword": PASSWORD, "newPassword": NEW_PASSWORD}))

    assert network.request("POST", "/api/auth/email/confirm", {"token": theirs})[0] == 404
    assert ada.post("/api/auth/email/resend")[0] == 409
    assert done(ada.get("/api/users/me"))["email"] == ADA
    body = {"token": reset, "newPassword": "a third long phrase 7"}
    assert network.request("POST", "/api/auth/password-reset/confirm", body)[0] == 404
    assert logs_in(network, ADA, NEW_PASSWORD)


def test_a_new_password_does_not_keep_a_new_account_from_confirming(strict: InMemoryNetwork) -> None:
    ada = strict.sign_up("ada")
    strict.settle()
    token = token_in(strict.mailer.last_to(ADA))
    done(ada.post("/api/auth/password", {"currentPassword": PASSWORD, "newPassword": NEW_PASSWORD}))
    assert done(strict.request("POST", "/api/auth/email/confirm", {"token": token})) == {"email": ADA}


def test_a_link_opens_only_what_it_is_for(network: InMemoryNetwork) -> None:
    network.sign_up("ada")
    forgotten(network)
    network.settle()
    token = token_in(network.mailer.last_to(ADA))
    assert network.request("POST", "/api/auth/email/confirm", {"token": token})[0] == 404
    assert network.request("GET", "/api/users/me", token=token)[0] == 401


def test_a_reset_confirms_the_address_that_its_mail_went_to(strict: InMemoryNetwork) -> None:
    strict.sign_up("ada")
    forgotten(strict)
    strict.settle()
    token = token_in(next(each for each in strict.mailer.sent if each.subject == "Choose a new password"))
    done(strict.request("POST", "/api/auth/password-reset/confirm", {"token": token, "newPassword": NEW_PASSWORD}))
    signed_in = done(strict.request("POST", "/api/auth/login", {"login": "ada", "password": NEW_PASSWORD}))
    assert signed_in["user"]["emailConfirmed"] is True
