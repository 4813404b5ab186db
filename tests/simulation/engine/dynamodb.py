"""DynamoDB in memory, at the level of its API, with its laziness: what a real table may do, a test can make it do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from linnet.ports.environment import Clock
from tests.simulation.engine.batches import batch_get, batch_write
from tests.simulation.engine.capacity import Units, Usage, read_units, reported, write_units
from tests.simulation.engine.errors import AwsError, NotSimulated, missing_table
from tests.simulation.engine.queries import Page, projected, query, scan
from tests.simulation.engine.schema import Schema, schema_of
from tests.simulation.engine.scope import Scope
from tests.simulation.engine.streams import Stream
from tests.simulation.engine.tables import Place, Row, Table
from tests.simulation.engine.transactions import Tokens, transact_get, transact_write
from tests.simulation.engine.values import item_of
from tests.simulation.engine.writes import DELETE, FIELDS, PUT, UPDATE, decide, prepare, returned

if TYPE_CHECKING:
    from tests.simulation.engine.sdk import Call

_ANSWERED: Final = frozenset({"ReturnConsumedCapacity"})
_WRITTEN: Final = _ANSWERED | {"ReturnValues"}
_NAMES: Final = "ExpressionAttributeNames"
_READ: Final = _ANSWERED | {
    "TableName",
    "ProjectionExpression",
    "FilterExpression",
    _NAMES,
    "ExpressionAttributeValues",
    "ConsistentRead",
    "IndexName",
    "Limit",
    "Select",
    "ExclusiveStartKey",
}
# What code under test may ask for; anything else is named instead of ignored.
_FIELDS: Final[Mapping[str, frozenset[str]]] = {
    "PutItem": FIELDS[PUT] | _WRITTEN,
    "UpdateItem": FIELDS[UPDATE] | _WRITTEN,
    "DeleteItem": FIELDS[DELETE] | _WRITTEN,
    "GetItem": _ANSWERED | {"TableName", "Key", "ConsistentRead", "ProjectionExpression", _NAMES},
    "Query": _READ | {"KeyConditionExpression", "ScanIndexForward"},
    "Scan": _READ | {"Segment", "TotalSegments"},
    "BatchGetItem": _ANSWERED | {"RequestItems"},
    "BatchWriteItem": _ANSWERED | {"RequestItems"},
    "TransactWriteItems": _ANSWERED | {"TransactItems", "ClientRequestToken"},
    "TransactGetItems": _ANSWERED | {"TransactItems"},
}
_PROMPTLY: Final = 0


class DynamoDb:
    """Tables by their names.

    `index_delay_ms` says for a table and a global index after how many milliseconds it shows the write that is just
    being done.
    """

    def __init__(self, schemas: Iterable[Schema], clock: Clock, shards: int) -> None:
        self._clock = clock
        self._shards = shards
        self._tables = {schema.name: self._made(schema) for schema in schemas}
        self.tokens = Tokens()
        self.usage: dict[tuple[str, str], Usage] = defaultdict(Usage)
        self.index_delay_ms: Callable[[str, str], int] = lambda _table, _index: _PROMPTLY
        self._operations: dict[str, Callable[[Call], dict[str, Any]]] = {
            "PutItem": lambda call: self._write_one(PUT, call),
            "UpdateItem": lambda call: self._write_one(UPDATE, call),
            "DeleteItem": lambda call: self._write_one(DELETE, call),
            "GetItem": self._get,
            "Query": self._query,
            "Scan": self._scan,
            "BatchGetItem": lambda call: batch_get(self, call),
            "BatchWriteItem": lambda call: batch_write(self, call),
            "TransactWriteItems": lambda call: transact_write(self, call),
            "TransactGetItems": lambda call: transact_get(self, call),
            "CreateTable": self._create_table,
            "DescribeTable": self._describe_table,
            "DeleteTable": self._delete_table,
        }

    def answer(self, call: Call) -> dict[str, Any]:
        """Carry out a call. Raise AwsError, or NotSimulated for what this engine lacks."""
        operation = self._operations.get(call.operation)
        if operation is None:
            raise NotSimulated(f"DynamoDB {call.operation}")
        fields = _FIELDS.get(call.operation)
        if fields is not None and (unknown := call.params.keys() - fields):
            raise NotSimulated(f"DynamoDB {call.operation} with {min(unknown)}")
        return operation(call)

    def now_ms(self) -> int:
        return self._clock.now_ms()

    def table(self, name: str) -> Table:
        """Return a table. Raise ResourceNotFoundException."""
        table = self._tables.get(name)
        if table is None:
            raise missing_table(name)
        return table

    def tables(self) -> Mapping[str, Table]:
        """Return every table by its name."""
        return self._tables

    def write(self, table: Table, place: Place, row: Row | None, *, by_ttl: bool = False) -> None:
        """Replace or remove a row; `row` None removes it."""
        name = table.schema.name
        delays = {index: self.index_delay_ms(name, index) for index in table.indexes}
        table.write(place, row, self.now_ms(), delays, by_ttl=by_ttl)

    def expirable(self) -> list[tuple[str, Place]]:
        """Return the rows whose time is over and which are still readable."""
        now_ms = self.now_ms()
        return [(name, row.place) for name, table in self._tables.items() for row in table.expired(now_ms)]

    def expire(self, table: str, place: Place) -> None:
        """Remove a row as the time to live does: the record says who did it."""
        self.write(self.table(table), place, None, by_ttl=True)

    def settle_indexes(self) -> None:
        """Let every index of every table show everything."""
        for table in self._tables.values():
            table.settle_indexes()

    def as_of(self, call: Call) -> int | None:
        """Return the time whose state an eventually consistent read sees, None for now."""
        return self.now_ms() - call.read_lag_ms if call.read_lag_ms else None

    def consumed(self, call: Call, by_table: Mapping[str, Units]) -> dict[str, Any]:
        """Count what a call consumed, and report it where the caller asked for that."""
        for name, units in by_table.items():
            usage = self.usage[name, call.operation]
            usage.calls += 1
            usage.units += units.total
        detail = call.params.get("ReturnConsumedCapacity", "NONE")
        if detail == "NONE":
            return {}
        reports = [reported(self._tables[name], units, detail) for name, units in by_table.items()]
        many = call.operation.startswith(("Batch", "Transact"))
        return {"ConsumedCapacity": reports if many else reports[0]}

    def _made(self, schema: Schema) -> Table:
        return Table(schema, Stream(schema.name, self._clock, self._shards) if schema.stream else None)

    def _write_one(self, kind: str, call: Call) -> dict[str, Any]:
        outcome = decide(prepare(self.table(call.params["TableName"]), kind, call.params))
        units = write_units(outcome.table, outcome.old, outcome.new)
        self.write(outcome.table, outcome.place, outcome.new)
        answer = self.consumed(call, {outcome.table.schema.name: units})
        attributes = returned(call.params.get("ReturnValues", "NONE"), outcome)
        if attributes:
            answer["Attributes"] = attributes
        return answer

    def _get(self, call: Call) -> dict[str, Any]:
        params = call.params
        table = self.table(params["TableName"])
        consistent = bool(params.get("ConsistentRead"))
        place = table.schema.key_given(item_of(params["Key"]))
        row = table.row(place, None if consistent else self.as_of(call))
        units = Units(read_units(0 if row is None else row.size, consistent=consistent))
        answer = self.consumed(call, {table.schema.name: units})
        if row is not None:
            answer["Item"] = projected(params, Scope(params), row.item)
        return answer

    def _query(self, call: Call) -> dict[str, Any]:
        table = self.table(call.params["TableName"])
        as_of_ms = None if call.params.get("ConsistentRead") else self.as_of(call)
        return self._paged(call, table, query(table, call.params, self.now_ms(), as_of_ms))

    def _scan(self, call: Call) -> dict[str, Any]:
        table = self.table(call.params["TableName"])
        return self._paged(call, table, scan(table, call.params, self.now_ms()))

    def _paged(self, call: Call, table: Table, page: Page) -> dict[str, Any]:
        units, index = Units(), call.params.get("IndexName")
        read = read_units(page.size, consistent=bool(call.params.get("ConsistentRead")))
        if index is None:
            units.table = read
        else:
            units.indexes[index] = read
        answer: dict[str, Any] = {"Count": page.count, "ScannedCount": page.scanned}
        if call.params.get("Select") != "COUNT":
            answer["Items"] = page.items
        if page.last is not None:
            answer["LastEvaluatedKey"] = page.last
        return answer | self.consumed(call, {table.schema.name: units})

    def _create_table(self, call: Call) -> dict[str, Any]:
        name = call.params["TableName"]
        if name in self._tables:
            raise AwsError("ResourceInUseException", f"Table already exists: {name}")
        self._tables[name] = self._made(schema_of(name, call.params))
        return {"TableDescription": self._description(name)}

    def _describe_table(self, call: Call) -> dict[str, Any]:
        return {"Table": self._description(call.params["TableName"])}

    def _delete_table(self, call: Call) -> dict[str, Any]:
        answer = {"TableDescription": self._description(call.params["TableName"])}
        del self._tables[call.params["TableName"]]
        return answer

    def _description(self, name: str) -> dict[str, Any]:
        schema = self.table(name).schema
        types = {"HASH": schema.key.hash, "RANGE": schema.key.sort}
        return {
            "TableName": name,
            "TableStatus": "ACTIVE",
            "KeySchema": [
                {"AttributeName": attribute, "KeyType": kind} for kind, attribute in types.items() if attribute
            ],
            "AttributeDefinitions": [
                {"AttributeName": attribute, "AttributeType": kind} for attribute, kind in schema.kinds.items()
            ],
        }
