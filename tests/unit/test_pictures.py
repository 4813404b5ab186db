"""A file is judged by what it says of itself, before anything is decoded."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet.domain.errors import Code, DomainError
from linnet.domain.media import MAX_FRAMES, MAX_PIXELS, checked_outline
from linnet.domain.pictures import (
    COUNTED_FRAMES,
    BrokenPicture,
    Format,
    NoPicture,
    Outline,
    outline,
)
from tests.pictures import animation, gif_that_claims, photo, picture, png_that_claims, webp_that_claims

FILES = {
    "jpeg": photo(6),
    "png": picture("PNG", alpha=True),
    "gif": animation("GIF"),
    "webp": picture("WEBP"),
    "moving webp": animation("WEBP"),
    "seen through": picture("WEBP", alpha=True),
}


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("jpeg", Outline(Format.JPEG, 64, 48)),
        ("png", Outline(Format.PNG, 64, 48)),
        ("gif", Outline(Format.GIF, 24, 16, 4)),
        ("webp", Outline(Format.WEBP, 64, 48)),
        ("moving webp", Outline(Format.WEBP, 24, 16, 4)),
        ("seen through", Outline(Format.WEBP, 64, 48)),
    ],
)
def test_a_file_says_its_kind_its_size_and_its_frames(name: str, seen: Outline) -> None:
    assert outline(FILES[name]) == seen


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg/>",
        b"%PDF-1.7",
        b"\x00\x00\x00\x18ftypmp42",
        b"\x1aE\xdf\xa3",
        b"OggS",
        b"ID3",
        b"RIFF....WAVE",
        b"BM",
    ],
)
def test_what_is_no_picture_is_none(content: bytes) -> None:
    with pytest.raises(NoPicture):
        outline(content)


@pytest.mark.parametrize(
    "content", [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF....WEBP", b"\xff\xd8\xffx"]
)
def test_what_only_begins_like_a_picture_is_broken(content: bytes) -> None:
    with pytest.raises(BrokenPicture):
        outline(content)


@pytest.mark.parametrize(
    "content",
    [
        png_that_claims(100_000, 100_000),
        png_that_claims(1, MAX_PIXELS + 1),
        gif_that_claims([(65_535, 65_535)]),
        gif_that_claims([(1, 1), (60_000, 2_000)]),
        webp_that_claims(16_384, 16_384, 1),
        gif_that_claims([(1, 1)] * (MAX_FRAMES + 1)),
        gif_that_claims([(400, 400)] * MAX_FRAMES),
        webp_that_claims(4_000, 4_000, 5),
    ],
)
def test_bombs_are_refused_by_what_they_say(content: bytes) -> None:
    with pytest.raises(DomainError) as refused:
        checked_outline(outline(content))
    assert (refused.value.code, refused.value.field) == (Code.INVALID, "file")


def test_what_is_within_the_limits_may_be_decoded() -> None:
    for content in (png_that_claims(7_680, 4_320), gif_that_claims([(280, 280)] * MAX_FRAMES)):
        assert checked_outline(outline(content)) == outline(content)


def test_frames_are_not_counted_for_ever() -> None:
    assert outline(gif_that_claims([(1, 1)] * (COUNTED_FRAMES + 500))).frames == COUNTED_FRAMES


@given(st.sampled_from(sorted(FILES)), st.data())
def test_no_beginning_of_a_file_breaks_it(name: str, data: st.DataObject) -> None:
    content = FILES[name]
    cut = data.draw(st.integers(0, len(content)))
    with contextlib.suppress(NoPicture, BrokenPicture):
        assert outline(content[:cut]).pixels > 0


@given(st.sampled_from(sorted(FILES)), st.data())
def test_no_changed_bytes_break_it(name: str, data: st.DataObject) -> None:
    content = bytearray(FILES[name])
    for at in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=20)):
        content[at] = data.draw(st.integers(0, 255))
    with contextlib.suppress(NoPicture, BrokenPicture):
        assert outline(bytes(content)).frames > 0
