"""Filter patterns of event sources: which records a function is called for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.simulation.engine.errors import NotSimulated


def passes(patterns: Sequence[Mapping[str, Any]], record: Mapping[str, Any]) -> bool:
    """Tell whether one of the patterns matches; without any, everything passes."""
    return not patterns or any(_matches(pattern, record) for pattern in patterns)


def _matches(pattern: Mapping[str, Any], record: Any) -> bool:
    if not isinstance(record, Mapping):
        return False
    return all(
        _matches(rule, record.get(name))
        if isinstance(rule, Mapping)
        else any(_allows(one, name, record) for one in rule)
        for name, rule in pattern.items()
    )


def _allows(rule: Any, name: str, record: Mapping[str, Any]) -> bool:
    value = record.get(name)
    match rule:
        case {"exists": wanted}:
            return (name in record) is bool(wanted)
        case {"prefix": start}:
            return isinstance(value, str) and value.startswith(start)
        case {"suffix": end}:
            return isinstance(value, str) and value.endswith(end)
        case {"anything-but": refused}:
            return name in record and value not in (refused if isinstance(refused, list) else [refused])
        case Mapping():
            raise NotSimulated(f"a filter pattern with {min(rule)}")
        case None:
            return name in record and value is None
    return name in record and bool(value == rule)
