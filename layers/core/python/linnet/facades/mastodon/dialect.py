"""How a handshake says that an app makes it: a WebSocket API has no paths, so who stands before it adds a header."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

PATH: Final = "/api/v1/streaming"
HEADER: Final = "x-linnet-dialect"
MASTODON: Final = "mastodon"
# Where sockets are opened, with or without a slash behind, and what the header says then: natively nothing.
SOCKETS: Final[Mapping[str, str | None]] = {"/ws": None, PATH: MASTODON}
