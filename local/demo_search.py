"""Search for what the demo posted most, and say what is found."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from linnet.domain.text import extract_entities
from local.loopback import NO_ANSWER, read_json
from local.replay.plan import Plan, Post

# The index is behind the tables by some seconds while so much is posted at once.
PATIENCE_S = 60
PAUSE_S = 1.0
TIMEOUT_S = 10
SHOWN = 3


def searched(url: str, plan: Plan, sleep: Callable[[float], None] = time.sleep) -> str:
    """Return what is found by the commonest tag of a plan, as text; say so when nothing is."""
    query = commonest_tag(plan)
    address = f"{url}/api/search?q={quote(query)}&limit={SHOWN}"
    for _ in range(int(PATIENCE_S / PAUSE_S)):
        tweets = _found(address)
        if tweets:
            lines = (f"  @{each['tweet']['author']['username']}: {each['tweet']['text']}" for each in tweets)
            return f"\nBest of {query} (curl -s '{address}'):\n" + "\n".join(" ".join(line.split()) for line in lines)
        sleep(PAUSE_S)
    return f"\nNothing is found yet. Look again: curl -s '{address}'"


def commonest_tag(plan: Plan) -> str:
    """Return the hashtag or cashtag that stands in most posts of a plan."""
    counted: Counter[str] = Counter()
    for action in plan.actions:
        if isinstance(action, Post):
            found = extract_entities(action.text)
            counted.update({f"#{each.tag.lower()}" for each in found.hashtags})
            counted.update({f"${each.tag.upper()}" for each in found.cashtags})
    return max(counted, key=lambda tag: (counted[tag], tag), default="the")


def _found(address: str) -> list[Mapping[str, Any]]:
    try:
        found: list[Mapping[str, Any]] = read_json(address, TIMEOUT_S)["tweets"]
    except NO_ANSWER:
        # A busy machine, or an engine that begins; it is asked again.
        return []
    return found
