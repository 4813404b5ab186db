"""Scheduled tweets: each published once and not early, or kept with a reason; what is cancelled stays away."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping

from linnet.domain.ids import created_ms
from tests.simulation.fleet import SKEW_MS
from tests.simulation.invariants.truth import Row, Truth
from tests.simulation.journal import Deed
from tests.simulation.people import World
from tests.simulation.workload.drafts import CANCELLED, KEPT, PUBLISHED


def scheduled_tweets_happen_once(world: World, truth: Truth) -> None:
    """Each draft that its owner left alone has become one tweet, or has failed for a reason that there was."""
    gone = {person.id for person in world.gone}
    tweets: dict[str, list[Row]] = defaultdict(list)
    for row in truth.standing.values():
        if row["kind"] == "tweet":
            tweets[str(row["text"]).partition(" ")[0]].append(row)
    kept = {int(row["id"]): row for row in truth.tables["drafts"] if row["id"] != 0}
    for deed in world.journal.deeds_of("schedule"):
        if deed.facts["actor"] not in gone:
            _judge(world, deed, tweets[deed.facts["mark"]], kept)


def _judge(world: World, deed: Deed, tweets: list[Row], kept: Mapping[int, Row]) -> None:
    what, draft = deed.facts["mark"], deed.facts.get("id")
    if len(tweets) > 1:
        world.violated(f"{what} was published {len(tweets)} times: {[row['id'] for row in tweets]}")
    if deed.refused and tweets:
        world.violated(f"{what} was refused and is published")
    if draft is None:
        return
    if tweets and draft in kept:
        world.violated(f"{what} is published and still a draft")
    possible = world.journal.possible(("draft", draft), KEPT)
    if not tweets and draft not in kept and CANCELLED not in possible:
        world.violated(f"{what} is neither published nor kept, and may be {sorted(possible)}")
    if (tweets or draft in kept) and possible == {CANCELLED}:
        world.violated(f"{what} was cancelled, and is published {len(tweets)} times, kept: {draft in kept}")
    if not tweets and possible == {PUBLISHED}:
        world.violated(f"{what} was acknowledged as published and is not")
    for row in tweets:
        _judge_tweet(world, what, draft, row)
    if draft in kept:
        _judge_failure(world, deed, kept[draft])


def _judge_tweet(world: World, what: str, draft: int, row: Row) -> None:
    texts = world.journal.possible(("draft text", draft), None)
    if row["text"] not in texts:
        world.violated(f"{what} was published as {row['text']!r} and may be {sorted(texts)}")
    by_hand = [each for each in world.journal.deeds_of("publish draft") if each.facts["id"] == draft]
    # Of times that may have stood; a clock may have been ahead.
    earliest_ms = min(world.journal.possible(("draft time", draft), None))
    if not by_hand and created_ms(int(row["id"])) + SKEW_MS < earliest_ms:
        world.violated(f"{what} was published at {created_ms(int(row['id']))}, before {earliest_ms}")


def _judge_failure(world: World, deed: Deed, row: Row) -> None:
    if "failure" not in row:
        world.violated(f"{deed.facts['mark']} still waits for {row.get('scheduled_at')}")
        return
    failure = json.loads(row["failure"])
    away = [each for each in world.journal.deeds_on(("away", deed.facts["actor"])) if not each.refused]
    if deed.facts["parent"] is None and not away:
        world.violated(f"{deed.facts['mark']} failed without a reason: {failure}")
    if "due" in row:
        world.violated(f"the failure of {deed.facts['mark']} was never told")


def usage_equals_the_drafts(world: World, truth: Truth) -> None:
    """What limits go by is how many drafts there are."""
    rows = truth.tables["drafts"]
    counted = Counter(int(row["owner_id"]) for row in rows if row["id"] != 0 and "scheduled_at" not in row)
    for row in rows:
        if row["id"] == 0 and (int(row["drafts"]), row["days"]) != (counted[int(row["owner_id"])], "{}"):
            world.violated(f"{row['owner_id']} has {counted[int(row['owner_id'])]} drafts, counted as {row}")


CHECKS = (scheduled_tweets_happen_once, usage_equals_the_drafts)
