"""The contract against the running network: what is generated from it is answered as it says."""

from __future__ import annotations

import json
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.conftest import REPOSITORY
from tests.e2e.people import Person, Town

CONTRACT = json.loads((REPOSITORY / "functions/meta_api/openapi.json").read_text("utf-8"))
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 12
# Ending the session that asks would leave the rest of the run with nothing but refusals.
ENDS_SESSIONS = frozenset({"logOut", "endSession"})

OPERATIONS = [
    (path, method, operation["operationId"])
    for path, item in CONTRACT["paths"].items()
    for method, operation in item.items()
]


@pytest.fixture(scope="module")
def schema(town: Town) -> Any:
    served = schemathesis.openapi.from_url(f"{town.http.base_url}/api/openapi.json")
    served.config.update(base_url=str(town.http.base_url))
    return served


@pytest.fixture(scope="module")
def ada(town: Town) -> Person:
    return town.newcomer("ada")


def test_the_served_contract_is_the_one_in_the_repository(town: Town) -> None:
    assert town.anonymous.get("/api/openapi.json") == CONTRACT


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=[each[2] for each in OPERATIONS])
def test_an_operation_answers_as_the_contract_says(
    schema: Any, town: Town, ada: Person, path: str, method: str, operation: str
) -> None:
    asking = town.log_in(ada) if operation in ENDS_SESSIONS else ada
    generated = schema[path][method.upper()]
    headers = {"Authorization": f"Bearer {asking.token}"}

    # Hypothesis runs the function before it returns; no shrinking, because the failing request is printed as it is.
    @settings(
        max_examples=EXAMPLES,
        phases=[Phase.explicit, Phase.generate],
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def run(data: st.DataObject) -> None:
        mode = data.draw(st.sampled_from([schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE]))
        case = data.draw(generated.as_strategy(generation_mode=mode))
        case.call_and_validate(headers=headers, checks=CHECKS)

    run()


def test_what_stands_outside_the_contract_is_refused_in_its_shape(town: Town) -> None:
    for method, path in (("GET", "/api/nothing"), ("DELETE", "/api/timelines/home"), ("GET", "/api/users/me/nothing")):
        answer = town.anonymous.send(method, path)
        assert answer.status_code in {404, 405}, path
        assert set(answer.json()) & {"error", "message"}
