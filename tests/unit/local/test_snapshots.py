"""Snapshots appear whole or not at all."""

from pathlib import Path

import pytest

from local.cloud.snapshots import drop_snapshots, newest_snapshot, snapshot_time_ms, write_snapshot


def write_text(text: str, folder: Path) -> None:
    (folder / "dynamodb.json").write_text(text, encoding="utf-8")


def test_the_newest_snapshot_counts(tmp_path: Path) -> None:
    write_snapshot(tmp_path, 2_000, lambda folder: write_text("new", folder))
    write_snapshot(tmp_path, 1_000, lambda folder: write_text("finished late", folder))

    newest = newest_snapshot(tmp_path)

    assert newest is not None
    assert (newest / "dynamodb.json").read_text(encoding="utf-8") == "new"
    assert snapshot_time_ms(newest) == 2_000


def test_an_interrupted_one_does_not_count(tmp_path: Path) -> None:
    def interrupted(folder: Path) -> None:
        write_text("half", folder)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_snapshot(tmp_path, 1_000, interrupted)

    assert newest_snapshot(tmp_path) is None


def test_old_ones_and_what_killed_writers_left_are_dropped(tmp_path: Path) -> None:
    for moment in (1_000, 2_000, 3_000):
        write_snapshot(tmp_path, moment, lambda folder: write_text("state", folder))
    (tmp_path / "partial-killed").mkdir()

    drop_snapshots(tmp_path, keep=2)

    assert sorted(snapshot_time_ms(folder) for folder in tmp_path.iterdir()) == [2_000, 3_000]
