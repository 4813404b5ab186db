"""A zip archive that is written part after part, each part by itself: what came before is known by its directory only.

The format is PKWARE's APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16, without encryption, ZIP64 or data descriptors.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

_LOCAL: Final = struct.Struct("<IHHHHHIIIHH")
_CENTRAL: Final = struct.Struct("<IHHHHHHIIIHHHHHII")
_END: Final = struct.Struct("<IHHHHIIH")
_LOCAL_MAGIC: Final = 0x04034B50
_CENTRAL_MAGIC: Final = 0x02014B50
_END_MAGIC: Final = 0x06054B50
_VERSION: Final = 20
_UTF8: Final = 0x800
_DEFLATED: Final = 8
_DOS_EPOCH_YEAR: Final = 1980
# Sizes and offsets have 32 bits.
MAX_BYTES: Final = 0xFFFFFFFF


class ArchiveTooLarge(Exception):
    """The archive would be larger than its format can say."""


@dataclass(frozen=True, slots=True)
class ArchivedFile:
    """A file of the archive as its directory lists it; `packed` and `size` are bytes after and before packing."""

    name: str
    crc32: int
    packed: int
    size: int
    offset: int


class JsonFile:
    """A JSON array as a file of an archive, packed as it grows: only what is packed is held in memory."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
        self._content = bytearray()
        self._crc32 = 0
        self._size = 0
        self._empty = True

    @property
    def packed(self) -> int:
        """Return how many bytes the elements take."""
        return len(self._content)

    def add(self, records: Iterable[Mapping[str, Any]]) -> None:
        """Add elements."""
        for record in records:
            text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
            self._write(("[\n" if self._empty else ",\n") + text)
            self._empty = False
        # Nothing is held back: `packed` tells when a part is full.
        self._content += self._packer.flush(zlib.Z_SYNC_FLUSH)

    def close(self, offset: int, made_ms: int) -> tuple[bytes, ArchivedFile]:
        """End the array; return the file as it stands in the archive from an offset on, and what the directory says.

        Raise ArchiveTooLarge.
        """
        self._write("[]\n" if self._empty else "\n]\n")
        self._content += self._packer.flush()
        entry = ArchivedFile(self.name, self._crc32, len(self._content), self._size, offset)
        name, (date, time) = self.name.encode(), _dos_time(made_ms)
        if max(offset + len(self._content) + _LOCAL.size + len(name), self._size) > MAX_BYTES:
            raise ArchiveTooLarge
        header = _LOCAL.pack(
            *(_LOCAL_MAGIC, _VERSION, _UTF8, _DEFLATED, time, date),
            *(entry.crc32, entry.packed, entry.size, len(name), 0),
        )
        return header + name + bytes(self._content), entry

    def _write(self, text: str) -> None:
        # A lone surrogate, should one ever have been stored, must not end the export.
        data = text.encode("utf-8", "replace")
        self._crc32 = zlib.crc32(data, self._crc32)
        self._size += len(data)
        self._content += self._packer.compress(data)


def directory(files: Sequence[ArchivedFile], offset: int, made_ms: int) -> bytes:
    """Return what ends an archive: its directory, which begins at an offset. Raise ArchiveTooLarge."""
    date, time = _dos_time(made_ms)
    lines = bytearray()
    for entry in files:
        name = entry.name.encode()
        lines += _CENTRAL.pack(
            *(_CENTRAL_MAGIC, _VERSION, _VERSION, _UTF8, _DEFLATED, time, date),
            *(entry.crc32, entry.packed, entry.size, len(name), 0, 0, 0, 0, 0, entry.offset),
        )
        lines += name
    if offset + len(lines) > MAX_BYTES:
        raise ArchiveTooLarge
    end = _END.pack(_END_MAGIC, 0, 0, len(files), len(files), len(lines), offset, 0)
    return bytes(lines) + end


def _dos_time(unix_ms: int) -> tuple[int, int]:
    at = datetime.fromtimestamp(unix_ms / 1000, tz=UTC)
    date = (max(at.year - _DOS_EPOCH_YEAR, 0) << 9) | (at.month << 5) | at.day
    return date, (at.hour << 11) | (at.minute << 5) | (at.second // 2)
