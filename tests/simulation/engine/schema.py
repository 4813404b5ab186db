"""What a table is: keys, indexes, stream and expiry, read from a template or from a CreateTable request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tests.simulation.engine.errors import invalid
from tests.simulation.engine.values import Item, Value, comparable, kind_of, value_size

MAX_HASH_KEY_BYTES: Final = 2048
MAX_SORT_KEY_BYTES: Final = 1024


@dataclass(frozen=True, slots=True)
class Key:
    """The attributes that a table or an index is ordered by."""

    hash: str
    sort: str | None

    @property
    def names(self) -> tuple[str, ...]:
        return (self.hash,) if self.sort is None else (self.hash, self.sort)


@dataclass(frozen=True, slots=True)
class Index:
    """`projected` None means every attribute."""

    name: str
    key: Key
    local: bool
    projected: frozenset[str] | None

    def projection_of(self, item: Item) -> dict[str, Value]:
        """Return what the index stores of an item."""
        if self.projected is None:
            return dict(item)
        return {name: value for name, value in item.items() if name in self.projected}


@dataclass(frozen=True, slots=True)
class Schema:
    """`kinds` holds the type of each key attribute; `expires` names the attribute of the time to live."""

    name: str
    key: Key
    kinds: Mapping[str, str]
    indexes: tuple[Index, ...] = ()
    stream: bool = False
    expires: str | None = None

    def index(self, name: str) -> Index:
        for index in self.indexes:
            if index.name == name:
                return index
        raise invalid(f"The table does not have the specified index: {name}")

    def key_of(self, item: Item) -> tuple[Any, ...]:
        """Return the place of an item: what orders its key attributes. Raise when they are no key of this table."""
        place = []
        for name in self.key.names:
            value = item.get(name)
            if value is None:
                raise invalid(f"One or more parameter values were invalid: Missing the key {name} in the item")
            self._check_kind(name, value)
            limit = MAX_HASH_KEY_BYTES if name == self.key.hash else MAX_SORT_KEY_BYTES
            if value_size(value) > limit:
                raise invalid(
                    f"One or more parameter values were invalid: Size of the key {name} exceeds {limit} bytes"
                )
            place.append(comparable(value))
        return tuple(place)

    def key_given(self, key: Item) -> tuple[Any, ...]:
        """Return the place that a request names. Raise when it is not exactly a key of this table."""
        if key.keys() != set(self.key.names):
            raise invalid("The provided key element does not match the schema")
        return self.key_of(key)

    def index_place(self, index: Index, item: Item, place: tuple[Any, ...]) -> tuple[Any, tuple[Any, ...]] | None:
        """Return partition and order of an item in an index, None where it lacks an attribute of its key."""
        for name in index.key.names:
            if name not in item:
                return None
        order = () if index.key.sort is None else (comparable(item[index.key.sort]),)
        return comparable(item[index.key.hash]), (*order, *place)

    def check_index_keys(self, item: Item) -> None:
        """Raise for a value that could not be a key of an index."""
        for name in self.kinds:
            value = item.get(name)
            if value is not None:
                self._check_kind(name, value)

    def _check_kind(self, name: str, value: Value) -> None:
        kind = kind_of(value)
        if kind != self.kinds[name]:
            raise invalid(
                "One or more parameter values were invalid: Type mismatch for key "
                f"{name} expected: {self.kinds[name]} actual: {kind}"
            )
        if kind in {"S", "B"} and not value[kind]:
            raise invalid(
                "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an "
                f"empty value. Key: {name}"
            )


def schema_of(name: str, properties: Mapping[str, Any]) -> Schema:
    """Read the properties of a table: CloudFormation and CreateTable spell them alike."""
    key = _key(properties["KeySchema"])
    stream = properties.get("StreamSpecification") or {}
    expiry = properties.get("TimeToLiveSpecification") or {}
    indexes = [
        _index(each, key, local=local)
        for field, local in (("GlobalSecondaryIndexes", False), ("LocalSecondaryIndexes", True))
        for each in properties.get(field) or ()
    ]
    return Schema(
        name=name,
        key=key,
        kinds={each["AttributeName"]: each["AttributeType"] for each in properties["AttributeDefinitions"]},
        indexes=tuple(indexes),
        stream=bool(stream) and stream.get("StreamEnabled", True),
        expires=expiry["AttributeName"] if expiry.get("Enabled") else None,
    )


def _key(schema: Iterable[Mapping[str, str]]) -> Key:
    by_type = {each["KeyType"]: each["AttributeName"] for each in schema}
    return Key(by_type["HASH"], by_type.get("RANGE"))


def _index(properties: Mapping[str, Any], table: Key, *, local: bool) -> Index:
    key = _key(properties["KeySchema"])
    projection = properties["Projection"]
    always = frozenset({*table.names, *key.names})
    match projection["ProjectionType"]:
        case "ALL":
            projected = None
        case "KEYS_ONLY":
            projected = always
        case "INCLUDE":
            projected = always | frozenset(projection["NonKeyAttributes"])
        case other:
            raise invalid(f"unknown projection {other}")
    return Index(properties["IndexName"], key, local, projected)
