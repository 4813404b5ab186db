"""Decode pictures with Pillow, and encode their pixels anew: nothing else of a file survives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Final

import blurhash
from PIL import Image, ImageCms, ImageOps, ImageSequence

from linnet.domain.media import KEPT_PIXELS, MAX_FILE, MAX_PIXELS, SMALL_PIXELS, Size
from linnet.domain.pictures import Format
from linnet.ports.media import Rendered

FORMATS: Final = ("JPEG", "PNG", "GIF", "WEBP")
_BLURHASH_SIDE: Final = 32
_BLURHASH_ACROSS: Final = 4
_BLURHASH_DOWN: Final = 3
# A picture that encodes to more than may be kept becomes smaller until it fits: these many times at most.
_ATTEMPTS: Final = 6
_SMALLER: Final = 0.7
_SHORTEST_FRAME_MS: Final = 20
_WHITE: Final = (255, 255, 255)

# Beyond the outline that was judged before, Pillow's own judgement; it refuses what has twice as many pixels.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS


class TooLarge(ValueError):
    """A picture stays larger than what is kept, however small it is made."""


def attachment(
    content: bytes, wanted: Format, thumbnail: bytes | None, *, moving: bool
) -> tuple[Rendered, Rendered, str]:
    """Return a picture, its preview and the blurred look of that. Raise what Pillow raises, or TooLarge."""
    if moving:
        frames, original = _moving(content, wanted)
        first = frames
    else:
        first = still(content, KEPT_PIXELS)
        original = _fitting(first, lambda picture: _encoded(picture, wanted))
    shown = first if thumbnail is None else still(thumbnail, SMALL_PIXELS)
    small_format = Format.PNG if _transparent(shown) else Format.JPEG
    small, blurred = _preview(shown, small_format)
    return original, small, blurred


def preview(content: bytes, wanted: Format) -> tuple[Rendered, str]:
    """Return a preview in a format, and its blurred look."""
    return _preview(still(content, SMALL_PIXELS), wanted)


def cropped(content: bytes, size: Size) -> Rendered:
    """Return the middle of a picture in exactly this size."""
    picture = ImageOps.fit(still(content, KEPT_PIXELS), (size.width, size.height), Image.Resampling.LANCZOS)
    return _encoded(picture, Format.PNG if _transparent(picture) else Format.JPEG)


def still(content: bytes, pixels: int) -> Image.Image:
    """Return the first frame upright, in sRGB, with at most so many pixels; its mode is RGB or RGBA."""
    with Image.open(BytesIO(content), formats=FORMATS) as opened:
        # A JPEG can be decoded at a half, a quarter or an eighth of its size.
        opened.draft(None, _within(opened.size, pixels))
        opened.load()
        upright = ImageOps.exif_transpose(opened)
        return _smaller(_plain(upright), pixels)


def _plain(picture: Image.Image) -> Image.Image:
    """Return the pixels in sRGB, and nothing but them."""
    profile = picture.info.get("icc_profile")
    if picture.mode.startswith("I"):
        # 16 bits a pixel, which converting would cut off instead of scaling.
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    see_through = picture.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in picture.info
    if isinstance(profile, bytes) and not see_through and picture.mode in ("RGB", "CMYK"):
        picture = _in_srgb(picture, profile)
    plain = picture.convert("RGBA" if see_through else "RGB")
    plain.info = {}
    return plain


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    try:
        source, srgb = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(picture, source, srgb, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        # What describes the colours is broken; the colours are there.
        return picture
    return picture if converted is None else converted


def _moving(content: bytes, wanted: Format) -> tuple[Image.Image, Rendered]:
    """Return the first frame and the whole animation."""
    durations: list[int] = []
    frames: list[Image.Image] = []
    with Image.open(BytesIO(content), formats=FORMATS) as opened:
        loop = int(opened.info.get("loop", 1 if wanted is Format.GIF else 0))
        for frame in ImageSequence.Iterator(opened):
            durations.append(max(_SHORTEST_FRAME_MS, int(frame.info.get("duration", 100))))
            frames.append(_smaller(_plain(frame), KEPT_PIXELS // 4))

    def encode(first: Image.Image) -> Rendered:
        sized = (frame if frame.size == first.size else frame.resize(first.size) for frame in frames[1:])
        return _animated(first, sized, durations, loop, wanted)

    return frames[0], _fitting(frames[0], encode)


def _animated(
    first: Image.Image, others: Iterator[Image.Image], durations: list[int], loop: int, wanted: Format
) -> Rendered:
    out = BytesIO()
    if wanted is Format.WEBP:
        first.save(
            out, "WEBP", save_all=True, append_images=list(others), duration=durations, loop=loop, quality=80, method=1
        )
    else:
        # Without the count a GIF is shown once.
        repeated = {} if loop == 1 else {"loop": loop}
        first.save(out, "GIF", save_all=True, append_images=list(others), duration=durations, disposal=2, **repeated)
    return Rendered(wanted, Size(*first.size), out.getvalue())


def _encoded(picture: Image.Image, wanted: Format) -> Rendered:
    out = BytesIO()
    if wanted is Format.JPEG:
        _opaque(picture).save(out, "JPEG", quality=85, progressive=True, optimize=True)
    elif wanted is Format.WEBP:
        picture.save(out, "WEBP", quality=90, method=4)
    else:
        picture.save(out, wanted.name)
    return Rendered(wanted, Size(*picture.size), out.getvalue())


def _fitting(picture: Image.Image, encode: Callable[[Image.Image], Rendered]) -> Rendered:
    for _ in range(_ATTEMPTS):
        rendered = encode(picture)
        if len(rendered.content) <= MAX_FILE:
            return rendered
        picture = _smaller(picture, int(picture.width * picture.height * _SMALLER**2))
    raise TooLarge("larger than what is kept")


def _preview(picture: Image.Image, wanted: Format) -> tuple[Rendered, str]:
    small = _smaller(picture, SMALL_PIXELS)
    return _encoded(small, wanted), _blurred(small)


def _blurred(picture: Image.Image) -> str:
    tiny = _opaque(picture)
    tiny.thumbnail((_BLURHASH_SIDE, _BLURHASH_SIDE))
    flat = list(tiny.tobytes())
    width = tiny.width
    pixels = [flat[at : at + 3] for at in range(0, len(flat), 3)]
    rows = [pixels[at : at + width] for at in range(0, len(pixels), width)]
    return str(blurhash.encode(rows, components_x=_BLURHASH_ACROSS, components_y=_BLURHASH_DOWN))


def _opaque(picture: Image.Image) -> Image.Image:
    if picture.mode == "RGB":
        return picture.copy()
    flat = Image.new("RGB", picture.size, _WHITE)
    flat.paste(picture, mask=picture.getchannel("A"))
    return flat


def _transparent(picture: Image.Image) -> bool:
    if picture.mode != "RGBA":
        return False
    lowest, _ = picture.getchannel("A").getextrema()
    return isinstance(lowest, int | float) and lowest < 255


def _smaller(picture: Image.Image, pixels: int) -> Image.Image:
    size = _within(picture.size, pixels)
    if size == picture.size:
        return picture
    # Far larger ones are first averaged over whole pixels, which costs a tenth of a proper filter.
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _within(size: tuple[int, int], pixels: int) -> tuple[int, int]:
    """Return a size of the same shape with at most so many pixels."""
    width, height = size
    if width * height <= pixels:
        return size
    scale = (pixels / (width * height)) ** 0.5
    return max(1, min(int(width * scale), pixels)), max(1, min(int(height * scale), pixels))
