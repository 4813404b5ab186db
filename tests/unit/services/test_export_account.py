"""Exports: asked for, gathered part after part whatever is killed, fetched for a day, gone with the account."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet.domain import archives as zips
from linnet.domain.archives import ArchiveTooLarge
from linnet.domain.errors import Code, DomainError
from linnet.domain.exports import AVAILABLE_MS, LINK_S, STALE_MS, Export, ExportState, archive_name
from linnet.domain.users import Account, AccountStatus, User, Viewer
from linnet.ports.exports import ArchiveLost
from linnet.services.erase_exports import EraseExports
from linnet.services.export_account import ExportAccount
from linnet.services.request_export import ReadExport, RequestExport
from tests.fakes.environment import FakeClock, FakeIds
from tests.fakes.exports import FakeArchives, FakeExportQueue, FakeExports, FakeSource
from tests.fakes.identity import FakeAccounts, FakeIdentity

ANN = 11
WORK_MS = 30_000


class Killed(Exception):
    """The process died."""


class DyingExports(FakeExports):
    """Die at the saves that a test names, before or after they happen."""

    def __init__(self) -> None:
        super().__init__()
        self.saves = 0
        self.dies_before: set[int] = set()
        self.dies_after: set[int] = set()

    def save(self, export: Export) -> Export:
        self.saves += 1
        if self.saves in self.dies_before:
            raise Killed
        saved = super().save(export)
        if self.saves in self.dies_after:
            raise Killed
        return saved


class World:
    """Ann, and everything that exports what she has."""

    def __init__(self, *sources: FakeSource, part_bytes: int = 64) -> None:
        self.clock = FakeClock()
        self.identity = FakeIdentity()
        accounts = FakeAccounts(self.identity)
        accounts.create(User(ANN, "ann", "Ann", 1), Account(ANN, "ann@example.org", "h"))
        self.exports, self.archives, self.queue = DyingExports(), FakeArchives(), FakeExportQueue()
        self.sources = sources
        self.request = RequestExport(self.exports, self.queue, FakeIds(self.clock), self.clock)
        self.read = ReadExport(self.exports, self.archives, self.clock)
        self.export = ExportAccount(
            self.exports, self.archives, accounts, sources, self.queue, self.clock, WORK_MS, part_bytes
        )
        self.viewer = Viewer(ANN, 1)

    def deliver(self) -> None:
        """Work off the queue; the message of a worker that dies comes again."""
        for _ in range(1000):
            if not self.queue.waiting:
                return
            order = self.queue.waiting[0]
            try:
                self.export.run(order)
            except (Killed, ArchiveLost):
                continue
            self.queue.waiting.pop(0)
        raise AssertionError("it does not end")

    def files(self) -> dict[str, Any]:
        """Return what the archive holds, as any program would read it."""
        (content,) = self.archives.objects.values()
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert archive.testzip() is None
            return {name: json.loads(archive.read(name)) for name in archive.namelist()}


def records(count: int, text: str = "é\ud83d") -> list[dict[str, object]]:
    # Not to be packed well, so that there are several parts.
    return [{"id": number, "text": f"{text}{number * 7919 % 10007}"} for number in range(count)]


def gathered(files: dict[str, Any], name: str) -> list[int]:
    """Return the ids of a source, in the order of its files."""
    own = [each for each in files if each.removesuffix(".json").partition("-")[0] == name]
    return [record["id"] for each in own for record in files[each]]


def test_an_export_is_an_archive_with_a_file_for_each_source() -> None:
    world = World(FakeSource("tweets", records(3)), FakeSource("followers", []), part_bytes=1 << 20)
    world.request.run(world.viewer)
    world.deliver()

    assert world.files() == {
        "tweets.json": [{"id": number, "text": f"é?{number * 7919 % 10007}"} for number in range(3)],
        "followers.json": [],
    }
    found = world.read.run(world.viewer)
    assert (found.export.state, found.export.size) == (
        ExportState.READY,
        len(next(iter(world.archives.objects.values()))),
    )


@given(
    st.lists(st.integers(0, 300), min_size=1, max_size=4),
    st.sets(st.integers(1, 40), max_size=8),
    st.sets(st.integers(1, 40), max_size=8),
    st.integers(1, 2000),
)
def test_whatever_is_killed_each_record_is_in_the_archive_once(
    counts: list[int], before: set[int], after: set[int], part_bytes: int
) -> None:
    sources = [FakeSource("abcd"[number], records(count, ""), size=7) for number, count in enumerate(counts)]
    world = World(*sources, part_bytes=part_bytes)
    world.exports.dies_before, world.exports.dies_after = before, after
    world.request.run(world.viewer)
    world.deliver()

    files = world.files()
    for source in sources:
        assert gathered(files, source.name) == list(range(len(source.records)))


def test_a_long_export_is_cut_into_messages_and_its_parts_stay_small(monkeypatch: pytest.MonkeyPatch) -> None:
    source = FakeSource("tweets", records(3000, ""), size=10)
    world = World(source, part_bytes=500)
    plain = source.page

    def slow(user_id: int, position: str | None) -> Any:
        world.clock.advance(1000)
        return plain(user_id, position)

    monkeypatch.setattr(source, "page", slow)
    world.request.run(world.viewer)
    (order,) = world.queue.waiting
    world.export.run(order)
    assert world.queue.waiting == [order, order]
    (parts,) = world.archives.uploads.values()
    # A page comes on top.
    assert all(500 <= len(part) < 1000 for part in parts.values())
    world.deliver()
    assert gathered(world.files(), "tweets") == list(range(3000))


def test_one_export_runs_at_a_time_and_a_lost_one_gives_way() -> None:
    world = World(FakeSource("tweets", []))
    world.request.run(world.viewer)
    world.queue.waiting.clear()
    with pytest.raises(DomainError) as refused:
        world.request.run(world.viewer)
    assert refused.value.code is Code.CONFLICT
    world.clock.advance(STALE_MS)
    second = world.request.run(world.viewer)
    world.deliver()

    assert world.read.run(world.viewer).export.id == second.id


def test_a_message_of_an_export_that_was_replaced_or_is_done_does_nothing() -> None:
    source = FakeSource("tweets", records(2))
    world = World(source)
    first = world.request.run(world.viewer)
    world.deliver()
    read = len(source.read)
    world.export.run(first.order)
    world.export.run(replace(first, id=first.id + 1).order)

    assert len(source.read) == read


def test_a_link_holds_for_a_quarter_of_an_hour_and_the_archive_for_a_day() -> None:
    world = World(FakeSource("tweets", []))
    with pytest.raises(DomainError):
        world.read.run(world.viewer)
    world.request.run(world.viewer)
    assert world.read.run(world.viewer).link is None
    world.deliver()

    found = world.read.run(world.viewer)
    assert found.link is not None
    assert f"expires={LINK_S}&" in found.link
    assert found.link_expires_ms == world.clock.now_ms() + LINK_S * 1000
    world.clock.advance(AVAILABLE_MS - 5_000)
    late = world.read.run(world.viewer).link
    assert late is not None
    assert "expires=5&" in late
    world.clock.advance(5_000)
    with pytest.raises(DomainError) as gone:
        world.read.run(world.viewer)
    assert gone.value.code is Code.NOT_FOUND


@pytest.mark.parametrize("status", [AccountStatus.DEACTIVATED, AccountStatus.SUSPENDED, AccountStatus.ERASING, None])
def test_nothing_is_gathered_for_who_takes_no_part_any_more(status: AccountStatus | None) -> None:
    source = FakeSource("tweets", records(2))
    world = World(source)
    world.request.run(world.viewer)
    account = world.identity.accounts.pop(ANN)
    if status is not None:
        world.identity.accounts[ANN] = replace(account, status=status)
    world.deliver()

    assert source.read == []
    assert world.exports.stored == {}


def test_an_export_that_its_format_cannot_hold_fails_and_may_be_asked_for_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(zips, "MAX_BYTES", 100)
    world = World(FakeSource("tweets", records(50)))
    world.request.run(world.viewer)
    world.deliver()

    assert world.read.run(world.viewer).export.state is ExportState.FAILED
    world.request.run(world.viewer)


def test_sizes_that_the_format_cannot_say_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "MAX_BYTES", 10)
    with pytest.raises(ArchiveTooLarge):
        zips.JsonFile("a.json").close(0, 1)
    with pytest.raises(ArchiveTooLarge):
        zips.directory([], 11, 1)


def test_an_upload_that_was_lost_is_begun_anew() -> None:
    world = World(FakeSource("tweets", records(200, ""), size=10), part_bytes=100)
    world.exports.dies_after = {3}
    order = world.request.run(world.viewer).order
    with pytest.raises(Killed):
        world.export.run(order)
    world.archives.uploads.clear()
    world.deliver()

    assert gathered(world.files(), "tweets") == list(range(200))


def test_archives_go_with_the_account() -> None:
    world = World(FakeSource("tweets", []))
    world.request.run(world.viewer)
    world.deliver()
    world.archives.objects["110/5.zip"] = b"of somebody else"

    assert EraseExports(world.exports, world.archives).erase(ANN, None) is None
    assert list(world.archives.objects) == ["110/5.zip"]
    assert world.exports.stored == {}


def test_the_name_of_an_archive_says_whose_it_is() -> None:
    assert archive_name(Export(ANN, 5, 1).order) == "11/5.zip"
