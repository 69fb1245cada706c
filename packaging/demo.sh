#!/usr/bin/env bash
# Builds Tongtang, starts a hub and the box of one classroom on this machine, and prints the addresses to open.
#
#   bash packaging/demo.sh [--data DIR] [--port N] [--camera URL]... [--for SECONDS]
#
#   --data DIR      keep everything in DIR and continue with what is there (default: a temporary folder, removed at the end)
#   --port N        hub console on N, agents' port on N+1, panel on N+10, made-up devices and broker from N+30 on
#                   (default: 8700)
#   --camera URL    record this RTSP camera instead of the generated one; may be given several times
#   --for SECONDS   end by itself
#
# Once everything is up, DIR/demo.json (mode 0600) says how to reach and restart every part.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)

data= port=8700 seconds= cameras=()
while [ $# -gt 0 ]; do
  case "$1" in
    --data) data=${2:?--data needs a folder}; shift ;;
    --port) port=${2:?--port needs a number}; shift ;;
    --camera) cameras+=("${2:?--camera needs an address}"); shift ;;
    --for) seconds=${2:?--for needs a number of seconds}; shift ;;
    *) sed -n '2,/^set/p' "$0" | sed '$d; s/^# \{0,1\}//' >&2; echo "unknown option $1" >&2; exit 2 ;;
  esac
  shift
done
whole_number() { [[ $2 =~ ^[0-9]{1,9}$ ]] && [ "$2" -ge "$3" ] && [ "$2" -le "$4" ] || { echo "$1 is \"$2\"; allowed: a whole number from $3 to $4" >&2; exit 2; }; }
whole_number --port "$port" 1 65500
[ -z "$seconds" ] || whole_number --for "$seconds" 1 999999999
for camera in ${cameras[@]+"${cameras[@]}"}; do
  [[ $camera =~ ^rtsps?:// ]] || { echo "--camera is \"$camera\"; allowed: an address that begins with rtsp:// or rtsps://" >&2; exit 2; }
done

pids=()
finish() {
  trap - EXIT INT TERM
  [ ${#pids[@]} -eq 0 ] || kill "${pids[@]}" 2>/dev/null || true
  for pid in ${pids[@]+"${pids[@]}"}; do
    for _ in $(seq 100); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
    kill -9 "$pid" 2>/dev/null || true
  done
  [ -n "${keep:-}" ] || rm -rf "$data"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

if [ -n "$data" ]; then keep=yes; mkdir -p "$data"; else data=$(mktemp -d); fi
data=$(cd "$data" && pwd)
chmod 700 "$data"

# What an earlier demo left: its token is used again; its pids are nobody's now.
of_last() { jq -r "$1 // empty" "$data/demo.json" 2>/dev/null || true; }
last_hub=$(of_last .hubPid)
if [ -n "$last_hub" ] && [[ $(ps -o args= -p "$last_hub" 2>/dev/null) == *"$data/hub"* ]]; then
  echo "A demo runs on $data already ($(of_last .hub)); end it first." >&2
  exit 1
fi
token=$(of_last .token)
rm -f "$data/demo.json"

echo "== Setting up"
bash "$here/packaging/prepare.sh" ffmpeg espeak-ng fonts-noto-cjk curl jq libmosquitto1 mosquitto
(cd "$here" && npm ci --no-audit --no-fund --loglevel=error && npm run --silent build) >"$data/build.log" 2>&1 \
  || { cat "$data/build.log" >&2; exit 1; }
dotnet build "$here/hub-server" -c Release -v quiet -nologo >>"$data/build.log" 2>&1 && \
dotnet build "$here/edge-agent" -c Release -v quiet -nologo >>"$data/build.log" 2>&1 \
  || { cat "$data/build.log" >&2; exit 1; }

dotnet=$(command -v dotnet)
hub_program=("$dotnet" "$here/hub-server/bin/Release/net10.0/hub-server.dll")
agent_program=("$dotnet" "$here/edge-agent/bin/Release/net10.0/edge-agent.dll")
hub=http://127.0.0.1:$port
agents=https://127.0.0.1:$((port + 1))
panel=http://127.0.0.1:$((port + 10))

wait_for() { # what, address, pid, log
  for _ in $(seq 300); do
    curl -fsS -o /dev/null "$2" 2>/dev/null && return
    kill -0 "$3" 2>/dev/null || { echo "$1 ended at once. Its last words:" >&2; tail -n 20 "$4" >&2; exit 1; }
    sleep 0.1
  done
  echo "$1 did not answer at $2 within 30 seconds; see $4" >&2
  exit 1
}
as_list() { jq -nc '$ARGS.positional' --args -- "$@"; }

echo "== Starting the hub"
hub_command=("${hub_program[@]}" run --data "$data/hub" --listen "$hub" --agents-listen "$agents")
"${hub_command[@]}" >"$data/hub.log" 2>&1 &
hub_pid=$!
pids+=("$hub_pid")
wait_for "The hub" "$hub/healthz" "$hub_pid" "$data/hub.log"

known() { curl -fsS -o /dev/null -H "Authorization: Bearer $1" "$hub/api/v1/rooms" 2>/dev/null; }
if [ -z "$token" ] || ! known "$token"; then
  token=$("${hub_program[@]}" token create --data "$data/hub" --scope hub --name demo)
fi
api() { # method path [json]
  curl -fsS -X "$1" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' ${3:+--data "$3"} "$hub/api/v1/$2"
}

room_name='七年级（1）班'
room=$(api GET 'rooms?pageSize=1' | jq -r '.items[0].id // empty')
if [ -z "$room" ]; then
  region=$(api POST regions '{"name":"示范区"}' | jq -r .id)
  school=$(api POST schools "$(jq -nc --arg r "$region" '{name: "实验小学", regionId: $r, kind: "centre-school", tier: "demonstration"}')" | jq -r .id)
  room=$(api POST rooms "$(jq -nc --arg s "$school" --arg n "$room_name" '{name: $n, schoolId: $s}')" | jq -r .id)
fi

echo "== Starting the classroom's box"
box=$data/room-1
mkdir -p "$box"
. "$here/packaging/demo-room.sh"
plug_in_all
(umask 077 && equipment >"$data/room-1-equipment.json")
known_hub=$(jq -r '.hub // empty' "$box/identity/hub.json" 2>/dev/null || true)
if [ "${known_hub%/}" != "$agents" ]; then # new, or the hub is on another port now
  code=$(api POST "rooms/$room/join-codes" '{}' | jq -r .code)
  "${agent_program[@]}" enrol "$code" --hub "$agents" --data "$box" >"$data/enrol.log" 2>&1 || { cat "$data/enrol.log" >&2; exit 1; }
fi
room_settings=(--set "Devices:InitialFile=$data/room-1-equipment.json" --set "Broker:Port=$broker_port")
if [ ${#cameras[@]} -gt 0 ]; then
  jq -n '{Sources: [$ARGS.positional | to_entries[] | {Name: "camera-\(.key + 1)", Kind: "rtsp", Address: .value, Role: (if .key == 0 then "teacher" else "student" end)}]}' \
    --args -- "${cameras[@]}" >"$box/cameras.json"
  chmod 600 "$box/cameras.json"
  agent_command=("${agent_program[@]}" run --data "$box" --settings "$box/cameras.json" --listen "$panel" "${room_settings[@]}")
else
  agent_command=("${agent_program[@]}" simulate --data "$box" --listen "$panel" "${room_settings[@]}")
fi
"${agent_command[@]}" >"$data/room-1.log" 2>&1 &
agent_pid=$!
pids+=("$agent_pid")
wait_for "The box" "$panel/healthz" "$agent_pid" "$data/room-1.log"
for _ in $(seq 150); do
  [ "$(api GET "rooms/$room" | jq -r .presence)" = online ] && break
  sleep 0.2
done

(umask 077 && jq -n --arg hub "$hub" --arg token "$token" --argjson hubPid "$hub_pid" \
  --argjson hubCommand "$(as_list "${hub_command[@]}")" --arg roomId "$room" --arg name "$(api GET "rooms/$room" | jq -r .name)" \
  --arg panel "$panel" --argjson agentPid "$agent_pid" --argjson agentCommand "$(as_list "${agent_command[@]}")" --argjson devices "$devices_json" --arg keys "$keys_pipe" \
  '{hub: $hub, token: $token, hubPid: $hubPid, hubCommand: $hubCommand,
    rooms: [{roomId: $roomId, name: $name, panel: $panel, agentPid: $agentPid, agentCommand: $agentCommand, keys: $keys,
             devices: [$devices[] | {id, name, pid, command}]}]}' >"$data/demo.json.new")
mv "$data/demo.json.new" "$data/demo.json"

setup=$(grep -o 'http[^ ]*/setup#token=[^ ]*' "$data/hub.log" | tail -n 1 || true)
cat <<END

Tongtang runs.
  The teacher's panel:     $panel/
  The district's console:  ${setup:-$hub/}
$([ -z "$setup" ] || echo "                           (this link makes the first account; it is valid for an hour)")
  Data, logs, demo.json:   $data

Press start on the panel, speak, press stop, and play the lesson in the console. The room's devices are made up and each is a
process of its own (demo.json has their pids): end one, and it is unplugged; start it again by its command. A key of the key
panel is pressed by: echo record >$keys_pipe (also start, stop).
Ctrl+C ends everything$([ -n "${keep:-}" ] && echo "; the data stays" || echo " and removes the data").
END

if [ -n "$seconds" ]; then sleep "$seconds" & else sleep infinity & fi
sleeper=$!
pids+=("$sleeper")
wait "$sleeper"
