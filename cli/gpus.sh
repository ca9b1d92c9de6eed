# Simulated GPUs, for a machine that has none: a scenario file says which, see gpu-runtime/src/main/c/README.md.

GPU_ENVIRONMENT=()

# simulate_gpus FILE: the platform that 'up' starts shows these GPUs.
simulate_gpus() {
  local file
  file=$(readlink -e "$1") || file=$(readlink -e "$SLIPWAY_ROOT/gpu-runtime/src/main/c/scenarios/$1.scenario") ||
    die "there is no scenario '$1'; some are in gpu-runtime/src/main/c/scenarios"
  "$SLIPWAY_ROOT/gpu-runtime/src/main/c/build" "$HOME_DIR/simulated-gpus" "$(driver_of "$file")" >"$LOGS/simulated-gpus.log" 2>&1 ||
    die "the simulated NVML library does not compile; see $LOGS/simulated-gpus.log"
  GPU_ENVIRONMENT=(SLIPWAY_GPU_LIBRARY="$HOME_DIR/simulated-gpus/libnvidia-ml.so.1" SLIPWAY_SIMULATED_GPUS="$file")
}

# driver_of SCENARIO: the version of the driver that it simulates.
driver_of() { sed -n 's/^driver *= *\([0-9.]*\).*/\1/p' "$1"; }

# What the platform runs with. Another scenario, or none, needs another process.
gpus_changed() { [[ ${GPU_ENVIRONMENT[*]-} != "$(cat "$RUN/platform.gpus" 2>/dev/null)" ]]; }

# fetch_nvml SUITE…: NVIDIA's own libraries of Debian releases, for tests of the binding; without a driver it says so and no more.
fetch_nvml() {
  local suite
  for suite in "$@"; do fetch_nvml_of "$suite"; done
}

fetch_nvml_of() {
  local folder=$HOME_DIR/nvml/$1
  [[ ! -f $folder/libnvidia-ml.so.1 ]] || return 0
  fetch_deb "$folder" "$1" non-free libnvidia-ml1
  cp "$folder"/root/usr/lib/*/nvidia/*/libnvidia-ml.so.*.* "$folder/libnvidia-ml.so.1"
  rm -rf "$folder/root"
}

# fetch_deb FOLDER SUITE COMPONENT PACKAGE: a package of any Debian release, not installed but unpacked in FOLDER/root.
fetch_deb() {
  local folder=$1 suite=$2 component=$3 package=$4 mirror options
  mkdir -p "$folder/lists/partial"
  mirror=${SLIPWAY_DEBIAN_MIRROR:-$(debian_mirror)}
  if [[ -z $mirror ]]; then
    apt-get -q update
    mirror=$(debian_mirror)
  fi
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite $component" >"$folder/sources.list"
  options=(-q -o "Dir::Etc::SourceList=$folder/sources.list" -o Dir::Etc::SourceParts=- -o "Dir::State::Lists=$folder/lists" -o APT::Sandbox::User=root)
  apt-get "${options[@]}" update
  (cd "$folder" && apt-get "${options[@]}" download "$package")
  dpkg-deb -x "$folder/$package"_*.deb "$folder/root"
  rm -rf "$folder/lists" "$folder"/*.deb
}

# The mirror that this machine takes Debian's packages from; nothing where its lists were never fetched.
debian_mirror() { apt-get indextargets --format '$(REPO_URI)' 'Origin: Debian' | sed -n 1p; }
