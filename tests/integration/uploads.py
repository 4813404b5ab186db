"""Upload pictures in tests, through either contract."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.integration.person import Person, done
from tests.pictures import picture

KIND = "multipart/form-data; boundary=between"


def parts(files: Mapping[str, bytes], **fields: str) -> bytes:
    """Return a form of several parts."""
    body = b""
    for name, text in fields.items():
        body += f'--between\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode()
    for name, content in files.items():
        head = f'--between\r\nContent-Disposition: form-data; name="{name}"; filename="x"\r\n'
        body += head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + content + b"\r\n"
    return body + b"--between--\r\n"


def uploaded(person: Person, content: bytes | None = None, **fields: str) -> Any:
    """Upload a picture through the native contract and return what it answers."""
    body = parts({"file": picture() if content is None else content}, **fields)
    answer = person.network.request("POST", "/api/media", body, token=person.token, headers={"content-type": KIND})
    person.network.clock.advance(1)
    return done(answer, 201)
