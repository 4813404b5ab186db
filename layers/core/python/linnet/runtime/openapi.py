"""Generate the OpenAPI 3.1 document of the native contract from the handlers' route tables.

`python -m linnet.runtime.openapi` prints it. API Gateway's routes are made from the same document (each operation names
its function), so an operation exists in code, contract and deployment, or in none of them.
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

from linnet.domain.errors import Code
from linnet.facades.native.schemas import ErrorAnswer
from linnet.runtime.answers import STATUS
from linnet.runtime.http import Api
from linnet.runtime.routes import MAX_IDEMPOTENCY_KEY, Auth, Route

API_FUNCTIONS: Final = (
    "identity_api",
    "tweets_api",
    "drafts_api",
    "engagement_api",
    "graph_api",
    "lists_api",
    "filters_api",
    "timelines_api",
    "messages_api",
    "notifications_api",
    "realtime_api",
    "search_api",
    "trends_api",
    "media_api",
    "meta_api",
)
# Their routes are their own (`runtime/facade.py`); this document is that of the native contract.
FACADE_FUNCTIONS: Final = ("oauth_api", "accounts_api", "statuses_api")
HTTP_FUNCTIONS: Final = (*API_FUNCTIONS, *FACADE_FUNCTIONS)
_PARAMETER = re.compile(r"\{(\w+)\}")
_ID_PARAMETER: Final = {"type": "string", "pattern": "^[0-9]{1,19}$", "maxLength": 19}
_NAME_PARAMETER: Final = {"type": "string", "minLength": 1, "maxLength": 100}
_CONVERSATION_PARAMETER: Final = {"type": "string", "pattern": "^[0-9]{1,19}(-[0-9]{1,19})?$", "maxLength": 39}
_PATH_SCHEMAS: Final[Mapping[str, Mapping[str, object]]] = {
    "tag": _NAME_PARAMETER,
    "user": _NAME_PARAMETER,
    "app": _NAME_PARAMETER,
    "text": _NAME_PARAMETER,
    "conversation": _CONVERSATION_PARAMETER,
}
_DESCRIPTIONS: Final = {
    200: "Done.",
    201: "Created.",
    202: "Accepted; somebody else decides.",
    204: "Done; nothing to say.",
}
_RATE_HEADERS: Final = {
    name: {"schema": {"type": "integer"}, "description": text}
    for name, text in {
        "X-RateLimit-Limit": "Actions allowed in a window.",
        "X-RateLimit-Remaining": "Actions left in this window.",
        "X-RateLimit-Reset": "When the window ends (Unix seconds).",
    }.items()
}


def load_apis() -> list[Api[Any]]:
    """Import every API function's handler and return its routes."""
    return [import_module(f"functions.{name}.handler").api for name in API_FUNCTIONS]


def document(apis: Sequence[Api[Any]]) -> dict[str, Any]:
    """Return the OpenAPI document of these functions."""
    models = _models(route for api in apis for route in api.routes.values())
    names, definitions = models_json_schema(models, ref_template="#/components/schemas/{model}")
    references = {(model, mode): schema for (model, mode), schema in names.items()}
    paths: dict[str, dict[str, Any]] = {}
    for api in apis:
        for route in api.routes.values():
            paths.setdefault(route.path, {})[route.method.lower()] = _operation(api.function, route, references)
    description = (
        "The native contract. Ids are decimal strings, times are UTC with milliseconds, "
        "lists go on with `nextToken` as `cursor`."
    )
    return contract("Linnet", description, paths, definitions)


def contract(
    title: str, description: str, paths: Mapping[str, object], definitions: Mapping[str, Any]
) -> dict[str, Any]:
    """Return an OpenAPI document of these paths; `definitions` are what pydantic says of their models."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": "1",
            "description": description,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": dict(sorted(definitions.get("$defs", {}).items())),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _models(routes: Iterable[Route[Any]]) -> list[tuple[type[BaseModel], Any]]:
    found: dict[tuple[type[BaseModel], str], None] = {(ErrorAnswer, "serialization"): None}
    for route in routes:
        if route.body is not None:
            found[(route.body, "validation")] = None
        if route.returns is not None:
            found[(route.returns, "serialization")] = None
    return list(found)


def _operation(function: str, route: Route[Any], references: Mapping[Any, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.operation,
        "summary": route.summary,
        "tags": [function.removesuffix("_api")],
        "x-linnet-function": function,
        "x-linnet-rate-limit": route.bucket,
    }
    parameters = [*_path_parameters(route), *_query_parameters(route)]
    if route.idempotent:
        parameters.append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": False,
                "description": "Repeat a write safely for 24 hours: the same key and body give the same answer.",
                "schema": {"type": "string", "minLength": 1, "maxLength": MAX_IDEMPOTENCY_KEY},
            }
        )
    if parameters:
        operation["parameters"] = parameters
    if route.body is not None:
        operation["requestBody"] = {
            "required": any(field.is_required() for field in route.body.model_fields.values()),
            "content": {
                "multipart/form-data" if route.multipart else "application/json": {
                    "schema": references[(route.body, "validation")]
                }
            },
        }
    if route.auth is Auth.REQUIRED:
        operation["security"] = [{"token": []}]
    elif route.auth is Auth.OPTIONAL:
        operation["security"] = [{}, {"token": []}]
    if route.scope is not None:
        operation["x-linnet-scope"] = route.scope
    operation["responses"] = dict(sorted(_responses(route, references).items()))
    return operation


def _path_parameters(route: Route[Any]) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": dict(_PATH_SCHEMAS.get(name, _ID_PARAMETER))}
        for name in _PARAMETER.findall(route.path)
    ]


def _query_parameters(route: Route[Any]) -> list[dict[str, Any]]:
    if route.query is None:
        return []
    schema = route.query.model_json_schema()
    return [
        {"name": name, "in": "query", "required": name in schema.get("required", ()), "schema": _inline(value)}
        for name, value in schema["properties"].items()
    ]


def _inline(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if key != "title"}


def _responses(route: Route[Any], references: Mapping[Any, Any]) -> dict[str, Any]:
    content = {}
    if route.returns is not None:
        content = {"content": {"application/json": {"schema": references[(route.returns, "serialization")]}}}
    responses: dict[str, Any] = {}
    for status, description in {route.status: _DESCRIPTIONS[route.status], **route.also}.items():
        responses[str(status)] = {
            "description": description,
            "headers": _RATE_HEADERS,
            **({} if status == 204 else content),
        }
    by_status: dict[int, list[str]] = {}
    for code in _codes(route):
        by_status.setdefault(STATUS[code], []).append(code.value)
    for status, codes in by_status.items():
        responses[str(status)] = {
            "description": f"Refused: {', '.join(sorted(codes))}.",
            "content": {"application/json": {"schema": references[(ErrorAnswer, "serialization")]}},
        }
    return responses


def _codes(route: Route[Any]) -> list[Code]:
    """Return every code that the runtime or the route can answer with."""
    codes = {*route.errors, Code.RATE_LIMITED, Code.UNAVAILABLE}
    if route.auth is not Auth.NONE:
        codes |= {Code.UNAUTHENTICATED, Code.FORBIDDEN}
    if route.body is not None:
        codes |= {Code.BAD_REQUEST, Code.INVALID, Code.TOO_LARGE, Code.UNSUPPORTED_MEDIA_TYPE}
    if route.query is not None or route.idempotent:
        codes.add(Code.INVALID)
    if "{" in route.path:
        codes.add(Code.NOT_FOUND)
    return sorted(codes)


def main() -> None:
    """Print the document."""
    json.dump(document(load_apis()), sys.stdout, indent=1, ensure_ascii=False)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
