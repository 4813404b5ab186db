"""One network per folder, and how others learn of it."""

from pathlib import Path

import pytest

from local.instance import AlreadyRunningError, Hold, Instance, Running, default_cloud_port, running_in


def running(port: int = 3000) -> Running:
    return Running(pid=1, port=port, cloud_port=4566, cloud_pid=2, started=0.0, ready=True, enforce_iam=False)


def test_a_second_network_of_the_folder_is_refused(tmp_path: Path) -> None:
    hold = Hold(Instance(tmp_path))

    with pytest.raises(AlreadyRunningError):
        Hold(Instance(tmp_path))
    hold.release()


def test_what_runs_is_told_to_others_while_it_runs(tmp_path: Path) -> None:
    hold = Hold(Instance(tmp_path))
    hold.tell(running(port=3100))

    told = running_in(tmp_path)

    assert told is not None
    assert told.instance(tmp_path).url == "http://localhost:3100"
    hold.release()


def test_a_record_left_by_a_killed_network_counts_for_nothing(tmp_path: Path) -> None:
    hold = Hold(Instance(tmp_path))
    hold.tell(running())
    record = Instance(tmp_path).record_file.read_text(encoding="utf-8")
    hold.release()
    Instance(tmp_path).record_file.write_text(record, encoding="utf-8")

    assert running_in(tmp_path) is None
    next_hold = Hold(Instance(tmp_path))
    assert running_in(tmp_path) is None
    next_hold.release()


def test_a_folder_where_nothing_ever_ran_runs_nothing(tmp_path: Path) -> None:
    assert running_in(tmp_path / "absent") is None


def test_the_cloud_port_follows_the_port() -> None:
    assert default_cloud_port(3000) == 4566
    assert default_cloud_port(3100) == 4666


def test_only_the_owner_can_read_the_data(tmp_path: Path) -> None:
    instance = Instance(tmp_path / "data")

    instance.make_folders()

    assert {part.stat().st_mode & 0o077 for part in (instance.folder, *instance.parts)} == {0}
