#!/usr/bin/env bash
# Builds Tongtang, starts a hub and the box of one classroom on this machine, and prints the addresses to open.
#
#   bash packaging/demo.sh [--rooms N] [--district [--schools N]] [--data DIR] [--port N] [--camera URL]... [--for SECONDS]
#
#   --rooms N       1 to 4 (default: 1); with more than one, the others are village rooms that receive the first one's
#                   lessons, and a pairing links them
#   --district      a whole made-up district around them: 35 schools, 300 rooms, people of every role with a link to sign in as
#                   each, timetables, alarms, readings and recordings of the last weeks, boxes on the line. It is made by the
#                   public interfaces in some minutes, may be ended at any time and goes on where it was when called again
#                   with the same --data (default: 2 rooms)
#   --schools N     1 to 35 of its schools (default: 35)
#   --data DIR      keep everything in DIR and continue with what is there (default: artifacts/demo, with --district
#                   artifacts/district; delete it to begin anew)
#   --port N        hub console on N, agents' port on N+1, panels on N+10, N+11 and so on, the rooms' lines to the hub on N+20,
#                   N+21 and so on, made-up devices and broker from N+30 on (default: 8700)
#   --camera URL    record this RTSP camera in the first room instead of the generated one; may be given several times
#   --for SECONDS   end by itself
#
# Once everything is up, DIR/demo.json (mode 0600) says how to reach and restart every part.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)

data= port=8700 rooms= district= schools=35 seconds= cameras=()
while [ $# -gt 0 ]; do
  case "$1" in
    --data) data=${2:?--data needs a folder}; shift ;;
    --district) district=yes ;;
    --schools) schools=${2:?--schools needs a number}; shift ;;
    --rooms) rooms=${2:?--rooms needs a number}; shift ;;
    --port) port=${2:?--port needs a number}; shift ;;
    --camera) cameras+=("${2:?--camera needs an address}"); shift ;;
    --for) seconds=${2:?--for needs a number of seconds}; shift ;;
    *) sed -n '2,/^set/p' "$0" | sed '$d; s/^# \{0,1\}//' >&2; echo "unknown option $1" >&2; exit 2 ;;
  esac
  shift
done
whole_number() { [[ $2 =~ ^[0-9]{1,9}$ ]] && [ "$2" -ge "$3" ] && [ "$2" -le "$4" ] || { echo "$1 is \"$2\"; allowed: a whole number from $3 to $4" >&2; exit 2; }; }
whole_number --port "$port" 1 65500
whole_number --schools "$schools" 1 35
[ -n "$rooms" ] || rooms=$([ -n "$district" ] && [ "$schools" -gt 1 ] && echo 2 || echo 1)
whole_number --rooms "$rooms" 1 4
[ -z "$district" ] || [ "$rooms" -le "$schools" ] || { echo "--rooms is $rooms; a district of $schools schools has at most as many rooms with boxes" >&2; exit 2; }
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
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

[ -n "$data" ] || data=$here/artifacts/$([ -n "$district" ] && echo district || echo demo)
mkdir -p "$data"
data=$(cd "$data" && pwd)
chmod 700 "$data"

# What an earlier demo left: its token is used again; its pids are nobody's now.
last=$(cat "$data/demo.json" 2>/dev/null || true)
of_last() { jq -r "$1 // empty" <<<"$last" 2>/dev/null || true; }
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
[ -z "$district" ] || dotnet build "$here/packaging/District" -c Release -v quiet -nologo >>"$data/build.log" 2>&1 || { cat "$data/build.log" >&2; exit 1; }

dotnet=$(command -v dotnet)
hub_program=("$dotnet" "$here/hub-server/bin/Release/net10.0/hub-server.dll")
agent_program=("$dotnet" "$here/edge-agent/bin/Release/net10.0/edge-agent.dll")
hub=http://127.0.0.1:$port
agents=https://127.0.0.1:$((port + 1))
panel_of() { echo "http://127.0.0.1:$((port + 9 + $1))"; }
line_of() { echo "$((port + 19 + $1))"; }

wait_for() { # what, address, pid, log
  for _ in $(seq 300); do
    curl -fsS -o /dev/null "$2" 2>/dev/null && return
    kill -0 "$3" 2>/dev/null || { echo "$1 ended at once. Its last words:" >&2; tail -n 20 "$4" >&2; exit 1; }
    sleep 0.1
  done
  echo "$1 did not answer at $2 within 30 seconds; see $4" >&2
  exit 1
}
wait_for_line() { # port, pid, log
  for _ in $(seq 100); do
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return
    kill -0 "$2" 2>/dev/null || { cat "$3" >&2; exit 1; }
    sleep 0.1
  done
  echo "The line on port $1 does not answer; see $3" >&2
  exit 1
}
as_list() { jq -nc '$ARGS.positional' --args -- "$@"; }

echo "== Starting the hub"
hub_command=("${hub_program[@]}" run --data "$data/hub" --listen "$hub" --agents-listen "$agents")
# The district's other program, which is told of everything, runs on this machine.
[ -z "$district" ] || hub_command+=(--set Webhooks:AllowHttp=true --set Webhooks:AllowPrivateAddresses=true)
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

named() { jq -r --arg name "$1" '[.items[] | select(.name == $name).id][0] // empty'; }
school_of() { # name kind
  local id region
  id=$(api GET 'schools?pageSize=50' | named "$1")
  if [ -z "$id" ]; then
    region=$(api GET 'regions?pageSize=50' | jq -r '.items[0].id // empty')
    [ -n "$region" ] || region=$(api POST regions '{"name":"示范区"}' | jq -r .id)
    id=$(api POST schools "$(jq -nc --arg n "$1" --arg k "$2" --arg r "$region" '{name: $n, regionId: $r, kind: $k, tier: "demonstration"}')" | jq -r .id)
  fi
  echo "$id"
}
room_of() { # number: its id; made when it is not there
  local school id
  local names=('七年级（1）班' '下坝小学多功能教室' '柳林教学点教室' '石桥教学点教室')
  local schools=(实验小学 下坝小学 柳林教学点 石桥教学点)
  local kinds=(centre-school primary teaching-point teaching-point)
  id=$(of_last ".rooms[$(($1 - 1))].roomId")
  [ -z "$id" ] || ! api GET "rooms/$id" >/dev/null 2>&1 || { echo "$id"; return; }
  school=$(school_of "${schools[$1 - 1]}" "${kinds[$1 - 1]}")
  id=$(api GET "rooms?pageSize=50&school=$school" | named "${names[$1 - 1]}")
  [ -n "$id" ] || id=$(api POST rooms "$(jq -nc --arg s "$school" --arg n "${names[$1 - 1]}" '{name: $n, schoolId: $s}')" | jq -r .id)
  echo "$id"
}
enrol() { # box room address log
  local known code
  known=$(grep -v "^// sha256" "$1/identity/hub.json" 2>/dev/null | jq -r '.hub // empty' 2>/dev/null || true)
  [ "${known%/}" != "$3" ] || return 0
  code=$(api POST "rooms/$2/join-codes" '{}' | jq -r .code) # new, or the hub is on another port now
  "${agent_program[@]}" enrol "$code" --hub "$3" --data "$1" >"$4" 2>&1 || { cat "$4" >&2; exit 1; }
}

rooms_json='[]'
start_room() { # number
  local room box panel pid line_pid line command settings
  room=$(room_of "$1") box=$data/room-$1 panel=$(panel_of "$1")
  mkdir -p "$box"
  line=("$(command -v node)" "$here/packaging/demo-line.js" "$(line_of "$1")" "$((port + 1))")
  "${line[@]}" >"$data/room-$1-line.log" 2>&1 &
  line_pid=$!
  pids+=("$line_pid")
  wait_for_line "$(line_of "$1")" "$line_pid" "$data/room-$1-line.log"
  enrol "$box" "$room" "https://127.0.0.1:$(line_of "$1")" "$data/room-$1-enrol.log"
  settings=("${room_settings[@]}")
  if [ "$1" -gt 1 ]; then
    command=("${agent_program[@]}" simulate --receiving --height 360 --fps 15)
  elif [ ${#cameras[@]} -gt 0 ]; then
    jq -n '{Sources: [$ARGS.positional | to_entries[] | {Name: "camera-\(.key + 1)", Kind: "rtsp", Address: .value, Role: (if .key == 0 then "teacher" else "student" end)}]}' \
      --args -- "${cameras[@]}" >"$box/cameras.json"
    chmod 600 "$box/cameras.json"
    command=("${agent_program[@]}" run --settings "$box/cameras.json")
  else
    command=("${agent_program[@]}" simulate)
  fi
  command+=(--data "$box" --listen "$panel" ${settings[@]+"${settings[@]}"})
  "${command[@]}" >"$data/room-$1.log" 2>&1 &
  pid=$!
  pids+=("$pid")
  wait_for "The box of room $1" "$panel/healthz" "$pid" "$data/room-$1.log"
  for _ in $(seq 150); do
    [ "$(api GET "rooms/$room" | jq -r .presence)" = online ] && break
    sleep 0.2
  done
  rooms_json=$(jq -c --arg roomId "$room" --arg name "$(api GET "rooms/$room" | jq -r .name)" --arg panel "$panel" --argjson agentPid "$pid" \
    --argjson agentCommand "$(as_list "${command[@]}")" --argjson linePid "$line_pid" --argjson lineCommand "$(as_list "${line[@]}")" \
    --argjson devices "$devices_json" --arg keys "$keys_pipe" \
    '. + [{roomId: $roomId, name: $name, panel: $panel, agentPid: $agentPid, agentCommand: $agentCommand,
           linePid: $linePid, lineCommand: $lineCommand, keys: $keys, devices: [$devices[] | {id, name, pid, command}]}]' <<<"$rooms_json")
}

[ -z "$district" ] || . "$here/packaging/demo-district.sh"
[ -z "$district" ] || fill_district
echo "== Starting the classroom's box"
. "$here/packaging/demo-room.sh"
mkdir -p "$data/room-1"
box=$data/room-1 plug_in_all
(umask 077 && equipment >"$data/room-1-equipment.json")
room_settings=(--set "Devices:InitialFile=$data/room-1-equipment.json" --set "Broker:Port=$broker_port")
start_room 1
devices_json='[]' keys_pipe= room_settings=(--set Broker:Kind=none --set Display:Browser=)
for number in $(seq 2 "$rooms"); do
  echo "== Starting the box of village room $((number - 1))"
  start_room "$number"
done
if [ "$rooms" -gt 1 ] && [ -z "$(api GET 'pairings?pageSize=50' | named '专递课堂示范')" ]; then
  api POST pairings "$(jq -c '{name: "专递课堂示范", mode: "dedicated", hostRoomId: .[0].roomId, receiverRoomIds: [.[1:4][].roomId]}' <<<"$rooms_json")" >/dev/null
fi

sign_in='[]'
if [ -n "$district" ]; then
  hold_district
  record_lessons
  sign_in_links
fi
(umask 077 && jq -n --argjson signIn "$sign_in" --arg hub "$hub" --arg token "$token" --argjson hubPid "$hub_pid" \
  --argjson hubCommand "$(as_list "${hub_command[@]}")" --argjson rooms "$rooms_json" \
  '{hub: $hub, token: $token, hubPid: $hubPid, hubCommand: $hubCommand, rooms: $rooms, signIn: $signIn}' >"$data/demo.json.new")
mv "$data/demo.json.new" "$data/demo.json"

# With a district, whoever looks has the links of the roles.
setup=
[ -n "$district" ] || setup=$(grep -o 'http[^ ]*/setup#token=[^ ]*' "$data/hub.log" | tail -n 1 || true)
echo
echo "Tongtang runs."
echo "  The teacher's panel:     $(panel_of 1)/"
for number in $(seq 2 "$rooms"); do echo "  Village room $((number - 1)):          $(panel_of "$number")/ (its board: $(panel_of "$number")/receive)"; done
echo "  The district's console:  ${setup:-$hub/}"
[ -z "$setup" ] || echo "                           (this link makes the first account; it is valid for an hour)"
echo "  Data, logs, demo.json:   $data"
if [ -n "$district" ]; then
  echo "Each of these links signs in as one role, once, within an hour; calling this again with the same --data prints new ones:"
  jq -r '.[] | "\(.role) \(.link)"' <<<"$sign_in" | while read -r role link; do printf '  %-24s %s\n' "$role:" "$link"; done
fi
cat <<END

Press start on the panel, speak, press stop, and play the lesson in the console. Every device, and every room's line to the
hub, is a process of its own (demo.json has their pids): end one, and it is unplugged; start it again by its command. A key of
the key panel is pressed by: echo record >$(jq -r ".[0].keys" <<<"$rooms_json") (also start, stop).
Ctrl+C ends everything; the data stays, and the same call goes on with it.
END

if [ -n "$seconds" ]; then sleep "$seconds" & else sleep infinity & fi
sleeper=$!
pids+=("$sleeper")
wait "$sleeper"
