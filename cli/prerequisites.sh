# What the machine must have: one list for all commands, looked through in one pass before anything begins.

# need WHAT PACKAGES REMEDY CHECK…: an entry of a list. PACKAGES are Debian's, all of them needed; `a|b` is either, `a>=1.2` that
# version at least. REMEDY says what to do where they are not to be had.
need() {
  local what=$1 packages=$2 remedy=$3
  shift 3
  if "$@" >/dev/null 2>&1; then
    FOUND+=("$what")
  else
    MISSING+=("$what")
    PACKAGES+=("$packages")
    REMEDIES+=("$remedy")
  fi
}

need_program() { need "$1" "$2" "install the program $1, Debian's package ${2##*|}" has "$1"; }

# What reads answers of the engine's and of Keycloak's. All that read some ask for it: one that is missing reads as "nothing is there".
json_needs() { need_program jq jq; }

# What speaks with the container engine, or starts it.
engine_needs() {
  need_program curl curl
  json_needs
  need "Docker Engine" docker.io "install Docker Engine, or name one that runs: DOCKER_HOST=unix:///…" engine_is_there
  need_program iptables iptables
}

# What root file systems are made with, of images and of test machines.
rootfs_needs() {
  need_program mmdebstrap mmdebstrap
  need "the keys of Debian's archive" debian-archive-keyring "install the package debian-archive-keyring" compgen -G '/usr/share/keyrings/debian-archive-keyring.*'
}

# A machine of its own, for tests.
fresh_needs() {
  rootfs_needs
  need_program git git
  need_program nsenter util-linux
  need_program slirp4netns slirp4netns
}

# What runs, and the images that are launched.
server_needs() {
  need "a JDK 25 or newer" openjdk-25-jdk-headless "install one, for instance Eclipse Temurin 25 (adoptium.net), or set JAVA_HOME" find_java
  engine_needs
  need_program nft nftables
  need_program ip iproute2
  need_program nsenter util-linux
  need_program dnsmasq dnsmasq-base
  need_program setpriv util-linux
  rootfs_needs
  need_program xz xz-utils
  need_program unzip unzip
  need_program mkfs.ext4 e2fsprogs
  need_program mount mount
}

# What builds Slipway and fetches its parts from Maven Central.
build_needs() {
  need "Maven 3.8.7 or newer" "maven>=3.8.7" "install it from maven.apache.org" maven_suffices
  need "Node.js 20.19, 22.13 or newer, with npm" "nodejs>=20.19 npm" "install it from nodejs.org or nodesource.com" node_suffices
}

compiler_needs() {
  need "a C compiler" "gcc libc6-dev" "install gcc and the C library's headers" compiles
}

test_needs() {
  compiler_needs
  client_needs
  python_needs
  fresh_needs
  need_program chromium chromium
  need_program docker-registry docker-registry
  need_program skopeo skopeo
  need_program podman podman
  need_program catatonit catatonit
  need_program busybox busybox-static
}

# The tests and the benchmarks compare with Docker's own client; Slipway does without.
client_needs() { need_program docker "docker-cli|docker.io"; }

# What comes from PyPI: JupyterHub, which the API is measured beside, and what asks the API by its document.
python_needs() { need "Python 3 that makes virtual environments" "python3 python3-venv" "install the package python3-venv" python3 -c 'import ensurepip'; }

bench_needs() {
  client_needs
  need_program nginx nginx-light
  need_program wrk wrk
  need_program docker-registry docker-registry
}

# A program, and not a function of this script that is called like one.
has() { type -P "$1"; }

# The engine that answers may be anybody's; one that is to be started is dockerd.
engine_is_there() { engine_answers || has dockerd; }

compiles() { has cc && [[ -f /usr/include/stdio.h ]]; }

# One that does not run for want of a JDK is believed.
maven_suffices() {
  local version
  has mvn || return
  version=$(mvn --version | sed -n 's/.*Apache Maven \([0-9.]*\).*/\1/p')
  [[ -z $version ]] || at_least "$version" 3.8.7
}

# The versions that the page's builder and checker run on.
node_suffices() {
  local version major
  has npm && version=$(node --version) || return
  version=${version#v}
  major=${version%%.*}
  case $major in
    20) at_least "$version" 20.19 ;;
    22) at_least "$version" 22.13 ;;
    *) ((major > 22)) ;;
  esac
}

# at_least VERSION LEAST
at_least() { [[ -n $1 && $(printf '%s\n' "$1" "$2" | sort -V | head -n 1) == "$2" ]]; }

# Finds a JDK 25 or newer and sets JAVA_HOME.
find_java() {
  local candidate compiler
  compiler=$(readlink -f "$(command -v javac)") || compiler=
  for candidate in ${JAVA_HOME:+"$JAVA_HOME"} "${compiler%/bin/javac}" /usr/lib/jvm/*25* /usr/lib/jvm/* /opt/*jdk* "${HOME:-/root}"/.sdkman/candidates/java/*; do
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

# look_for LIST…: sets FOUND, and MISSING with its PACKAGES and REMEDIES.
look_for() {
  local list
  FOUND=() MISSING=() PACKAGES=() REMEDIES=()
  for list in "$@"; do "$list"; done
}

# ensure LIST…: installs what is missing and the distribution offers, in one step; names all the rest at once.
ensure() {
  local i offered=() message
  look_for "$@"
  ((${#MISSING[@]})) || return 0
  if has apt-get >/dev/null; then
    message=$(printf '%s, ' "${MISSING[@]}")
    say "Missing: ${message%, }"
    step "Reading the lists of packages" "$LOGS/apt.log" read_package_lists
    read_candidates
    for i in "${!MISSING[@]}"; do
      mapfile -t -O "${#offered[@]}" offered < <(offered_of "${PACKAGES[i]}")
    done
    if ((${#offered[@]})); then
      step "Installing ${offered[*]}" "$LOGS/apt.log" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends -o Acquire::Retries=3 "${offered[@]}"
      hash -r
      look_for "$@"
    fi
    ((${#MISSING[@]})) || return 0
  fi
  message="this is missing, and there is no package of it here:"
  for i in "${!MISSING[@]}"; do message+=$'\n'"  ${MISSING[i]}: ${REMEDIES[i]}"; done
  die "$message"$'\n'"Then run this again."
}

# A source that does not answer may not be the one that is needed.
read_package_lists() { apt-get update -q -o Acquire::Retries=3 || true; }

# Sets CANDIDATE: the version that apt would install of each package that is missing, without its epoch.
read_candidates() {
  local line name= words
  declare -gA CANDIDATE=()
  read -rd '' -a words <<<"${PACKAGES[*]//|/ }" || true
  while read -r line; do
    case $line in
      'Candidate: (none)') ;;
      'Candidate: '*) CANDIDATE[$name]=$(sed 's/^Candidate: \([0-9]*:\)\{0,1\}//' <<<"$line") ;;
      *:) name=${line%:} ;;
    esac
  done < <(LC_ALL=C apt-cache policy "${words[@]%%>=*}")
}

# offered_of PACKAGES: their names, one a line, where the distribution has them all; else nothing.
offered_of() {
  local word choice candidate names=()
  for word in $1; do
    for choice in ${word//|/ }; do
      candidate=${CANDIDATE[${choice%%>=*}]:-}
      [[ $choice != *'>='* ]] || at_least "$candidate" "${choice#*>=}" || candidate=
      [[ -z $candidate ]] || break
    done
    [[ -n $candidate ]] || return 0
    names+=("${choice%%>=*}")
  done
  # Node.js of its makers' brings npm, and suffers no other.
  if [[ ${names[*]} == "nodejs npm" ]] && apt-cache show --no-all-versions nodejs | grep '^Provides:.*\bnpm\b' >/dev/null; then names=(nodejs); fi
  printf '%s\n' "${names[@]}"
}

require_root() { [[ $EUID -eq 0 ]] || die "run this as root: it starts containers and sets firewall rules"; }
