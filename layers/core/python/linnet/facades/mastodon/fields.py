"""What operations accept: models over parameters, lenient as clients need it."""

from __future__ import annotations

from typing import Annotated, Any, Final, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict

from linnet.domain.ids import MAX_ID

T = TypeVar("T")

# As Rails casts them.
_OFF: Final = frozenset({"", "false", "f", "off", "0"})


class Form(BaseModel):
    """Parameters of an operation. What it does not name is ignored: clients send what newer servers understand."""

    model_config = ConfigDict(frozen=True, extra="ignore")


def _last(value: Any) -> Any:
    return value[-1] if isinstance(value, list) and value else value


def _switch(value: Any) -> Any:
    text = _last(value)
    return text.strip().lower() not in _OFF if isinstance(text, str) else text


def _many(value: Any) -> Any:
    if isinstance(value, dict) and all(key.isdigit() for key in value):
        # `fields_attributes[0][name]`: an object that counts is a list.
        return [value[key] for key in sorted(value, key=int)]
    return value if isinstance(value, list) else [value]


def _identifier(value: Any) -> Any:
    text = _last(value)
    if isinstance(text, str):
        known = text.isascii() and text.isdigit() and len(text) <= 19 and int(text) <= MAX_ID
        # What is no id of ours is nobody's.
        return int(text) if known else 0
    return text


Text = Annotated[str, BeforeValidator(_last)]
Number = Annotated[int, BeforeValidator(_last)]
Switch = Annotated[bool, BeforeValidator(_switch)]
Id = Annotated[int, BeforeValidator(_identifier)]
Many = Annotated[list[T], BeforeValidator(_many)]
