"""One network per folder, and how others learn of it."""

import shutil
from pathlib import Path

import pytest

from local.instance import AlreadyRunningError, Hold, Instance, Running, default_cloud_port, running_in
from local.processes import StartError
from local.search_engine import prepare, searching, version_of


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


def test_a_network_searches_in_a_file_of_its_own_unless_another_engine_is_chosen(tmp_path: Path) -> None:
    instance = Instance(tmp_path)
    with searching(instance, "sqlite", None) as own:
        assert own.search_endpoint == f"sqlite:{tmp_path / 'search' / 'index.sqlite'}"
    with searching(instance, "sqlite", "http://127.0.0.1:9250/") as other:
        assert other.search_endpoint == "http://127.0.0.1:9250"


def test_an_engine_from_jars_is_refused_without_what_fetches_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StartError, match="Maven"), searching(Instance(tmp_path), "opensearch", None):
        pass


def test_opensearch_is_the_first_version_that_some_java_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: "mvn")
    monkeypatch.setattr("local.engines.opensearch_node.java", lambda oldest: Path("java") if oldest <= 21 else None)
    assert version_of("opensearch").name == "2.19"
    assert version_of("opensearch-3.8").name == "3.8"

    monkeypatch.setattr("local.engines.opensearch_node.java", lambda oldest: Path("java") if oldest <= 17 else None)
    assert version_of("opensearch").name == "2.19"
    with pytest.raises(StartError, match="Java 21 or later"):
        version_of("opensearch-3.8")


def test_indexes_are_there_before_the_first_search_and_an_absent_engine_is_only_told(tmp_path: Path) -> None:
    instance = Instance(tmp_path / "data")
    absent = prepare(instance)
    assert absent is not None
    assert "nothing answers" in absent
    instance.make_folders()
    assert prepare(instance) is None
    assert (tmp_path / "data" / "search" / "index.sqlite").exists()


def test_only_the_owner_can_read_the_data(tmp_path: Path) -> None:
    instance = Instance(tmp_path / "data")

    instance.make_folders()

    assert {part.stat().st_mode & 0o077 for part in (instance.folder, *instance.parts)} == {0}
