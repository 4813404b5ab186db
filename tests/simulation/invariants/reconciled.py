"""Once everything has come to rest, the reconciler finds nothing to repair and changes nothing."""

from __future__ import annotations

from typing import Any, Final

from tests.simulation.fleet import SKEW_MS
from tests.simulation.invariants.truth import Row, Truth
from tests.simulation.people import World

FUNCTION: Final = "counters_schedule"
# Of the tweets those with the most edges, a few more than one order takes.
TWEETS: Final = 30
A_TIME: Final = 20
COUNTED: Final = ("replies", "retweets", "quotes", "likes", "voters")


def nothing_is_reconciled(world: World, truth: Truth) -> None:
    """Have every account and the busiest tweets counted anew."""
    # It leaves alone what a clock that is ahead has dated into the future.
    world.scheduler.sleep(2 * SKEW_MS / 1000)
    tweets = [row for row in truth.posts.values() if row["kind"] == "tweet"]
    busiest = sorted(tweets, key=_edges, reverse=True)[:TWEETS]
    targets = [*(f"user:{key}" for key in truth.profiles), *(f"tweet:{row['id']}" for row in busiest)]
    for start in range(0, len(targets), A_TIME):
        wanted = targets[start : start + A_TIME]
        found = _invoked(world, {"version": 1, "targets": wanted})
        # Where something was done in the last ten minutes that left no mark (an act and its end, counted as one batch),
        # the reconciler puts off its judgement.
        if (
            found["drifts"]
            or found["outcomes"].keys() - {"right", "moved"}
            or sum(found["outcomes"].values()) != len(wanted)
        ):
            world.violated(f"the reconciler found {found} among {wanted}")
    after = Truth.of(truth.cloud, list(truth.tables))
    # A poll that ended meanwhile is told to those who took part.
    quiet = _open_polls(truth) == _open_polls(after)
    for table, rows in truth.tables.items():
        # What the clock takes away meanwhile is nobody's change, and the judges' requests are counted.
        if quiet and table not in ("platform", "realtime") and after.tables[table] != rows:
            world.violated(f"the reconciler changed {table}")
    if after.starting("platform", "RECONCILE#SUSPECTED"):
        world.violated("the reconciler suspects somebody")


def _open_polls(truth: Truth) -> set[int]:
    return {key for key, row in truth.posts.items() if "open_polls" in row}


def _edges(row: Row) -> int:
    return sum(int(row.get(name, 0)) for name in COUNTED)


def _invoked(world: World, event: dict[str, Any]) -> Any:
    run = world.fleet.start(FUNCTION, event)
    world.scheduler.join([run.task])
    if run.failed:
        raise run.task.failure or AssertionError("the reconciler died")
    return run.task.value


CHECKS: Final = (nothing_is_reconciled,)
