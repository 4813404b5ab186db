"""The engines that are compared with the oracle."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from linnet.domain.search.documents import TweetDocument
from linnet.ports.search import SearchIndex

FAKE: Final = "fake"
SQLITE: Final = "sqlite"

Fill = Callable[[str, Sequence[TweetDocument]], SearchIndex]
