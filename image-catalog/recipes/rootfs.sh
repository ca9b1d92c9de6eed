# Sourced by the recipes: makes the root file system of an image from Debian's packages.

# shellcheck source=../../cli/engine.sh
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../../cli/engine.sh"

# make_rootfs SUITE TAR PACKAGE…: a minimal Debian of that suite with these packages and the user `jovyan` (1000:100, as the Jupyter
# project's own images have it), its home empty. JupyterLab's front end is built already; the 116,000 files of the Node packages that
# Debian builds it from, 0.9 GB, stay out (but for what maintainer scripts look at).
# JupyterLab's page asks for no news, which it could not fetch from an isolated network anyway.
make_rootfs() {
  local suite=$1 tar=$2 packages
  shift 2
  packages=$(IFS=,; echo "$*")
  # In a new network namespace mmdebstrap could not reach the mirror; as root it needs none.
  # Its messages are for the build's log. One of hundreds of downloads may fail in passing.
  with_no_open_files mmdebstrap --mode=root --variant=minbase ${packages:+--include="$packages"} \
    --aptopt='APT::Install-Recommends "false"' --aptopt='Acquire::Retries "3"' \
    --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
    --dpkgopt='path-exclude=/usr/share/locale/*' \
    --dpkgopt='path-exclude=/usr/share/nodejs/*' --dpkgopt='path-exclude=/usr/include/*' \
    --dpkgopt='path-include=/usr/share/nodejs/@babel/*' --dpkgopt='path-include=/usr/share/nodejs/*/bin/*' \
    --customize-hook='chroot "$1" useradd --create-home --uid 1000 --gid 100 --shell /bin/bash jovyan' \
    --customize-hook='mkdir -p "$1"/etc/jupyter/labconfig && echo "{\"disabledExtensions\": {\"@jupyterlab/apputils-extension:announcements\": true}}" >"$1"/etc/jupyter/labconfig/page_config.json' \
    --customize-hook='rm -rf "$1"/usr/share/nodejs "$1"/var/cache/* "$1"/var/log/* "$1"/etc/resolv.conf "$1"/etc/hostname' \
    "$suite" "$tar" ${SLIPWAY_DEBIAN_MIRROR:+"$SLIPWAY_DEBIAN_MIRROR"}
}

# with_no_open_files COMMAND…: without those of whoever started this. mmdebstrap takes the next free descriptor and names it in a script
# of sh, which knows none of two digits.
with_no_open_files() (
  for descriptor in /proc/self/fd/*; do
    descriptor=${descriptor##*/}
    ((descriptor < 3)) || eval "exec $descriptor>&-"
  done
  exec "$@"
)

# import_rootfs SUITE IMAGE TITLE LICENSES COMMAND PACKAGE…: imports such a root file system as an image that a notebook server
# starts in; COMMAND is a Dockerfile's CMD.
import_rootfs() {
  local suite=$1 image=$2 title=$3 licenses=$4 command=$5 rootfs status=0
  shift 5
  rootfs=$(mktemp --suffix=.tar)
  make_rootfs "$suite" "$rootfs" "$@" && import_image "$rootfs" "$image" \
    'ENV LANG=C.UTF-8 HOME=/home/jovyan SHELL=/bin/bash' \
    'USER 1000:100' \
    'WORKDIR /home/jovyan' \
    'EXPOSE 8888' \
    "$command" \
    "LABEL org.opencontainers.image.title=\"$title\" org.opencontainers.image.version=\"${image##*:}\" org.opencontainers.image.licenses=\"$licenses\"" ||
    status=$?
  rm -f "$rootfs"
  return $status
}
