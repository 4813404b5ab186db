"""How a handshake says that an app makes it: a WebSocket API has no paths, so who stands before it adds a header."""

from __future__ import annotations

from typing import Final

PATH: Final = "/api/v1/streaming"
HEADER: Final = "x-linnet-dialect"
MASTODON: Final = "mastodon"
