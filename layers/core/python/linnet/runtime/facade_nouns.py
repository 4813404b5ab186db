"""The nouns of the façade: what API Gateway's routes are made of, and by what the root finds a function.

A noun is `/api/v1/statuses` of `/api/v1/statuses/{id}/context`; elsewhere what stands first, below `/.well-known` the
whole path.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path


def noun_of(path: str) -> str:
    """Return the noun of a path."""
    parts = path.split("/")
    place = parts[1] if len(parts) > 1 else ""
    return "/".join(parts[: 4 if place == "api" else 3 if place.startswith(".") else 2])


def functions_by_path(contract: Path) -> Mapping[str, str]:
    """Return path → function of the façade's generated document."""
    paths: Mapping[str, Mapping[str, Mapping[str, str]]] = json.loads(contract.read_text("utf-8"))["paths"]
    return {path: next(iter(methods.values()))["x-linnet-function"] for path, methods in paths.items()}


def functions_by_noun(contract: Path) -> Mapping[str, str]:
    """Return noun → function. Raise ValueError where a noun has two."""
    found: dict[str, str] = {}
    for path, function in functions_by_path(contract).items():
        if found.setdefault(noun_of(path), function) != function:
            raise ValueError(f"{path} is of {function}, but {noun_of(path)} of {found[noun_of(path)]}")
    return found
