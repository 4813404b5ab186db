"""The environment of the emulator and, through it, of every function: nothing of the developer's own."""

import os
import sys
from pathlib import Path

from local.cloud.snapshots import newest_snapshot
from local.instance import REGION, Instance

# Seconds after which the second and further workers of a function, left over from a burst, are stopped.
IDLE_WORKER_SECONDS = 30


def emulator_environment(instance: Instance) -> dict[str, str]:
    """Return the whole environment of the emulator; functions inherit it, so no credentials may be in it."""
    tools = Path(sys.executable).parent
    environment = {
        "PATH": os.pathsep.join([str(tools), os.defpath]),
        "HOME": str(instance.home),
        "TMPDIR": str(instance.scratch),
        "LANG": "C.UTF-8",
        "PYTHONUNBUFFERED": "1",
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(instance.cloud_port),
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "LOG_LEVEL": "WARNING",
        "LAMBDA_WARM_TTL_SECONDS": str(IDLE_WORKER_SECONDS),
        "PERSIST_STATE": "1",
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(instance.objects),
    }
    # Without a snapshot it starts empty, in a folder where it finds nothing.
    environment["STATE_DIR"] = str(newest_snapshot(instance.snapshots) or instance.scratch / "empty")
    if instance.enforce_iam:
        environment["AUTH"] = "true"
    return environment
