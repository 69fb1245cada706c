#!/usr/bin/env bash
# Makes RESULTS.md of the rows that the tests of a run have left in a folder:
#   bash write-results.sh FOLDER
set -euo pipefail
rows=${1:?name the folder with the rows}
here=$(cd "$(dirname "$0")" && pwd)
[ -n "$(ls "$rows" 2>/dev/null)" ] || { echo "no fault has left a row in $rows" >&2; exit 1; }
{
  cat <<TEXT
# What the faults did to a lesson

Real processes, real signals, a real power cut. An ordinary run tries each fault a few times; \`bash tests/run.sh --long
faults\` tries it as often as [long-run.sh](long-run.sh) says, and writes this table. Measured $(date -u +%F) on
$(nproc) cores of $(. /etc/os-release && echo "$PRETTY_NAME"), while other work may have run on the machine. A fault that is not in the table
did not hold, or was not tried; the third column says how often it really was, and [LIMITS.md](LIMITS.md) what was tried less than planned.

| F | fault | repetitions | what is asserted | seen |
|---|---|---|---|---|
TEXT
  for row in $(ls "$rows" | sort); do cat "$rows/$row"; done
} >"$here/RESULTS.md"
