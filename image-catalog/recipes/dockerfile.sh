# Sourced by the recipes: builds an image from the Dockerfile beside a recipe's script, on an image of another recipe.

# build_on BASE-IMAGE IMAGE FOLDER [DOCKER-BUILD-ARGUMENT…]: BASE-IMAGE is `slipway/NAME:VERSION`, built by its own recipe where it
# is not here. pip's settings reach the build from the environment.
build_on() {
  local base=$1 image=$2 folder=$3 recipes name arguments=()
  shift 3
  recipes=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
  docker image inspect "$base" >/dev/null 2>&1 || "$recipes/$(tr : / <<<"${base#slipway/}")/build" "$base" "$@"
  for name in PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_FIND_LINKS PIP_TRUSTED_HOST; do
    [[ -z ${!name:-} ]] || arguments+=(--build-arg "$name=${!name}")
  done
  # The host's network, for a mirror that listens on loopback. The classic builder serves: DOCKER_BUILDKIT=0.
  DOCKER_BUILDKIT=0 docker build --network host --build-arg "BASE=$base" "${arguments[@]}" "$@" --tag "$image" "$folder"
}
