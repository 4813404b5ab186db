"""The shortcuts give what pynamodb gives, for every model of ours."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest
from pynamodb.exceptions import AttributeDeserializationError
from pynamodb.models import Model

from linnet.adapters import dynamodb
from tests.simulation import shortcuts

VALUES: dict[str, list[Any]] = {
    "S": ["", "text", '{"a": 1}', "null"],
    "N": ["0", "-7", "12345678901234567890", "1.5"],
    "BOOL": [True, False],
    "SS": [["a", "b"]],
    "NS": [["1", "2"]],
    "L": [[], [{"S": "x"}, {"N": "1"}]],
    "M": [{}, {"shard": {"M": {"sequence": {"S": "3"}, "at": {"N": "9"}}}}],
    "B": [b"bytes"],
}


def models() -> list[type[Model]]:
    modules = [import_module(f"{dynamodb.__name__}.{each.name}") for each in iter_modules(dynamodb.__path__)]
    found = {value for module in modules for value in vars(module).values() if isinstance(value, type)}
    return sorted((each for each in found if issubclass(each, Model) and each is not Model), key=lambda it: it.__name__)


def items(model: type[Model]) -> list[dict[str, Any]]:
    """Return items with nothing, with everything, and with each attribute alone and null."""
    kinds = {each.attr_name: each.attr_type for each in model.get_attributes().values()}
    longest = max(len(VALUES[kind]) for kind in kinds.values())
    full = [
        {name: {kind: VALUES[kind][turn % len(VALUES[kind])]} for name, kind in kinds.items()}
        for turn in range(longest)
    ]
    return [{}, *full, *({name: {"NULL": True}} for name in kinds), {"unknown": {"S": "x"}}]


def read(model: type[Model], item: dict[str, Any]) -> Any:
    """Return what every attribute reads, or the kind of the error."""
    try:
        row = model.from_raw_data(item)
        return {name: _plain(getattr(row, name)) for name in model.get_attributes()}
    except Exception as error:  # noqa: BLE001 - whatever one raises, the other must
        return type(error)


def _plain(value: Any) -> Any:
    return value.as_dict() if hasattr(value, "as_dict") else value


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
def test_rows_are_read_alike(model: type[Model]) -> None:
    usual = [read(model, item) for item in items(model)]

    with shortcuts.installed():
        quick = [read(model, item) for item in items(model)]

    assert quick == usual


def test_a_value_of_another_type_is_refused_alike() -> None:
    model = models()[0]
    name, attribute = next(iter(model.get_attributes().items()))
    wrong = {attribute.attr_name: {"BOOL": True}}

    with shortcuts.installed(), pytest.raises(AttributeDeserializationError, match=name):
        model.from_raw_data(wrong)


def test_what_is_written_is_written_alike() -> None:
    for model in models():
        row = read(model, items(model)[1])
        if isinstance(row, type):
            continue
        usual = model.from_raw_data(items(model)[1]).serialize(null_check=False)
        with shortcuts.installed():
            assert model.from_raw_data(items(model)[1]).serialize(null_check=False) == usual


def test_they_end_with_their_block() -> None:
    model = models()[0]
    before = model.from_raw_data
    with shortcuts.installed():
        pass
    assert model.from_raw_data == before
