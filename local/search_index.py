"""python -m local index: compare the search index with the tables, or build it anew, here or in a deployed stage.

index verify            compare the indexes in use with the tables
index rebuild           build new ones from the tables, compare them, switch to them; goes on where it was stopped
index switch <name>     search in another index, such as the one before
index drop <name>       remove an index that is not searched
index list              what there is
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from local.instance import default_folder
from local.operators import OrderRefused, add_stage_options, chosen
from local.terminal import fail

KINDS: Final = ("tweets", "users")
SEGMENTS: Final = 4
# Changes that are still queued differ for some seconds, and totals' writers are not waited for.
LOOKS: Final = 5
PAUSE_S: Final = 3.0
IDS_A_LOOK: Final = 100
# Beyond so many the index is not late but wrong.
MOST_DIFFERING: Final = 10_000
ATTEMPTS: Final = 20
BUSY: Final = "unavailable"

Order = Callable[[Mapping[str, object]], dict[str, Any]]


@dataclass
class Checkpoint:
    """How far a rebuild is: which index, and the position of each segment (None: not begun, "": at its end)."""

    file: Path
    index: str = ""
    positions: list[str | None] = field(default_factory=lambda: [None] * SEGMENTS)

    @classmethod
    def read(cls, file: Path) -> Checkpoint:
        if not file.exists():
            return cls(file)
        stored = json.loads(file.read_text("utf-8"))
        return cls(file, stored["index"], stored["positions"])

    def save(self) -> None:
        """Write down how far it is, whole or not at all."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        partial = self.file.with_suffix(".partial")
        partial.write_text(json.dumps({"index": self.index, "positions": self.positions}), "utf-8")
        partial.replace(self.file)

    def forget(self) -> None:
        self.file.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class SearchIndexes:
    """The indexes of a stage, by orders to the function that may reach them; `sleep` waits for seconds."""

    send: Order
    sleep: Callable[[float], None]
    say: Callable[[str], None]

    def rebuild(self, kind: str, checkpoint: Checkpoint) -> bool:
        """Build an index anew and switch to it; False leaves the one in use, and nothing of the new one."""
        before = self.order("list", kind=kind)
        if checkpoint.index not in before["all"]:
            label = time.strftime("%Y%m%d%H%M%S", time.gmtime())
            checkpoint.index = self.order("create", kind=kind, label=label)["index"]
            checkpoint.positions = [None] * SEGMENTS
            checkpoint.save()
        index = checkpoint.index
        self.say(f"{index}: filling")
        self._fill(kind, checkpoint)
        differing = self.differing(kind, index)
        if differing:
            self.say(f"{index}: {len(differing)} differ from the tables, such as {', '.join(differing[:5])}: dropped")
            self.order("drop", index=index)
            checkpoint.forget()
            return False
        self.order("switch", kind=kind, index=index)
        checkpoint.forget()
        self.say(f"{index}: equals the tables, and is searched now")
        if before["inUse"] is not None:
            self.say(f"{before['inUse']}: kept up to date, to switch back to; python -m local index drop removes it")
        return True

    def verify(self, kind: str) -> bool:
        """Compare the index in use with the tables."""
        index = self.order("list", kind=kind)["inUse"]
        if index is None:
            self.say(f"{kind}: no index is in use")
            return False
        differing = self.differing(kind, index)
        told = f"{len(differing)} differ from the tables, such as {', '.join(differing[:5])}"
        self.say(f"{index}: {told if differing else 'equals the tables'}")
        return not differing

    def differing(self, kind: str, index: str) -> list[str]:
        """Return what differs between an index and the tables, and goes on doing so."""
        found: set[str] = set()
        with ThreadPoolExecutor(SEGMENTS) as pool:
            parts = pool.map(lambda segment: list(self._from_table(kind, index, segment)), range(SEGMENTS))
            for part in parts:
                found.update(part)
        found.update(self._pieces("compare_index", kind=kind, index=index))
        differing = sorted(found, key=int)
        for _ in range(LOOKS):
            if not differing or len(differing) > MOST_DIFFERING:
                break
            self.sleep(PAUSE_S)
            differing = list(self._looked_at_again(kind, index, differing))
        return differing

    def _fill(self, kind: str, checkpoint: Checkpoint) -> None:
        def fill(segment: int) -> None:
            while checkpoint.positions[segment] != "":
                part = {"segment": segment, "segments": len(checkpoint.positions)}
                position = checkpoint.positions[segment]
                done = self.order("fill", kind=kind, index=checkpoint.index, position=position, **part)
                if done["refused"]:
                    self.say(f"{checkpoint.index}: {done['refused']} documents were refused")
                checkpoint.positions[segment] = done["position"] or ""

        with ThreadPoolExecutor(len(checkpoint.positions)) as pool:
            filling = [pool.submit(fill, segment) for segment in range(len(checkpoint.positions))]
            while not all(each.done() for each in filling):
                self.sleep(PAUSE_S)
                checkpoint.save()
            for each in filling:
                each.result()

    def _from_table(self, kind: str, index: str, segment: int) -> Iterator[str]:
        return self._pieces("compare_tables", kind=kind, index=index, segment=segment, segments=SEGMENTS)

    def _pieces(self, action: str, **part: object) -> Iterator[str]:
        position: str | None = None
        while True:
            compared = self.order(action, position=position, **part)
            yield from compared["differing"]
            position = compared["position"]
            if position is None:
                return

    def _looked_at_again(self, kind: str, index: str, ids: Sequence[str]) -> Iterator[str]:
        for start in range(0, len(ids), IDS_A_LOOK):
            part = list(ids[start : start + IDS_A_LOOK])
            yield from self.order("look_again", kind=kind, index=index, ids=part)["differing"]

    def order(self, action: str, **more: object) -> dict[str, Any]:
        """Order a piece of work, again while the engine is busy. Raise OrderRefused."""
        for _ in range(ATTEMPTS):
            try:
                return self.send({"version": 1, "action": action, **more})
            except OrderRefused as refused:
                if refused.code != BUSY:
                    raise
                self.sleep(PAUSE_S)
        raise OrderRefused("the search engine does not answer", BUSY)


def main(arguments: Sequence[str]) -> int:
    """Return 0 when all is as it should be, 1 when an index differs from the tables, 2 when nothing could be done."""
    options = _parser().parse_args(arguments)
    try:
        indexes = SearchIndexes(chosen(options).index, time.sleep, lambda line: print(line, flush=True))
        return _run(indexes, options)
    except OrderRefused as error:
        fail(str(error))
        return 2


def _run(indexes: SearchIndexes, options: argparse.Namespace) -> int:
    match options.what:
        case "rebuild":
            folder = options.folder / "rebuild" / (options.stack or "local")
            built = [indexes.rebuild(kind, Checkpoint.read(folder / f"{kind}.json")) for kind in KINDS]
            return int(not all(built))
        case "verify":
            verified = [indexes.verify(kind) for kind in KINDS]
            return int(not all(verified))
        case "list":
            for kind in KINDS:
                found = indexes.order("list", kind=kind)
                for name in found["all"]:
                    print(f"{name}{'  in use' if name == found['inUse'] else ''}")
        case "switch":
            indexes.order("switch", kind=options.index.partition("-")[0], index=options.index)
        case "drop":
            indexes.order("drop", index=options.index)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m local index", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True, metavar="what", dest="what")
    for name in ("verify", "rebuild", "list", "switch", "drop"):
        command = commands.add_parser(name)
        if name in ("switch", "drop"):
            command.add_argument("index", help="the name of the index")
        command.add_argument("--folder", type=Path, default=default_folder(), help="of the local network")
        add_stage_options(command)
    return parser
