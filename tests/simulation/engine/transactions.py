"""Transactions: all actions or none, a reason for each that was in the way, and tokens remembered for ten minutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from tests.simulation.engine.capacity import Units, read_units, write_units
from tests.simulation.engine.errors import AwsError, NotSimulated, invalid, transaction_cancelled
from tests.simulation.engine.queries import projected
from tests.simulation.engine.scope import Scope
from tests.simulation.engine.values import item_of
from tests.simulation.engine.writes import FIELDS, Outcome, Prepared, decide, prepare

if TYPE_CHECKING:
    from tests.simulation.engine.dynamodb import DynamoDb
    from tests.simulation.engine.sdk import Call

MAX_ACTIONS: Final = 100
MAX_BYTES: Final = 4 * 1024 * 1024
TOKEN_MS: Final = 10 * 60 * 1000
MAX_TOKEN_LENGTH: Final = 36
_REASONS: Final = {
    "ConditionalCheckFailedException": "ConditionalCheckFailed",
    "ValidationException": "ValidationError",
}
_CONFLICT: Final = {"Code": "TransactionConflict", "Message": "Transaction is ongoing for the item"}


class Tokens:
    """Client tokens of transactions that went through."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[int, Sequence[Any]]] = {}

    def seen(self, token: str, actions: Sequence[Any], now_ms: int) -> bool:
        """Tell whether this transaction went through before. Raise when the token was another's."""
        known = self._known.get(token)
        if known is None or known[0] <= now_ms:
            return False
        if known[1] != actions:
            raise AwsError(
                "IdempotentParameterMismatchException",
                "The request uses the same client token as a previous, but non-identical request.",
            )
        return True

    def keep(self, token: str, actions: Sequence[Any], now_ms: int) -> None:
        for old in [each for each, (until_ms, _) in self._known.items() if until_ms <= now_ms]:
            del self._known[old]
        self._known[token] = (now_ms + TOKEN_MS, actions)


def transact_write(store: DynamoDb, call: Call) -> dict[str, Any]:
    """Write all of the actions or none."""
    actions = call.params["TransactItems"]
    if not 1 <= len(actions) <= MAX_ACTIONS:
        raise invalid(f"Member must have length between 1 and {MAX_ACTIONS}")
    token = call.params.get("ClientRequestToken")
    if token is not None:
        if not 1 <= len(token) <= MAX_TOKEN_LENGTH:
            raise invalid(f"Value at 'clientRequestToken' must have a length of 1 to {MAX_TOKEN_LENGTH}")
        if store.tokens.seen(token, actions, store.now_ms()):
            return store.consumed(call, {})
    outcomes = _outcomes(store, call)
    if sum(0 if each.new is None else each.new.size for each in outcomes) > MAX_BYTES:
        raise invalid("Transaction payload size exceeded")
    consumed: dict[str, Units] = {}
    for outcome in outcomes:
        units = write_units(outcome.table, outcome.old, outcome.new, transactional=True)
        total = consumed.setdefault(outcome.table.schema.name, Units())
        total.table += units.table
        for name, written in units.indexes.items():
            total.indexes[name] += written
        if outcome.writes:
            store.write(outcome.table, outcome.place, outcome.new)
    if token is not None:
        store.tokens.keep(token, actions, store.now_ms())
    return store.consumed(call, consumed)


def _outcomes(store: DynamoDb, call: Call) -> list[Outcome]:
    prepared = [_prepared(store, action) for action in call.params["TransactItems"]]
    if len({(each.table.schema.name, each.place) for each in prepared}) < len(prepared):
        raise invalid("Transaction request cannot include multiple operations on one item")
    outcomes: list[Outcome] = []
    reasons: list[dict[str, Any]] = []
    for position, each in enumerate(prepared):
        try:
            outcomes.append(decide(each))
            reasons.append({"Code": "None"})
        except AwsError as error:
            if error.code not in _REASONS:
                raise
            reasons.append({"Code": _REASONS[error.code], "Message": error.message, **error.fields})
        if position in call.conflicts:
            reasons[-1] = dict(_CONFLICT)
    if any(reason["Code"] != "None" for reason in reasons):
        raise transaction_cancelled(reasons)
    return outcomes


def _prepared(store: DynamoDb, action: Mapping[str, Any]) -> Prepared:
    ((kind, request),) = action.items()
    if kind not in FIELDS:
        raise invalid(f"TransactItems can not hold {kind}")
    if unknown := request.keys() - FIELDS[kind]:
        raise NotSimulated(f"{kind} in a transaction with {min(unknown)}")
    return prepare(store.table(request["TableName"]), kind, request)


def transact_get(store: DynamoDb, call: Call) -> dict[str, Any]:
    """Read items as they are at one moment."""
    actions = call.params["TransactItems"]
    if not 1 <= len(actions) <= MAX_ACTIONS:
        raise invalid(f"Member must have length between 1 and {MAX_ACTIONS}")
    if call.conflicts:
        raise transaction_cancelled(
            [dict(_CONFLICT) if position in call.conflicts else {"Code": "None"} for position in range(len(actions))]
        )
    responses: list[dict[str, Any]] = []
    consumed: dict[str, Units] = {}
    for action in actions:
        request = action["Get"]
        table = store.table(request["TableName"])
        row = table.row(table.schema.key_given(item_of(request["Key"])))
        size = 0 if row is None else row.size
        consumed.setdefault(table.schema.name, Units()).table += 2 * read_units(size, consistent=True)
        responses.append({} if row is None else {"Item": projected(request, Scope(request), row.item)})
    return {"Responses": responses, **store.consumed(call, consumed)}
