# The keeper: a process that starts a server again which has ended or hangs, and holds logs to a size. 'up' starts it last, 'down'
# ends it first; while either is at work it does nothing.

KEEP_LOG_BYTES=$((20 * 1024 * 1024))

# Seconds that a platform which starts may take to its first answer.
KEEP_START=30

keeper_up() {
  keeper_down
  spawn keeper "$SLIPWAY_ROOT/slipway" keep
}

keeper_down() { stop_server keeper TERM 5; }

# keep: not for people. Runs until it is told to end. SLIPWAY_KEEPER_PATIENCE: seconds for which a platform that lives may answer
# nobody.
command_keep() {
  local rounds=0 answered=0 began=0 patience=${SLIPWAY_KEEPER_PATIENCE:-60}
  enter_home
  load_settings
  answered=$SECONDS
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
      if platform_lives; then answered=$SECONDS; fi
      began=$((${KEEP_BEGAN[platform]:-0} + KEEP_START))
      if ((SECONDS - (answered > began ? answered : began) > patience)); then replace_hung_platform; fi
    fi
    if ((rounds % 10 == 0)); then rotate_logs; fi
    flock -u 8
  done
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
  say "$(date --iso-8601=seconds) $name has ended; starting it again"
  ("$2") 8>&- || say "$(date --iso-8601=seconds) $name does not start; see $LOGS/$name.log"
}

# What the threads of one that answers nobody were at is in its log.
replace_hung_platform() {
  local pid
  pid=$(pid_of platform) || return 0
  say "$(date --iso-8601=seconds) platform does not answer; starting it anew"
  kill -QUIT "$pid" 2>/dev/null || true
  wait_a_second
  kill -KILL "$pid" 2>/dev/null || true
  await 5 gone "$pid" || true
  keep_running platform platform_up
}

# A log over the size is moved aside, in place of the one before it. Servers hold theirs open and write at its end, so that it is
# copied and emptied; a line that comes between the two is lost.
rotate_logs() {
  local log
  for log in "$LOGS"/*.log; do
    if [[ -f $log ]] && (($(stat -c %s "$log") > KEEP_LOG_BYTES)); then
      (umask 027 && cp "$log" "$log.1") && : >"$log"
    fi
  done
}
