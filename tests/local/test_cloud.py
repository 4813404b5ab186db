"""The emulator behind a running network: triggers, live code, isolation."""

import re
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from local.instance import PROJECT
from tests.local.small_network import SmallNetwork, eventually

pytestmark = pytest.mark.e2e

GREETING = "layers/core/python/linnet/greeting.py"
CONSUMER = "functions/notices_queue/handler.py"


def test_a_write_travels_through_stream_and_queue(network: SmallNetwork) -> None:
    network.add("travels")

    network.wait_for("travels", "seen-travels")


def test_a_slow_stream_batch_does_not_hold_up_a_queue(network: SmallNetwork) -> None:
    (queue,) = [url for url in network.network.aws.sqs.list_queues()["QueueUrls"] if "dead" not in url]

    network.add("slow")
    network.network.aws.sqs.send_message(QueueUrl=queue, MessageBody="direct")

    network.wait_for("seen-direct")
    assert "seen-slow" not in network.things()
    network.wait_for("seen-slow")


def test_messages_gather_for_the_window_of_their_mapping(network: SmallNetwork) -> None:
    functions, sqs = network.network.aws.functions, network.network.aws.sqs
    (queue,) = [url for url in sqs.list_queues()["QueueUrls"] if "dead" not in url]
    mappings = functions.list_event_source_mappings()["EventSourceMappings"]
    (mapping,) = [each["UUID"] for each in mappings if ":sqs:" in each["EventSourceArn"]]
    functions.update_event_source_mapping(UUID=mapping, MaximumBatchingWindowInSeconds=3)
    try:
        began = time.monotonic()
        sqs.send_message(QueueUrl=queue, MessageBody="gathered")
        network.wait_for("seen-gathered")
        assert time.monotonic() - began >= 3
    finally:
        functions.update_event_source_mapping(UUID=mapping, MaximumBatchingWindowInSeconds=0)


def test_the_fix_ups_are_applied(network: SmallNetwork) -> None:
    (table,) = network.network.aws.dynamodb.list_tables()["TableNames"]

    ttl = network.network.aws.dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]

    assert ttl == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires_at"}


def test_an_edit_is_live_within_half_a_second(network: SmallNetwork) -> None:
    assert network.client.get("/api/word").json() == "hello"
    original = network.read_source(GREETING)
    try:
        network.write_source(GREETING, 'WORD = "good day"\n')
        time.sleep(0.5)
        assert network.client.get("/api/word").json() == "good day"
    finally:
        network.write_source(GREETING, original)
    eventually(lambda: network.client.get("/api/word").json() == "hello")


def test_a_message_that_fails_becomes_a_dead_letter_and_can_be_sent_back(network: SmallNetwork) -> None:
    original = network.read_source(CONSUMER)
    network.add("poison-1")
    eventually(lambda: dead_letters(network) == 1)

    network.write_source(CONSUMER, original.replace('POISON = "poison"', 'POISON = "other"'))
    try:
        time.sleep(0.5)
        redrive = command(network, "redrive", "notices")
        network.wait_for("seen-poison-1")
    finally:
        network.write_source(CONSUMER, original)

    assert redrive.returncode == 0
    assert "1 sent back, 0 kept" in redrive.stdout
    assert dead_letters(network) == 0


def dead_letters(network: SmallNetwork) -> int:
    sqs = network.network.aws.sqs
    (url,) = [url for url in sqs.list_queues()["QueueUrls"] if "dead" in url]
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])["Attributes"]
    return int(attributes["ApproximateNumberOfMessages"])


def command(network: SmallNetwork, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "local", *arguments, "--folder", str(network.network.folder)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_functions_see_nothing_of_the_developers_environment(network: SmallNetwork) -> None:
    environment = network.client.get("/api/environment").json()

    assert environment["AWS_SECRET_ACCESS_KEY"] == "test"
    assert environment["HOME"] == str(network.network.instance.home)
    assert "PYTEST_CURRENT_TEST" not in environment


def test_a_page_of_another_origin_cannot_reach_the_emulator(network: SmallNetwork) -> None:
    url = f"{network.network.cloud_url}/_ministack/reset"

    assert httpx.post(url, headers={"Origin": "https://example.org"}).status_code == 403
    assert "things" in network.client.get("/console").text


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="reads the sockets of processes from Linux's /proc")
def test_nothing_listens_outside_loopback(network: SmallNetwork) -> None:
    sockets = {
        Path(descriptor).readlink().name
        for pid in network.network.processes()
        for descriptor in Path(f"/proc/{pid}/fd").iterdir()
    }
    listening = [
        line.split()
        for table in ("/proc/net/tcp", "/proc/net/tcp6")
        for line in Path(table).read_text(encoding="ascii").splitlines()[1:]
    ]
    addresses = {
        fields[1].split(":")[0] for fields in listening if fields[3] == "0A" and f"socket:[{fields[9]}]" in sockets
    }

    assert addresses <= {"0100007F", "00000000000000000000000001000000"}
    assert "0100007F" in addresses


def test_the_status_names_the_address_the_tables_and_the_queues(network: SmallNetwork) -> None:
    status = command(network, "status")

    assert status.returncode == 0
    assert network.network.instance.url in status.stdout
    assert re.search(r"Table\s+\S*things\s+\d+ items", status.stdout)


def test_the_log_shows_what_functions_say(network: SmallNetwork) -> None:
    network.client.get("/api/word")

    assert "answered path=/api/word" in command(network, "logs", "things_api", "--no-follow").stdout
