"""Read and show what the functions log."""

import json
import os
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MAX_BYTES = 20_000_000
FOLLOW_SECONDS = 0.2
# Fields of a structured line that repeat what the entry says, or that say nothing on one machine.
_NOT_SHOWN = frozenset(
    {
        "level", "location", "message", "timestamp", "service", "cold_start", "function_name", "function_memory_size",
        "function_arn", "function_request_id", "xray_trace_id", "exception", "exception_name", "stack_trace",
        "sampling_rate", "correlation_id",
    }
)  # fmt: skip
_EMULATOR_LINE = re.compile(r"\S+ \S+ (?:WARNING|ERROR|CRITICAL) \[(?P<logger>[\w.]+)\] (?P<text>.+)")
_LOGGERS_ABOUT_PROCESSES = frozenset({"lambda_runtime", "local.cloud"})
_LEVELS = {"DEBUG": 10, "INFO": 20, "WARNING": 30, "ERROR": 40, "CRITICAL": 50}
_COLOURS = {"WARNING": "33", "ERROR": "31", "CRITICAL": "31;1", "DEBUG": "2"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line, or one error with its traceback, of a function."""

    at: float
    function: str
    request_id: str
    level: str
    text: str
    fields: tuple[tuple[str, str], ...] = ()
    is_metric: bool = False

    def is_shown(self, everything: bool) -> bool:
        return everything or (not self.is_metric and _LEVELS.get(self.level, 20) >= _LEVELS["INFO"])


def append_entry(path: Path, function: str, request_id: str, text: str, error: str | None = None) -> None:
    """Add an entry to the log file; `error` is the name of the exception that the text is about."""
    entry = {"at": time.time(), "function": function, "request": request_id, "text": text}
    line = json.dumps(entry if error is None else entry | {"error": error}) + "\n"
    # One write per entry in append mode: workers of all functions share the file without a lock.
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, line.encode("utf-8", "backslashreplace"))
    finally:
        os.close(descriptor)


def emulator_complaint(line: str) -> str | None:
    """Return what a line of the emulator's log says if no function can say it: that its process was ended or died."""
    match = _EMULATOR_LINE.match(line)
    return match["text"] if match and match["logger"] in _LOGGERS_ABOUT_PROCESSES else None


def parse_entry(line: str) -> Entry | None:
    """Return the entry of a line of the log file; None for one that was cut off by a kill."""
    try:
        raw = json.loads(line)
        text, at, function, request_id = raw["text"], raw["at"], raw["function"], raw["request"]
    except (ValueError, KeyError, TypeError):
        return None
    if "error" in raw:
        return Entry(at, function, request_id, "ERROR", text)
    structured = _structured(text)
    if structured is None:
        return Entry(at, function, request_id, "INFO", text)
    if "_aws" in structured:
        return Entry(at, function, request_id, "INFO", text, is_metric=True)
    message = structured.get("message", "")
    if structured.get("exception"):
        message = f"{message}\n{structured['exception']}"
    return Entry(
        at,
        function,
        request_id,
        str(structured.get("level", "INFO")),
        message if isinstance(message, str) else json.dumps(message),
        tuple((name, _plain(value)) for name, value in structured.items() if name not in _NOT_SHOWN),
    )


def _structured(text: str) -> dict[str, Any] | None:
    if not text.startswith("{"):
        return None
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def format_entry(entry: Entry, coloured: bool) -> str:
    """Return the entry as a person reads it: time, function, level, message, fields; tracebacks indented."""
    clock = time.strftime("%H:%M:%S", time.localtime(entry.at))
    first, *rest = entry.text.split("\n")
    if rest and first.startswith("Traceback"):
        # The error itself is what the eye looks for.
        first, rest = rest[-1], entry.text.split("\n")
    fields = "".join(f" {name}={value}" for name, value in entry.fields)
    line = f"{clock} {entry.function:<18} {entry.level:<8} {first}{fields}"
    if coloured and entry.level in _COLOURS:
        line = f"\033[{_COLOURS[entry.level]}m{line}\033[0m"
    return "\n".join([line, *(f"    {part}" for part in rest)])


def recent_entries(path: Path, limit: int, levels: frozenset[str] | None = None, function: str = "") -> list[Entry]:
    """Return the newest entries that match, oldest first; looks at the last megabyte of the file."""
    entries = [entry for line in _last_lines(path, 1_000_000) if (entry := parse_entry(line)) is not None]
    matching = [
        entry
        for entry in entries
        if (levels is None or entry.level in levels) and (not function or entry.function == function)
    ]
    return matching[-limit:]


def _last_lines(path: Path, size: int) -> list[str]:
    try:
        with path.open("rb") as file:
            end = file.seek(0, 2)
            file.seek(max(0, end - size))
            data = file.read()
    except FileNotFoundError:
        return []
    lines = data.decode("utf-8", "replace").splitlines()
    return lines[1:] if end > size else lines


class LogReader:
    """Reads what is appended to a log file, over its renaming too."""

    def __init__(self, path: Path, from_start: bool = False) -> None:
        self._path = path
        self._position = 0 if from_start or not path.exists() else path.stat().st_size
        self._pending = b""

    def new_lines(self) -> Iterator[str]:
        """Yield the lines completed since the last call."""
        try:
            with self._path.open("rb") as file:
                if file.seek(0, 2) < self._position:
                    self._position, self._pending = 0, b""
                file.seek(self._position)
                data = self._pending + file.read()
                self._position = file.tell()
        except FileNotFoundError:
            return
        *lines, self._pending = data.split(b"\n")
        for line in lines:
            yield line.decode("utf-8", "replace")


def rotate(path: Path) -> None:
    """Put a log file that has grown large aside, in place of the one put aside before."""
    if path.exists() and path.stat().st_size > MAX_BYTES:
        path.replace(path.with_suffix(path.suffix + ".1"))


def show_log(path: Path, function: str, lines: int, follow: bool, everything: bool) -> int:
    """Print the newest entries and, if asked to, the coming ones until Ctrl-C."""
    reader = LogReader(path)
    coloured = sys.stdout.isatty()
    for entry in recent_entries(path, lines, function=function):
        if entry.is_shown(everything):
            print(format_entry(entry, coloured))
    try:
        while follow:
            for line in reader.new_lines():
                new = parse_entry(line)
                if new is not None and new.is_shown(everything) and function in ("", new.function):
                    print(format_entry(new, coloured), flush=True)
            time.sleep(FOLLOW_SECONDS)
    except KeyboardInterrupt:
        print()
    return 0
