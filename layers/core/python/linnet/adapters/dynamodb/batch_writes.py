"""Write and remove many rows, in batches as full as DynamoDB takes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pynamodb.models import Model

from linnet.adapters.dynamodb.batch_reads import Unprocessed
from linnet.ports.environment import Parallel

MAX_ROWS: Final = 25
FIRST_PAUSE_S: Final = 0.05
LONGEST_PAUSE_S: Final = 1.0
# All pauses together stay below five seconds, so that a function ends by its own error and not by its timeout.
MAX_ROUNDS: Final = 8


@dataclass(frozen=True, slots=True)
class BatchWriter:
    """Send BatchWriteItem calls at once and repeat what was not processed, with capped back-off and jitter."""

    parallel: Parallel
    sleep: Callable[[float], None]
    random: Callable[[], float]

    def write(self, model: type[Model], puts: Sequence[Model] = (), deletes: Sequence[Model] = ()) -> None:
        """Put and remove rows, no key twice. Raise Unprocessed when throttling does not end; what was written stays."""
        requests: list[dict[str, Any]] = [
            *({"PutRequest": {"Item": row.serialize()}} for row in puts),
            *({"DeleteRequest": {"Key": _key(row)}} for row in deletes),
        ]
        batches = [requests[start : start + MAX_ROWS] for start in range(0, len(requests), MAX_ROWS)]
        self.parallel.run([self._batch(model, batch) for batch in batches])

    def _batch(self, model: type[Model], batch: list[dict[str, Any]]) -> Callable[[], None]:
        def send() -> None:
            # pynamodb's own batch repeats at once and without jitter, which keeps a throttled table so.
            connection: Any = model._get_connection()  # noqa: SLF001
            pending, ceiling = batch, FIRST_PAUSE_S
            for _ in range(MAX_ROUNDS):
                answer = connection.batch_write_item(
                    put_items=[each["PutRequest"]["Item"] for each in pending if "PutRequest" in each],
                    delete_items=[each["DeleteRequest"]["Key"] for each in pending if "DeleteRequest" in each],
                )
                pending = (answer.get("UnprocessedItems") or {}).get(connection.table_name, [])
                if not pending:
                    return
                self.sleep(ceiling * self.random())
                ceiling = min(LONGEST_PAUSE_S, ceiling * 2)
            raise Unprocessed(f"{len(pending)} rows of {connection.table_name}")

        return send


def _key(row: Model) -> dict[str, Any]:
    source: Any = row
    keys: dict[str, Any] = source._get_keys()  # noqa: SLF001 the same that pynamodb's own batches send
    return keys
