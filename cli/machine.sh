# What the servers run on: their user, the container engine, artifacts of Maven Central's.

# The user as whom PostgreSQL and Keycloak run: PostgreSQL refuses root, and neither needs it.
ensure_user() {
  id slipway >/dev/null 2>&1 || useradd --system --home-dir /nonexistent --shell /usr/sbin/nologin slipway
}

as_slipway() { setpriv --reuid=slipway --regid=slipway --clear-groups --no-new-privs "$@"; }

ensure_docker() {
  engine_answers && return
  [[ ${DOCKER_HOST:-/run/docker.sock} == */run/docker.sock ]] || die "the container engine at $DOCKER_HOST does not answer"
  if [[ -d /run/systemd/system ]]; then
    step "Starting Docker" "$LOGS/dockerd.log" systemctl start docker
  elif ! pid_of dockerd >/dev/null; then
    # A dockerd that was killed leaves its id behind and then refuses to start.
    if [[ -f /var/run/docker.pid && ! -d /proc/$(cat /var/run/docker.pid) ]]; then rm -f /var/run/docker.pid; fi
    spawn dockerd env -u TMPDIR dockerd
  fi
  step "Waiting for Docker" "$LOGS/dockerd.log" await 60 engine_answers
}

# Stops a dockerd that Slipway started, unless somebody else's containers run in it.
stop_docker() {
  if pid_of dockerd >/dev/null && ! containers_run; then
    stop_server dockerd TERM 20
  fi
}

# An artifact of Maven Central's, copied to a folder: fetch_artifact GROUP:NAME:VERSION[:TYPE] FOLDER
fetch_artifact() {
  mvn -B -ntp -q -f "$SLIPWAY_ROOT/pom.xml" -N dependency:copy -Dartifact="$1" -DoutputDirectory="$2" -Dmdep.overWriteReleases=true
}

# The version that the parent pom pins: pinned keycloak.version
pinned() { sed -n "s:.*<$1>\(.*\)</$1>.*:\1:p" "$SLIPWAY_ROOT/pom.xml"; }
