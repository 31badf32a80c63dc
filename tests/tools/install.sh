#!/usr/bin/env bash
# install.sh FOLDER: the tools that `make test-tools` drives, from npm and pip, pinned; no package's script is run.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
tools=$(cd "$1" && pwd)
python3 -m venv "$tools/python"
"$tools/python/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r "$here/../../requirements/tools.txt"
cp "$here/package.json" "$here/package-lock.json" "$tools/"
cd "$tools"
npm ci --silent --no-audit --no-fund --ignore-scripts
