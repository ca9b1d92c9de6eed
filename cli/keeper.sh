# The keeper: a process that starts a server again which has ended or hangs, and holds logs to a size. 'up' starts it last, 'down'
# ends it first; while either is at work it does nothing.

KEEP_LOG_BYTES=$((20 * 1024 * 1024))

keeper_up() {
  keeper_down
  spawn keeper "$SLIPWAY_ROOT/slipway" keep
}

keeper_down() { stop_server keeper TERM 5; }

# keep: not for people. Runs until it is told to end. SLIPWAY_KEEPER_PATIENCE: seconds for which a platform that lives may answer
# nobody.
command_keep() {
  local rounds=0 hung=0 patience=${SLIPWAY_KEEPER_PATIENCE:-60}
  enter_home
  load_settings
  read -ra GPU_ENVIRONMENT <"$RUN/platform.gpus" || true
  exec 8>"$RUN/lock"
  while true; do
    wait_a_second
    rounds=$((rounds + 1))
    if ! flock -n 8; then continue; fi
    if own_postgres; then keep_running postgres postgres_up; fi
    if own_keycloak; then keep_running keycloak keycloak_up; fi
    keep_running names names_up
    keep_running platform platform_up
    if ((rounds % 5 == 0)); then
      if platform_hangs; then hung=$((hung + 5)); else hung=0; fi
      if ((hung >= patience)); then
        hung=0
        replace_hung_platform
      fi
    fi
    if ((rounds % 10 == 0)); then rotate_logs || true; fi
    flock -u 8
  done
}

# Whether it takes the question and gives no answer in time (28), or says itself that something in it hangs (22). One that refuses
# the question has no place for more, and lives.
platform_hangs() {
  local status=0
  curl -sf -m 4 -o /dev/null "http://127.0.0.1:$PORT/q/health/live" || status=$?
  ((status == 28 || status == 22))
}

wait_a_second() { read -r -t 1 -u "$SILENCE" || true; }

# keep_running NAME COMMAND: runs the command where the server has ended that nobody stopped. One that ends again soon after is
# waited for longer and longer, a minute at most.
declare -A KEEP_BEGAN=() KEEP_PAUSE=()
keep_running() {
  local name=$1 began=${KEEP_BEGAN[$1]:-0} pause=${KEEP_PAUSE[$1]:-0}
  # Whoever stops a server takes its file away.
  if [[ ! -f $RUN/$name.pid ]] || pid_of "$name" >/dev/null; then return; fi
  if ((SECONDS - began < pause)); then return; fi
  if ((began > 0 && SECONDS - began < 120)); then pause=$((pause == 0 ? 1 : pause < 30 ? pause * 2 : 60)); else pause=0; fi
  KEEP_PAUSE[$name]=$pause
  KEEP_BEGAN[$name]=$SECONDS
  note "$name has ended; starting it again"
  load_settings # 'up' or an earlier start may have added to them
  ("$2") 8>&- || note "$name does not start; see $LOGS/$name.log"
}

# What the threads of one that answers nobody were at is in its log.
replace_hung_platform() {
  local pid
  pid=$(pid_of platform) || return 0
  note "platform hangs; starting it anew"
  kill -QUIT "$pid" 2>/dev/null || true
  wait_a_second
  kill -KILL "$pid" 2>/dev/null || true
  await 5 gone "$pid" || true
  keep_running platform platform_up
}

# A disk that is full keeps nobody from being started.
note() { say "$(date --iso-8601=seconds) $*" || true; }

# A log over the size is moved aside, in place of the one before it. Servers hold theirs open and write at its end, so that it is
# copied and emptied; a line that comes between the two is lost.
rotate_logs() {
  local log
  for log in "$LOGS"/*.log; do
    if [[ -f $log ]] && (($(stat -c %s "$log") > KEEP_LOG_BYTES)); then
      (umask 027 && cp "$log" "$log.1") || rm -f "$log.1"
      : >"$log"
    fi
  done
}
