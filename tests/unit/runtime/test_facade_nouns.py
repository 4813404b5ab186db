"""What of a path tells whose it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from linnet.runtime.facade_nouns import functions_by_noun, noun_of


@pytest.mark.parametrize(
    ("path", "noun"),
    [
        ("/api/v1/statuses/{id}/context", "/api/v1/statuses"),
        ("/api/v2/instance", "/api/v2/instance"),
        ("/.well-known/nodeinfo", "/.well-known/nodeinfo"),
        ("/oauth/authorize/native", "/oauth"),
        ("/nodeinfo/2.0", "/nodeinfo"),
        ("/api", "/api"),
        ("", ""),
    ],
)
def test_the_noun_of_a_path(path: str, noun: str) -> None:
    assert noun_of(path) == noun


def test_a_noun_of_two_functions_is_refused(tmp_path: Path) -> None:
    paths = {
        path: {"get": {"x-linnet-function": function}}
        for path, function in (("/api/v1/tags/{name}", "timelines_api"), ("/api/v1/tags", "trends_api"))
    }
    contract = tmp_path / "contract.json"
    contract.write_text(json.dumps({"paths": paths}), "utf-8")
    with pytest.raises(ValueError, match="/api/v1/tags"):
        functions_by_noun(contract)
