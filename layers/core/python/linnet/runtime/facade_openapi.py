"""Generate the OpenAPI 3.1 document of the façade from its route tables: the second of our two contracts.

`python -m linnet.runtime.facade_openapi` prints it. API Gateway gets a route of each noun from it (decision 160), so an
operation of a noun that nobody routes cannot exist.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from linnet.facades.mastodon.entities.shape import Problem
from linnet.runtime.facade import Facade
from linnet.runtime.facade_routes import FacadeRoute
from linnet.runtime.openapi import API_FUNCTIONS, FACADE_FUNCTIONS, contract
from linnet.runtime.routes import Auth

_PARAMETER: Final = re.compile(r"\{(\w+)\}")
_FORMS: Final = ("application/json", "application/x-www-form-urlencoded", "multipart/form-data")


def load_facades() -> list[Facade[Any]]:
    """Import the handlers and return the façades that stand alone or beside native operations."""
    alone = [import_module(f"functions.{name}.handler").api for name in FACADE_FUNCTIONS]
    beside = [import_module(f"functions.{name}.handler").api.facade for name in API_FUNCTIONS]
    return [*alone, *(each for each in beside if each is not None)]


def document(facades: Sequence[Facade[Any]]) -> dict[str, Any]:
    """Return the OpenAPI document of these façades."""
    models = _models(route for facade in facades for route in facade.routes.values())
    names, definitions = models_json_schema(models, ref_template="#/components/schemas/{model}")
    references = {model: schema for (model, _), schema in names.items()}
    paths: dict[str, dict[str, Any]] = {}
    for facade in facades:
        for route in facade.routes.values():
            paths.setdefault(route.path, {})[route.method.lower()] = _operation(facade.function, route, references)
    description = (
        "The client API of Mastodon, as far as Linnet serves it. Bodies are JSON, forms or forms of several parts; "
        "docs/mastodon-api.md tells what differs."
    )
    return contract("Linnet for clients of Mastodon", description, paths, definitions)


def _models(routes: Iterable[FacadeRoute[Any]]) -> list[tuple[type[BaseModel], Any]]:
    found: dict[tuple[type[BaseModel], str], None] = {(Problem, "serialization"): None}
    for route in routes:
        if route.accepts is not None and route.method != "GET":
            found[(route.accepts, "validation")] = None
        if route.returns is not None:
            found[(route.returns, "serialization")] = None
    return list(found)


def _operation(function: str, route: FacadeRoute[Any], references: Mapping[Any, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": route.summary,
        "tags": [function.removesuffix("_api")],
        "x-linnet-function": function,
    }
    parameters: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _PARAMETER.findall(route.path)
    ]
    if route.accepts is not None and route.method == "GET":
        schema = route.accepts.model_json_schema()
        parameters += [
            {"name": name, "in": "query", "required": name in schema.get("required", ()), "schema": value}
            for name, value in schema["properties"].items()
        ]
    if parameters:
        operation["parameters"] = parameters
    if route.accepts is not None and route.method != "GET":
        operation["requestBody"] = {
            "required": any(field.is_required() for field in route.accepts.model_fields.values()),
            "content": {kind: {"schema": references[route.accepts]} for kind in _FORMS},
        }
    if route.auth is not Auth.NONE:
        operation["security"] = [{"token": []}] if route.auth is Auth.REQUIRED else [{}, {"token": []}]
        operation["x-linnet-scope"] = route.scope
    answer: dict[str, Any] = {"description": "Done."}
    if route.returns is not None:
        answer["content"] = {"application/json": {"schema": references[route.returns]}}
    operation["responses"] = {
        str(route.status): answer,
        "default": {
            "description": "Refused.",
            "content": {"application/json": {"schema": references[Problem]}},
        },
    }
    return operation


def main() -> None:
    """Print the document."""
    json.dump(document(load_facades()), sys.stdout, indent=1, ensure_ascii=False)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
