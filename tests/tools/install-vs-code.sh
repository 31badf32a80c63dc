#!/usr/bin/env bash
# install-vs-code.sh FOLDER: VS Code in a browser (code-server, from npm), for `make test-vs-code`. Of the packages' scripts
# those are run that build native parts: they need node 20, a C++ compiler, python3 and libkrb5's headers. The script that
# fetches ripgrep is not, so that nothing comes from beyond npm; the tests search nothing.
set -euo pipefail
mkdir -p "$1/vs-code" "$1/bin"
tools=$(cd "$1" && pwd)
cd "$tools/vs-code"
export npm_config_yes=true npm_config_audit=false npm_config_fund=false
[ -e package.json ] || echo '{"private": true}' > package.json
npm install --silent --ignore-scripts code-server@4.100.3
npm rebuild --silent argon2
cd node_modules/code-server/lib/vscode
npm install --silent --omit=dev --ignore-scripts
for part in node-pty @vscode/spdlog @parcel/watcher native-watchdog kerberos @vscode/deviceid; do
    [ ! -d "node_modules/$part" ] || npm rebuild --silent "$part"
done
(cd extensions && npm install --silent --omit=dev --ignore-scripts)
entry=$tools/vs-code/node_modules/code-server/out/node/entry.js
printf '#!/bin/sh\nexec node "%s" "$@"\n' "$entry" > "$tools/bin/code-server"
chmod +x "$tools/bin/code-server"
"$tools/bin/code-server" --version
