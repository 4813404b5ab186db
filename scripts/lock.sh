#!/usr/bin/env bash
# Resolve every *.in file into its fully pinned *.txt, valid on Python 3.11 to 3.13, on Linux and macOS, on both processors.
# Extra arguments go to uv, for example: scripts/lock.sh --upgrade-package pydantic
set -euo pipefail

compile() {
  .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' "$@"
}

compile requirements.in --output-file requirements.txt "$@"
compile requirements-node.in --output-file requirements-node.txt "$@"
# A layer gets the very versions that the tests ran with. What the Lambda runtime ships itself, boto3's own set, is left out;
# so layers are installed with --no-deps.
for layer in deps search_deps media_deps push_deps; do
  compile "layers/$layer/requirements.in" --constraint requirements.txt --output-file "layers/$layer/requirements.txt" \
    --no-emit-package botocore --no-emit-package jmespath --no-emit-package python-dateutil \
    --no-emit-package six --no-emit-package urllib3
done
