"""Running a handler of the working tree, again after each edit."""

import io
import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from local.deploy import live_function
from local.deploy.live_function import FunctionLog, LiveHandler

CONTEXT = SimpleNamespace(aws_request_id="request-1")
MODULE = "functions_of_test.greet_api.handler"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for package in ("functions_of_test", "functions_of_test/greet_api", "core/words_of_test"):
        (tmp_path / package).mkdir(parents=True)
        (tmp_path / package / "__init__.py").touch()
    write(tmp_path / "core/words_of_test/greeting.py", "WORD = 'hello'")
    write(
        tmp_path / "functions_of_test/greet_api/handler.py",
        "from words_of_test.greeting import WORD\n"
        "def lambda_handler(event, context):\n    print('asked')\n    return f'{WORD} {event}'\n",
    )
    monkeypatch.setattr(sys, "path", [str(tmp_path), str(tmp_path / "core"), *sys.path])
    monkeypatch.setattr(live_function, "CHECK_SECONDS", 0.0)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    yield tmp_path
    for name in [name for name in sys.modules if name.startswith(("functions_of_test", "words_of_test"))]:
        del sys.modules[name]


def write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    # Every write a second later than the last: file systems differ in how finely they tell time.
    moment = time.time_ns() + 1_000_000_000 * next(_SECONDS)
    os.utime(path, ns=(moment, moment))


_SECONDS = iter(range(1_000))


def live_handler(project: Path) -> LiveHandler:
    roots = [project / "functions_of_test" / "greet_api", project / "core"]
    handler = LiveHandler(
        MODULE, "lambda_handler", roots, FunctionLog(io.StringIO(), project / "log.jsonl", "greet_api")
    )
    handler.load()
    return handler


def entries(project: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (project / "log.jsonl").read_text(encoding="utf-8").splitlines()]


def test_an_edit_of_the_handler_is_live_at_the_next_call(project: Path) -> None:
    handler = live_handler(project)
    assert handler("you", CONTEXT) == "hello you"

    write(project / "functions_of_test/greet_api/handler.py", "def lambda_handler(event, context):\n    return 'bye'\n")

    assert handler("you", CONTEXT) == "bye"


def test_an_edit_of_the_core_package_is_live_at_the_next_call(project: Path) -> None:
    handler = live_handler(project)
    assert handler("you", CONTEXT) == "hello you"

    write(project / "core/words_of_test/greeting.py", "WORD = 'good day'")

    assert handler("you", CONTEXT) == "good day you"


def test_without_an_edit_nothing_is_loaded_again(project: Path) -> None:
    handler = live_handler(project)
    handler("you", CONTEXT)
    module = sys.modules[MODULE]

    handler("you", CONTEXT)

    assert sys.modules[MODULE] is module


def test_a_syntax_error_is_raised_by_every_call_and_heals_with_the_next_edit(project: Path) -> None:
    handler = live_handler(project)
    write(project / "core/words_of_test/greeting.py", "WORD = '")

    for _ in range(2):
        with pytest.raises(SyntaxError):
            handler("you", CONTEXT)
    write(project / "core/words_of_test/greeting.py", "WORD = 'hello again'")

    assert handler("you", CONTEXT) == "hello again you"


def test_an_error_of_the_handler_is_logged_with_its_traceback_and_request(project: Path) -> None:
    handler = live_handler(project)
    write(project / "functions_of_test/greet_api/handler.py", "def lambda_handler(event, context):\n    return 1 / 0\n")

    with pytest.raises(ZeroDivisionError):
        handler("you", CONTEXT)

    (entry,) = [entry for entry in entries(project) if "error" in entry]
    assert entry["error"] == "ZeroDivisionError"
    assert entry["request"] == "request-1"
    assert "return 1 / 0" in entry["text"]


def test_each_printed_line_becomes_an_entry_and_the_emulator_gets_it_too(tmp_path: Path) -> None:
    emulator = io.StringIO()
    log = FunctionLog(emulator, tmp_path / "log.jsonl", "greet_api")

    print("one\ntwo", file=log)
    print("unfinished", end="", file=log)
    log.end_request()

    assert [entry["text"] for entry in entries(tmp_path)] == ["one", "two", "unfinished"]
    assert emulator.getvalue() == "one\ntwo\nunfinished\n"


def test_a_silent_call_still_writes_a_line_to_the_emulator(tmp_path: Path) -> None:
    emulator = io.StringIO()

    FunctionLog(emulator, tmp_path / "log.jsonl", "greet_api").end_request()

    assert emulator.getvalue() == "\n"
