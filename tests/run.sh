#!/usr/bin/env bash
# Sets up, builds, checks and tests everything:
#   bash tests/run.sh                 all of it
#   bash tests/run.sh --fast          without the end-to-end suite and the slow tests of the others
#   bash tests/run.sh --filter NAME   only tests whose full name contains NAME
#   bash tests/run.sh --long faults   only the faults, as often as their table says (hours), and makes the table anew
# Ends with one line: N passed, N failed, N skipped.
set -uo pipefail
cd "$(dirname "$0")/.."

fast=false
filter=
long=
while [ $# -gt 0 ]; do
  case "$1" in
    --fast) fast=true ;;
    --filter) filter=${2:?--filter needs a NAME}; shift ;;
    --long) long=${2:?--long needs a name: faults}; shift; [ "$long" = faults ] || { echo "--long is \"$long\"; allowed: faults" >&2; exit 2; } ;;
    *) echo "unknown option $1; allowed: --fast, --filter NAME, --long faults" >&2; exit 2 ;;
  esac
  shift
done

step() { printf '\n== %s\n' "$*"; }
results=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$results"' EXIT

step "Debian packages"
# ffmpeg records and libvlc plays; the rest are what the tests hold it against: a real RTSP camera, a screen, a browser, foreign gRPC,
# a machine whose power is cut, a clock that is wrong, the system calls that put a segment on the disk; for device drivers
# terminals (socat), a Modbus client (mbpoll) and a Modbus server (pymodbus) that are not ours, and an
# ONVIF client (onvif-util) in a network of its own; the hub's other database engine.
bash packaging/prepare.sh \
  ffmpeg espeak-ng fonts-noto-cjk chromium libvlc5 vlc-plugin-base vlc-plugin-video-output xvfb xauth procps sqlite3 jq curl qemu-system-x86 busybox-static cpio e2fsprogs strace libfaketime \
  python3-grpcio python3-protobuf python3-gi gir1.2-gst-rtsp-server-1.0 \
  gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gstreamer1.0-plugins-ugly gstreamer1.0-libav \
  socat mbpoll python3-pymodbus python3-serial-asyncio mosquitto mosquitto-clients libmosquitto1 onvif-tools iproute2 postgresql \
  || exit 1

# On two cores half of the steps leave one of them idle: what does not need another runs beside it, its words when it is joined.
declare -A lanes=()
beside() { # NAME COMMAND...
  "${@:2}" > "$results/$1.words" 2>&1 &
  lanes[$1]=$!
}
join() { # NAME: its words, and how it ended
  local code=0
  wait "${lanes[$1]}" || code=$?
  cat "$results/$1.words"
  return "$code"
}

# What `npm ci` made of these lists is not made again.
npm_packages() { # FOLDER LIST...
  local made="$1/node_modules/.made-of" wanted
  wanted=$(cat "${@:2}" | sha256sum)
  [ "$(cat "$made" 2>/dev/null)" = "$wanted" ] && return
  npm ci --no-audit --no-fund --loglevel=error --prefix "$1" && echo "$wanted" > "$made"
}

# Pages that are byte for byte what passed the last time are not checked again.
check_pages() {
  local passed=node_modules/.cache/checked state=
  if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
    state=$( (node --version; git ls-files -co --exclude-standard -z -- ':!*.cs' ':!*.md' ':!*.sh' | xargs -0r sha256sum 2>/dev/null) | sha256sum)
    [ "$(cat "$passed" 2>/dev/null)" = "$state" ] && { echo "as checked before"; return; }
  fi
  # One after another they use one core and a half.
  beside types npm run --silent types --workspaces --if-present
  beside prettier npx --no-install prettier --check .
  local code=0
  npx --no-install eslint . --max-warnings 0 || code=$?
  join types || code=$?
  join prettier || code=$?
  [ "$code" -ne 0 ] || [ -z "$state" ] || { mkdir -p "${passed%/*}" && echo "$state" > "$passed"; }
  return "$code"
}

step "npm packages"
npm_packages . package.json package-lock.json protocol/web/package.json edge-agent/panel-web/package.json hub-server/console/package.json || exit 1
for folder in tests/Protocol.Tests/Grpc/interop tests/DeviceDrivers.Tests/interop; do
  npm_packages "$folder" "$folder/package.json" "$folder/package-lock.json" || exit 1
done

step "Pages: build"
npm run --silent build || exit 1

step "Programs: restore, build, format; beside them the check of the pages"
beside check check_pages
dotnet restore Tongtang.slnx --locked-mode -v quiet || exit 1
dotnet build Tongtang.slnx --no-restore -v quiet -nologo || exit 1
# Style and analyzers are errors of the build; only what it does not look at is left: white space and the order of usings.
dotnet format whitespace Tongtang.slnx --no-restore --verify-no-changes || exit 1
dotnet format style Tongtang.slnx --no-restore --verify-no-changes --diagnostics IMPORTS || exit 1
join check || exit 1

# NAME.postgres: the tests of NAME once more, on the other engine; without those of SQLite's files, and without those that are about
# frames and what comes from outside, whose few statements others run, too.
projects=(Protocol DeviceDrivers HubServer HubServer.postgres EdgeAgent)
$fast || projects+=(EndToEnd)
conditions=()
$fast && conditions+=("speed!=slow")
[ -n "$filter" ] && conditions+=("FullyQualifiedName~$filter")
if [ "$long" = faults ]; then
  conditions+=("kind=fault")
  . tests/EndToEnd.Tests/Faults/long-run.sh
  export FAULTS_RESULTS="$results/faults"
fi
expression=$(IFS='&'; echo "${conditions[*]:-}")
run_tests() { # PROJECT NAME-OF-RESULTS FILTER
  local engine=sqlite filter=$3
  [ "$1" = "${1%.postgres}" ] || { engine=postgres; filter="${3:+($3)&}database!=sqlite&FullyQualifiedName!~.Live.Live&FullyQualifiedName!~.Live.Pulled&FullyQualifiedName!~Fuzz&FullyQualifiedName!~LowLatency"; }
  TESTS_DATABASE=$engine dotnet test "tests/${1%.postgres}.Tests" --no-build -v quiet -nologo --results-directory "$results" \
    --logger "trx;LogFileName=$2.trx" --logger "console;verbosity=minimal" ${filter:+--filter "$filter"}
}
run_page_tests() { npm run --silent test -- --reporter=default --reporter=json --outputFile="$results/web.json"; }
broke() { ! [ -f "$results/$1.trx" ] || grep -qi 'test run was aborted\|test run timeout' "$results/$1.trx"; } # without an end
failed_of() { # names in a file of results, one a line
  grep -o '<UnitTestResult [^>]*' "$results/$1.trx" 2>/dev/null | grep ' outcome="Failed"' | grep -o ' testName="[^"]*"' | cut -d'"' -f2 | sort
}

step "Tests of the pages and the programs"
# The drivers' tests mostly wait for their simulators; the others are run alone, because they hold programs against real time.
web=0 failed_runs=0
beside DeviceDrivers run_tests DeviceDrivers DeviceDrivers "$expression"
[ -n "$filter$long" ] || run_page_tests || web=$?
for project in "${projects[@]}"; do
  if [ "$project" = DeviceDrivers ]; then join DeviceDrivers; else run_tests "$project" "$project" "$expression"; fi ||
    failed_runs=$((failed_runs + 1))
done

# Many of these tests hold real programs against real time, on machines that others use too. A few that fail among the
# others may prove themselves once, alone; they are named at the end, because each of them is to be mended.
unsteady=()
if [ -z "$long" ]; then
  for project in "${projects[@]}"; do
    mapfile -t names < <(failed_of "$project")
    [ "${#names[@]}" -gt 0 ] && [ $((${#unsteady[@]} + ${#names[@]})) -le 4 ] && ! broke "$project" || continue
    step "Once more, alone: ${names[*]}"
    again=$(printf '%s\n' "${names[@]%%(*}" | sort -u | sed 's/^/FullyQualifiedName=/' | paste -sd'|')
    if run_tests "$project" "$project.again" "$again" && ! broke "$project.again"; then
      unsteady+=("${names[@]}")
      failed_runs=$((failed_runs - 1))
    fi
  done
fi

demo_passed=0 demo_failed=0
if ! $fast && [ -z "$filter$long" ]; then
  step "The demo"
  if bash tests/demo.sh; then demo_passed=1; else demo_failed=1; fi
fi

[ "$long" != faults ] || bash tests/EndToEnd.Tests/Faults/write-results.sh "$results/faults" || failed_runs=$((failed_runs + 1))

count() { # attribute of <Counters>, summed over the TRX files
  local files=("${projects[@]/%/.trx}")
  (cd "$results" && grep -ho "<Counters [^>]*" "${files[@]}" 2>/dev/null) | grep -o " $1=\"[0-9]*\"" | tr -dc '0-9\n' | awk '{n += $1} END {print n + 0}'
}
web_count() { [ -f "$results/web.json" ] && jq "$1" "$results/web.json" || echo 0; }
passed=$(($(count passed) + $(web_count .numPassedTests) + demo_passed))
failed=$(($(count failed) + $(web_count .numFailedTests) + demo_failed))
passed=$((passed + ${#unsteady[@]}))
failed=$((failed - ${#unsteady[@]}))
skipped=$(($(count total) - $(count executed) + $(web_count '.numPendingTests + .numTodoTests')))
# A run that broke without naming a failed test is a failure too.
[ "$failed" -eq 0 ] && [ $((failed_runs + web)) -gt 0 ] && failed=1
[ "${#unsteady[@]}" -eq 0 ] || { step "Unsteady, passed only when run again alone:"; printf '  %s\n' "${unsteady[@]}"; }
printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
