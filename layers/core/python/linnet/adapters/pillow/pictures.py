"""Have pictures decoded by a process of its own: what its files make it do, it does to itself."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final

from linnet.domain.media import Size
from linnet.domain.pictures import Format, Outline
from linnet.ports.media import Rendered, RenderedMedia, Undecodable

# Of a picture at the limits it takes a third of it, on a whole processor of Lambda's.
TIMEOUT_S: Final = 15
# Where Lambda keeps the interpreter's own.
_LIBRARIES: Final = "/var/lang/lib"


class PillowPictures:
    """Implement the port `Pictures`. The module `linnet.adapters.pillow.worker` does the work."""

    def attachment(self, content: bytes, seen: Outline, thumbnail: bytes | None = None) -> RenderedMedia:
        order = {"order": "attachment", "format": seen.format.value, "moving": "yes" if seen.frames > 1 else "no"}
        parts = [content] if thumbnail is None else [content, thumbnail]
        blurhash, (original, small) = _work(order, parts)
        return RenderedMedia(original, small, blurhash)

    def preview(self, content: bytes, wanted: Format) -> tuple[Rendered, str]:
        blurhash, (small,) = _work({"order": "preview", "format": wanted.value}, [content])
        return small, blurhash

    def cropped(self, content: bytes, size: Size) -> Rendered:
        _, (picture,) = _work({"order": "cropped", "width": str(size.width), "height": str(size.height)}, [content])
        return picture


def _work(order: Mapping[str, str], parts: Sequence[bytes]) -> tuple[str, list[Rendered]]:
    command = [sys.executable, "-m", "linnet.adapters.pillow.worker"]
    # Nothing of this process's own environment, which has its credentials; where packages are was told to it alone.
    environment = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "LD_LIBRARY_PATH": _LIBRARIES}
    try:
        done = subprocess.run(  # noqa: S603 - a module of ours; what others sent comes by standard input
            command,
            input=b"".join(framed(each) for each in (json.dumps(order).encode(), *parts)),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            timeout=TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Undecodable("took too long") from error
    if done.returncode != 0:
        raise Undecodable(f"ended with {done.returncode}")
    answer, *contents = unframed(done.stdout)
    told: dict[str, Any] = json.loads(answer)
    pictures = [
        Rendered(Format(each["format"]), Size(each["width"], each["height"]), content)
        for each, content in zip(told["pictures"], contents, strict=True)
    ]
    return str(told["blurhash"]), pictures


def framed(part: bytes) -> bytes:
    """Return a part with its length before it."""
    return struct.pack(">I", len(part)) + part


def unframed(stream: bytes) -> list[bytes]:
    """Return the parts of a stream."""
    parts: list[bytes] = []
    position = 0
    while position < len(stream):
        (length,) = struct.unpack_from(">I", stream, position)
        position += 4
        parts.append(stream[position : position + length])
        position += length
    return parts
