"""Put the mail that functions send through SES into a folder, where any mail program opens it."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from local.loopback import open_url


def sent_messages(cloud_url: str) -> list[Mapping[str, Any]]:
    """Return all messages that the emulator has taken for delivery."""
    with open_url(f"{cloud_url}/_ministack/ses/messages", timeout_seconds=10) as response:
        accounts: Mapping[str, list[Mapping[str, Any]]] = json.load(response)["messages"]
    return [message for messages in accounts.values() for message in messages]


def deliver(messages: list[Mapping[str, Any]], folder: Path) -> int:
    """Write each message that is not in the folder yet as an .eml file; return how many were new."""
    delivered = 0
    for message in messages:
        moment = datetime.fromtimestamp(message["Timestamp"], UTC)
        name = "".join(letter for letter in message["MessageId"] if letter.isalnum())
        path = folder / f"{moment:%Y%m%d-%H%M%S}-{name}.eml"
        if not path.exists():
            # Whole or not at all: somebody may be watching the folder.
            unfinished = path.with_suffix(".new")
            unfinished.write_bytes(_as_email(message, moment).as_bytes())
            unfinished.replace(path)
            delivered += 1
    return delivered


def _as_email(message: Mapping[str, Any], moment: datetime) -> EmailMessage:
    mail = EmailMessage()
    mail["Date"] = format_datetime(moment)
    mail["From"] = message["Source"]
    for field in ("To", "CC"):
        if message[field]:
            mail[field] = ", ".join(message[field])
    mail["Subject"] = message["Subject"]
    mail.set_content(message["BodyText"] or "")
    if message["BodyHtml"]:
        mail.add_alternative(message["BodyHtml"], subtype="html")
    return mail
