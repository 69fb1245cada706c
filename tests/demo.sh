#!/usr/bin/env bash
# The newcomer's command, driven as a program would: start, press the key that records, kill the box in mid-lesson, start it again by
# what demo.json says, cut its line and mend it, stop, and find the whole lesson on the hub; begin class by a scene from the hub,
# unplug every device and plug it in again. A small district stands around it: each role signs in by its link, and filling it again
# changes nothing. Ends with "demo: whole" and exit code 0, or says what was wrong.
set -euo pipefail
cd "$(dirname "$0")/.."

port=$((20000 + RANDOM % 20000))
work=$(mktemp -d)
demo=
restarted=()
finish() {
  [ ${#restarted[@]} -eq 0 ] || kill "${restarted[@]}" 2>/dev/null || true
  [ -z "$demo" ] || { kill "$demo" 2>/dev/null && wait "$demo" || true; }
  rm -rf "$work"
}
trap finish EXIT
wrong() { echo "demo: $*" >&2; tail -n 20 "$work"/*.log >&2; exit 1; }

bash packaging/demo.sh --district --schools 2 --rooms 1 --data "$work/data" --port "$port" >"$work/demo.log" 2>&1 &
demo=$!
for _ in $(seq 600); do
  [ -e "$work/data/demo.json" ] && break
  kill -0 "$demo" 2>/dev/null || wrong "ended before it was up"
  sleep 0.5
done
[ "$(stat -c %a "$work/data/demo.json")" = 600 ] || wrong "demo.json is not 0600"

of() { jq -er "$1" "$work/data/demo.json"; }
hub=$(of .hub) token=$(of .token) panel=$(of '.rooms[0].panel') agent=$(of '.rooms[0].agentPid')
on_hub() { curl -fsS -H "Authorization: Bearer $token" "$hub/api/v1/$1"; }
on_box() { curl -fsS -X POST -H 'Content-Type: application/json' --data '{}' "$panel/api/v1/$1"; }
eventually() { # seconds, what, command…
  local until=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt "$until" ] || wrong "$what"
    sleep 0.2
  done
}

# The district: what is in it, once, and every role by its link, once.
total() { on_hub "$1pageSize=1" | jq .total; }
contents() { for list in 'schools?' 'rooms?' 'accounts?' 'alarms?' 'recordings?state=complete&'; do echo "$list $(total "$list")"; done; }
[ "$(total 'rooms?')" = 20 ] || wrong "not 20 rooms: $(total 'rooms?')"
[ "$(total 'rooms?presence=online&')" -ge 17 ] || wrong "boxes are missing on the line: $(total 'rooms?presence=online&')"
[ "$(total 'recordings?state=complete&')" -ge 20 ] || wrong "recordings of the last weeks are missing: $(total 'recordings?state=complete&')"
[ "$(total 'alarms?')" -ge 40 ] || wrong "alarms are missing: $(total 'alarms?')"
lessons=$(on_hub "timetable/days?room=$(of '.rooms[0].roomId')&from=$(date +%F -d '-13 days')&to=$(date +%F)" | jq '[.days[].lessons | length] | add')
[ "$lessons" -ge 40 ] || wrong "two weeks of the room have $lessons lessons"
past=$(on_hub 'recordings?state=complete&pageSize=1&sort=startedAt' | jq -r '.items[0].id')
curl -fsS -H "Authorization: Bearer $token" "$hub/media/$past/index.m3u8" | grep -q '^#EXTM3U' || wrong "a recording of the past does not play"
before=$(contents)
DISTRICT_TOKEN=$token dotnet packaging/District/bin/Release/net10.0/district.dll fill --hub "$hub" --agents "https://127.0.0.1:$((port + 1))" \
  --data "$work/data/district" --schools 2 --real 1 >"$work/again.log" 2>&1 || wrong "the district cannot be filled again"
[ "$(contents)" = "$before" ] || wrong "filling the district again changed it: $before, then $(contents)"
[ "$(of '.signIn | length')" = 9 ] || wrong "not nine sign-in links"
by_link() { jq -nc --arg token "$1" '{token: $token}' | curl -fsS -X POST -H 'Content-Type: application/json' --data @- "$hub/api/v1/session/link"; }
for role in $(of '.signIn[].role'); do
  link=$(of ".signIn[] | select(.role == \"$role\").link")
  [ "$(by_link "${link#*token=}" | jq -r '.roles[0].role')" = "$role" ] || wrong "$role cannot sign in by link"
  ! by_link "${link#*token=}" >/dev/null 2>&1 || wrong "the link of $role works twice"
done

room=$(of '.rooms[0].roomId')
# id, then what holds for it, for jq
device() { on_hub "rooms/$room/devices" | jq -e --arg id "$1" "[.. | objects | select(.id? == \$id and .state?)][0] | $2" >/dev/null; }
all_devices() { on_hub "rooms/$room/devices" | jq -e --arg state "$1" --argjson ids "$(of '.rooms[0].devices | map(.id) | @json')" \
  '[.. | objects | select(.id? and .state? and .driver?)] as $known | $ids | all(. as $id | $known | any(.id == $id and .state == $state))' >/dev/null; }
eventually 20 "not every device is online" all_devices online

echo record >"$(of '.rooms[0].keys')"
recording() { recording=$(curl -fsS "$panel/api/v1/status" | jq -er '.recorder | select(.state == "recording").recordingId'); }
eventually 5 "the key does not start the recording" recording
eventually 5 "the key's light does not burn" device keys '.properties.led_record == true'
grown() { [ "$(on_hub "recordings/$recording" | jq '[.tracks[].segments] | min')" -ge 2 ]; }
eventually 20 "the recording does not grow on the hub" grown

kill -9 "$agent"
mapfile -t command < <(of '.rooms[0].agentCommand[]')
(cd / && exec env -i "${command[@]}" >"$work/again.log" 2>&1) &
restarted+=($!)
records() { [ "$(curl -fsS "$panel/api/v1/status" | jq -r '.recorder | .state + .recordingId')" = "recording$recording" ]; }
eventually 20 "the same recording does not go on after the box was killed" records
kill "$(of '.rooms[0].linePid')"
linked() { [ "$(curl -fsS "$panel/api/v1/status" | jq -r .hub.state)" = "$1" ]; }
eventually 5 "the box does not see that its line is cut" linked offline
mapfile -t command < <(of '.rooms[0].lineCommand[]')
(cd / && exec env -i "${command[@]}" >"$work/line.log" 2>&1) &
restarted+=($!)
eventually 35 "the box does not come back over its line" linked online

on_box recording/stop >/dev/null
complete() { [ "$(on_hub "recordings/$recording" | jq -r .state)" = complete ]; }
eventually 10 "the recording does not become complete" complete
on_hub "recordings/$recording" | jq -e '[.tracks[].missing] | add == 0' >/dev/null || wrong "segments are missing: $(on_hub "recordings/$recording")"
playlist=$(curl -fsS -H "Authorization: Bearer $token" "$hub/media/$recording/index.m3u8")
grep -q '^#EXTM3U' <<<"$playlist" || wrong "no playlist: $playlist"
eventually 5 "the key's light still burns" device keys '.properties.led_record == false'
curl -fsS -X POST -H "Authorization: Bearer $token" -H 'Content-Type: application/json' --data '{}' "$hub/api/v1/rooms/$room/scenes/begin/run" >/dev/null || wrong "the scene does not begin"
eventually 40 "the scene does not switch the projector on" device projector '.properties.power == "on"'
mapfile -t unplugged < <(of '.rooms[0].devices[].pid')
kill "${unplugged[@]}"
eventually 10 "nobody sees that the devices are unplugged" all_devices offline
for id in $(of '.rooms[0].devices[].id'); do
  mapfile -t command < <(of ".rooms[0].devices[] | select(.id == \"$id\").command[]")
  (cd / && exec env -i "${command[@]}" >"$work/device-$id.log" 2>&1) &
  restarted+=($!)
done
eventually 20 "not every device that was plugged in again is seen" all_devices online
echo "demo: whole"
