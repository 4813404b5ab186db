"""Whether the synthesized templates are still those of the sources."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

# What the CDK app reads, beside the folder names below functions/: a function's code is not part of a local template.
SOURCE_PATTERNS = (
    "app.py",
    "cdk.json",
    "requirements.txt",
    "functions/meta_api/openapi.json",
    "functions/meta_api/mastodon.json",
    "infra/**/*.py",
    "infra/**/*.json",
    "infra/**/*.js",
    "layers/*/requirements.txt",
)


def fingerprint(project: Path, context: str, imported: Iterable[str]) -> str:
    """Return a hash that changes when the CDK app, given this context, could synthesize something else.

    `imported` are the files that its last run imported, relative to the project.
    """
    digest = hashlib.sha256(context.encode())
    for name, content in _inputs(project, imported):
        digest.update(f"\0{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def _inputs(project: Path, imported: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    paths = {path for pattern in SOURCE_PATTERNS for path in project.glob(pattern)}
    paths |= {project / name for name in imported}
    for path in sorted(paths):
        # One that was deleted since makes a difference too, by its absence.
        if path.is_file():
            yield str(path.relative_to(project)), path.read_bytes()
    for handler in sorted(project.glob("functions/*/handler.py")):
        yield handler.parent.name, b""
