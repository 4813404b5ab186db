"""Decode one picture and end: an order and files come in, an answer and files go out.

It is `python -m linnet.adapters.pillow.worker`. Whatever goes wrong ends it with another code than 0, and so do its own
limits of memory and of processor time.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Sequence
from typing import Final

from linnet.adapters.pillow import rendering
from linnet.adapters.pillow.pictures import framed, unframed
from linnet.domain.media import Size
from linnet.domain.pictures import Format
from linnet.ports.media import Rendered

MEMORY_BYTES: Final = 1_200 * 1024 * 1024
PROCESSOR_S: Final = 12


def main() -> None:
    """Obey the order on standard input."""
    _limit(resource.RLIMIT_AS, MEMORY_BYTES)
    _limit(resource.RLIMIT_CPU, PROCESSOR_S)
    told, *files = unframed(sys.stdin.buffer.read())
    pictures, blurhash = obeyed(json.loads(told), files)
    answer = {
        "blurhash": blurhash,
        "pictures": [
            {"format": each.format.value, "width": each.size.width, "height": each.size.height} for each in pictures
        ],
    }
    for part in (json.dumps(answer).encode(), *(each.content for each in pictures)):
        sys.stdout.buffer.write(framed(part))


def obeyed(order: dict[str, str], files: Sequence[bytes]) -> tuple[list[Rendered], str]:
    """Return pictures and the blurred look of the last. Raise whatever decoding raises."""
    if order["order"] == "attachment":
        thumbnail = files[1] if len(files) > 1 else None
        moving = order["moving"] == "yes"
        original, small, blurred = rendering.attachment(files[0], Format(order["format"]), thumbnail, moving=moving)
        return [original, small], blurred
    if order["order"] == "preview":
        small, blurred = rendering.preview(files[0], Format(order["format"]))
        return [small], blurred
    size = Size(int(order["width"]), int(order["height"]))
    return [rendering.cropped(files[0], size)], ""


def _limit(what: int, most: int) -> None:
    # A limit that the system already has may be lower, and can only be lowered.
    _, hard = resource.getrlimit(what)
    lowest = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (lowest, hard))


if __name__ == "__main__":
    main()
