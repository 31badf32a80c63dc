#!/usr/bin/env bash
# install.sh FOLDER: ctc of this commit in an environment of its own. Whatever is fetched stands in requirements/ with its
# hash, also what builds ctc itself.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
python -m venv "$1"
pip=("$1/bin/python" -m pip --disable-pip-version-check install --quiet)
"${pip[@]}" --require-hashes -r "$here/requirements/constraints.txt" -r "$here/requirements/build.txt"
"${pip[@]}" --no-deps --no-build-isolation --no-index "$here"
