# The platform's own process.

JAR=${SLIPWAY_ROOT:-.}/platform-api/target/quarkus-app/quarkus-run.jar

platform_lives() { curl -sf -m 2 -o /dev/null "http://127.0.0.1:$PORT/q/health/live"; }
platform_ready() { port_opens "$PORT" && curl -sf -m 5 -o /dev/null "http://127.0.0.1:$PORT/q/health/ready"; }

# Whether nothing is newer than what was built of it.
platform_is_built() {
  [[ -f $JAR && -z $(find "$SLIPWAY_ROOT"/{pom.xml,gpu-runtime,image-catalog,platform-api,web-ui,docs/api} \
    \( -name target -o -name node_modules \) -prune -o -type f -newer "$JAR" ! -path '*/src/test/*' -print -quit 2>/dev/null) ]]
}

build_platform() {
  if platform_is_built; then return; fi
  step "Building Slipway" "$LOGS/build.log" mvn -B -ntp -T 2 -f "$SLIPWAY_ROOT/pom.xml" -pl platform-api -am package -DskipTests -DskipITs
  rm -f "$HOME_DIR/platform.aot"
}

# Starts the platform, with the class cache of an earlier run where there is one.
platform_up() {
  if pid_of platform >/dev/null; then
    gpus_changed || return 0
    platform_down
  fi
  if platform_is_trained; then
    start_platform -XX:AOTCache="$HOME_DIR/platform.aot"
  else
    start_platform
  fi
}

# Runs the platform once to let the JVM keep its classes loaded and linked, and what it learnt of its methods (JEP 483, 514,
# 515): later starts take a third of the time, and their first launches half the processor.
train_platform() {
  platform_down
  start_platform -XX:AOTCacheOutput="$HOME_DIR/platform.aot"
  await_server platform 90 platform_ready
  rehearse
  stop_server platform TERM 120
  platform_up
  await_server platform 90 platform_ready
}

# What users do, done by the demo user admin; where Keycloak is not Slipway's own there is no such user, and pages must do.
rehearse() {
  local path id round
  for path in / /api/v1/me /q/metrics /q/openapi; do curl -s -o /dev/null "http://127.0.0.1:$PORT$path" || true; done
  own_keycloak || return 0
  TOKEN=$(token_of admin) || return 0
  for round in 1 2 3 4 5 6 7 8; do
    id=$(api POST /workspaces '{"name": "rehearsal", "image": "jupyter", "version": "debian-13"}' | json_field id)
    [[ -n $id ]] || return 0
    curl -s -m 60 -o /dev/null -H "Host: $id.apps.localhost:$PORT" -H @<(header Authorization "Bearer $TOKEN") "http://127.0.0.1:$PORT/api"
    api GET "/workspaces/$id" >/dev/null
    api DELETE "/workspaces/$id" >/dev/null
  done
}

# api METHOD PATH [JSON]
api() {
  curl -sf -m 20 -X "$1" -H @<(header Authorization "Bearer $TOKEN") -H 'Content-Type: application/json' ${3:+-d "$3"} "http://127.0.0.1:$PORT/api/v1$2"
}

platform_is_trained() { [[ $HOME_DIR/platform.aot -nt $JAR ]]; }

# start_platform JVM-OPTION…
start_platform() {
  local options=(-XX:+UseSerialGC -Xms48m -Xmx"${SLIPWAY_HEAP:-160m}" -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=30
    -Xss512k -XX:+ExitOnOutOfMemoryError -XX:ReservedCodeCacheSize=64m -XX:-UsePerfData -Djava.io.tmpdir="$TEMPORARY/platform" -Xlog:aot=off -Xlog:cds=off
    # The thorough compiler waits until a method is ten times as hot as usual: it would compete with the start for the processor.
    -XX:Tier4InvocationThreshold=50000 -XX:Tier4MinInvocationThreshold=10000 -XX:Tier4CompileThreshold=100000 -XX:Tier4BackEdgeThreshold=400000
    # What the C library has freed and kept goes back to the system.
    -XX:TrimNativeHeapInterval=60000
    --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow "$@")
  empty_tmp platform root
  echo "${GPU_ENVIRONMENT[*]-}" >"$RUN/platform.gpus"
  write_host_settings
  (
    ((${#GPU_ENVIRONMENT[@]} == 0)) || export "${GPU_ENVIRONMENT[@]}"
    export SLIPWAY_HOST_SETTINGS=$HOST_SETTINGS SLIPWAY_HOME=$HOME_DIR SLIPWAY_INSTALLATION=$INSTALLATION
    export SLIPWAY_PORT=$PORT SLIPWAY_PUBLIC_URL=${SLIPWAY_PUBLIC_URL:-$PUBLIC_URL}
    export SLIPWAY_ENGINE_SOCKET=${SLIPWAY_ENGINE_SOCKET:-${DOCKER_HOST:-unix:///var/run/docker.sock}}
    export SLIPWAY_DB_URL=${SLIPWAY_DB_URL:-jdbc:postgresql://127.0.0.1:$POSTGRES_PORT/slipway}
    export SLIPWAY_DB_USER=${SLIPWAY_DB_USER:-slipway} SLIPWAY_DB_PASSWORD=${SLIPWAY_DB_PASSWORD:-$DB_PASSWORD}
    export SLIPWAY_NETWORK_RESOLVER
    SLIPWAY_NETWORK_RESOLVER=$(name_server)
    export SLIPWAY_OIDC_URL=$OIDC_URL SLIPWAY_OIDC_SECRET=${SLIPWAY_OIDC_SECRET:-$OIDC_CLIENT_SECRET}
    # Before the engine, whose work tenants can make more of.
    spawn platform nice -n -5 "$JAVA_HOME/bin/java" "${options[@]}" -jar "$JAR"
  )
}

platform_down() { stop_server platform TERM 15; }

# Containers and networks of this installation; volumes stay, they hold users' files.
remove_containers() {
  local label=dev.slipway.installation=$INSTALLATION name found
  found=$(containers_of "$label" all) || say "The engine does not tell which containers there are; they run on"
  for name in $found; do
    engine DELETE "containers/$name?force=1" -m 60 >/dev/null || say "The container $name could not be removed"
  done
  found=$(networks_of "$label") || say "The engine does not tell which networks there are; they stay"
  for name in $found; do
    engine DELETE "networks/$name" -m 60 >/dev/null || say "The network $name could not be removed"
  done
}

# The installation's table goes with its last bridge, where the engine says that there is none; the one that all shared before each had its own, with the last of theirs.
remove_firewall() {
  local left
  if left=$(networks_of "dev.slipway.installation=$INSTALLATION") && [[ -z $left ]]; then
    nft delete table inet "slipway-$INSTALLATION" 2>/dev/null || true
  fi
  if ! ip -o link show 2>/dev/null | grep -q ': slw-'; then
    nft delete table inet slipway 2>/dev/null || true
  fi
}
