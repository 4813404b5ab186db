"""The documents point at what exists, and what exists is in the documents."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from linnet.domain.errors import Code
from linnet.runtime.answers import STATUS
from linnet.runtime.settings import BY_FUNCTION
from linnet.runtime.tunables import DEFAULT_LIMITS

REPOSITORY = Path(__file__).resolve().parents[2]
DOCS = REPOSITORY / "docs"
EVENTS = REPOSITORY / "events"
CONTRACT = REPOSITORY / "functions" / "meta_api" / "openapi.json"

FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)")
SOURCE_FILE = re.compile(
    r"`((?:benchmarks|docs|events|functions|infra|layers|linnet|local|scripts|tests)/[\w./-]+\.(?:html|json|md|py|sh|txt))`"
)
ROW = re.compile(r"^\| `([^`]+)` \|(.*)\|$", re.MULTILINE)


def documents() -> list[Path]:
    return sorted([*REPOSITORY.glob("*.md"), *DOCS.rglob("*.md")])


def named(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


def prose(path: Path) -> str:
    """Return a document without its code blocks: what looks like a link or a heading there is none."""
    return FENCED.sub("", path.read_text("utf-8"))


def anchors(path: Path) -> set[str]:
    """Return the fragments that the headings of a document make, as GitHub spells them."""
    titles = (re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", title) for title in HEADING.findall(prose(path)))
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def is_broken(document: Path, target: str) -> bool:
    if re.match(r"[a-z]+:", target):
        return False
    path, _, fragment = target.partition("#")
    file = (document.parent / unquote(path)).resolve() if path else document
    return not file.exists() or (bool(fragment) and file.suffix == ".md" and fragment not in anchors(file))


def rows(document: str) -> dict[str, str]:
    """Return the table rows that begin with a name in code, by that name."""
    return dict(ROW.findall((DOCS / document).read_text("utf-8")))


@pytest.mark.parametrize("document", documents(), ids=named)
def test_every_relative_link_of_a_document_leads_somewhere(document: Path) -> None:
    assert [target for target in LINK.findall(prose(document)) if is_broken(document, target)] == []


@pytest.mark.parametrize("document", documents(), ids=named)
def test_every_source_file_that_a_document_names_exists(document: Path) -> None:
    roots = (REPOSITORY, REPOSITORY / "layers" / "core" / "python")
    files = SOURCE_FILE.findall(document.read_text("utf-8"))

    assert [file for file in files if not any((root / file).exists() for root in roots)] == []


def test_a_link_to_a_missing_file_or_heading_is_noticed(tmp_path: Path) -> None:
    document = tmp_path / "page.md"
    document.write_text("# One thing\n", "utf-8")

    assert is_broken(document, "absent.md")
    assert is_broken(document, "page.md#another-thing")
    assert not is_broken(document, "page.md#one-thing")
    assert not is_broken(document, "https://example.org/absent.md")


def test_the_api_document_lists_the_operations_of_the_contract() -> None:
    paths = json.loads(CONTRACT.read_text("utf-8"))["paths"]
    operations = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}

    assert {
        name for name in rows("api.md") if name.split()[0] in {"GET", "POST", "PUT", "PATCH", "DELETE"}
    } == operations


@pytest.mark.parametrize("code", Code)
def test_the_api_document_gives_the_status_of_every_error_code(code: Code) -> None:
    assert f" {STATUS[code]} " in rows("api.md")[code.value]


@pytest.mark.parametrize("bucket", DEFAULT_LIMITS)
def test_the_api_document_gives_every_rate_limit(bucket: str) -> None:
    assert f" {DEFAULT_LIMITS[bucket].limit} " in rows("api.md")[bucket]


@pytest.mark.parametrize("function", BY_FUNCTION)
def test_the_architecture_document_knows_every_function(function: str) -> None:
    assert function in rows("architecture.md")


def test_every_decision_is_in_their_index() -> None:
    index = (DOCS / "decisions" / "README.md").read_text("utf-8")

    assert [page.name for page in (DOCS / "decisions").glob("[0-9]*.md") if f"({page.name})" not in index] == []


def test_every_sample_event_is_used_by_a_test_and_described() -> None:
    tests = "".join(path.read_text("utf-8") for path in (REPOSITORY / "tests").rglob("*.py") if path != Path(__file__))
    described = (DOCS / "events.md").read_text("utf-8")
    samples = [sample.name for sample in EVENTS.rglob("*.json")]

    assert samples
    assert [
        name for name in samples if not re.search(rf'["/]{re.escape(name.removesuffix(".json"))}(\.json)?"', tests)
    ] == []
    assert [name for name in samples if name not in described] == []
