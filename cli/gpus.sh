# Simulated GPUs, for a machine that has none: a scenario file says which, see gpu-runtime/src/main/c/README.md.

GPU_ENVIRONMENT=()

# simulate_gpus FILE: the platform that 'up' starts shows these GPUs.
simulate_gpus() {
  local file
  file=$(readlink -e "$1") || file=$(readlink -e "$SLIPWAY_ROOT/gpu-runtime/src/main/c/scenarios/$1.scenario") ||
    die "there is no scenario '$1'; some are in gpu-runtime/src/main/c/scenarios"
  ensure_packages cc=gcc
  [[ -f /usr/include/stdio.h ]] || ensure_packages libc6-dev=libc6-dev
  "$SLIPWAY_ROOT/gpu-runtime/src/main/c/build" "$HOME_DIR/simulated-gpus" >"$LOGS/simulated-gpus.log" 2>&1 ||
    die "the simulated NVML library does not compile; see $LOGS/simulated-gpus.log"
  GPU_ENVIRONMENT=(SLIPWAY_GPU_LIBRARY="$HOME_DIR/simulated-gpus/libnvidia-ml.so.1" SLIPWAY_SIMULATED_GPUS="$file")
}

# What the platform runs with. Another scenario, or none, needs another process.
gpus_changed() { [[ ${GPU_ENVIRONMENT[*]-} != "$(cat "$RUN/platform.gpus" 2>/dev/null)" ]]; }
