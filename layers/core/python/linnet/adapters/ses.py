"""Mail through Amazon SES."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from linnet.domain.mail import Letter
from linnet.ports.mail import LetterRefused, MailNotSent

if TYPE_CHECKING:
    from mypy_boto3_sesv2.client import SESV2Client

_UTF_8: Final = "UTF-8"


def mailer_from(sender: str, region: str) -> SesMailer:
    """Return a mailer that writes in the name of a sender."""
    # A mail that was tried again could be sent twice: the queue decides on that, with what is remembered of it.
    config = Config(connect_timeout=2, read_timeout=8, retries={"total_max_attempts": 1})
    return SesMailer(boto3.client("sesv2", region_name=region, config=config), sender)


class SesMailer:
    """Implement the port `Mailer`."""

    def __init__(self, client: SESV2Client, sender: str) -> None:
        self._client = client
        self._sender = sender

    def send(self, letter: Letter) -> None:
        try:
            self._client.send_email(
                FromEmailAddress=self._sender,
                Destination={"ToAddresses": [_in_ascii(letter.to)]},
                Content={
                    "Simple": {
                        "Subject": {"Data": letter.subject, "Charset": _UTF_8},
                        "Body": {
                            "Text": {"Data": letter.text, "Charset": _UTF_8},
                            "Html": {"Data": letter.html, "Charset": _UTF_8},
                        },
                    }
                },
            )
        except ClientError as error:
            code = error.response["Error"]["Code"]
            # Of what we send only the address is somebody else's. What SES says may hold it, and is not to be logged.
            raise (LetterRefused if code == "BadRequestException" else MailNotSent)(code) from None
        except BotoCoreError as error:
            raise MailNotSent(type(error).__name__) from None


def _in_ascii(address: str) -> str:
    """Return an address whose host is written as mail servers know it. Raise LetterRefused."""
    local, _, host = address.rpartition("@")
    try:
        return f"{local}@{host.encode('idna').decode('ascii')}"
    except UnicodeError as error:
        raise LetterRefused from error
