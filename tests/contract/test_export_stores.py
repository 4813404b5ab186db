"""What stores of exports must do: the fake, moto's DynamoDB and S3, the simulator's and DynamoDB Local in one suite."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber
from moto import mock_aws

from linnet.adapters.dynamodb.exports import DynamoExports
from linnet.adapters.dynamodb.identity_rows import IdentityRow
from linnet.adapters.s3_archives import S3Archives, archives_in
from linnet.domain.archives import ArchivedFile
from linnet.domain.exports import Export, ExportState, Progress, archive_name, archive_prefix
from linnet.ports.exports import ArchiveLost, Archives, Exports
from linnet.ports.identity import VersionConflict
from linnet.services.export_account import PART_BYTES
from tests.contract.conftest import ENGINES, Reach, create_table
from tests.fakes.environment import START_MS, FakeClock
from tests.fakes.exports import FakeArchives, FakeExports

ANN, BOB = 11, 12
FIRST = Export(ANN, 5, START_MS, worked_ms=START_MS)
NAME = archive_name(FIRST.order)


@pytest.fixture(params=["fake", *ENGINES])
def exports(request: pytest.FixtureRequest, reach: Reach) -> Exports:
    if request.param == "fake":
        return FakeExports()
    return DynamoExports(create_table(IdentityRow, reach(request.param)), FakeClock().sleep, random.Random(1).random)


@pytest.fixture(params=["fake", "moto"])
def archives(request: pytest.FixtureRequest, aws_credentials: None) -> Iterator[Archives]:
    if request.param == "fake":
        yield FakeArchives()
        return
    with mock_aws():
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="exports")
        yield archives_in("exports", "us-east-1")


def test_a_link_is_signed_as_every_region_accepts_it(aws_credentials: None) -> None:
    link = archives_in("exports", "eu-central-2").link(NAME, 60, "export.zip")

    assert {"X-Amz-Algorithm=AWS4-HMAC-SHA256", "X-Amz-Expires=60"} <= set(link.partition("?")[2].split("&"))


def test_one_export_of_an_account_runs_at_a_time(exports: Exports) -> None:
    assert exports.begin(FIRST, idle_since_ms=0)
    assert exports.begin(FIRST, idle_since_ms=0)
    second = replace(FIRST, id=6)

    assert not exports.begin(second, idle_since_ms=START_MS - 1)
    assert exports.get(ANN) == FIRST
    assert exports.begin(replace(second, user_id=BOB), idle_since_ms=0)
    assert exports.begin(second, idle_since_ms=START_MS)
    assert exports.get(ANN) == second


@pytest.mark.parametrize("state", [ExportState.READY, ExportState.FAILED])
def test_what_is_done_gives_way_to_the_next_export(exports: Exports, state: ExportState) -> None:
    exports.begin(FIRST, idle_since_ms=0)
    exports.save(replace(FIRST, state=state, ready_ms=START_MS + 1, size=99))
    second = replace(FIRST, id=6)

    assert exports.begin(second, idle_since_ms=0)
    assert exports.get(ANN) == second


def test_progress_is_kept_and_of_two_workers_the_later_one_does_not_save(exports: Exports) -> None:
    exports.begin(FIRST, idle_since_ms=0)
    files = (ArchivedFile("tweets.json", 0xFFFFFFFF, 5, 6, 0),)
    progress = Progress("upload", ("tag",), files, 77, "tweets", "99", 2)
    further = replace(FIRST, progress=progress, worked_ms=START_MS + 5)

    saved = exports.save(further)

    assert saved == replace(further, version=2)
    assert exports.get(ANN) == saved
    # What is repeated because its answer was lost finds itself.
    assert exports.save(further) == saved
    with pytest.raises(VersionConflict):
        exports.save(replace(further, worked_ms=START_MS + 6))
    done = exports.save(replace(saved, state=ExportState.READY, progress=Progress(), ready_ms=START_MS, size=5))
    assert exports.get(ANN) == done


def test_a_forgotten_export_is_gone_and_takes_no_progress(exports: Exports) -> None:
    exports.begin(FIRST, idle_since_ms=0)
    for _ in range(2):
        exports.forget(ANN)

    assert exports.get(ANN) is None
    with pytest.raises(VersionConflict):
        exports.save(FIRST)


def test_an_archive_is_made_of_its_parts_each_as_it_was_stored_last(archives: Archives) -> None:
    upload = archives.begin(NAME)
    archives.add(NAME, upload, 1, b"a" * PART_BYTES)
    tags = [archives.add(NAME, upload, 1, b"b" * PART_BYTES), archives.add(NAME, upload, 2, b"c")]
    assert archives.size(NAME) is None

    archives.finish(NAME, upload, tags)

    assert archives.size(NAME) == PART_BYTES + 1
    assert NAME in archives.link(NAME, 60, "export.zip")


def test_an_upload_that_is_not_as_it_was_noted_is_lost(archives: Archives) -> None:
    upload = archives.begin(NAME)
    tag = archives.add(NAME, upload, 1, b"first")
    archives.add(NAME, upload, 1, b"replaced")
    with pytest.raises(ArchiveLost):
        archives.finish(NAME, upload, [tag])


def test_a_part_of_an_upload_that_is_gone_is_lost(aws_credentials: None) -> None:
    # moto breaks down where S3 answers with this.
    client = boto3.client("s3", region_name="us-east-1")
    with Stubber(client) as stubber:
        stubber.add_client_error("upload_part", "NoSuchUpload", http_status_code=404)
        stubber.add_client_error("upload_part", "SlowDown", http_status_code=503)
        with pytest.raises(ArchiveLost):
            S3Archives(client, "exports").add(NAME, "gone", 2, b"late")
        with pytest.raises(ClientError):
            S3Archives(client, "exports").add(NAME, "slow", 2, b"late")


def test_what_is_removed_is_one_accounts(archives: Archives) -> None:
    for user_id in (ANN, int(f"{ANN}0"), BOB):
        name = archive_name(replace(FIRST, user_id=user_id).order)
        upload = archives.begin(name)
        archives.finish(name, upload, [archives.add(name, upload, 1, b"x")])

    while archives.remove(archive_prefix(ANN)):
        pass

    assert archives.size(NAME) is None
    assert archives.size(archive_name(replace(FIRST, user_id=110).order)) == 1
    assert archives.size(archive_name(replace(FIRST, user_id=BOB).order)) == 1
