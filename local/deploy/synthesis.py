"""Run the CDK app of the working tree, only when its templates are not in the cache yet."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from local.deploy.run_app import INPUTS_FILE
from local.deploy.sources import fingerprint

# Bundling is off because workers see the virtual environment; unstaged assets name the source folders.
LOCAL_CONTEXT = {
    "stage": "local",
    "aws:cdk:bundling-stacks": [],
    "aws:cdk:disable-asset-staging": True,
    "aws:cdk:enable-path-metadata": True,
}
KEPT_ASSEMBLIES = 4


class SynthesisError(Exception):
    """The CDK app failed; the message is what it printed."""


@dataclass(frozen=True, slots=True)
class Assemblies:
    """The cloud assemblies of the local stage, kept by the fingerprint of their sources and shared by all networks."""

    project: Path

    @property
    def _cache(self) -> Path:
        return self.project / ".cache" / "assemblies"

    def current(self) -> Path:
        """Return the folder where the assembly of the present sources is, or will be."""
        return self._cache / fingerprint(self.project, self._context(), self._imported())

    def synthesize(self) -> Path:
        """Run the CDK app and return the folder of its assembly."""
        self._cache.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix="partial-", dir=self._cache))
        try:
            run = subprocess.run(
                [sys.executable, "-m", "local.deploy.run_app", str(partial)],
                cwd=self.project,
                env=_environment(partial, self._context()),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            if run.returncode != 0:
                raise SynthesisError(run.stdout.strip())
            shutil.copy(partial / INPUTS_FILE, self._cache / INPUTS_FILE)
            target = self.current()
            # Another network may have been quicker; both wrote the same.
            with contextlib.suppress(OSError):
                partial.rename(target)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
        self._drop_old()
        return target

    def _context(self) -> str:
        # The CDK CLI, which is not needed here, would pass on the context of cdk.json: it changes templates.
        file = self.project / "cdk.json"
        shared = json.loads(file.read_text(encoding="utf-8")).get("context", {}) if file.exists() else {}
        return json.dumps(shared | LOCAL_CONTEXT)

    def _imported(self) -> list[str]:
        try:
            names: list[str] = json.loads((self._cache / INPUTS_FILE).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return []
        return names

    def _drop_old(self) -> None:
        by_age = sorted(
            filter(Path.is_dir, self._cache.iterdir()), key=lambda folder: folder.stat().st_mtime, reverse=True
        )
        for folder in by_age[KEPT_ASSEMBLIES:]:
            shutil.rmtree(folder, ignore_errors=True)


def _environment(output: Path, context: str) -> dict[str, str]:
    tools = Path(sys.executable).parent
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "CDK_"))},
        "PATH": os.pathsep.join([str(tools), os.environ.get("PATH", os.defpath)]),
        "CDK_OUTDIR": str(output),
        "CDK_CONTEXT_JSON": context,
        # Neither changes a template; together they are three quarters of the time. `make synth` validates.
        "CDK_VALIDATION": "false",
        "CDK_DISABLE_STACK_TRACE": "1",
        # jsii says at length at every start which versions of Node it has stopped supporting.
        "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "20",
    }
    if "JSII_NODE" not in environment and (tools / "node").exists():
        environment["JSII_NODE"] = str(tools / "node")
    return environment
