"""What is asked of SES, and what becomes of its answers."""

from __future__ import annotations

import boto3
import pytest
from botocore.stub import Stubber

from linnet.adapters.ses import SesMailer, mailer_from
from linnet.domain.mail import Letter, MailKind
from linnet.domain.users import User
from linnet.facades.letters import Letters
from linnet.ports.mail import LetterRefused, MailNotSent

LETTER = Letter("ada@example.org", "Hello", "plain", "<p>marked</p>")


@pytest.fixture
def ses(aws_credentials: None) -> tuple[SesMailer, Stubber]:
    client = boto3.client("sesv2", region_name="us-east-1")
    stubber = Stubber(client)
    stubber.activate()
    return SesMailer(client, "Linnet <linnet@example.org>"), stubber


def expected(to: str) -> dict[str, object]:
    def text(data: str) -> dict[str, str]:
        return {"Data": data, "Charset": "UTF-8"}

    body = {"Text": text("plain"), "Html": text("<p>marked</p>")}
    return {
        "FromEmailAddress": "Linnet <linnet@example.org>",
        "Destination": {"ToAddresses": [to]},
        "Content": {"Simple": {"Subject": text("Hello"), "Body": body}},
    }


@pytest.mark.parametrize(
    ("to", "written"),
    [("ada@example.org", "ada@example.org"), ("ada@bücher.example", "ada@xn--bcher-kva.example")],
)
def test_a_letter_is_handed_over(ses: tuple[SesMailer, Stubber], to: str, written: str) -> None:
    mailer, stubber = ses
    stubber.add_response("send_email", {"MessageId": "m"}, expected(written))
    mailer.send(Letter(to, LETTER.subject, LETTER.text, LETTER.html))
    stubber.assert_no_pending_responses()


def test_an_address_that_is_none_is_refused_and_all_else_may_work_later(ses: tuple[SesMailer, Stubber]) -> None:
    mailer, stubber = ses
    said = "ada@example.org is not to be in any log"
    stubber.add_client_error("send_email", "BadRequestException", said)
    with pytest.raises(LetterRefused):
        mailer.send(LETTER)
    for code in ("MessageRejected", "TooManyRequestsException", "AccountSuspendedException"):
        stubber.add_client_error("send_email", code, said)
        with pytest.raises(MailNotSent) as raised:
            mailer.send(LETTER)
        assert str(raised.value) == code
        assert raised.value.__suppress_context__


def test_a_host_that_cannot_be_written_is_refused(ses: tuple[SesMailer, Stubber]) -> None:
    mailer, _ = ses
    with pytest.raises(LetterRefused):
        mailer.send(Letter(f"ada@{'ü' * 70}.example", "", "", ""))


def test_nothing_is_tried_twice(aws_credentials: None) -> None:
    client = mailer_from("x@example.org", "us-east-1")._client
    with Stubber(client) as stubber:
        stubber.add_client_error("send_email", "InternalFailure", http_status_code=500)
        with pytest.raises(MailNotSent):
            SesMailer(client, "x@example.org").send(LETTER)
        # A second attempt would have found no answer prepared.
        stubber.assert_no_pending_responses()


@pytest.mark.parametrize("kind", MailKind)
def test_letters_say_the_same_in_both_forms_and_link_where_there_is_a_token(kind: MailKind) -> None:
    user = User(id=1, username="ada", display_name="<b>Ada", created_ms=1)
    letter = Letters("https://linnet.example")(kind, user, "ada@example.org", "1.a+b")
    linked = kind in (MailKind.CONFIRMATION, MailKind.RESET)
    assert ("token=1.a%2Bb" in letter.text) == ("token=1.a%2Bb" in letter.html) == linked
    assert "@ada" in letter.text
    assert "linnet.example" in letter.text
    assert letter.to == "ada@example.org"
    assert "\n" not in letter.subject
    assert "<b>" not in letter.html
