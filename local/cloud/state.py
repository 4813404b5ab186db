"""What a snapshot of MiniStack holds, and what MiniStack 1.5.33 itself would lose or let grow.

Reaches into the emulator's internals, which the exact pin of its version makes safe; tests/local proves the outcome.
"""

import json
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from ministack import app as emulator  # type: ignore[import-untyped]
from ministack.core import persistence  # type: ignore[import-untyped]
from ministack.core.responses import AccountRegionScopedDict  # type: ignore[import-untyped]
from ministack.services import cloudwatch, cloudwatch_logs, dynamodb, lambda_svc, sqs  # type: ignore[import-untyped]

from local.instance import DEFAULT_CLOUD_PORT

# Every invocation adds a log stream and four metric values; the newest are enough to look at, and kept small the
# snapshots stay quick. The whole log of the functions is in the network's own log file.
KEPT_LOG_STREAMS = 200
KEPT_METRIC_VALUES = 500

_RECORDS = "unread_stream_records"
_START = "unread_stream_start"


def write_state(folder: Path) -> None:
    """Write the state of every service into the folder, in the emulator's own format."""
    lambda_svc.CODE_BLOB_DIR = str(folder / "lambda-blobs")
    for service, get_state in emulator._build_persistence_save_dict().items():  # noqa: SLF001
        state = get_state()
        if state is None:
            continue
        version = persistence._state_format_version(service)  # noqa: SLF001
        # dumps, not dump: the one-shot encoder is C, some ten times quicker than the streaming one.
        text = json.dumps(
            {"__ministack_format__": version, "payload": state},
            default=persistence._json_default,  # noqa: SLF001
        )
        (folder / f"{service}.json").write_text(text, encoding="utf-8")


def keep_work_in_flight() -> None:
    """Make snapshots hold the stream records that no function has read yet, and hand over interrupted messages at once.

    The emulator saves how far each mapping has read but not the records, so that a restart would drop the fan-out of
    the last writes and, with positions beyond the end of the new streams, of the next ones too.
    """
    _wrap(dynamodb, "get_state", lambda get: lambda: get() | _unread_records())
    _wrap(dynamodb, "load_persisted_state", lambda load: lambda data: _load_with_records(load, data))
    _wrap(sqs, "load_persisted_state", lambda load: lambda data: _load_messages(load, data))


def name_queues_without_our_port() -> None:
    """Give queues URLs that stay the same on every port: they are the keys of the saved state and stand in templates.

    The emulator finds a queue by the path of its URL, and answers with the address by which it was asked.
    """
    sqs.DEFAULT_PORT = str(DEFAULT_CLOUD_PORT)
    sqs._CANONICAL_NETLOC = f"{sqs.DEFAULT_HOST}:{DEFAULT_CLOUD_PORT}"  # noqa: SLF001


def _wrap(module: ModuleType, name: str, wrapper: Callable[[Any], Any]) -> None:
    setattr(module, name, wrapper(getattr(module, name)))


def _unread_records() -> dict[str, Any]:
    unread, start = AccountRegionScopedDict(), AccountRegionScopedDict()
    for key, table in dynamodb._tables.all_items():  # noqa: SLF001
        positions = [
            lambda_svc._dynamodb_stream_positions.get_scoped(*mapping_key)  # noqa: SLF001
            for mapping_key, mapping in lambda_svc._esms.all_items()  # noqa: SLF001
            if mapping.get("EventSourceArn") and mapping["EventSourceArn"] == table.get("LatestStreamArn")
        ]
        account, region, name = key
        records = dynamodb.stream_live_records(name, account_id=account, region=region)
        first = dynamodb.stream_start_position(name, account_id=account, region=region)
        read_to = min((position for position in positions if position is not None), default=first + len(records))
        skipped = max(0, read_to - first)
        start.set_scoped(account, region, name, first + skipped)
        unread.set_scoped(account, region, name, list(records[skipped:]))
    return {_RECORDS: unread, _START: start}


def _load_with_records(load: Callable[[Any], None], data: dict[str, Any]) -> None:
    load(data)
    # The start first: the poller takes a stream that starts where it ends for an empty one.
    dynamodb._stream_trimmed.update(data.get(_START, AccountRegionScopedDict()))  # noqa: SLF001
    dynamodb._stream_records.update(data.get(_RECORDS, AccountRegionScopedDict()))  # noqa: SLF001


def _load_messages(load: Callable[[Any], None], data: dict[str, Any]) -> None:
    load(data)
    now = time.time()
    for queue in sqs._queues.all_values():  # noqa: SLF001
        for message in queue["messages"]:
            # Whoever had received it died with the last run; a delayed message that nobody received keeps its delay.
            if message.get("receive_count", 0) > 0:
                message["visible_at"] = min(message["visible_at"], now)


def trim_history() -> None:
    """Drop all but the newest log streams and metric values of the emulator."""
    for group in cloudwatch_logs._log_groups.all_values():  # noqa: SLF001
        streams = group["streams"]
        for name in list(streams)[:-KEPT_LOG_STREAMS]:
            streams.pop(name, None)
    for values in cloudwatch._metrics.to_dict().values():  # noqa: SLF001
        del values[:-KEPT_METRIC_VALUES]
