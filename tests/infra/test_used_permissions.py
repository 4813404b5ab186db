"""What each function's role allows is what the function does: no less, and nothing that cannot be explained."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from linnet.ports.indexing import IndexJobKind
from linnet.runtime.settings import BY_FUNCTION
from tests.engines.dynamodb_local import DynamoDbLocal
from tests.infra.life import live
from tests.infra.recorded_network import RecordedNetwork
from tests.infra.templates import Deployed

pytestmark = pytest.mark.engines

FUNCTIONS = sorted(BY_FUNCTION)
RECORDED = ("dynamodb:", "sqs:SendMessage", "s3:PutObject", "kinesis:PutRecords")
# Lambda reads streams, and writes what it gives up, with the role of the function.
BY_LAMBDA = ("/stream", "/stream/*", "failures/aws/lambda/*")
# What no story can bring about at will, and when it happens.
RARELY = {
    # A cached tweet older than the log says, while the replica that is asked lags behind: it is read consistently.
    "timelines_api": {("dynamodb:GetItem", "tweets")},
    "notifications_api": {("dynamodb:GetItem", "tweets")},
    "webpush_queue": {("dynamodb:GetItem", "tweets")},
    "filters_api": {("dynamodb:GetItem", "tweets")},
    "search_api": {("dynamodb:GetItem", "tweets")},
    "drafts_api": {("dynamodb:GetItem", "tweets")},
    "drafts_schedule": {("dynamodb:GetItem", "tweets")},
}


@pytest.fixture(scope="module")
def network(dynamodb_local: DynamoDbLocal) -> Iterator[RecordedNetwork]:
    """Return the network after a life in which everything was used."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, "test")
        monkeypatch.setenv("AWS_ACCOUNT_ID_ENDPOINT_MODE", "disabled")
        network = RecordedNetwork(dynamodb_local, monkeypatch, limits_exempt_loopback=False, password_grant=True)
        live(network)
        yield network


def test_the_story_uses_every_operation(network: RecordedNetwork) -> None:
    assert network.routes == {key for api in (*network.apis.values(), *network.facades) for key in api.routes}


def test_the_story_does_every_kind_of_job(network: RecordedNetwork) -> None:
    timelines = {"push", "remove", "backfill", "cleanup", "rebuild", "pull_on", "pull_off", "leave_list"}
    edges = {"like", "retweet", "follow", "follow_request", "request_accepted"}
    told = {"published", "edited", "poll_ended", "tweet", "suspended", "suspension_lifted", "draft_failed", "message"}
    assert network.kinds == timelines | edges | told
    assert network.indexed == set(IndexJobKind)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_is_allowed_what_it_does(network: RecordedNetwork, prod: Deployed, name: str) -> None:
    assert network.used[name] <= prod.granted(name)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_is_not_allowed_what_it_never_does(network: RecordedNetwork, prod: Deployed, name: str) -> None:
    own = {
        (action, target)
        for action, target in prod.granted(name)
        if action.startswith(RECORDED) and not target.endswith(BY_LAMBDA)
    }
    assert own - network.used[name] == RARELY.get(name, set())
