"""How a handshake says that an app makes it: a WebSocket API has no paths, so who stands before it adds a header."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

PATH: Final = "/api/v1/streaming"
HEADER: Final = "x-linnet-dialect"
MASTODON: Final = "mastodon"
# By the path at which a socket is opened, with or without a slash behind; natively the header is absent.
DIALECT_AT: Final[Mapping[str, str | None]] = {"/ws": None, PATH: MASTODON}
