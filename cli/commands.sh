# The commands of ./slipway, but for those of a part of their own.

# The images that the ordinary tests build and try: one of each family, and a framework.
TESTED_IMAGES=(jupyter/debian-13 jupyter/4.6-debian-12 pytorch/2.6-debian-13)

command_up() {
  local detach=false port= scenario= needs
  while (($#)); do
    case $1 in
      --detach | -d) detach=true ;;
      --port) port=${2:?--port takes a number}; shift ;;
      --port=*) port=${1#*=} ;;
      --simulate-gpus) scenario=${2:?--simulate-gpus takes a scenario file}; shift ;;
      --simulate-gpus=*) scenario=${1#*=} ;;
      *) die "up does not know '$1'" ;;
    esac
    shift
  done
  require_root
  enter_home
  tell_of_unknown_settings
  load_settings
  if [[ -n $port ]]; then
    if [[ $port != "$PORT" ]] && pid_of platform >/dev/null; then
      die "Slipway runs on port $PORT; './slipway down' first"
    fi
    set_port "$port"
  fi
  exec 9>"$RUN/lock"
  # The keeper has it for moments.
  flock -w 30 9 || die "another './slipway up' or 'down' is at work in $HOME_DIR"
  trap 'interrupted' INT TERM
  mapfile -t needs < <(needed_to_begin "$scenario")
  ensure "${needs[@]}"
  [[ -z $scenario ]] || simulate_gpus "$scenario"
  echo "$PORT" >"$HOME_DIR/port"
  keeper_down
  bring_up
  keeper_up
  welcome
  if ! $detach; then
    say "Ctrl-C stops it."
    follow_until_interrupted
  fi
}

# Says what the environment sets that is no setting of Slipway's, or none any more: it changes nothing, and whoever set it believes
# that it does.
tell_of_unknown_settings() {
  compgen -e SLIPWAY_ | awk '
    NR == FNR { known[$1] = $0; sub(/^[^ ]+ +/, "", known[$1]); next }
    !($1 in known) { print "slipway: " $1 " is no setting of Slipway\047s; cli/settings lists them"; next }
    sub(/^retired: /, "", known[$1]) { print "slipway: " $1 " is no setting any more: " known[$1] }
  ' "$SLIPWAY_ROOT/cli/settings" - >&2
}

# needed_to_begin SCENARIO: the lists of what this 'up' needs; what is built and fetched already needs no builder.
needed_to_begin() {
  echo server_needs
  if ! platform_is_built || { own_postgres && ! postgres_is_here; } || { own_keycloak && ! keycloak_is_here; }; then echo build_needs; fi
  if [[ -n $1 ]]; then echo compiler_needs; fi
}

# Starts what does not run, in the order in which the parts need each other and as much at once as can be.
bring_up() {
  ensure_user
  ensure_docker
  build_platform
  if own_postgres; then postgres_up && await_server postgres 30 postgres_ready || die "PostgreSQL does not start; see $LOGS/postgres.log"; fi
  if own_keycloak; then keycloak_up; fi
  names_up
  platform_up
  image_is_here jupyter debian-13 || build_image jupyter debian-13
  step "Waiting for Slipway to answer" "$LOGS/wait.log" everything_answers
  platform_is_trained || step "Keeping the platform's classes ready for quick starts" "$LOGS/platform.log" train_platform
}

everything_answers() {
  await_server names 5 names_ready || return 1
  if own_keycloak; then keycloak_ready || return 1; fi
  await_server platform 60 platform_ready
}

welcome() {
  cat <<EOF

Slipway serves at  $PUBLIC_URL
EOF
  if own_keycloak; then
    cat <<EOF

  demo users       alice  $PASSWORD_alice
                   bob    $PASSWORD_bob
                   admin  $PASSWORD_admin
EOF
  fi
  cat <<EOF

Next: open the address, log in as alice and launch JupyterLab.
Over REST: curl -H "Authorization: Bearer \$(./slipway token alice)" $PUBLIC_URL/api/v1/me
EOF
}

follow_until_interrupted() {
  exec 9>&-
  while pid_of keeper >/dev/null; do sleep 1 & wait $! || true; done
  die "Slipway has been stopped, or its keeper has ended; see $LOGS/keeper.log"
}

interrupted() {
  trap '' INT TERM
  say ""
  [[ -z ${STEP_PID:-} ]] || kill -TERM -- "-$STEP_PID" 2>/dev/null || true
  say "Stopping Slipway"
  keeper_down
  exec 9>"$RUN/lock"
  flock -w 60 9 || true
  bring_down
  exit 130
}

command_down() {
  require_root
  enter_home
  load_settings
  exec 9>"$RUN/lock"
  flock -w 60 9 || die "another './slipway up' or 'down' is at work in $HOME_DIR"
  ensure json_needs
  bring_down
  say "Slipway is down. Users' files and the database stay in Docker's volumes and in $HOME_DIR."
}

bring_down() {
  keeper_down
  platform_down
  keycloak_down
  postgres_down
  names_down
  if engine_answers; then
    remove_containers
    remove_firewall
    stop_docker
  fi
}

command_status() {
  enter_home
  load_settings
  local failed=0
  report() { printf '%-10s %s\n' "$1" "$2"; }
  if platform_ready; then report platform "serves at $PUBLIC_URL"
  elif platform_lives; then report platform "runs, not ready: $(curl -s -m 5 "http://127.0.0.1:$PORT/q/health/ready" | tr -d ' \n')"; failed=1
  else report platform "down"; failed=1; fi
  if own_keycloak; then
    if keycloak_answers; then report keycloak "answers on 127.0.0.1:$KEYCLOAK_PORT"; else report keycloak "down"; failed=1; fi
  else report keycloak "$OIDC_URL, not Slipway's own"; fi
  if own_postgres; then
    if postgres_ready; then report postgres "answers on 127.0.0.1:$POSTGRES_PORT"; else report postgres "down"; failed=1; fi
  else report postgres "$SLIPWAY_DB_URL, not Slipway's own"; fi
  if names_ready; then report names "answers on $(name_server)"; else report names "down"; failed=1; fi
  if engine_answers; then
    report docker "answers, $(containers_of "dev.slipway.installation=$INSTALLATION" | wc -l) workspaces run"
  else report docker "down"; failed=1; fi
  return $failed
}

command_logs() {
  local follow=() part=platform
  while (($#)); do
    case $1 in
      -f | --follow) follow=(-F) ;;
      *) part=$1 ;;
    esac
    shift
  done
  enter_home
  [[ $part =~ ^[a-z0-9.-]+$ && -f $LOGS/$part.log ]] || die "there is no log of '$part'; there are: $(cd "$LOGS" && printf '%s ' *.log | sed 's/\.log//g')"
  tail -n 200 "${follow[@]}" "$LOGS/$part.log"
}

command_token() {
  local user=${1:?usage: ./slipway token USER}
  enter_home
  load_settings
  own_keycloak || die "tokens come from your own Keycloak: $OIDC_URL"
  ensure json_needs >&2
  [[ $user =~ ^(alice|bob|admin)$ ]] || die "the demo users are alice, bob and admin"
  token_of "$user" || die "Keycloak gives no token; is Slipway up? ('./slipway status')"
}

command_doctor() {
  enter_home
  tell_of_unknown_settings
  load_settings
  local troubles=0 i
  check() { # check WHAT REMEDY COMMAND…
    local what=$1 remedy=$2
    shift 2
    if "$@" >/dev/null 2>&1; then
      printf 'ok       %s\n' "$what"
    else
      printf 'missing  %s\n         %s\n' "$what" "$remedy"
      troubles=$((troubles + 1))
    fi
  }
  check "root" "run ./slipway as root" test "$EUID" -eq 0
  look_for server_needs build_needs
  for i in "${!FOUND[@]}"; do printf 'ok       %s\n' "${FOUND[i]}"; done
  for i in "${!MISSING[@]}"; do
    printf 'missing  %s\n         %s\n' "${MISSING[i]}" "'./slipway up' installs what the distribution offers; else ${REMEDIES[i]}"
  done
  troubles=$((troubles + ${#MISSING[@]}))
  check "the container engine answers" "'./slipway up' starts it; its log: ./slipway logs dockerd" engine_answers
  check "the kernel counts memory for containers" "boot with cgroup_enable=memory" grep -qE '^memory|memory' /proc/cgroups /sys/fs/cgroup/cgroup.controllers
  check "the firewall can be set" "the kernel needs nf_tables" nft list tables
  check "the uids that users' programs get (SLIPWAY_UIDS) are nobody else's" \
    "set SLIPWAY_UIDS to a range of which neither 'getent passwd' nor /etc/subuid has any, such as 700000000-700065535" uids_are_free
  check "2 GiB of free disk in $HOME_DIR" "make room" has_room
  check "the image jupyter debian-13" "./slipway image build jupyter debian-13" image_is_here jupyter debian-13
  check "PostgreSQL answers" "./slipway up; its log: ./slipway logs postgres" postgres_ready
  check "Keycloak answers" "./slipway up; its log: ./slipway logs keycloak" keycloak_answers
  check "the workspaces' name server answers" "./slipway up; its log: ./slipway logs names" names_ready
  check "the platform is ready" "./slipway up; its log: ./slipway logs platform" platform_ready
  tell_host_settings
  tell_kernel_limits
  tell_loop_disks
  ((troubles == 0)) && say "Nothing is missing." || say "$troubles missing."
  return $((troubles > 0))
}

has_room() { (($(df -Pk "$HOME_DIR" | awk 'NR==2 {print $4}') > 2 * 1024 * 1024)); }

# test [--images] [--fuzz] [MAVEN-ARGUMENT…]: with --images, all images that can be built here are, and tried. With --fresh, all is
# tried on a bare Debian 13. With --fuzz, requests are made up from another seed than the last time.
command_test() {
  local images=("${TESTED_IMAGES[@]}") missing=() image status=0 all=false
  if [[ ${1:-} == --images ]]; then
    shift
    all=true
    mapfile -t images < <(list_recipes)
    set -- -Dit.test=ImageSetIT -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false "$@"
  fi
  if [[ ${1:-} == --fuzz ]]; then
    shift
    set -- -Dslipway.test.seed=$((RANDOM * 32768 + RANDOM)) "$@"
    say "The seed of this run: $1"
  fi
  require_root
  enter_home
  if [[ ${1:-} == --fresh ]]; then
    test_fresh
    return
  fi
  TIMES=()
  timed "what the tests need" ensure server_needs build_needs test_needs
  ensure_user
  timed "Docker" ensure_docker
  # What is fetched waits for the network and the disks, and what is compiled for the processors.
  begin_beside "$LOGS/test-packages.log" fetch_for_tests "$@"
  timed "Slipway" build_platform
  timed "what the tests fetch" await_beside
  for image in "${images[@]}"; do
    if ! image_is_here "${image%/*}" "${image#*/}" && ! timed "the image ${image/\// }" build_tested_image "${image%/*}" "${image#*/}"; then
      $all || die "the tests need it"
      missing+=("$image")
    fi
  done
  mapfile -t images < <(comm -23 <(printf '%s\n' "${images[@]}" | sort) <(printf '%s\n' "${missing[@]}" | sort))
  if newer_docker_is_tried "$@"; then
    trap fresh_end EXIT
    timed "a Debian 13" fresh_begin docker
    timed "its Docker Engine" step "Installing Debian 13's Docker Engine there" "$LOGS/fresh-docker.log" install_newer_docker
  fi
  local home=()
  # The tests' own Slipways live in a target folder, unless the servers' user cannot come there.
  others_can_enter "$SLIPWAY_ROOT" || home=(-Dslipway.test.homes=/var/lib/slipway-test)
  rm -rf "$SLIPWAY_ROOT"/*/target/{surefire,failsafe}-reports
  timed "the tests" env -u TMPDIR mvn -B -ntp -T 2 -f "$SLIPWAY_ROOT/pom.xml" verify -Dslipway.nvml.home="$HOME_DIR/nvml" ${FRESH_INIT:+-Dslipway.debian13="$FRESH_INIT"} \
    -Dslipway.test.images="$(IFS=,; echo "${images[*]}")" "${home[@]}" "$@" 8>&- || status=$?
  # What a build needs from elsewhere is not always to be had; its log says what.
  for image in "${missing[@]}"; do
    say "Not built on this machine: ${image/\// }; see $LOGS/image-${image/\//-}.log"
  done
  tell_times
  return $status
}

# An image with pip, npm, curl and git; NVIDIA's management libraries; a root file system of Debian 13.
fetch_for_tests() {
  image_exists slipway-test/registry-clients:1 || make_registry_clients
  fetch_nvml bookworm trixie
  if newer_docker_is_tried "$@" && ! fresh_tar_is_here; then make_fresh_tar; fi
}

# begin_beside LOG COMMAND…: runs it while others do; a fault or an interrupt ends it with this script.
begin_beside() {
  BESIDE_LOG=$1
  begin_group "$@"
  BESIDE=$GROUP
  trap 'kill -TERM -- "-$BESIDE" 2>/dev/null || true' EXIT
}

await_beside() {
  if kill -0 "$BESIDE" 2>/dev/null; then say "Waiting for what the tests fetch"; fi
  wait "$BESIDE" || die_of_log "$BESIDE_LOG" "what the tests need was not fetched"
  trap - EXIT
}

# In a process of its own: a recipe that fails is told, and the next is tried.
build_tested_image() { (build_image "$@"); }

# How long each part of the tests took, and each class of them that took more than five seconds.
tell_times() {
  printf '\n'
  printf '%s\n' "${TIMES[@]}"
  times_of "$SLIPWAY_ROOT"/platform-floor/target/failsafe-reports |
    awk '{ sum += $1 } END { if (NR) printf "%5.0f s  the floor, within the tests\n", sum }'
  times_of "$SLIPWAY_ROOT"/*/target/{surefire,failsafe}-reports |
    sort -rn | awk '$1 > 5 { name = $2; sub(/.*\./, "", name); printf "%9.0f s  %s\n", $1, name }'
}

# times_of FOLDER…: how many seconds each class took, and its name, as the reports in the folders say.
times_of() {
  local folder reports=()
  for folder; do reports+=("$folder"/TEST-*.xml); done
  sed -n 's/^<testsuite .* name="\([^"]*\)".* time="\([0-9.]*\)".*/\2 \1/p' "${reports[@]}" 2>/dev/null || true # no reports where few tests ran
}

install_newer_docker() {
  in_fresh apt-get -q update
  in_fresh env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends docker.io iptables
}

# newer_docker_is_tried MAVEN-ARGUMENT…: whether that test is not left out by a choice of tests.
newer_docker_is_tried() { [[ $* == *Docker* || ($* != *-Dit.test=* && ($* != *-pl* || $* == *runtime-it*)) ]]; }

command_bench() {
  require_root
  enter_home
  if [[ $* == gpu ]]; then
    bench_gpu
    return
  fi
  ensure server_needs build_needs bench_needs
  if [[ $* == images ]]; then
    bench_images
    return
  fi
  if [[ $* == api ]]; then
    bench_api
    return
  fi
  exec "$JAVA_HOME/bin/java" ${ROUNDS:+-Drounds="$ROUNDS"} "$SLIPWAY_ROOT/bench/Bench.java" "$@"
}

# The REST API with many rows, beside JupyterHub's; PostgreSQL's driver is the platform's own.
bench_api() {
  ensure python_needs
  build_platform
  exec "$JAVA_HOME/bin/java" ${ROUNDS:+-Drounds="$ROUNDS"} -cp "$SLIPWAY_ROOT/platform-api/target/quarkus-app/lib/main/*" "$SLIPWAY_ROOT/bench/ApiBench.java"
}

# Resolving references and pulling, on a registry and a Slipway of its own.
bench_images() {
  build_platform
  exec "$JAVA_HOME/bin/java" ${ROUNDS:+-Drounds="$ROUNDS"} \
    -cp "$(echo "$SLIPWAY_ROOT"/image-catalog/target/image-catalog-*.jar):$SLIPWAY_ROOT/platform-api/target/quarkus-app/lib/main/*" \
    "$SLIPWAY_ROOT/bench/ImagesBench.java" "$SLIPWAY_ROOT" "$HOME_DIR/bench"
}

# What looking at GPUs and placing requests cost; needs no running Slipway.
bench_gpu() {
  ensure server_needs build_needs compiler_needs
  build_platform
  "$SLIPWAY_ROOT/gpu-runtime/src/main/c/build" "$HOME_DIR/simulated-gpus"
  SLIPWAY_SIMULATED_GPUS=$SLIPWAY_ROOT/gpu-runtime/src/main/c/scenarios/8xh100.scenario \
    exec "$JAVA_HOME/bin/java" -Xms96m -Xmx96m -XX:+AlwaysPreTouch --enable-native-access=ALL-UNNAMED \
    --sun-misc-unsafe-memory-access=allow \
    -cp "$(echo "$SLIPWAY_ROOT"/gpu-runtime/target/gpu-runtime-*.jar)" "$SLIPWAY_ROOT/bench/GpuBench.java" \
    "$HOME_DIR/simulated-gpus/libnvidia-ml.so.1"
}
