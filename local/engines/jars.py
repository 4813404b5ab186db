"""Fetch the jars of an engine, by Maven, without Docker.

They are cached outside the repository, keyed by the pom, and never passed on.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path


def jars(pom: Path) -> Path:
    """Return the folder with the jars that a pom names, fetching them at the first use."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "linnet"
    folder = cache / f"{pom.parent.name}-{hashlib.sha256(pom.read_bytes()).hexdigest()[:12]}"
    if not folder.exists():
        fetched = cache / f"fetching-{pom.parent.name}-{os.getpid()}"
        command = ["mvn", "-q", "-B", "-f", str(pom), "dependency:copy-dependencies", "-DincludeScope=runtime"]
        subprocess.run([*command, f"-DoutputDirectory={fetched}"], check=True, timeout=600)
        try:
            fetched.rename(folder)
        except OSError:
            # Another run was first; its copy is the same.
            shutil.rmtree(fetched)
    return folder
