"""Look at, stop and empty a network that runs, or ran, somewhere else."""

import os
import shutil
import signal
import time
from pathlib import Path

from botocore.exceptions import BotoCoreError

from local.aws import LocalAws
from local.cloud.snapshots import newest_snapshot, snapshot_time_ms
from local.front import inspection
from local.instance import Instance, running_in
from local.processes import STOP_SECONDS, wait_until
from local.terminal import fail, places, step


def down(folder: Path) -> int:
    """Stop the network of the folder and wait until its data is saved."""
    running = running_in(folder)
    if running is None:
        print("Nothing runs.")
        return 0
    with step("stop", f"stopping process {running.pid}") as current:
        os.kill(running.pid, signal.SIGTERM)
        if not wait_until(lambda: running_in(folder) is None, STOP_SECONDS + 10):
            fail(f"\nProcess {running.pid} does not stop.")
            return 1
        current.say("stopped, data saved")
    return 0


def reset(folder: Path) -> int:
    """Stop the network of the folder and delete its data, mail and logs."""
    if down(folder) != 0:
        return 1
    instance = Instance(folder)
    for part in instance.parts:
        shutil.rmtree(part, ignore_errors=True)
    print(f"{folder} is empty.")
    return 0


def status(folder: Path) -> int:
    """Say what runs and where; return 0 if it does and is ready, 3 otherwise, as service scripts do."""
    running = running_in(folder)
    snapshot = newest_snapshot(Instance(folder).snapshots)
    saved = f"snapshot {_ago(time.time() - snapshot_time_ms(snapshot) / 1000)} ago" if snapshot else "no snapshot yet"
    if running is None:
        print(places([("Linnet", "is not running"), ("Data", f"{folder}, {saved}")]))
        return 3
    instance = running.instance(folder)
    rows = [
        ("Linnet", f"{instance.url}, process {running.pid}, for {_ago(time.time() - running.started)}"),
        ("Data", f"{folder}, {saved}"),
        (
            "AWS",
            f"{instance.cloud_url}, process {running.cloud_pid}{', roles enforced' if running.enforce_iam else ''}",
        ),
    ]
    if not running.ready:
        print(places([*rows, ("State", "starting")]))
        return 3
    try:
        aws = LocalAws(instance.cloud_url)
        tables = inspection.tables(aws)
        busy = [one for one in inspection.queues(aws) if one.waiting or one.in_work]
    except BotoCoreError as error:
        print(places([*rows, ("State", f"the local AWS does not answer: {error}")]))
        return 3
    rows += [("Table", f"{inspection.short_name(one.name):<40} {one.items:>9} items") for one in tables]
    rows += [
        (
            "Dead letters" if one.sources else "Queue",
            f"{inspection.short_name(one.name):<40} {one.waiting:>9} waiting, {one.in_work} in work",
        )
        for one in busy
    ]
    print(places(rows))
    return 0


def _ago(seconds: float) -> str:
    for size, name in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.0f} {name}"
    return f"{seconds:.0f} s"
