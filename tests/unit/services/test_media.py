"""Pictures are their owner's, and gone a day after nothing holds them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pytest

from linnet.domain.errors import Code, DomainError
from linnet.domain.media import (
    MAX_DESCRIPTION,
    MAX_FILE,
    MAX_FRAMES,
    UNATTACHED_MS,
    Focus,
    Purpose,
    Size,
    StoredMedia,
    checked_focus,
)
from linnet.domain.pictures import Format
from linnet.ports.identity import VersionConflict
from linnet.services.keep_media import MediaChange
from tests.fakes.media import BLURHASH, BROKEN
from tests.pictures import gif_that_claims, picture, png_that_claims
from tests.unit.services.media_world import PICTURE, MediaWorld
from tests.unit.services.tweet_world import viewer

ANN, BOB = 11, 12


@pytest.fixture
def world() -> MediaWorld:
    return MediaWorld()


def refused(world: MediaWorld, content: bytes, **more: object) -> DomainError:
    with pytest.raises(DomainError) as error:
        world.upload.run(viewer(ANN), content, **more)  # type: ignore[arg-type]  # a test names what it breaks
    assert not world.media.stored
    assert not world.files.stored
    return error.value


def test_an_upload_is_kept_with_its_preview_under_names_that_nobody_guesses(world: MediaWorld) -> None:
    stored = world.upload.run(viewer(ANN), PICTURE, description=" A cafe\u0301 ", focus=Focus(0.5, -1))
    media = stored.media
    assert (media.format, media.size, media.small_format, media.small) == (
        Format.PNG,
        Size(64, 48),
        Format.PNG,
        Size(16, 9),
    )
    assert (media.description, media.focus, media.blurhash) == ("A café", Focus(0.5, -1), BLURHASH)
    assert len(media.secret) >= 22
    assert world.files.stored == {
        f"{media.id}/{media.secret}/original.png": (b"original:" + PICTURE, "image/png"),
        f"{media.id}/{media.secret}/small.png": (b"small:" + PICTURE, "image/png"),
    }
    assert world.keep.one(viewer(ANN), media.id) == stored
    assert stored.expires_ms == world.clock.now_ms() + UNATTACHED_MS


def test_two_uploads_of_one_file_have_names_of_their_own(world: MediaWorld) -> None:
    first, second = world.uploaded(ANN), world.uploaded(ANN)
    assert {*first.media.names}.isdisjoint(second.media.names)
    assert first.media.secret != second.media.secret


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", Code.INVALID),
        (b"\x00\x00\x00\x18ftypmp42", Code.INVALID),
        (b"GIF89a", Code.INVALID),
        (PICTURE + BROKEN, Code.INVALID),
        (png_that_claims(60_000, 60_000), Code.INVALID),
        (gif_that_claims([(1, 1)] * (MAX_FRAMES + 1)), Code.INVALID),
        (PICTURE + bytes(MAX_FILE), Code.TOO_LARGE),
    ],
)
def test_what_cannot_be_shown_is_refused_and_leaves_nothing(world: MediaWorld, content: bytes, code: Code) -> None:
    error = refused(world, content)
    assert (error.code, error.field) == (code, "file")


def test_bombs_are_refused_before_they_are_decoded(world: MediaWorld) -> None:
    refused(world, png_that_claims(60_000, 60_000))
    refused(world, PICTURE, thumbnail=png_that_claims(60_000, 60_000))
    assert world.pictures.decoded == []


def test_a_thumbnail_and_a_description_are_judged_too(world: MediaWorld) -> None:
    assert refused(world, PICTURE, thumbnail=b"nothing").field == "thumbnail"
    assert refused(world, PICTURE, description="x" * (MAX_DESCRIPTION + 1)).field == "description"
    longest = "x" * MAX_DESCRIPTION
    assert world.upload.run(viewer(ANN), PICTURE, description=longest).media.description == longest


@pytest.mark.parametrize("point", [(1.1, 0), (0, -2), (float("nan"), 0), (0, float("inf"))])
def test_a_point_outside_of_the_picture_is_refused(point: tuple[float, float]) -> None:
    with pytest.raises(DomainError):
        checked_focus(*point)


def test_what_is_not_named_stays(world: MediaWorld) -> None:
    media = world.uploaded(ANN, description="before").media
    world.keep.change(viewer(ANN), media.id, MediaChange(focus=Focus(1, 1)))
    changed = world.keep.change(viewer(ANN), media.id, MediaChange(description="after"))
    assert (changed.media.description, changed.media.focus) == ("after", Focus(1, 1))
    other = picture("PNG", (9, 9))
    changed = world.keep.change(viewer(ANN), media.id, MediaChange(thumbnail=other))
    assert (changed.media.small, changed.media.blurhash) == (Size(8, 8), BLURHASH[::-1])
    assert world.files.stored[media.small_name][0] == b"small:" + other
    assert changed.media.description == "after"


def test_a_picture_is_nobody_elses(world: MediaWorld) -> None:
    media = world.uploaded(ANN).media
    for act in (
        lambda: world.keep.one(viewer(BOB), media.id),
        lambda: world.keep.change(viewer(BOB), media.id, MediaChange("mine")),
        lambda: world.keep.remove(viewer(BOB), media.id),
    ):
        with pytest.raises(DomainError) as error:
            act()
        assert error.value.code is Code.NOT_FOUND
    assert world.keep.one(viewer(ANN), media.id).media.description == ""


def test_what_is_attached_is_changed_where_it_is_attached(world: MediaWorld) -> None:
    stored = world.uploaded(ANN)
    world.media.replace(stored, replace(stored, holder_id=77, expires_ms=None, version=2))
    with pytest.raises(DomainError) as error:
        world.keep.change(viewer(ANN), stored.id, MediaChange("other"))
    assert error.value.code is Code.NOT_FOUND
    with pytest.raises(DomainError) as error:
        world.keep.remove(viewer(ANN), stored.id)
    assert error.value.code is Code.INVALID
    assert world.keep.one(viewer(ANN), stored.id).media == stored.media


def test_removing_removes_the_files(world: MediaWorld) -> None:
    stored = world.uploaded(ANN)
    world.keep.remove(viewer(ANN), stored.id)
    assert not world.files.stored
    assert not world.media.stored


def test_after_a_day_it_is_gone_with_its_files(world: MediaWorld) -> None:
    early = world.uploaded(ANN)
    world.clock.advance(UNATTACHED_MS - 1)
    late = world.uploaded(BOB)
    assert world.expire.run() == 0
    world.clock.advance(1)
    with pytest.raises(DomainError):
        world.keep.one(viewer(ANN), early.id)
    assert world.expire.run() == 1
    assert set(world.files.stored) == set(late.media.names)
    assert world.expire.run() == 0


def test_what_is_held_never_expires(world: MediaWorld) -> None:
    stored = world.uploaded(ANN)
    world.clock.advance(UNATTACHED_MS - 1)
    found = world.media.due(world.clock.now_ms() + 10, 5)
    world.media.replace(stored, replace(stored, holder_id=77, expires_ms=None, version=2))
    world.clock.advance(10)
    # The index still names it.
    world.media.due = lambda upto_ms, limit: found  # type: ignore[method-assign]  # as an index that is behind
    assert world.expire.run() == 0
    assert set(world.files.stored) == set(stored.media.names)


def test_a_run_that_is_killed_is_finished_by_the_next(world: MediaWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    world.uploaded(ANN)
    world.clock.advance(UNATTACHED_MS)
    remove = world.files.remove

    def killed(names: Collection[str]) -> None:
        remove(list(names)[:1])
        raise RuntimeError("killed")

    monkeypatch.setattr(world.files, "remove", killed)
    with pytest.raises(RuntimeError):
        world.expire.run()
    monkeypatch.setattr(world.files, "remove", remove)
    assert world.expire.run() == 1
    assert not world.files.stored


def test_an_upload_that_cannot_be_stored_expires(world: MediaWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(name: str, content: bytes, content_type: str) -> None:
        raise RuntimeError("no bucket")

    with monkeypatch.context() as patched:
        patched.setattr(world.files, "put", failing)
        with pytest.raises(RuntimeError):
            world.uploaded(ANN)
    world.clock.advance(UNATTACHED_MS)
    assert world.expire.run() == 1


def test_changes_at_the_same_time_are_all_made(world: MediaWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    media = world.uploaded(ANN).media
    write, times = world.media.replace, 0

    def interrupted(stored: StoredMedia, changed: StoredMedia) -> None:
        nonlocal times
        times += 1
        if times == 1:
            world.keep.change(viewer(ANN), media.id, MediaChange(focus=Focus(1, 0)))
        write(stored, changed)

    monkeypatch.setattr(world.media, "replace", interrupted)
    changed = world.keep.change(viewer(ANN), media.id, MediaChange("told"))
    assert (changed.media.description, changed.media.focus) == ("told", Focus(1, 0))
    with pytest.raises(VersionConflict):
        write(replace(changed, version=1), changed)


def test_pictures_of_profiles_are_cut_and_not_found_among_attachments(world: MediaWorld) -> None:
    stored = world.upload.for_profile(viewer(ANN), PICTURE, Purpose.AVATAR, Size(400, 400))
    assert (stored.media.size, stored.media.names) == (Size(400, 400), (stored.media.name,))
    assert set(world.files.stored) == {stored.media.name}
    with pytest.raises(DomainError):
        world.keep.one(viewer(ANN), stored.id)
    with pytest.raises(DomainError) as error:
        world.upload.for_profile(viewer(ANN), b"nothing", Purpose.HEADER, Size(1_500, 500))
    assert error.value.field == "header"
