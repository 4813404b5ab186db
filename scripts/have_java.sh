#!/usr/bin/env bash
# Exit 0 when the engine tests can run here; otherwise say why not and exit 77 (skipped), or 1 in CI, where they must run.
set -euo pipefail

readonly OLDEST_JAVA=17
readonly SKIPPED=77

missing() {
  echo "engine tests left out: $1"
  if [ "${CI:-}" = true ]; then exit 1; fi
  exit "$SKIPPED"
}

command -v mvn >/dev/null || missing "no Maven (mvn) on the PATH"
version=$(java -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p') || true
[ "${version:-0}" -ge "$OLDEST_JAVA" ] || missing "no Java $OLDEST_JAVA or later on the PATH"
