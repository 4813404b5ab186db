"""Health, limits, the contracts, what the server says of itself, and the root of the façade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from aws_cdk import Stack
from aws_cdk import aws_iam as iam

from infra.blocks.http_api import FACADE_CONTRACT
from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import BATCH_GET, GET, UPDATE
from infra.components.function_factory import FunctionFactory
from linnet.runtime.facade_nouns import functions_by_noun


def meta_api(factory: FunctionFactory, others: Sequence[PythonFunction]) -> PythonFunction:
    """Declare the function; it also answers addresses that do not exist, and calls those who have a noun's."""
    serving = set(functions_by_noun(FACADE_CONTRACT).values())
    arns = {each.function_folder: each.callee.function_arn for each in others if each.function_folder in serving}
    known = replace(
        factory, more={**factory.more, "FACADE_FUNCTIONS": Stack.of(factory.scope).to_json_string(dict(arns))}
    )
    function = known.api("meta_api", "Health, limits, the contracts, and what the server says of itself")
    function.add_to_role_policy(iam.PolicyStatement(actions=["lambda:InvokeFunction"], resources=list(arns.values())))
    factory.tables.identity.grant(function, BATCH_GET)
    factory.tables.platform.grant(function, GET, BATCH_GET, UPDATE)
    return function
