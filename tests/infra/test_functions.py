"""Every folder below `functions/` is deployed, alike, with exactly the settings that it reads."""

from __future__ import annotations

import pytest

from infra.blocks.assets import FUNCTIONS
from infra.blocks.layers import DECODERS, ENCRYPTERS
from linnet.runtime.openapi import HTTP_FUNCTIONS
from linnet.runtime.settings import BY_FUNCTION, environment_names, load
from linnet.runtime.tunables import Tunables
from tests.infra.templates import STAGES, Deployed, deployed

FOLDERS = sorted(handler.parent.name for handler in FUNCTIONS.glob("*/handler.py"))
# Read by Powertools and by the SDK, not by us.
LIBRARIES = frozenset({"POWERTOOLS_SERVICE_NAME", "POWERTOOLS_METRICS_NAMESPACE", "POWERTOOLS_LOG_LEVEL"})
LOCAL_SDK = frozenset({"AWS_ACCOUNT_ID_ENDPOINT_MODE"})
# An HTTP API answers 503 by itself after 30 s.
API_GATEWAY_TIMEOUT_S = 30


def test_every_folder_is_deployed_and_nothing_else(stage: Deployed) -> None:
    assert sorted(stage.functions) == FOLDERS
    assert len(stage.of_type("AWS::Lambda::Function")) == len(FOLDERS)


def test_every_folder_has_a_settings_class() -> None:
    assert sorted(BY_FUNCTION) == FOLDERS


@pytest.mark.parametrize("name", FOLDERS)
def test_the_handler_is_imported_as_everywhere_else(prod: Deployed, name: str) -> None:
    assert prod.functions[name].properties["Handler"] == f"functions.{name}.handler.lambda_handler"


@pytest.mark.parametrize("name", FOLDERS)
def test_the_environment_is_what_the_settings_class_reads(stage: Deployed, name: str) -> None:
    given = set(stage.environment(name))
    assert given - LIBRARIES - LOCAL_SDK == environment_names(name)
    assert given >= LIBRARIES
    assert (given >= LOCAL_SDK) == (stage.stage == "local")


@pytest.mark.parametrize("name", FOLDERS)
def test_the_runtime_reads_its_settings_from_the_template(stage: Deployed, name: str) -> None:
    settings = load(name, {**stage.environment(name), "AWS_REGION": "us-east-1"})
    assert settings.stage == stage.stage
    assert settings.tunables.celebrity_off < settings.tunables.celebrity_on


@pytest.mark.parametrize("name", FOLDERS)
def test_each_variable_names_the_resource_it_says(prod: Deployed, name: str) -> None:
    for variable, value in prod.environment(name).items():
        if variable.endswith("_TABLE"):
            assert value == variable.removesuffix("_TABLE").lower()
        if variable == "EVENT_STREAM":
            assert value == "events"
        if variable.endswith("_QUEUE_URL"):
            assert value == variable.removesuffix("_QUEUE_URL").lower()
    assert prod.environment(name).get("FAILURE_BUCKET", "failures") == "failures"


@pytest.mark.parametrize("name", FOLDERS)
def test_logs_metrics_and_traces_know_the_function(prod: Deployed, name: str) -> None:
    function = prod.functions[name].properties
    assert prod.environment(name)["POWERTOOLS_SERVICE_NAME"] == name
    assert prod.environment(name)["POWERTOOLS_METRICS_NAMESPACE"] == "Linnet"
    assert function["TracingConfig"] == {"Mode": "Active"}
    (group,) = [one for one in prod.of_type("AWS::Logs::LogGroup") if one.place.endswith(f"/{name}_logs")]
    assert function["LoggingConfig"]["LogGroup"] == {"Ref": group.logical_id}


@pytest.mark.parametrize(("stage_name", "days"), [("dev", 7), ("prod", 90)])
def test_no_log_is_kept_for_ever(stage_name: str, days: int) -> None:
    groups = deployed(stage_name).of_type("AWS::Logs::LogGroup")
    assert {one.properties["RetentionInDays"] for one in groups if one.place.endswith("_logs")} == {days}
    assert all("RetentionInDays" in one.properties for one in groups)


def test_all_run_the_python_and_processor_of_the_settings(stage: Deployed) -> None:
    for function in stage.functions.values():
        assert function.properties["Runtime"] == "python3.13"
        assert function.properties["Architectures"] == ["arm64"]


def test_each_stack_has_layers_of_its_own(stage: Deployed) -> None:
    for stack in ("api", "async"):
        layers = [one for one in stage.of_type("AWS::Lambda::LayerVersion") if one.stack == stack]
        places = {layer.logical_id: layer.place.removeprefix(f"{stack}/layers/") for layer in layers}
        assert set(places.values()) >= {"core", "deps"}
        for name, function in stage.functions.items():
            if function.stack == stack:
                used = {places[layer["Ref"]] for layer in function.properties["Layers"]}
                # Only they import the client of the search engine, what decodes pictures, or what encrypts pushes.
                searching = {"search_deps"} if "SEARCH_ENDPOINT" in environment_names(name) else set()
                decoding = {"media_deps"} if name in DECODERS else set()
                encrypting = {"push_deps"} if name in ENCRYPTERS else set()
                assert used == {"core", "deps"} | searching | decoding | encrypting


def test_functions_stand_in_the_stack_of_their_trigger(prod: Deployed) -> None:
    assert {name for name, function in prod.functions.items() if function.stack == "api"} == set(HTTP_FUNCTIONS)


def test_a_request_ends_before_api_gateway_gives_up_on_it(prod: Deployed) -> None:
    for name in HTTP_FUNCTIONS:
        assert prod.functions[name].properties["Timeout"] < API_GATEWAY_TIMEOUT_S


def test_the_api_resumes_from_snapshots_in_production(prod: Deployed) -> None:
    for name in HTTP_FUNCTIONS:
        assert prod.functions[name].properties["SnapStart"] == {"ApplyOn": "PublishedVersions"}
    # Snapshots belong to versions; only an alias follows the newest one.
    aliased = {prod.name_of(one.stack, one.properties["FunctionName"]) for one in prod.of_type("AWS::Lambda::Alias")}
    assert aliased == set(HTTP_FUNCTIONS)


def test_snapshots_are_a_setting(dev: Deployed) -> None:
    assert not any("SnapStart" in function.properties for function in dev.functions.values())


@pytest.mark.parametrize("name", STAGES)
def test_a_stage_names_only_tunables_that_exist(name: str) -> None:
    text = deployed(name).environment("meta_api")["TUNABLES"]
    assert Tunables.parse(text) != Tunables() or name == "dev"


def test_only_the_local_stage_weakens_passwords_and_limits() -> None:
    for name in ("dev", "prod"):
        tunables = Tunables.parse(deployed(name).environment("identity_api")["TUNABLES"])
        assert tunables.limits_enforced
        assert not tunables.limits_exempt_loopback
        assert tunables.password_memory_kib >= 19_456
        assert tunables.stream_failures == "report"
