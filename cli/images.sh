# The images of the catalogue that are built on this machine.

RECIPES=$SLIPWAY_ROOT/image-catalog/recipes

image_is_here() { engine_get "images/slipway/$1:$2/json"; }

# build_image NAME VERSION [DOCKER-BUILD-ARGUMENT…]
build_image() {
  local name=$1 version=$2
  shift 2
  [[ -x $RECIPES/$name/$version/build ]] || die "there is no recipe for $name $version; there are: $(list_recipes | paste -sd' ')"
  ensure_packages mmdebstrap=mmdebstrap
  step "Building the image $name $version (some minutes)" "$LOGS/image-$name-$version.log" "$RECIPES/$name/$version/build" "slipway/$name:$version" "$@"
}

list_recipes() { (cd "$RECIPES" && printf '%s\n' */*/build | sed 's:/build$::' | grep -v '^base/'); }

command_image() {
  local action=${1:-list}
  enter_home
  require_root
  ensure_docker
  case $action in
    list)
      list_recipes | while IFS=/ read -r name version; do
        if image_is_here "$name" "$version"; then
          printf '%-10s %-16s here, %s\n' "$name" "$version" "$(docker image inspect -f '{{.Size}}' "slipway/$name:$version" | numfmt --to=iec-i --suffix=B)"
        else
          printf '%-10s %-16s not built\n' "$name" "$version"
        fi
      done
      ;;
    build)
      [[ $# -ge 3 ]] || die "usage: ./slipway image build NAME VERSION [DOCKER-BUILD-ARGUMENT…]"
      build_image "${@:2}"
      ;;
    *) die "usage: ./slipway image list | build NAME VERSION" ;;
  esac
}
