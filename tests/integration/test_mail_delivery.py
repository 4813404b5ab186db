"""Mails are sent once, or again, or not at all, and hold nothing that they should not."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator

import pytest

from functions.mail_queue import handler as mail_queue
from linnet.domain.mail import Letter, MailKind
from linnet.ports.mail import LetterRefused, MailJob, MailNotSent
from linnet.services.send_mail import SendMail
from tests.conftest import REPOSITORY
from tests.integration.in_memory_network import InMemoryNetwork, in_memory_network
from tests.integration.letters import ADA, HOUR_MS, NEW_PASSWORD, forgotten, page, send_form, token_in, told
from tests.integration.person import PASSWORD, done


@pytest.fixture
def network(aws_credentials: None) -> Iterator[InMemoryNetwork]:
    with in_memory_network() as network:
        yield network


def test_a_changed_password_is_told(network: InMemoryNetwork) -> None:
    ada = network.sign_up("ada")
    done(ada.post("/api/auth/password", {"currentPassword": PASSWORD, "newPassword": NEW_PASSWORD}))
    network.settle()
    assert told(network) == [(ADA, "Your password was changed")]


def test_repeated_deliveries_send_one_mail(network: InMemoryNetwork) -> None:
    ada = network.sign_up("ada")
    forgotten(network)
    done(ada.post("/api/auth/email", {"password": PASSWORD, "email": "new@example.org"}), 202)
    network.settle(times=3)
    assert len(told(network)) == 3
    network.settle(times=2)
    assert told(network) == []


def test_what_failed_is_sent_at_the_next_delivery_and_what_is_refused_is_dropped(network: InMemoryNetwork) -> None:
    network.sign_up("ada")

    def fail(letter: Letter) -> None:
        raise MailNotSent("Throttling")

    network.mailer.fail = fail
    forgotten(network)
    for table, shard, records in network.stream_batches():
        for function in network.consumers(table):
            network.deliver(function, shard, records)
    (job,) = network.mail_jobs.waiting
    assert network.do_mail(job) == {"batchItemFailures": [{"itemIdentifier": "m"}]}
    network.mailer.fail = lambda _letter: None
    assert network.do_mail(job) == {"batchItemFailures": []}
    assert told(network) == [(ADA, "Choose a new password")]

    def refuse(letter: Letter) -> None:
        raise LetterRefused

    network.mailer.fail = refuse
    forgotten(network)
    network.settle()
    network.mailer.fail = lambda _letter: None
    network.settle()
    assert told(network) == []


def test_neither_queue_nor_table_holds_a_token_and_the_queue_no_address(network: InMemoryNetwork) -> None:
    ada = network.sign_up("ada")
    forgotten(network)
    done(ada.post("/api/auth/email", {"password": PASSWORD, "email": "new@example.org"}), 202)
    jobs: list[MailJob] = []
    for table, shard, records in network.stream_batches():
        for function in network.consumers(table):
            network.deliver(function, shard, records)
    jobs = list(network.mail_jobs.waiting)
    assert {job.kind for job in jobs} == {MailKind.RESET, MailKind.CONFIRMATION, MailKind.ADDRESS_CHANGE}
    assert "@" not in repr(jobs)
    network.settle()
    tokens = {token_in(letter) for letter in network.mailer.sent if "token=" in letter.text}
    assert len(tokens) == 2
    kept = repr(network.items("IDENTITY_TABLE"))
    assert not [token for token in tokens if token.partition(".")[2] in kept]


def test_an_erased_account_leaves_no_order_of_mail(network: InMemoryNetwork) -> None:
    ada = network.sign_up("ada")
    done(ada.post("/api/auth/email", {"password": PASSWORD, "email": "new@example.org"}), 202)
    done(ada.post("/api/auth/password", {"currentPassword": PASSWORD, "newPassword": NEW_PASSWORD}))
    forgotten(network)
    network.settle()
    body = {"password": NEW_PASSWORD, "immediately": True}
    done(network.request("DELETE", "/api/users/me", body, token=ada.token), 202)
    network.settle()
    network.clock.advance(HOUR_MS)
    network.erase()
    assert not [item for item in network.items("IDENTITY_TABLE") if item["pk"].get("S") == f"U#{ada.id}"]


def test_no_order_of_mail_begins_for_who_is_being_erased(network: InMemoryNetwork) -> None:
    ada = network.sign_up("ada")
    done(network.request("DELETE", "/api/users/me", {"password": PASSWORD, "immediately": True}, token=ada.token), 202)
    network.settle()
    network.order_erasures()
    network.do_erasure(network.erasures.waiting.pop(0)[0])
    forgotten(network)
    network.settle()
    kept = [
        str(item["sk"].get("S")) for item in network.items("IDENTITY_TABLE") if item["pk"].get("S") == f"U#{ada.id}"
    ]
    assert "PROFILE" in kept
    assert f"MAIL#{MailKind.RESET}" not in kept


def test_a_stage_without_mail_says_so(aws_credentials: None) -> None:
    with in_memory_network(mail=False) as network:
        ada = network.sign_up("ada")
        assert network.request("POST", "/api/auth/password-reset", {"email": ADA})[0] == 503
        assert ada.post("/api/auth/email", {"password": PASSWORD, "email": "new@example.org"})[0] == 503
        shown = page(network, "GET", "/auth/password/new", {})
        assert send_form(network, "/auth/password/new", shown, email=ADA)["statusCode"] == 503
        done(ada.post("/api/auth/password", {"currentPassword": PASSWORD, "newPassword": NEW_PASSWORD}))
        network.settle()
        assert told(network) == []


def test_what_people_are_called_does_not_get_into_mails_or_pages_unescaped(network: InMemoryNetwork) -> None:
    ada = network.sign_up("ada")
    done(ada.patch("/api/users/me", {"displayName": "<img src=x onerror=alert(1)>"}))
    odd = "a'b&c=d+e@example.org"
    done(ada.post("/api/auth/email", {"password": PASSWORD, "email": odd}), 202)
    network.settle()
    for letter in network.mailer.sent:
        assert "onerror" not in letter.html + letter.text + letter.subject
    token = token_in(network.mailer.last_to(odd))
    assert (
        html.escape(odd, quote=True).replace("&#x27;", "&#39;")
        in page(network, "GET", "/auth/confirmation", {"token": token})["body"]
    )


def test_the_sample_message_names_a_mail_and_a_broken_one_stays_in_the_queue(
    network: InMemoryNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs: list[MailJob] = []
    monkeypatch.setattr(SendMail, "run", lambda _, job: jobs.append(job))
    event = json.loads((REPOSITORY / "events" / "queues" / "send_mail.json").read_text("utf-8"))
    assert mail_queue.lambda_handler(event, None) == {"batchItemFailures": []}
    assert jobs == [MailJob(114688000000009999, MailKind.CONFIRMATION, user_id=114688000000004242)]
    for body in ("{", '{"version":2}', '{"version":1}', "[]", '{"version":1,"kind":"x","order_id":"1"}'):
        broken = {"Records": [{"messageId": "m", "body": body}]}
        assert mail_queue.lambda_handler(broken, None) == {"batchItemFailures": [{"itemIdentifier": "m"}]}
