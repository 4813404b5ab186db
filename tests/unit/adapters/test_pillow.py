"""Pictures are decoded within limits and encoded anew: upright, and without anything but their pixels."""

from __future__ import annotations

import contextlib
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from linnet.adapters.pillow import pictures as adapter
from linnet.adapters.pillow import rendering
from linnet.adapters.pillow.pictures import PillowPictures, framed, unframed
from linnet.domain.media import KEPT_PIXELS, SMALL_PIXELS, Size
from linnet.domain.pictures import Format, outline
from linnet.ports.media import Rendered, Undecodable
from tests.pictures import SECRET, animation, photo, picture, png_that_claims, saved


def opened(rendered: Rendered) -> Image.Image:
    image = Image.open(BytesIO(rendered.content))
    assert (image.width, image.height) == (rendered.size.width, rendered.size.height)
    assert outline(rendered.content).format is rendered.format
    return image


def colour_at(image: Image.Image, place: tuple[int, int]) -> tuple[int, ...]:
    colour = image.getpixel(place)
    assert isinstance(colour, tuple)
    return colour


@pytest.mark.parametrize(
    ("orientation", "size", "red_at"),
    [(1, (64, 48), (5, 20)), (3, (64, 48), (60, 20)), (6, (48, 64), (20, 5)), (8, (48, 64), (20, 60))],
)
def test_a_photo_stands_upright_and_does_not_say_where_it_was_taken(
    orientation: int, size: tuple[int, int], red_at: tuple[int, int]
) -> None:
    content = photo(orientation)
    assert SECRET.encode() in content

    original, small, _ = rendering.attachment(content, Format.JPEG, None, moving=False)

    for rendered in (original, small):
        image = opened(rendered)
        assert image.size == size
        red, green, _ = colour_at(image.convert("RGB"), red_at)
        assert red > 150 > green
        assert SECRET.encode() not in rendered.content
        assert b"Exif" not in rendered.content
        assert not image.getexif()


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_an_animation_keeps_its_frames(kind: str) -> None:
    original, small, _ = rendering.attachment(animation(kind, frames=5), Format[kind], None, moving=True)
    image = opened(original)
    assert (getattr(image, "n_frames", 1), image.info["loop"]) == (5, 0)
    assert not getattr(opened(small), "is_animated", False)


def test_what_is_seen_through_stays_so_and_its_preview_too() -> None:
    original, small, _ = rendering.attachment(picture("PNG", alpha=True), Format.PNG, None, moving=False)
    assert (original.format, small.format) == (Format.PNG, Format.PNG)
    assert colour_at(opened(small).convert("RGBA"), (63, 47))[3] == 90


def test_what_is_larger_than_is_kept_becomes_smaller_in_its_shape() -> None:
    content = saved(Image.new("L", (5_000, 2_500)), "PNG")
    original, small, _ = rendering.attachment(content, Format.PNG, None, moving=False)
    for rendered, most in ((original, KEPT_PIXELS), (small, SMALL_PIXELS)):
        width, height = opened(rendered).size
        assert most * 0.98 < width * height <= most
        assert width / height == pytest.approx(2, rel=0.01)


def test_a_line_of_pixels_keeps_one() -> None:
    original, small, blurhash = rendering.attachment(picture("PNG", (30_000, 1)), Format.PNG, None, moving=False)
    assert opened(original).size == (30_000, 1)
    assert opened(small).height == 1
    assert blurhash


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "CMYK", "YCbCr"])
def test_pictures_of_all_modes_are_taken(mode: str) -> None:
    kind = Format.JPEG if mode in ("CMYK", "YCbCr") else Format.PNG
    source = Image.new("L", (40, 30), 128)
    image = Image.new("I;16", (40, 30), 32_768) if mode == "I;16" else source.convert(mode)
    original, _, _ = rendering.attachment(saved(image, kind.name), kind, None, moving=False)
    shade = opened(original).convert("L").getpixel((20, 15))
    # One bit a pixel is black or white.
    assert mode == "1" or shade == pytest.approx(128, abs=6)


def test_a_thumbnail_of_ones_own_is_the_preview() -> None:
    blue = saved(Image.new("RGB", (1_000, 1_000), (0, 0, 250)), "PNG")
    _, small, _ = rendering.attachment(picture(), Format.PNG, blue, moving=False)
    assert small.size == Size(480, 480)
    assert colour_at(opened(small).convert("RGB"), (9, 9))[2] > 240


@pytest.mark.parametrize("size", [Size(400, 400), Size(1_500, 500)])
def test_pictures_of_profiles_have_exactly_their_size(size: Size) -> None:
    for content in (picture("JPEG", (900, 300)), picture("PNG", (8, 9), alpha=True), animation()):
        assert opened(rendering.cropped(content, size)).size == (size.width, size.height)


def test_the_blurred_look_is_of_the_picture() -> None:
    _, _, red = rendering.attachment(saved(Image.new("RGB", (9, 9), "red"), "PNG"), Format.PNG, None, moving=False)
    _, _, blue = rendering.attachment(saved(Image.new("RGB", (9, 9), "blue"), "PNG"), Format.PNG, None, moving=False)
    assert len(red) == len(blue) == 28
    assert red != blue


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["JPEG", "PNG", "GIF", "WEBP"]), st.data())
def test_a_part_of_a_file_is_a_picture_or_an_error_of_pythons_own(kind: str, data: st.DataObject) -> None:
    content = animation(kind) if kind in ("GIF", "WEBP") else picture(kind)
    cut = content[: data.draw(st.integers(0, len(content)))]
    # Whatever is raised ends the process that decodes, with an answer to whoever sent it.
    with contextlib.suppress(Exception):
        original, _, _ = rendering.attachment(cut, Format[kind], None, moving=kind in ("GIF", "WEBP"))
        opened(original)


def test_another_process_decodes() -> None:
    content = picture("JPEG")
    rendered = PillowPictures().attachment(content, outline(content), picture("PNG"))
    assert (rendered.original.size, rendered.small.size) == (Size(64, 48), Size(64, 48))
    assert opened(rendered.original).format == "JPEG"
    small, blurhash = PillowPictures().preview(picture("WEBP"), Format.JPEG)
    assert (opened(small).format, len(blurhash)) == ("JPEG", 28)
    assert opened(PillowPictures().cropped(content, Size(40, 40))).size == (40, 40)


@pytest.mark.parametrize("content", [picture("JPEG")[:-60], picture("PNG")[:80], png_that_claims(30_000, 30_000)])
def test_what_it_cannot_decode_is_told_and_nothing_else(content: bytes) -> None:
    with pytest.raises(Undecodable):
        PillowPictures().attachment(content, outline(content))


def test_what_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "TIMEOUT_S", 0.01)
    with pytest.raises(Undecodable):
        PillowPictures().cropped(picture(), Size(4, 4))


@given(st.lists(st.binary(max_size=50), max_size=5))
def test_parts_come_apart_as_they_were(parts: list[bytes]) -> None:
    assert unframed(b"".join(map(framed, parts))) == parts
