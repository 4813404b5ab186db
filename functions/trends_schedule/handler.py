"""Compute what trends: by the clock all lists; by an operator's order, decide about a tag."""

from __future__ import annotations

from linnet.domain.errors import Code, DomainError
from linnet.domain.trends.lists import Controls
from linnet.runtime.batch import Answer, Record, Worker
from linnet.runtime.observability import count, logger
from linnet.runtime.wiring.trends_schedule import TrendsSchedule, build
from linnet.services.control_trends import ControlAction


class ListsFailed(Exception):
    """Some lists could not be computed; the next run makes up for it."""


def work(services: TrendsSchedule, event: Record) -> Answer:
    """Answer with the scopes whose list was replaced, or with all that is decided about tags."""
    if "action" not in event:
        return {"replaced": _compute(services)}
    try:
        controls = _obey(services, event)
    except DomainError as error:
        return {"error": {"code": error.code.value, "message": error.message}}
    logger().info("trends changed by an operator", extra={"action": event["action"]})
    return {"blocked": sorted(controls.blocked), "pinned": sorted(controls.pinned)}


def _compute(services: TrendsSchedule) -> list[str]:
    replaced: list[str] = []
    failed: list[str] = []
    for scope in services.scopes:
        try:
            if services.compute_trends.run(scope):
                replaced.append(scope)
        except Exception:  # noqa: BLE001 - one list must not take the others with it
            logger().exception("list not computed", extra={"scope": scope})
            failed.append(scope)
    count("TrendListsReplaced", len(replaced))
    if failed:
        raise ListsFailed(", ".join(failed))
    return replaced


def _obey(services: TrendsSchedule, event: Record) -> Controls:
    match event:
        case {"version": 1, "action": str(action), "tag": str(tag)} if action in set(ControlAction):
            return services.control_trends.run(ControlAction(action), tag)
        case _:
            raise DomainError(Code.BAD_REQUEST, "must have version 1, action block, pin or clear, and a tag")


worker = Worker("trends_schedule", build, work)
lambda_handler = worker.lambda_handler
