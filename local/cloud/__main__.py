"""Run the emulator of one instance: python -m local.cloud --folder F --port P --cloud-port C."""

import argparse
from pathlib import Path

from local.cloud.server import main
from local.instance import Instance

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--folder", type=Path, required=True)
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--cloud-port", type=int, required=True)
parser.add_argument("--enforce-iam", action="store_true")
arguments = parser.parse_args()
main(
    Instance(
        arguments.folder,
        port=arguments.port,
        cloud_port=arguments.cloud_port,
        enforce_iam=arguments.enforce_iam,
    )
)
