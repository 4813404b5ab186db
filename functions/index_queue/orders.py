"""What operators order of the index: built anew, compared, switched to and dropped, one piece at a time."""

from __future__ import annotations

from linnet.domain.errors import Code, DomainError
from linnet.ports.search import IndexExists, IndexInUse, Kind, SearchOff, SearchUnavailable
from linnet.runtime.batch import Answer, Record
from linnet.runtime.wiring.index_queue import IndexQueue
from linnet.services.rebuild_index import Filled
from linnet.services.verify_index import Compared

MAX_IDS = 100
MAX_SEGMENTS = 64


def answer(services: IndexQueue, order: Record) -> Answer:
    """Carry out an order; say by code what hindered it."""
    try:
        return _answer(services, order)
    except DomainError as error:
        return {"error": {"code": error.code.value, "message": error.message}}
    except SearchOff:
        return {"error": {"code": "search_off", "message": "this stage has no search"}}
    except SearchUnavailable:
        return {"error": {"code": Code.UNAVAILABLE.value, "message": "the search engine does not answer; try again"}}
    except (IndexExists, IndexInUse) as error:
        return {"error": {"code": Code.CONFLICT.value, "message": f"{type(error).__name__}: {error}"}}


def _answer(services: IndexQueue, order: Record) -> Answer:
    engine = services.engine
    match order:
        case {"version": 1, "action": "list", "kind": str(kind)}:
            named = _kind(kind)
            return {"inUse": engine.in_use(named), "all": list(engine.all_of(named))}
        case {"version": 1, "action": "create", "kind": str(kind), "label": str(label)} if label.isalnum():
            return {"index": engine.create(_kind(kind), label)}
        case {"version": 1, "action": "switch", "kind": str(kind), "index": str(index)}:
            engine.switch(_kind(kind), index)
            return {"inUse": index}
        case {"version": 1, "action": "drop", "index": str(index)}:
            engine.drop(index)
            return {"dropped": index}
        case {"version": 1, "action": "fill", "kind": str(kind), "index": str(index), **part}:
            filled = services.rebuild_index.fill(_kind(kind), index, *_segment(part))
            return _filled(filled)
        case {"version": 1, "action": "compare_tables", "kind": str(kind), "index": str(index), **part}:
            return _compared(services.verify_index.from_tables(_kind(kind), index, *_segment(part)))
        case {"version": 1, "action": "compare_index", "kind": str(kind), "index": str(index), **part}:
            position = part.get("position")
            return _compared(
                services.verify_index.from_index(_kind(kind), index, None if position is None else str(position))
            )
        case {"version": 1, "action": "look_again", "kind": str(kind), "index": str(index), "ids": list(ids)} if (
            len(ids) <= MAX_IDS
        ):
            differing = services.verify_index.look_again(_kind(kind), index, [int(each) for each in ids])
            return {"differing": [str(each) for each in differing]}
        case _:
            raise DomainError(Code.BAD_REQUEST, "must have version 1 and a known action with all that it needs")


def _kind(name: str) -> Kind:
    if name not in set(Kind):
        raise DomainError(Code.BAD_REQUEST, f"kind must be one of {', '.join(Kind)}")
    return Kind(name)


def _segment(part: Record) -> tuple[int, int, str | None]:
    segment, segments, position = part.get("segment", 0), part.get("segments", 1), part.get("position")
    if not (isinstance(segment, int) and isinstance(segments, int) and 0 <= segment < segments <= MAX_SEGMENTS):
        raise DomainError(Code.BAD_REQUEST, f"segment must be below segments, which is at most {MAX_SEGMENTS}")
    return segment, segments, None if position is None else str(position)


def _filled(filled: Filled) -> Answer:
    return {"position": filled.position, "written": filled.written, "refused": filled.refused}


def _compared(compared: Compared) -> Answer:
    differing = [str(each) for each in compared.differing]
    return {"position": compared.position, "checked": compared.checked, "differing": differing}
