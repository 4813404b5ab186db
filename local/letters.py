"""Read the mails that lie in the folder of a network."""

from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as a person reads it; `text` is its plain form."""

    to: str
    subject: str
    date: str
    text: str


def newest_letters(folder: Path, most: int) -> Sequence[Letter]:
    """Return the mails that came last, newest first."""
    # Their names begin with their times.
    return [_read(path) for path in sorted(folder.glob("*.eml"), reverse=True)[:most]]


def _read(path: Path) -> Letter:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    body = message.get_body(("plain",))
    text = body.get_content() if body is not None else ""
    return Letter(str(message["To"]), str(message["Subject"]), str(message["Date"]), text)
