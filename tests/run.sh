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
trap 'rm -rf "$results"' EXIT

step "Debian packages"
# ffmpeg records and libvlc plays; the rest are what the tests hold it against: a real RTSP camera, a screen, a browser, foreign gRPC,
# a machine whose power is cut, a clock that is wrong, the system calls that put a segment on the disk; for device drivers
# terminals (socat), a Modbus client (mbpoll) and a Modbus server (pymodbus) that are not ours, and an
# ONVIF client (onvif-util) in a network of its own.
bash packaging/prepare.sh \
  ffmpeg espeak-ng fonts-noto-cjk chromium libvlc5 vlc-plugin-base vlc-plugin-video-output xvfb xauth procps sqlite3 jq curl qemu-system-x86 busybox-static cpio e2fsprogs strace libfaketime \
  python3-grpcio python3-protobuf python3-gi gir1.2-gst-rtsp-server-1.0 \
  gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gstreamer1.0-plugins-ugly gstreamer1.0-libav \
  socat mbpoll python3-pymodbus mosquitto mosquitto-clients libmosquitto1 onvif-tools iproute2 \
  || exit 1

step "npm packages"
npm ci --no-audit --no-fund --loglevel=error || exit 1
npm ci --no-audit --no-fund --loglevel=error --prefix tests/Protocol.Tests/Grpc/interop || exit 1
npm ci --no-audit --no-fund --loglevel=error --prefix tests/DeviceDrivers.Tests/interop || exit 1

step "Pages: build and check"
npm run --silent build || exit 1
npm run --silent check || exit 1

step "Programs: restore, build, format"
dotnet restore Tongtang.slnx --locked-mode -v quiet || exit 1
dotnet build Tongtang.slnx --no-restore -v quiet -nologo || exit 1
dotnet format Tongtang.slnx --no-restore --verify-no-changes || exit 1

step "Tests of the pages"
if [ -z "$filter$long" ]; then
  npm run --silent test -- --reporter=default --reporter=json --outputFile="$results/web.json"
  web=$?
else
  web=0
fi

step "Tests of the programs"
projects=(Protocol DeviceDrivers HubServer EdgeAgent)
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
  dotnet test "tests/$1.Tests" --no-build -v quiet -nologo --results-directory "$results" \
    --logger "trx;LogFileName=$2.trx" --logger "console;verbosity=minimal" ${3:+--filter "$3"}
}
broke() { ! [ -f "$results/$1.trx" ] || grep -qi 'test run was aborted\|test run timeout' "$results/$1.trx"; } # without an end
failed_of() { # names in a file of results, one a line
  grep -o '<UnitTestResult [^>]*' "$results/$1.trx" 2>/dev/null | grep ' outcome="Failed"' | grep -o ' testName="[^"]*"' | cut -d'"' -f2 | sort
}
failed_runs=0
for project in "${projects[@]}"; do
  run_tests "$project" "$project" "$expression" || failed_runs=$((failed_runs + 1))
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
