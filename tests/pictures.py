"""Small pictures that tests make themselves."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from io import BytesIO

from PIL import Image

ORIENTATION = 0x0112
SECRET = "taken at 47.3769 N"


def picture(kind: str = "PNG", size: tuple[int, int] = (64, 48), *, alpha: bool = False) -> bytes:
    """Return a picture with a colour for each corner."""
    image = Image.new("RGBA" if alpha else "RGB", size, (200, 30, 30, 90)[: 4 if alpha else 3])
    image.paste((30, 30, 200), (0, 0, size[0] // 2, size[1] // 2))
    return saved(image, kind)


def photo(orientation: int, size: tuple[int, int] = (64, 48)) -> bytes:
    """Return a JPEG that is to be turned, and says where it was taken."""
    image = Image.new("RGB", size, (250, 250, 250))
    image.paste((200, 0, 0), (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[0x010E] = SECRET
    out = BytesIO()
    image.save(out, "JPEG", exif=exif, comment=SECRET.encode())
    return out.getvalue()


def animation(kind: str = "GIF", frames: int = 4, size: tuple[int, int] = (24, 16)) -> bytes:
    """Return frames of different colours."""
    images = [Image.new("RGB", size, (number * 40 % 256, 90, 120)) for number in range(frames)]
    out = BytesIO()
    images[0].save(out, kind, save_all=True, append_images=images[1:], duration=70, loop=0)
    return out.getvalue()


def saved(image: Image.Image, kind: str) -> bytes:
    """Return a picture as a file."""
    out = BytesIO()
    image.save(out, kind)
    return out.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """Return a small file that makes a decoder ask for very much room."""
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(bytes(100_000), 9)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def gif_that_claims(frames: Sequence[tuple[int, int]], screen: tuple[int, int] = (1, 1)) -> bytes:
    """Return a GIF whose frames are as large as they say, in a few bytes each."""
    body = b"".join(
        b"," + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\x02\x02\x4c\x01\x00" for width, height in frames
    )
    return b"GIF89a" + struct.pack("<HHBBB", *screen, 0x80, 0, 0) + bytes(6) + body + b";"


def webp_that_claims(width: int, height: int, frames: int) -> bytes:
    """Return the outline of an animated WebP."""
    canvas = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    chunks = [(b"VP8X", b"\x02\x00\x00\x00" + canvas), *[(b"ANMF", bytes(16))] * frames]
    body = b"WEBP" + b"".join(kind + struct.pack("<I", len(data)) + data for kind, data in chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body
