"""Every key string of the table of trends but those of accounts. `docs/data-model.md` lists who reads what."""

from __future__ import annotations


def window(scope: str, window_ms: int) -> str:
    return f"W#{scope}#{window_ms:015d}"


def hours(scope: str) -> str:
    return f"H#{scope}"


def days(scope: str) -> str:
    return f"D#{scope}"


def hour(hour_ms: int) -> str:
    return f"{hour_ms:015d}"


def list_of(scope: str) -> str:
    return f"L#{scope}"


LIST = "LIST"
CONTROLS = "CONTROLS"
HIDDEN = "HIDDEN"
