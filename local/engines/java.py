"""Find a Java that is new enough: engines differ in the oldest that they run on, and a machine may have several."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

# Where Linux distributions and macOS put each Java that is installed.
INSTALLED: Final = ((Path("/usr/lib/jvm"), "*"), (Path("/Library/Java/JavaVirtualMachines"), "*/Contents/Home"))
_MAJOR: Final = re.compile(r'version "(?:1\.)?(\d+)')


def java(oldest: int) -> Path | None:
    """Return the first Java of that major version or a later one."""
    for program in candidates(os.environ, INSTALLED):
        if major_version(program) >= oldest:
            return program
    return None


def candidates(environment: Mapping[str, str], folders: Iterable[tuple[Path, str]]) -> Iterator[Path]:
    """Yield each Java once: that of the PATH, those that JAVA_HOME and its like name, then what is installed."""
    homes = [
        Path(environment[name]) for name in sorted(environment) if name.startswith("JAVA_HOME") if environment[name]
    ]
    homes += [home for folder, pattern in folders for home in sorted(folder.glob(pattern))]
    on_path = shutil.which("java", path=environment.get("PATH", ""))
    programs = [Path(on_path)] if on_path else []
    seen = set()
    for program in [*programs, *(home / "bin" / "java" for home in homes)]:
        if os.access(program, os.X_OK) and program.resolve() not in seen:
            seen.add(program.resolve())
            yield program


def major_version(program: Path) -> int:
    """Ask a Java for its major version; 0 if it does not say one."""
    # macOS has a `java` that only tells where to get one, and fails.
    said = subprocess.run([program, "-version"], capture_output=True, text=True, timeout=30, check=False).stderr
    version = _MAJOR.search(said)
    return int(version[1]) if version else 0
