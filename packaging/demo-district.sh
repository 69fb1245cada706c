#!/usr/bin/env bash
# The demo's district, sourced by demo.sh: filled before the first box starts, since that box's room is one of its rooms; then
# held on the line. Needs hub_program, hub, agents, token, data, port, schools, rooms and rooms_json.

district_program=("$(command -v dotnet)" "$here/packaging/District/bin/Release/net10.0/district.dll")
district_options=(--hub "$hub" --agents "$agents" --data "$data/district" --schools "$schools" --real "$rooms" --webhook-port "$((port + 40))")

fill_district() {
  echo "== Filling the district: $schools schools (35 take some minutes; what is there already is left as it is)"
  # In the background, so that Ctrl+C ends it at once.
  DISTRICT_TOKEN=$token "${district_program[@]}" fill "${district_options[@]}" &
  local pid=$!
  pids+=("$pid")
  wait "$pid"
  pids=("${pids[@]:0:${#pids[@]}-1}")
}

hold_district() {
  DISTRICT_TOKEN=$token "${district_program[@]}" live "${district_options[@]}" >"$data/district.log" 2>&1 &
  pids+=("$!")
  for _ in $(seq 300); do
    grep -q "on the line" "$data/district.log" && return
    kill -0 "$!" 2>/dev/null || { cat "$data/district.log" >&2; exit 1; }
    sleep 0.2
  done
  echo "The district's boxes are not on the line within a minute; see $data/district.log" >&2
  exit 1
}

# A short lesson in each room with a real box, unless an earlier demo has recorded one there.
record_lessons() {
  local room
  for room in $(jq -r '.[].roomId' <<<"$rooms_json"); do
    [ "$(api GET "recordings?room=$room&pageSize=1" | jq .total)" = 0 ] || continue
    echo "== Recording a lesson of ten seconds in $(api GET "rooms/$room" | jq -r .name)"
    api POST "rooms/$room/commands" '{"action": "start", "title": "语文《背影》", "teacher": "王芳"}' >/dev/null
    sleep 10
    api POST "rooms/$room/commands" '{"action": "stop"}' >/dev/null
  done
}

# One person of every role, each with a link that signs in once.
sign_in_links() {
  local roles=(system-administrator security-administrator auditor district-staff school-administrator teacher researcher installer viewer)
  local names=(郑国栋 冯静怡 蒋卫东 何慧敏 沈丽华 王芳 韩明哲 曹建军 谢安然) links at
  mapfile -t links < <("${hub_program[@]}" account sign-in-link --data "$data/hub" --listen "$hub" --name "${names[@]}")
  [ ${#links[@]} -eq ${#roles[@]} ] || { echo "The hub gave ${#links[@]} sign-in links for ${#roles[@]} roles" >&2; exit 1; }
  for at in "${!roles[@]}"; do
    sign_in=$(jq -c --arg role "${roles[$at]}" --arg user "${names[$at]}" --arg link "${links[$at]}" '. + [{role: $role, user: $user, link: $link}]' <<<"$sign_in")
  done
}
