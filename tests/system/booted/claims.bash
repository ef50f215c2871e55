# What an operator may rely on, one function a claim, in the order of a machine's life; sourced by `run`.
# They share one machine, so the order at the bottom matters.
# shellcheck shell=bash disable=SC2154
feed=http://127.0.0.1:8080/feed.rss
root=/proc/$init/root
config=$root/etc/feedd/feedd.toml

property() { in_box systemctl show --value --property "$1" "${2:-feedd.service}"; }
get() { in_net curl --silent --show-error --fail --max-time 20 "$feed"; }
shows() { [[ $(get) == *"$1"* ]]; }
ids() { grep -o '<guid[^<]*' <<<"$1"; }
# said PRIORITIES [SINCE]: what the daemon itself wrote, not systemd about it; false if that is nothing.
said() {
  in_box journalctl --quiet --no-pager -o cat --since "${2:-yesterday}" -p "$1" _SYSTEMD_UNIT=feedd.service | grep .
}
now() { date +@%s.%6N; }
is_another() { [[ $(property MainPID) != 0 && $(property MainPID) != "$1" && $(property ActiveState) == active ]]; }
refuses() { ! "$@"; } # a bare ! would not end a claim
equal() { [[ $1 == "$2" ]] || { echo "expected: $2"; echo "got: $1"; return 1; }; }

# For the rest of this claim the configuration has a mistake.
break_configuration() {
  cp -p "$config" "$config.good"
  trap 'mv "$config.good" "$config"' EXIT
  echo '[[[broken' >>"$config"
}

# article NAME DATE TEXT: as an editor would save it.
article() {
  printf -- '---\ntitle: Article %s\ndate: %s\n---\n\n%s\n' "$1" "$2" "$3" >"$root/srv/feedd/.$1.new"
  mv "$root/srv/feedd/.$1.new" "$root/srv/feedd/$1.md"
}

installs() {
  DESTDIR=$root timeout 60 cmake --install "$build" --prefix /usr
  in_box systemd-sysusers
  in_box systemd-tmpfiles --create --prefix=/srv
  in_box systemctl daemon-reload
  equal "$(in_box stat -c '%a %U %G' /srv/feedd)" "2770 root feedd"
  local complaints
  complaints=$(in_box systemd-analyze verify --man=no feedd.service feedd.socket feedd-https.socket 2>&1)
  equal "$complaints" ""
}

keeps_an_edited_configuration() {
  echo "# edited" >>"$config"
  DESTDIR=$root timeout 60 cmake --install "$build" --prefix /usr
  grep -qx "# edited" "$config"
}

# Stops the daemon's publisher thread, as soon as it is there, until `release` or the end of the daemon.
hang_publisher() {
  in_box python3 - /sys/fs/cgroup/system.slice/feedd.service publisher <"$here/hang.py" >"$box/hung" &
  tracer=$!
}
release() { pkill -TERM --parent "$1" && wait "$1"; }

is_ready_with_the_first_publication() {
  local number tracer
  for number in {1..200}; do
    article "old-$number" 2020-01-01T00:00:00Z "Text $number."
  done
  article newest 2024-01-01T00:00:00Z "First words."
  in_box systemctl start feedd.socket
  equal "$(property ActiveState)" inactive
  hang_publisher
  in_box systemctl start --no-block feedd.service
  within 10 grep hung "$box/hung"
  sleep 2
  # It was hung early or late: what must not be is readiness without a feed.
  [[ $(property ActiveState) == activating ]] || timeout 2 nsenter -t "$init" -n curl --fail --silent "$feed"
  release "$tracer" || true
  in_box systemctl start feedd.service
  shows "First words." # at once: systemctl came back with READY=1
  equal "$(property User) $(property NRestarts)" "feedd 0"
  [[ -n $(property StatusText) ]]
}

opens_control_to_the_group_only() {
  local try='import socket; socket.socket(socket.AF_UNIX).connect("/run/feedd/control")'
  within 10 in_box test -S /run/feedd/control
  in_box setpriv --reuid=nobody --regid=feedd --clear-groups python3 -c "$try"
  refuses in_box setpriv --reuid=nobody --regid=nogroup --clear-groups python3 -c "$try"
}

follows_an_edit() {
  local before
  before=$(get)
  article newest 2024-01-01T00:00:00Z "Second words."
  within 20 shows "Second words."
  equal "$(ids "$(get)")" "$(ids "$before")"
}

takes_a_new_title_on_reload() {
  local pid
  pid=$(property MainPID)
  sed -i 's/^#title = .*/title = "Told by reload"/' "$config"
  in_box systemctl reload feedd.service
  within 20 shows "Told by reload"
  within 10 equal "$(property SubState)" running
  equal "$(property MainPID)" "$pid"
}

keeps_the_old_configuration_when_the_new_is_broken() {
  local pid before start
  pid=$(property MainPID) before=$(get) start=$(now)
  break_configuration
  in_box systemctl reload feedd.service
  within 10 said 0..4 "$start"
  said 0..4 "$start" | grep -F feedd.toml
  equal "$(get)" "$before"
  equal "$(property MainPID) $(property ActiveState)" "$pid active"
}

comes_back_the_same_after_sigkill() {
  local pid before restarts
  pid=$(property MainPID) before=$(get) restarts=$(property NRestarts)
  in_box kill -KILL "$pid"
  within 20 is_another "$pid"
  equal "$(property NRestarts)" $((restarts + 1))
  equal "$(get)" "$before"
}

loses_no_connection_on_restart() {
  local client
  in_net python3 "$here/knock.py" "$feed" >"$box/knocks" &
  client=$!
  for _ in 1 2 3; do
    in_box systemctl restart feedd.service
    sleep 0.5
  done
  release "$client" || { cat "$box/knocks"; return 1; }
}

restarts_when_the_publisher_hangs() {
  local pid before start tracer
  in_box mkdir -p /run/systemd/system/feedd.service.d
  in_box sh -c 'printf "[Service]\nWatchdogSec=3s\n" >/run/systemd/system/feedd.service.d/watchdog.conf'
  in_box systemctl daemon-reload
  in_box systemctl restart feedd.service
  before=$(get) start=$(now) pid=$(property MainPID)
  sleep 5 # longer than the watchdog: healthy, it stays
  equal "$(property MainPID)" "$pid"
  hang_publisher
  within 30 is_another "$pid"
  wait "$tracer"
  in_box journalctl --no-pager --since "$start" -o cat _PID=1 | grep -F "Watchdog timeout"
  equal "$(get)" "$before"
  in_box rm -r /run/systemd/system/feedd.service.d
  in_box systemctl daemon-reload
}

stops_in_time_and_cleanly() {
  local begun reader
  in_box systemctl restart feedd.service
  begun=$SECONDS
  in_net python3 "$here/knock.py" "$feed" --idle >"$box/held" & # a reader that keeps its connection open
  reader=$!
  within 10 grep held "$box/held"
  in_box systemctl stop feedd.service
  echo "stopped after $((SECONDS - begun)) s"
  ((SECONDS - begun < 15))
  wait "$reader"
  equal "$(property Result) $(property ExecMainStatus)" "success 0"
  refuses in_box test -e /run/feedd
}

gives_up_on_a_broken_configuration() {
  local start restarts
  start=$(now) restarts=$(property NRestarts)
  break_configuration
  refuses in_box systemctl start feedd.service
  equal "$(property ExecMainStatus) $(property ActiveState)" "78 failed"
  within 5 said 0..3 "$start"
  said 0..3 "$start" | grep -F feedd.toml
  sleep 2
  equal "$(property NRestarts)" "$restarts"
}

logs_with_priorities() {
  said 6..6
  refuses grep -E '^<[0-7]>' <<<"$(said 0..7)"
  # Only the broken configurations are worth an alarm in all this.
  refuses grep -vF feedd.toml <<<"$(said 0..3)"
}

is_mended_by_starting_again() {
  in_box systemctl start feedd.service
  shows "Told by reload"
}

# Field 19 of stat is the nice value (proc(5)); a thread's name has no blanks here.
lets_compression_give_way() {
  equal "$(in_box sh -c 'for task in /proc/'"$(property MainPID)"'/task/*; do grep -q ^coder- $task/comm && cut -d" " -f19 $task/stat; done | sort -u')" 19
}

# By its name, which is resolved within the sandbox.
tells_a_hub() {
  local hub
  sed -i 's|^\[push\]$|&\nallow_networks = ["127.0.0.0/8", "::1"]\nhubs = ["http://localhost:9753/"]|' "$config"
  in_box systemctl restart feedd.service
  in_net python3 "$here/listen.py" 9753 >"$box/told" &
  hub=$!
  article told 2026-01-20 "Told to a hub."
  within 20 grep -q 'hub.mode=publish' "$box/told"
  wait "$hub"
}

# As the operator's page says it: the group of the service reads the key, systemd holds port 443.
speaks_https() {
  local tls=$root/etc/feedd/tls
  mkdir -m 0750 "$tls"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost -keyout "$tls/privkey.pem" -out "$tls/fullchain.pem"
  chmod 0640 "$tls"/*.pem
  in_box chgrp -R feedd /etc/feedd/tls
  sed -i 's|^#base_url = .*|base_url = "https://localhost"|' "$config"
  printf '\n[http.tls]\ncertificate = "%s"\nkey = "%s"\n' /etc/feedd/tls/{fullchain,privkey}.pem >>"$config"
  in_box systemctl enable feedd-https.socket
  in_box systemctl restart feedd.service feedd-https.socket
  in_net curl --silent --show-error --fail --max-time 20 --cacert "$tls/fullchain.pem" https://localhost/feed.rss |
    grep -F https://localhost/feed.rss
  shows https://localhost/feed.rss
}

sandbox_scores_well() { systemd-analyze security --offline=true --threshold=15 "$root/usr/lib/systemd/system/feedd.service"; }

step "installs, with its user and folder, and the units verify" installs
((failures == 0)) || exit 1
step "installing again keeps an edited configuration" keeps_an_edited_configuration
step "starts with the installed configuration and is ready with the first publication" is_ready_with_the_first_publication
((failures == 0)) || exit 1
step "the control socket opens to the group feedd only" opens_control_to_the_group_only
step "an edited article shows, its id and the others' unchanged" follows_an_edit
step "a reload shows the new title, in the same process" takes_a_new_title_on_reload
step "a reload of a broken configuration changes nothing and is logged" keeps_the_old_configuration_when_the_new_is_broken
step "after SIGKILL it is back with the same bytes" comes_back_the_same_after_sigkill
step "three restarts refuse and cut no connection" loses_no_connection_on_restart
step "the watchdog restarts it when the publisher hangs, and not before" restarts_when_the_publisher_hangs
step "stops in time and cleanly with a reader connected" stops_in_time_and_cleanly
step "a broken configuration at start ends with 78 and no further tries" gives_up_on_a_broken_configuration
step "once mended, it starts and serves" is_mended_by_starting_again
step "threads that compress give way to the others" lets_compression_give_way
step "a hub that is named is told of a new article" tells_a_hub
step "speaks HTTPS on a socket that systemd holds" speaks_https
step "the journal has its lines under their priorities" logs_with_priorities
step "the sandbox is 1.5 or better" sandbox_scores_well
