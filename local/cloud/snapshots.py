"""Snapshots on disk: each a folder that appears whole under its final name or not at all."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

PREFIX = "snapshot-"
_PARTIAL = "partial-"


def newest_snapshot(folder: Path) -> Path | None:
    """Return the newest complete snapshot of the folder."""
    return max(folder.glob(f"{PREFIX}*"), default=None)


def write_snapshot(folder: Path, now_ms: int, write_files: Callable[[Path], None]) -> Path:
    """Let the caller fill a folder, then give it the name by which it counts; an error leaves no snapshot."""
    partial = Path(tempfile.mkdtemp(prefix=_PARTIAL, dir=folder))
    try:
        write_files(partial)
        # Named by time, so that one finished late by the child of a killed process sorts below all of its successor's.
        return partial.rename(folder / f"{PREFIX}{now_ms:015d}")
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def drop_snapshots(folder: Path, keep: int) -> None:
    """Delete all but the newest snapshots, and what killed writers left."""
    for snapshot in sorted(folder.glob(f"{PREFIX}*"), reverse=True)[keep:]:
        shutil.rmtree(snapshot, ignore_errors=True)
    for partial in folder.glob(f"{_PARTIAL}*"):
        shutil.rmtree(partial, ignore_errors=True)


def snapshot_time_ms(snapshot: Path) -> int:
    """Return when the snapshot was taken, in Unix milliseconds."""
    return int(snapshot.name.removeprefix(PREFIX))
