#!/usr/bin/env bash
# Installs what the tests need from the system: Chromium, Chinese fonts and a PostgreSQL server. Quick when all is there.
# The program itself needs none of it.
set -euo pipefail

missing=()
command -v chromium >/dev/null || missing+=(chromium)
[[ $(fc-list 2>/dev/null) == *'Noto Sans CJK SC'* ]] || missing+=(fonts-noto-cjk fontconfig)
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing+=(postgresql)

if [[ ${#missing[@]} -eq 0 ]]; then exit 0; fi

if ! command -v apt-get >/dev/null; then
  echo "provision: the tests need these programs: ${missing[*]} (Debian's names); please install them" >&2
  exit 1
fi
if [[ $(id -u) -ne 0 ]]; then
  echo "provision: the tests need more from the system; please run: sudo apt-get update && sudo apt-get install -y ${missing[*]}" >&2
  exit 1
fi

export DEBIAN_FRONTEND=noninteractive
echo "provision: installing ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { apt-get update -q && apt-get install -y -q --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
  tail -n 40 "$log" >&2
  echo "provision: the installation failed" >&2
  exit 1
fi
