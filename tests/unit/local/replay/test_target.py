"""Made-up people go to a network on this machine only."""

from pathlib import Path

import pytest

from local.replay.command import main
from local.replay.target import WrongTargetError, loopback, target_url


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://127.0.0.1:3060/", "http://127.0.0.1:3060"),
        ("http://[::1]:3000/api", "http://[::1]:3000"),
        ("https://LOCALHOST", "https://LOCALHOST"),
    ],
)
def test_this_machine_is_taken(given: str, used: str) -> None:
    assert loopback(given) == used


@pytest.mark.parametrize(
    "given",
    [
        "https://linnet.example.org",
        "http://10.0.0.7:3000",
        "http://0.0.0.0:3000",
        "http://localhost.example.org",
        "http://localhost@example.org",
        "http://127.0.0.1.example.org",
        "ftp://localhost",
        "localhost:3000",
        "",
    ],
)
def test_any_other_is_refused(given: str) -> None:
    with pytest.raises(WrongTargetError):
        loopback(given)


def test_a_folder_in_which_nothing_runs_is_no_target(tmp_path: Path) -> None:
    with pytest.raises(WrongTargetError):
        target_url(None, tmp_path)


def test_the_command_says_so_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--url", "https://linnet.example.org"]) == 1
    assert "not on this machine" in capsys.readouterr().err
