#!/usr/bin/env bash
# The made-up devices of the demo's classroom, sourced by demo.sh: each is a process of its own on a real line, so that ending it
# is unplugging it. Needs agent_program, port, pids and box.

devices_json='[]'
keys_pipe=
broker_port=

# id, name, driver, connection as JSON, settings as JSON, arguments of simulate-device…
plug_in() {
  local id=$1 name=$2 driver=$3 connection=$4 settings=$5
  shift 5
  local command=("${agent_program[@]}" simulate-device "$driver" "$@")
  "${command[@]}" >"$data/device-$id.log" 2>&1 &
  pids+=("$!")
  devices_json=$(jq -c --arg id "$id" --arg name "$name" --arg driver "$driver" --argjson connection "$connection" --argjson settings "$settings" \
    --argjson pid "$!" --argjson command "$(as_list "${command[@]}")" \
    '. + [{id: $id, name: $name, driver: $driver, connection: $connection, settings: $settings, pid: $pid, command: $command}]' <<<"$devices_json")
}

plug_in_all() {
  local lines=$box/lines
  mkdir -p "$lines"
  # The first free port from one on; nearly always that one, so that a restart finds the devices where they were.
  free_from() {
    local at=$1
    while (exec 3<>"/dev/tcp/127.0.0.1/$at") 2>/dev/null; do at=$((at + 2)); done
    echo "$at"
  }
  local projector camera
  broker_port=$(free_from $((port + 32)))
  # What is said here is pressed: echo record >room-1/keys
  keys_pipe=$box/keys
  [ -p "$keys_pipe" ] || mkfifo -m 600 "$keys_pipe"
  projector=$(free_from $((port + 30)))
  camera=$(free_from $((port + 31)))
  serial() { jq -nc --arg path "$lines/$1" --argjson baud "$2" '{kind: "serial", path: $path, baud: $baud}'; }
  network() { jq -nc --arg kind "$1" --argjson port "$2" '{kind: $kind, host: "127.0.0.1", port: $port}'; }
  plug_in projector 投影机 pjlink "$(network tcp "$projector")" '{}' --kind Tcp --port "$projector"
  plug_in camera 云台摄像机 visca "$(network tcp "$camera")" '{}' --kind Tcp --port "$camera"
  plug_in board 智慧黑板 samsung-mdc "$(serial board 9600)" '{}' --kind Serial --path "$lines/board"
  plug_in air 环境传感器 modbus-map "$(serial air 4800)" '{"map": "renke-co2ws.json"}' --kind Serial --path "$lines/air" --property MapFile=renke-co2ws.json
  plug_in relays 继电器 modbus-map "$(serial relays 9600)" '{"map": "relays-4.json"}' --kind Serial --path "$lines/relays" --property MapFile=relays-4.json
  plug_in keys 按键面板 key-panel "$(serial keys 9600)" '{}' --kind Serial --path "$lines/keys" --keys "$keys_pipe"
  plug_in airbox 空气盒 home-assistant '{"kind": "mqtt", "path": "a1b2c3d4e5f6"}' '{}' --broker "mqtt://device@127.0.0.1:$broker_port" --broker-users "$box/broker/users.json"
}

# The room's equipment for the box: what was plugged in, and scenes and rules for it.
equipment() {
  jq --argjson devices "$devices_json" '.devices = [$devices[] | {id, name, driver, connection, settings, pollSeconds: 3}]' "$here/packaging/demo-room.json"
}
