"""What pynamodb works out anew for every container, call and item, worked out once: half of a run's time went there.

Nothing here changes what a call asks or what its answer means; `test_shortcuts.py` compares.
"""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Final
from unittest.mock import patch

from botocore.session import get_session
from pynamodb.attributes import Attribute, NumberAttribute
from pynamodb.connection import base as pynamodb_connection
from pynamodb.models import Model

from linnet.adapters.dynamodb.binding import bind
from linnet.runtime import outlets

_read_attribute: Final[Any] = Attribute.__get__
_write_attribute: Final[Any] = Attribute.__set__
_write_number: Final[Any] = NumberAttribute.serialize
_bound: Final = functools.cache(bind)
# It only tells pynamodb's own signals apart, which nobody hears.
_REQUEST: Final = uuid.UUID(int=0)


def installed() -> ExitStack:
    """Take the shortcuts until the end of the block."""
    stack = ExitStack()
    # A session of botocore's takes longer to make than a container lives here, and holds nothing of a run.
    session = get_session()
    for owner, name, value in (
        (pynamodb_connection, "get_session", lambda: session),
        (pynamodb_connection, "uuid", SimpleNamespace(uuid4=lambda: _REQUEST)),
        (outlets, "bind", _bound),
        (Attribute, "__get__", _get),
        (Attribute, "__set__", _set),
        (NumberAttribute, "serialize", _number),
    ):
        stack.enter_context(patch.object(owner, name, value))
    stack.enter_context(patch.object(Model, "from_raw_data", classmethod(row_of)))
    return stack


def _get(self: Any, instance: Any, owner: Any) -> Any:
    if instance is None:
        return self
    if isinstance(instance, Model):
        model: Any = type(instance)
        stored = self.attr_path[-1]
        return instance.attribute_values.get(model._dynamo_to_python_attrs.get(stored, stored))
    return _read_attribute(self, instance, owner)


def _set(self: Any, instance: Any, value: Any) -> None:
    if isinstance(instance, Model):
        model: Any = type(instance)
        stored = self.attr_path[-1]
        instance.attribute_values[model._dynamo_to_python_attrs.get(stored, stored)] = value
    else:
        _write_attribute(self, instance, value)


def _number(self: Any, value: Any) -> str:
    return str(value) if type(value) is int else _write_number(self, value)


@dataclass(frozen=True, slots=True)
class _Plan:
    """Readers of a model's attributes by their stored names. `own` are those that set values in a way of their own."""

    attributes: Mapping[str, tuple[str, str, Callable[[Any], Any], Any]]
    own: tuple[tuple[str, Any], ...]
    defaults: Mapping[str, Any]
    made: tuple[tuple[str, Callable[[], Any]], ...]


def row_of(model: type[Model], data: Mapping[str, Mapping[str, Any]] | None) -> Any:
    """Return a row of a model from its item, as pynamodb's `from_raw_data` does."""
    if data is None:
        raise ValueError("Received no data to construct object")
    plan = _plan(model)
    row = model.__new__(model)
    values = dict(plan.defaults)
    for name, make in plan.made:
        value = make()
        if value is not None:
            values[name] = value
    attributes = plan.attributes
    for stored, given in data.items():
        if stored in attributes and "NULL" not in given:
            name, kind, read, attribute = attributes[stored]
            values[name] = read(given[kind] if kind in given else attribute.get_value(given))
    row.attribute_values = values
    for name, attribute in plan.own:
        stored_value = data.get(attribute.attr_name)
        if stored_value and "NULL" not in stored_value:
            setattr(row, name, attribute.deserialize(attribute.get_value(stored_value)))
    return row


@functools.cache
def _plan(model: type[Model]) -> _Plan:
    attributes = model.get_attributes().items()
    own = tuple((name, each) for name, each in attributes if type(each).__set__ is not Attribute.__set__)
    plain = tuple(pair for pair in attributes if not any(pair[1] is each for _, each in own))
    return _Plan(
        {each.attr_name: (name, each.attr_type, _reader(each), each) for name, each in plain},
        own,
        {name: each.default for name, each in attributes if each.default is not None and not callable(each.default)},
        tuple((name, each.default) for name, each in attributes if callable(each.default)),
    )


def _reader(attribute: Any) -> Callable[[Any], Any]:
    read: Callable[[Any], Any] = attribute.deserialize
    if type(attribute).deserialize is not NumberAttribute.deserialize:
        return read
    # The JSON of a whole number is what `int` reads.
    return lambda text: int(text) if text.isascii() and text.isdigit() else read(text)
