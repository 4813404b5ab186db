"""Polls and votes as attributes of rows."""

from __future__ import annotations

import json
from typing import Any

from linnet.domain.polls import Poll, Vote


def encode_poll(poll: Poll | None) -> str | None:
    """Write a poll as JSON, which costs half the bytes of a map."""
    if poll is None:
        return None
    fields: dict[str, Any] = {"options": poll.options, "ends": poll.ends_ms}
    fields |= {"multiple": True} if poll.multiple else {}
    fields |= {"hidden": True} if poll.hides_totals else {}
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def decode_poll(text: str | None) -> Poll | None:
    """Read a poll. Raise ValueError or KeyError for one that is broken."""
    if text is None:
        return None
    fields = json.loads(text)
    return Poll(
        options=tuple(fields["options"]),
        ends_ms=int(fields["ends"]),
        multiple=bool(fields.get("multiple")),
        hides_totals=bool(fields.get("hidden")),
    )


def encode_choices(choices: tuple[int, ...]) -> str:
    """Write the positions of the chosen options, e.g. `02`: there are at most four."""
    return "".join(str(choice) for choice in choices)


def decode_vote(vote_id: int | None, choices: str | None) -> Vote | None:
    """Read a vote; None where there is none."""
    if vote_id is None:
        return None
    return Vote(vote_id, tuple(int(choice) for choice in choices or ""))
