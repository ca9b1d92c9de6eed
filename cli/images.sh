# The images of the catalogue that are built on this machine.

RECIPES=$SLIPWAY_ROOT/image-catalog/recipes

image_is_here() { image_exists "slipway/$1:$2"; }

# build_image NAME VERSION [DOCKER-BUILD-ARGUMENT…]
build_image() {
  local name=$1 version=$2
  shift 2
  [[ -x $RECIPES/$name/$version/build || -f $RECIPES/$name/$version/Dockerfile ]] || die "there is no recipe for $name $version; there are: $(list_recipes | paste -sd' ')"
  [[ ! -f $RECIPES/$name/$version/Dockerfile ]] || build_platform
  ( # The mirror ends with the build, however that ends.
    trap 'stop_server pip-mirror TERM 5' EXIT
    serve_pip_mirror
    # Its own, which may name the mirror.
    HOST_SETTINGS=$TEMPORARY/recipe-settings
    write_host_settings
    step "Building the image $name $version (some minutes)" "$LOGS/image-$name-$version.log" run_recipe "$name" "$version" "$@"
  )
}

# run_recipe NAME VERSION [DOCKER-BUILD-ARGUMENT…]: a Dockerfile is built by the platform's own program, on a base that is built
# first where it is not here; a recipe of another kind has a program of its own.
run_recipe() {
  local recipe=$RECIPES/$1/$2 image=slipway/$1:$2 base
  shift 2
  if [[ ! -f $recipe/Dockerfile ]]; then
    "$recipe/build" "$image"
    return
  fi
  base=$(sed -n 's/^ARG BASE=slipway\///p' "$recipe/Dockerfile")
  image_is_here "${base%:*}" "${base#*:}" || run_recipe "${base%:*}" "${base#*:}" "$@" || return
  SLIPWAY_HOST_SETTINGS=$HOST_SETTINGS "$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.util.logging.manager=org.jboss.logmanager.LogManager \
    -cp "$(dirname "$JAR")/lib/boot/*:$(dirname "$JAR")/lib/main/*:$(dirname "$JAR")/app/*" dev.slipway.dockerfile.RecipeBuild "$recipe/Dockerfile" "$image" "$@"
}

# Where this machine's pip takes packages from its own disk (indexes at file://), builds get them too: over loopback while they
# run, named by pip's variables. Who names a mirror in the environment is taken at their word.
serve_pip_mirror() {
  local folder=$TEMPORARY/pip-mirror indexes=() urls=() links index port
  [[ -z ${PIP_INDEX_URL:-} ]] && command -v pip >/dev/null || return 0
  read -ra indexes <<<"$({ pip config get global.index-url; pip config get global.extra-index-url; } 2>/dev/null | tr '\n' ' ')"
  [[ ${indexes[*]} == *file://* ]] || return 0
  rm -rf "$folder" "$LOGS/pip-mirror.log"
  mkdir -p "$folder"
  spawn pip-mirror python3 -u -m http.server 0 --bind 127.0.0.1 --directory "$folder"
  await 5 grep -q 'port [0-9]' "$LOGS/pip-mirror.log" || die "the packages on this machine's disk are not served; see $LOGS/pip-mirror.log"
  port=$(sed -n 's/.* port \([0-9]*\) .*/\1/p' "$LOGS/pip-mirror.log" | head -1)
  for index in "${indexes[@]}"; do
    if [[ $index == file://* ]]; then
      # An index's pages name files beside it.
      ln -s "$(dirname "${index#file://}")" "$folder/${#urls[@]}"
      index=http://127.0.0.1:$port/${#urls[@]}/$(basename "$index")
    fi
    urls+=("$index")
  done
  links=$(pip config get global.find-links 2>/dev/null || true)
  links=${PIP_FIND_LINKS:-$links}
  if [[ -d $links ]]; then
    ln -s "$links" "$folder/links"
    links=http://127.0.0.1:$port/links/
  fi
  export PIP_INDEX_URL=${urls[0]} PIP_EXTRA_INDEX_URL="${urls[*]:1}" PIP_FIND_LINKS=$links PIP_TRUSTED_HOST=127.0.0.1
}

list_recipes() { (cd "$RECIPES" && printf '%s\n' */*/{build,Dockerfile} | sed 's:/[^/]*$::' | grep -v '^base/' | sort -u); }

command_image() {
  local action=${1:-list}
  enter_home
  require_root
  case $action in
    build) ensure server_needs $(platform_is_built || echo build_needs) ;;
    *) ensure engine_needs ;;
  esac
  ensure_docker
  case $action in
    list)
      list_recipes | while IFS=/ read -r name version; do
        if image_is_here "$name" "$version"; then
          printf '%-12s %-26s here, %s\n' "$name" "$version" "$(image_size "slipway/$name:$version" | numfmt --to=iec-i --suffix=B)"
        else
          printf '%-12s %-26s not built\n' "$name" "$version"
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

# An image of the tests': Debian 12 with the programs that fetch from registries, and nobody's certificates but everyone's.
make_registry_clients() {
  local tar status=0
  tar=$(mktemp --suffix=.tar)
  debian_rootfs --include=python3-pip,npm,curl,git --aptopt='APT::Install-Recommends "false"' \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    bookworm "$tar" ${SLIPWAY_DEBIAN_MIRROR:+"$SLIPWAY_DEBIAN_MIRROR"} &&
    import_image "$tar" slipway-test/registry-clients:1 'ENV LANG=C.UTF-8' || status=$?
  rm -f "$tar"
  return $status
}
