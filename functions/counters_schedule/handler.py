"""Compare totals with their edges: by the clock a sample, by an operator's order the targets that it names."""

from __future__ import annotations

from linnet.domain.counting import Holder, Target
from linnet.domain.errors import Code, DomainError
from linnet.domain.reconciling import Outcome
from linnet.runtime.batch import Answer, Record, Worker
from linnet.runtime.observability import count, logger
from linnet.runtime.wiring.counters_schedule import build
from linnet.services.reconcile_totals import Drift, ReconcileTotals, Report

# An order waits for its answer.
MAX_TARGETS = 20

_METRICS = {
    Outcome.TOO_LARGE: "TotalsTooLarge",
    Outcome.MOVED: "TotalsMoved",
    Outcome.REPAIRED: "TotalsRepaired",
}


def work(services: ReconcileTotals, event: Record) -> Answer:
    """Answer with how many targets came to which outcome, and with what drifted."""
    try:
        report = _reconcile(services, event)
    except DomainError as error:
        return {"error": {"code": error.code.value, "message": error.message}}
    count("TotalsChecked", report.outcomes.total())
    count("TotalsDrifted", len(report.drifts))
    for outcome, name in _METRICS.items():
        count(name, report.outcomes[outcome])
    drifts = [_shown(drift) for drift in report.drifts]
    for drift in drifts:
        logger().error("total drifted", extra=drift)
    return {"outcomes": {outcome.value: times for outcome, times in report.outcomes.items()}, "drifts": drifts}


def _reconcile(services: ReconcileTotals, event: Record) -> Report:
    match event:
        case {"version": 1, "targets": list(named), **more} if len(named) <= MAX_TARGETS:
            quiet_s = more.get("quietSeconds")
            if quiet_s is not None and not isinstance(quiet_s, int):
                raise _malformed()
            return services.check([_target(name) for name in named], None if quiet_s is None else quiet_s * 1000)
        case {"targets": _}:
            raise _malformed()
        case _:
            return services.run()


def _target(name: object) -> Target:
    holder, _, identifier = str(name).partition(":")
    if holder not in set(Holder) or not (identifier.isascii() and identifier.isdecimal()):
        raise _malformed()
    return Target(Holder(holder), int(identifier))


def _malformed() -> DomainError:
    return DomainError(
        Code.BAD_REQUEST, f"must have version 1 and at most {MAX_TARGETS} targets such as user:1 or tweet:1"
    )


def _shown(drift: Drift) -> dict[str, object]:
    return {
        "target": f"{drift.target.holder.value}:{drift.target.id}",
        "differences": {total.value: difference for total, difference in drift.differences.items()},
        "repaired": drift.repaired,
    }


worker = Worker("counters_schedule", build, work)
lambda_handler = worker.lambda_handler
