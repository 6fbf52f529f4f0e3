#!/usr/bin/env bash
# Serves fresh demonstration data for the browser tests on 127.0.0.1, and removes the data when it is stopped.
#
#   scripts/e2e_server.sh [PORT]
set -euo pipefail
cd "$(dirname "$0")/.."

PINGYI_DATA_DIR=$(mktemp -d "${TMPDIR:-/tmp}/pingyi-e2e.XXXXXX")
export PINGYI_DATA_DIR PINGYI_ENV=demo PINGYI_SITE_NAME=示范市效能办
server=
stop() {
  trap - EXIT TERM INT
  if [[ -n "$server" ]]; then
    kill -TERM "$server" 2>/dev/null || true
    wait "$server" || true
  fi
  rm -rf "$PINGYI_DATA_DIR"
}
trap stop EXIT
trap 'exit 0' TERM INT

.venv/bin/pingyi demo
.venv/bin/pingyi serve --host 127.0.0.1 --port "${1:-8000}" &
server=$!
wait "$server"
