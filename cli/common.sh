# Shared by the parts of ./slipway: messages, steps with progress, processes and their ids.

die() {
  printf 'slipway: %s\n' "$*" >&2
  exit 1
}

# What Slipway asks on this machine never goes to a proxy that the environment names.
curl() { command curl --noproxy 127.0.0.1,localhost "$@"; }

say() { printf '%s\n' "$*"; }

# Where state lives. The servers run as a user of their own, who must be able to go there.
slipway_home() {
  if [[ -n ${SLIPWAY_HOME:-} ]]; then
    mkdir -p "$SLIPWAY_HOME"
    (cd "$SLIPWAY_HOME" && pwd)
  elif others_can_enter "$SLIPWAY_ROOT"; then
    mkdir -p "$SLIPWAY_ROOT/.slipway"
    echo "$SLIPWAY_ROOT/.slipway"
  else
    mkdir -p /var/lib/slipway
    echo /var/lib/slipway
  fi
}

# Whether every folder on the way may be entered by anyone; /root may not.
others_can_enter() {
  local folder=$1
  while [[ $folder != / ]]; do
    [[ $(stat -c %A "$folder") == *[xt] ]] || return 1
    folder=$(dirname "$folder")
  done
}

# Sets HOME_DIR and makes its folders; every command begins with it.
enter_home() {
  HOME_DIR=$(slipway_home)
  export SLIPWAY_HOME=$HOME_DIR
  LOGS=$HOME_DIR/logs
  RUN=$HOME_DIR/run
  TEMPORARY=$HOME_DIR/tmp
  HOST_SETTINGS=$HOME_DIR/host-settings
  mkdir -p "$LOGS" "$RUN" "$TEMPORARY"
  # What the servers say is for those who run them.
  if [[ -O $LOGS ]]; then
    chmod 750 "$LOGS"
    find "$LOGS" -type f -perm /o=rwx -exec chmod 640 {} +
  fi
  # The host's /tmp may be small, in memory, or closed to others than root; apt's own user must write where images are built.
  [[ -k $TEMPORARY/builds ]] || install -d -m 1777 "$TEMPORARY/builds"
  export TMPDIR=$TEMPORARY/builds
}

# empty_tmp NAME USER: makes a server's own folder for temporary files, $TEMPORARY/NAME, without what a killed one left there.
empty_tmp() {
  rm -rf "${TEMPORARY:?}/$1"
  install -d -m 700 -o "$2" "$TEMPORARY/$1"
}

# step MESSAGE LOG COMMAND…: runs the command, its output in the log; shows how long it takes, and the log's end when it fails.
step() {
  local message=$1 log=$2 began=$SECONDS shown=0 pid status=0
  shift 2
  printf '%s' "$message"
  begin_group "$log" "$@"
  pid=$GROUP STEP_PID=$GROUP
  while kill -0 "$pid" 2>/dev/null; do
    pause
    if ((SECONDS - began >= 2 && SECONDS != shown)); then
      shown=$SECONDS
      if [[ -t 1 ]]; then
        printf '\r%s … %d s' "$message" $((SECONDS - began))
      elif (((SECONDS - began) % 10 == 0)); then
        printf ' … %d s' $((SECONDS - began))
      fi
    fi
  done
  wait "$pid" || status=$?
  STEP_PID=
  if ((status != 0)); then
    printf '\r%s … failed after %d s\n' "$message" $((SECONDS - began))
    die_of_log "$log" "$message: failed"
  fi
  if ((SECONDS - began >= 2)); then
    [[ -t 1 ]] && printf '\r%s … done in %d s\n' "$message" $((SECONDS - began)) || printf ' … done in %d s\n' $((SECONDS - began))
  else
    printf ' … done\n'
  fi
}

# begin_group LOG COMMAND…: begins the command, its output in the log, in a process group of its own, so that an interrupt can end
# all of it; GROUP is the group's id.
begin_group() {
  local log=$1
  shift
  begin_log "$log"
  set -m
  ("$@") </dev/null >>"$log" 2>&1 &
  GROUP=$!
  set +m
}

# die_of_log LOG MESSAGE: ends with the log's last lines.
die_of_log() {
  tail -n 20 "$1" | sed 's/^/  | /' >&2
  die "$2; the whole log is $1"
}

# begin_log FILE: makes it where it is missing, readable for its owner and their group.
begin_log() { (umask 027 && : >>"$1"); }

# timed WHAT COMMAND…: remembers in TIMES how long the command took, if it took a second. A fault ends the script as it would
# without.
timed() {
  local what=$1 began=$SECONDS status
  shift
  "$@"
  status=$?
  if ((SECONDS > began)); then TIMES+=("$(printf '%5d s  %s' $((SECONDS - began)) "$what")"); fi
  return $status
}

# await SECONDS COMMAND…: asks until the command succeeds.
await() {
  local most=$1 began=$SECONDS
  shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS - began < most)) || return 1
    pause
  done
}

# await_server NAME SECONDS COMMAND…: asks until the command succeeds, the server has ended, or the time is over.
await_server() {
  local name=$1 most=$2 began=$SECONDS
  shift 2
  until "$@" >/dev/null 2>&1; do
    if ! pid_of "$name" >/dev/null; then
      tail -n 20 "$LOGS/$name.log"
      echo "$name has ended"
      return 1
    fi
    ((SECONDS - began < most)) || return 1
    pause
  done
}

# A twentieth of a second, without a process for it: whoever waits for servers to start must not take the processor from them.
# It waits for words from a pipe that nobody speaks into.
exec {SILENCE}<> <(:)
pause() { read -r -t 0.05 -u "$SILENCE" || true; }

# port_opens PORT: whether something listens there on loopback.
port_opens() { (: <>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# spawn NAME COMMAND…: starts a server that outlives this script, its output in its log, its id and the time of its start in
# its file. It inherits no open file, a lock for example. What is secret comes to it by its environment, which
# nobody else can read, never among its arguments, which everybody can.
spawn() {
  local name=$1
  shift
  rm -f "$RUN/$name.pid"
  begin_log "$LOGS/$name.log"
  # shellcheck disable=SC2016 # the inner shell's own
  setsid --fork bash -c '
    for fd in /proc/$$/fd/*; do fd=${fd##*/}; if ((fd > 2 && fd < 255)); then eval "exec $fd>&-"; fi; done
    printf "%s\n" $$ "$(cut -d" " -f22 /proc/$$/stat)" >"$1.new"; mv "$1.new" "$1"; shift; exec "$@"' spawn "$RUN/$name.pid" "$@" \
    </dev/null >>"$LOGS/$name.log" 2>&1
  await 5 test -s "$RUN/$name.pid"
}

# pid_of NAME: the id of a running server that spawn started. A stale file, its number in use by another program, counts as none.
pid_of() {
  local pid born
  { read -r pid && read -r born; } 2>/dev/null <"$RUN/$1.pid" || return 1
  ! gone "$pid" && [[ $born == "$BORN" ]] || return 1
  echo "$pid"
}

# gone PID: whether the process has ended; sets BORN, the time of its start as the kernel counts it, where it has not.
gone() {
  local line fields
  { read -r line <"/proc/$1/stat"; } 2>/dev/null || return 0
  # The second field, the program's name in brackets, may hold blanks; the third is the state, the 22nd the start.
  read -ra fields <<<"${line##*) }"
  BORN=${fields[19]}
  [[ ${fields[0]} == Z ]]
}

# header NAME VALUE: what curl reads a header with a secret from, which would be among its arguments otherwise: -H @<(header …).
header() { printf '%s: %s\n' "$1" "$2"; }

# stop_server NAME SIGNAL SECONDS: asks the server to end, and kills it when it does not.
stop_server() {
  local name=$1 signal=$2 most=$3 pid
  if pid=$(pid_of "$name"); then
    kill "-$signal" "$pid" 2>/dev/null || true
    await "$most" gone "$pid" || kill -KILL "$pid" 2>/dev/null || true
    await 5 gone "$pid" || true
  fi
  rm -f "$RUN/$name.pid"
}

secret() { head -c 24 /dev/urandom | base64 | tr '+/' '-_'; }

# The settings of this installation, made once: secrets, ports, and the id by which its containers are known.
load_settings() {
  local file=$HOME_DIR/settings.env
  if [[ ! -f $file ]]; then
    (
      umask 077
      cat >"$file.new" <<EOF
INSTALLATION=$(head -c 100 /dev/urandom | tr -dc 'a-z0-9' | head -c 8)x
DB_PASSWORD=$(secret)
KEYCLOAK_DB_PASSWORD=$(secret)
DB_ADMIN_PASSWORD=$(secret)
OIDC_CLIENT_SECRET=$(secret)
KEYCLOAK_ADMIN_PASSWORD=$(secret)
PASSWORD_alice=$(secret | head -c 12)
PASSWORD_bob=$(secret | head -c 12)
PASSWORD_admin=$(secret | head -c 12)
EOF
      mv "$file.new" "$file"
    )
  fi
  # shellcheck source=/dev/null
  source "$file"
  PORT=${SLIPWAY_PORT:-$(cat "$HOME_DIR/port" 2>/dev/null || echo 8080)}
  set_port "$PORT"
}

# The platform's port; Keycloak and PostgreSQL take the next two.
set_port() {
  PORT=$1
  [[ $PORT =~ ^[0-9]{2,5}$ ]] && ((PORT <= 65500)) || die "--port takes a number up to 65500, not '$PORT'"
  KEYCLOAK_PORT=$((PORT + 1))
  POSTGRES_PORT=$((PORT + 2))
  PUBLIC_URL=http://localhost:$PORT
  OIDC_URL=${SLIPWAY_OIDC_URL:-http://localhost:$KEYCLOAK_PORT/realms/slipway}
}
