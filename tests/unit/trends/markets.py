"""Replay the real tweets of markets on a compressed clock: a day of 2014 is an hour of trends.

The data set is a thin sample (some hundred tweets a day), so that a day of it is what an hour of a small network is.
"""

from __future__ import annotations

import gzip
import html
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any

from linnet.domain.ids import id_at
from linnet.domain.text import extract_entities
from linnet.domain.trends.events import EventKind, TrendEvent
from linnet.domain.trends.names import names_in, text_hash
from linnet.domain.trends.settings import DAY_MS, HOUR_MS
from tests.unit.trends.trend_world import MIDNIGHT_MS

FILE = "tweets_markets_2014.jsonl.gz"
COMPRESSION = DAY_MS // HOUR_MS
FIRST_DAY = datetime(2014, 4, 1, tzinfo=UTC)


def compressed(moment: datetime) -> int:
    """Return when on the clock of the replay a moment of 2014 is."""
    return MIDNIGHT_MS + int((moment - FIRST_DAY).total_seconds() * 1000) // COMPRESSION


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def events(data: Path, first: datetime, last: datetime) -> Iterator[TrendEvent]:
    """Yield what the router would tell of the tweets of these days, both included."""
    with gzip.open(data / FILE, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            moment = datetime.fromisoformat(row["created_at"])
            if first <= moment < last + timedelta(days=1):
                event = _event(row, compressed(moment))
                if event.names:
                    yield event


def _event(row: dict[str, Any], at_ms: int) -> TrendEvent:
    text = html.unescape(row["text"])
    entities = extract_entities(text)
    names = names_in(text, entities)
    original = row.get("retweet_of")
    if original is not None:
        # What an old retweet repeats of its original is cut off; who engages engages with all its tags.
        names = (*(f"#{tag}" for tag in row.get("hashtags", ())), *(name for name in names if not name.startswith("#")))
    tweet_id = int(original or row["id"])
    author = int.from_bytes(blake2b(row["author"].encode(), digest_size=6).digest())
    return TrendEvent(
        EventKind.POST if original is None else EventKind.ENGAGEMENT,
        # The id of a tweet tells when it was made: here, on the clock of the replay.
        id_at(at_ms, tweet_id & 0xFFFF) if original is None else tweet_id,
        author,
        at_ms,
        names,
        text_hash=text_hash(text, entities),
    )
