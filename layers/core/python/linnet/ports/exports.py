"""Exporting an account: what is read, how far an export is, and where archives are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from linnet.domain.exports import Export, ExportOrder, Record


@dataclass(frozen=True, slots=True)
class ExportPage:
    """A piece of what a source holds; `position` is where the next one begins, None at the end."""

    records: Sequence[Record]
    position: str | None


class ExportSource(Protocol):
    """What one store holds for an account's owner to read. Every store that a person fills has one."""

    @property
    def name(self) -> str:
        """Return the name of its file, which progress is stored under."""
        ...

    def page(self, user_id: int, position: str | None, /) -> ExportPage:
        """Return a piece from a position on (None: the start), some hundreds of records at most."""
        ...


class Exports(Protocol):
    """The newest export of each account, strongly consistent."""

    def begin(self, export: Export, idle_since_ms: int) -> bool:
        """Store a new export, unless another one runs that was worked on since a time; False then."""
        ...

    def get(self, user_id: int) -> Export | None:
        """Return an account's newest export."""
        ...

    def save(self, export: Export) -> Export:
        """Store progress made from `export.version`; return it as stored. Raise ports.identity.VersionConflict."""
        ...

    def forget(self, user_id: int) -> None:
        """Drop what is known of an account's exports; again changes nothing."""
        ...


class ExportQueue(Protocol):
    """The queue of exports whose turn it is."""

    def send(self, orders: Sequence[ExportOrder]) -> None:
        """Queue orders to be worked on."""
        ...


class ArchiveLost(Exception):
    """What was stored of an unfinished archive is not there, or not as it was."""


class Archives(Protocol):
    """Archives as objects that are written part after part. Unfinished ones, and those of yesterday, go by themselves.

    Parts but the last have at least 5 MiB.
    """

    def begin(self, name: str) -> str:
        """Begin an object; return the name of the upload."""
        ...

    def add(self, name: str, upload: str, number: int, content: bytes) -> str:
        """Store a part, counted from 1, in place of one with its number; return its tag. Raise ArchiveLost."""
        ...

    def finish(self, name: str, upload: str, tags: Sequence[str]) -> None:
        """Make the object of its parts. Raise ArchiveLost."""
        ...

    def size(self, name: str) -> int | None:
        """Return how many bytes a finished object has, None when there is none."""
        ...

    def link(self, name: str, seconds: int, filename: str) -> str:
        """Return an address from which anybody who knows it can fetch the object for so long."""
        ...

    def remove(self, prefix: str) -> bool:
        """Remove up to a thousand objects whose names begin so; tell whether some may be left."""
        ...
