"""Gather everything that an account has stored, part after part, into an archive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Final

from linnet.domain.archives import ArchivedFile, ArchiveTooLarge, JsonFile, directory
from linnet.domain.exports import Export, ExportOrder, ExportState, Progress, archive_name
from linnet.domain.users import AccountStatus
from linnet.ports.environment import Clock
from linnet.ports.exports import ArchiveLost, Archives, ExportQueue, Exports, ExportSource
from linnet.ports.identity import Accounts, VersionConflict

# The least that S3 takes as a part which is not the last one.
PART_BYTES: Final = 5 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ExportAccount:
    """Work on an export for `work_ms`, save after each part, and queue the rest.

    A part is gathered in memory, stored, and then noted, so that whoever is killed in between does the same part
    again. Of two deliveries at once one goes on; should the other have replaced a part after that was noted, finishing
    fails, and all begins anew.
    """

    exports: Exports
    archives: Archives
    accounts: Accounts
    sources: Sequence[ExportSource]
    queue: ExportQueue
    clock: Clock
    work_ms: int
    part_bytes: int = PART_BYTES

    def run(self, order: ExportOrder) -> None:
        """Do a part of an export, or the whole. Nothing happens when it was replaced, or is done.

        Raise ArchiveLost when the archive has to be begun anew.
        """
        export = self.exports.get(order.user_id)
        if export is None or export.order != order or export.state is not ExportState.RUNNING:
            return
        account = self.accounts.get_account(order.user_id)
        if account is None or account.status is not AccountStatus.ACTIVE:
            # Given up or suspended meanwhile: nobody is there to fetch it.
            self.exports.forget(order.user_id)
            return
        try:
            self._work(export)
        except VersionConflict:
            # Another delivery goes on from where this one stood.
            return

    def _work(self, export: Export) -> None:
        until_ms = self.clock.now_ms() + self.work_ms
        name = archive_name(export.order)
        if not export.progress.upload:
            export = self._save(export, replace(export.progress, upload=self.archives.begin(name)))
        while self.clock.now_ms() < until_ms:
            progress = export.progress
            try:
                part, after, done = self._part(export)
                tag = self.archives.add(name, progress.upload, len(progress.tags) + 1, bytes(part.content))
                after = replace(after, tags=(*progress.tags, tag))
                if done:
                    self.archives.finish(name, progress.upload, after.tags)
                    self._finish(export, after.offset)
                    return
            except ArchiveTooLarge:
                self.exports.save(replace(export, state=ExportState.FAILED, progress=Progress()))
                return
            except ArchiveLost:
                size = self.archives.size(name)
                if size is not None:
                    # It was finished by one who was killed before that was noted.
                    self._finish(export, size)
                    return
                self._save(export, Progress())
                raise
            export = self._save(export, after)
        self.queue.send([export.order])

    def _part(self, export: Export) -> tuple[_Part, Progress, bool]:
        """Gather a part; return it, the progress with it, and whether it is the last one."""
        progress = export.progress
        part = _Part(export.requested_ms, list(progress.files), progress.offset)
        remaining = self._remaining(progress.source)
        position, number = progress.position, progress.number
        for source, following in zip_longest(remaining, remaining[1:]):
            position = self._add_file(part, export.user_id, source, position, number)
            if position is not None:
                return part, _at(part, progress, source, position, number + 1), False
            if following is not None and len(part.content) >= self.part_bytes:
                return part, _at(part, progress, following, None, 1), False
            number = 1
        part.end()
        return part, replace(progress, files=tuple(part.files), offset=part.offset), True

    def _remaining(self, name: str) -> Sequence[ExportSource]:
        """Return the sources from one on: from the first when none is begun, or there is none of that name any more."""
        names = [source.name for source in self.sources]
        return self.sources[names.index(name) if name in names else 0 :]

    def _add_file(
        self, part: _Part, user_id: int, source: ExportSource, position: str | None, number: int
    ) -> str | None:
        """Write a source from a position on until it ends or the part is full; return where the next file begins."""
        file = JsonFile(f"{source.name}.json" if number == 1 else f"{source.name}-{number}.json")
        while True:
            page = source.page(user_id, position)
            file.add(page.records)
            position = page.position
            if position is None or len(part.content) + file.packed >= self.part_bytes:
                part.close(file)
                return position

    def _save(self, export: Export, progress: Progress) -> Export:
        return self.exports.save(replace(export, progress=progress, worked_ms=self.clock.now_ms()))

    def _finish(self, export: Export, size: int) -> None:
        ready_ms = self.clock.now_ms()
        self.exports.save(
            replace(
                export, state=ExportState.READY, progress=Progress(), ready_ms=ready_ms, size=size, worked_ms=ready_ms
            )
        )


@dataclass(slots=True)
class _Part:
    """A part in memory, with the directory of everything up to its end, which is at `offset`."""

    made_ms: int
    files: list[ArchivedFile]
    offset: int
    content: bytearray = field(default_factory=bytearray)

    def close(self, file: JsonFile) -> None:
        packed, entry = file.close(self.offset, self.made_ms)
        self.files.append(entry)
        self._append(packed)

    def end(self) -> None:
        self._append(directory(self.files, self.offset, self.made_ms))

    def _append(self, data: bytes) -> None:
        self.content += data
        self.offset += len(data)


def _at(part: _Part, progress: Progress, source: ExportSource, position: str | None, number: int) -> Progress:
    files = tuple(part.files)
    return replace(progress, files=files, offset=part.offset, source=source.name, position=position, number=number)
