# What the machine must have: a JDK, Debian packages, a container engine.

# Finds a JDK 25 or newer and sets JAVA_HOME, or says what to install.
find_java() {
  local candidate
  for candidate in ${JAVA_HOME:+"$JAVA_HOME"} /usr/lib/jvm/*25* /usr/lib/jvm/* /opt/*jdk* "$HOME"/.sdkman/candidates/java/*; do
    if [[ -x $candidate/bin/javac ]] && (($(java_version "$candidate") >= 25)); then
      export JAVA_HOME=$candidate
      return
    fi
  done
  return 1
}

java_version() {
  local version
  version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null)
  echo "${version:-0}"
}

require_java() {
  find_java || die "no JDK 25 or newer under /usr/lib/jvm, /opt or JAVA_HOME.
  Install one, for instance Eclipse Temurin 25 (adoptium.net) or Debian's openjdk-25-jdk-headless where it is offered, and run this again."
}

require_build_tools() {
  require_java
  command -v mvn >/dev/null || die "Maven is missing: apt-get install maven"
  command -v npm >/dev/null || die "Node.js with npm is missing: install Node.js 20.19 or newer (apt-get install nodejs npm, or nodesource.com)"
}

require_root() { [[ $EUID -eq 0 ]] || die "run this as root: it starts containers and sets firewall rules"; }

# ensure_packages PROGRAM=PACKAGE…: installs the Debian packages whose programs are missing.
ensure_packages() {
  local pair missing=()
  for pair in "$@"; do
    command -v "${pair%%=*}" >/dev/null || missing+=("${pair#*=}")
  done
  ((${#missing[@]})) || return 0
  command -v apt-get >/dev/null || die "these programs' packages are missing, and there is no apt-get here: ${missing[*]}"
  step "Installing ${missing[*]}" "$LOGS/apt.log" install_packages "${missing[@]}"
}

install_packages() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q
  apt-get install -q -y --no-install-recommends "$@"
}

# The user as whom PostgreSQL and Keycloak run: PostgreSQL refuses root, and neither needs it.
ensure_user() {
  id slipway >/dev/null 2>&1 || useradd --system --home-dir /nonexistent --shell /usr/sbin/nologin slipway
}

as_slipway() { setpriv --reuid=slipway --regid=slipway --clear-groups --no-new-privs "$@"; }

engine_answers() { engine_get _ping; }

# engine_get PATH: asks the engine itself, whose command line takes a tenth of a second to start.
engine_get() {
  local host=${DOCKER_HOST:-unix:///var/run/docker.sock}
  if [[ $host == unix://* ]]; then
    curl -sf -m 10 -o /dev/null --unix-socket "${host#unix://}" "http://docker/$1"
  else
    curl -sf -m 10 -o /dev/null "${host/#tcp:/http:}/$1"
  fi
}

ensure_docker() {
  engine_answers && return
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
  if pid_of dockerd >/dev/null && [[ -z $(docker ps -q 2>/dev/null) ]]; then
    stop_server dockerd TERM 20
  fi
}

# An artifact of Maven Central's, copied to a folder: fetch_artifact GROUP:NAME:VERSION[:TYPE] FOLDER
fetch_artifact() {
  mvn -B -ntp -q -f "$SLIPWAY_ROOT/pom.xml" -N dependency:copy -Dartifact="$1" -DoutputDirectory="$2" -Dmdep.overWriteReleases=true
}

# The version that the parent pom pins: pinned keycloak.version
pinned() { sed -n "s:.*<$1>\(.*\)</$1>.*:\1:p" "$SLIPWAY_ROOT/pom.xml"; }
