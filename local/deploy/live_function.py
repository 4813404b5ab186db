"""What a function's worker runs instead of a zipped handler: the working tree, loaded again when a file changes.

Runs inside the emulator's worker processes, so it imports little, and nothing but the standard library.
"""

import importlib
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from local.logs import append_entry

# Edits must be visible within half a second; looking costs a stat per file, 1-2 ms for each worker, so not on every
# call.
CHECK_SECONDS = 0.4
WATCHED_SUFFIXES = (".py", ".json", ".html", ".txt", ".css", ".svg")

Stamp = frozenset[tuple[str, int, int]]


def stamp_of(roots: list[Path]) -> Stamp:
    """Return every watched file below the roots with its time and size; two stamps are equal while nothing changed."""
    return _stamp_of_files(_watched_files(roots))


def _watched_files(roots: list[Path]) -> Iterator[str]:
    for root in roots:
        for folder, subfolders, files in os.walk(root):
            subfolders[:] = [name for name in subfolders if name != "__pycache__"]
            yield from (f"{folder}{os.sep}{name}" for name in files if name.endswith(WATCHED_SUFFIXES))


def _stamp_of_files(paths: Iterable[str]) -> Stamp:
    return frozenset(_looks_of(paths))


def _looks_of(paths: Iterable[str]) -> Iterator[tuple[str, int, int]]:
    for path in paths:
        try:
            status = os.stat(path)  # noqa: PTH116 - half the time of Path.stat, on every few calls
        except FileNotFoundError:  # an editor replaced it between two looks
            continue
        yield path, status.st_mtime_ns, status.st_size


class FunctionLog:
    """A stream that also appends every line, with its function and request, to the log file of the network."""

    def __init__(self, stream: TextIO, path: Path, function: str) -> None:
        self._stream = stream
        self._path = path
        self._function = function
        self._pending = ""
        self.request_id = ""

    def write(self, text: str) -> int:
        self._stream.write(text)
        *lines, self._pending = (self._pending + text).split("\n")
        self._append(lines)
        return len(text)

    def flush(self) -> None:
        self._stream.flush()

    def isatty(self) -> bool:
        return False

    def end_request(self) -> None:
        """Write the unfinished last line, and an empty one to the emulator, which otherwise waits 50 ms for any."""
        self._append([self._pending])
        self._pending = ""
        self._stream.write("\n")
        self._stream.flush()

    def append_error(self, error: BaseException) -> None:
        """Write an error of the function as one entry, with its traceback."""
        self._write_entry("".join(traceback.format_exception(error)).rstrip(), error=type(error).__name__)

    def _append(self, lines: list[str]) -> None:
        for line in lines:
            if line.strip():
                self._write_entry(line)

    def _write_entry(self, text: str, error: str | None = None) -> None:
        append_entry(self._path, self._function, self.request_id, text, error)


class LiveHandler:
    """A Lambda handler that imports the real one from the working tree, again whenever a watched file changed."""

    def __init__(self, module_name: str, attribute: str, roots: list[Path], log: FunctionLog) -> None:
        self._module_name = module_name
        self._attribute = attribute
        self._roots = roots
        self._log = log
        self._handler: Callable[[Any, Any], Any] | None = None
        self._error: BaseException | None = None
        self._traceback: TracebackType | None = None
        self._stamp: Stamp = frozenset()
        self._checked = 0.0

    def load(self) -> None:
        """Import the handler as it is now; an error is kept and raised by the calls until a file changes."""
        self._checked = time.monotonic()
        self._stamp = stamp_of(self._roots)
        self._handler = None
        self._forget_modules()
        try:
            self._handler = getattr(importlib.import_module(self._module_name), self._attribute)
            self._error = None
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever the edited file does is shown, not fatal
            self._error, self._traceback = error, error.__traceback__

    def __call__(self, event: Any, context: Any) -> Any:
        self._log.request_id = getattr(context, "aws_request_id", "")
        try:
            if time.monotonic() - self._checked > CHECK_SECONDS:
                self._reload_if_changed()
            return self._current_handler()(event, context)
        except Exception as error:
            self._log.append_error(error)
            raise
        finally:
            self._log.end_request()

    def _current_handler(self) -> Callable[[Any, Any], Any]:
        if self._handler is None:
            # With the traceback of the import: each raise would make a kept one longer.
            raise (self._error or RuntimeError("not loaded")).with_traceback(self._traceback)
        return self._handler

    def _reload_if_changed(self) -> None:
        self._checked = time.monotonic()
        if self._current_stamp() == self._stamp:
            return
        # Bytecode is keyed by whole seconds and size: after two quick edits a cached file could pass for the new one.
        sys.dont_write_bytecode = True
        self.load()
        print(f"[live] loaded {self._module_name} again")

    def _current_stamp(self) -> Stamp:
        # A new file matters when one of the others asks for it, or where it was missed; to look for it in all folders
        # takes half as long again.
        if self._handler is None:
            return stamp_of(self._roots)
        return _stamp_of_files(path for path, _, _ in self._stamp)

    def _forget_modules(self) -> None:
        importlib.invalidate_caches()
        packages = tuple({self._module_name.partition(".")[0], *_packages_in(self._roots)})
        for name in list(sys.modules):
            if name.partition(".")[0] in packages:
                del sys.modules[name]


def _packages_in(roots: list[Path]) -> set[str]:
    return {entry.name for root in roots for entry in root.glob("*/") if (entry / "__init__.py").exists()}


def serve(module_name: str, attribute: str, project: str, log_file: str) -> Callable[[Any, Any], Any]:
    """Return the handler for a stub module of that name, which the emulator has imported from the uploaded zip."""
    function = module_name.split(".")[-2]
    core = Path(project, "layers", "core", "python")
    stub = sys.modules[module_name]
    packages = {name: module for name, module in sys.modules.items() if module_name.startswith(f"{name}.")}
    # The stub's folder must not hide the real package of the same name.
    stub_root = str(Path(stub.__file__ or "").parents[module_name.count(".")])
    sys.path[:] = [str(core), project, *(entry for entry in sys.path if entry != stub_root)]
    log = FunctionLog(sys.stderr, Path(log_file), function)
    sys.stderr = sys.stdout = log
    handler = LiveHandler(module_name, attribute, [Path(project, "functions", function), core], log)
    handler.load()
    # The import that is going on looks for the stub and its packages when it ends; the calls must find the real module.
    real = sys.modules.get(module_name)
    sys.modules[module_name] = stub
    for name, module in packages.items():
        sys.modules.setdefault(name, module)

    def entry(event: Any, context: Any) -> Any:
        nonlocal real
        if real is not None:
            sys.modules[module_name] = real
            real = None
        return handler(event, context)

    return entry
