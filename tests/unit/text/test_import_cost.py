"""What the package adds to a cold start."""

import os
import subprocess
import sys
from pathlib import Path

import linnet

BUDGET_SECONDS = 0.030
# Modules that every function imports anyway do not count.
SCRIPT = """
import collections.abc, dataclasses, re, sys, time, typing, unicodedata
before = set(sys.modules)
start = time.process_time()
import linnet.domain.text
print(time.process_time() - start)
print(*sorted(set(sys.modules) - before))
"""


def _import() -> tuple[float, set[str]]:
    environment = dict(os.environ, PYTHONPATH=str(Path(linnet.__file__).parents[1]))
    output = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=True
    ).stdout
    seconds, modules = output.splitlines()
    return float(seconds), set(modules.split())


def test_the_import_takes_at_most_30_ms_of_cpu() -> None:
    assert min(_import()[0] for _ in range(5)) <= BUDGET_SECONDS


def test_what_only_presenters_need_is_not_imported() -> None:
    modules = _import()[1]
    assert "linnet.domain.text.urls" in modules
    assert not modules & {f"linnet.domain.text.{name}" for name in ("links", "highlight", "validation")}


def test_nothing_outside_of_the_standard_library_is_imported() -> None:
    top_level = {module.partition(".")[0] for module in _import()[1]}
    assert top_level <= {"linnet"} | sys.stdlib_module_names
