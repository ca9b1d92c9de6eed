# A Debian 13 of its own, for tests: a root file system out of nothing but Debian's packages, in network, mount, process, host name
# and IPC namespaces. It shares this machine's kernel and devices, and reaches the network through this machine's, by slirp4netns:
# no address, no rule and no route of this machine's is changed for it.

FRESH_BUNDLE=/etc/ssl/certs/ca-certificates.crt
FRESH_NAME=

# fresh_begin NAME: makes the root and its namespaces; sets FRESH, its folder, and FRESH_INIT, the id of its first process.
fresh_begin() {
  local pid
  mkdir -p "$HOME_DIR/fresh"
  exec 8>"$HOME_DIR/fresh/$1.lock"
  flock -n 8 || die "another './slipway test' is at work in $HOME_DIR/fresh/$1"
  FRESH=$HOME_DIR/fresh/$1
  FRESH_NAME=fresh-$1
  # What a run that was cut off left behind.
  fresh_end
  mkdir -p "$FRESH/root"
  fresh_tar_is_here || step "Making a root file system of Debian 13" "$LOGS/$FRESH_NAME.log" make_fresh_tar
  tar -xpf "$HOME_DIR/fresh/trixie.tar" -C "$FRESH/root"
  take_over_settings "$FRESH/root"
  spawn "$FRESH_NAME" unshare --mount --net --pid --uts --ipc --fork --kill-child bash "$SLIPWAY_ROOT/cli/fresh-init.sh" "$FRESH/root" 8>&-
  await 10 test -s "$FRESH/root/.ready" || die "the namespaces of Debian 13 cannot be made; see $LOGS/$FRESH_NAME.log"
  pid=$(pid_of "$FRESH_NAME")
  # The kernel ends each number with a blank, and the line with nothing.
  FRESH_INIT=$(tr -d ' ' <"/proc/$pid/task/$pid/children")
  spawn "$FRESH_NAME-network" slirp4netns --configure --mtu=65520 --disable-host-loopback "$FRESH_INIT" tap0 8>&-
  await 10 in_fresh grep -q '^tap0.00000000' /proc/net/route || die "Debian 13 has no network; see $LOGS/$FRESH_NAME-network.log"
  step "Taking over this machine's trust" "$LOGS/$FRESH_NAME.log" in_fresh update-ca-certificates
}

# Ends all that runs in it, and removes it.
fresh_end() {
  [[ -n $FRESH_NAME ]] || return 0
  stop_server "$FRESH_NAME" KILL 5
  stop_server "$FRESH_NAME-network" TERM 5
  # Its mounts have ended with its last process.
  await 10 rm -rf --one-file-system "$FRESH" || die "$FRESH cannot be removed"
}

# Debian's own changes daily, not by the minute; what is installed into it comes from today's.
fresh_tar_is_here() { [[ -n $(find "$HOME_DIR/fresh/trixie.tar" -mtime -7 2>/dev/null) ]]; }

make_fresh_tar() {
  mkdir -p "$HOME_DIR/fresh"
  # mmdebstrap goes by the end of the name: one that it does not know would be a folder.
  debian_rootfs --include=ca-certificates,git trixie "$HOME_DIR/fresh/new.tar" "$(fresh_mirror)"
  mv -T "$HOME_DIR/fresh/new.tar" "$HOME_DIR/fresh/trixie.tar"
}

fresh_mirror() {
  local mirror=${SLIPWAY_DEBIAN_MIRROR:-$(debian_mirror)}
  echo "${mirror:-http://deb.debian.org/debian}"
}

# take_over_settings ROOT: how this machine reaches packages, for the machine in ROOT: apt's proxies and passwords, pip's, npm's and
# Maven's settings, and the certificates that this machine trusts.
take_over_settings() {
  local root=$1 file
  printf '127.0.0.1 localhost debian-13\n::1 localhost\n' >"$root/etc/hosts"
  echo debian-13 >"$root/etc/hostname"
  # slirp4netns answers there, with what this machine's resolver says.
  echo 'nameserver 10.0.2.3' >"$root/etc/resolv.conf"
  apt-config dump | grep -iE '^Acquire::(http|https)::([^ ]*::)?Proxy ' >"$root/etc/apt/apt.conf.d/90host" || true
  for file in /etc/apt/auth.conf /etc/apt/auth.conf.d/* ~/.m2/settings.xml ~/.m2/settings-security.xml; do
    [[ ! -f $file ]] || install -D -m 600 "$file" "$root${file/#"$HOME"//root}"
  done
  trusted_elsewhere /etc/pip.conf ~/.config/pip/pip.conf >"$root/etc/pip.conf"
  # Where npm looks for a machine's settings depends on who made it; Debian's looks there.
  trusted_elsewhere /etc/npmrc /usr/etc/npmrc /usr/local/etc/npmrc ~/.npmrc >"$root/etc/npmrc"
  FRESH_TRUST=
  { read -r FRESH_TRUST && read -r _; } < <(trusted_bundle) || true
  [[ -z $FRESH_TRUST ]] || awk -v folder="$root/usr/local/share/ca-certificates" \
    '/BEGIN CERTIFICATE/ {file = sprintf("%s/host-%03d.crt", folder, ++n)} file {print >file} /END CERTIFICATE/ {close(file); file = ""}' "$FRESH_TRUST"
}

# trusted_elsewhere FILE…: settings of pip's or npm's; the certificates that they name are in the new machine's own bundle.
trusted_elsewhere() { { cat "$@" 2>/dev/null || true; } | sed -E "s,^( *(cert|cafile) *= *).*,\1$FRESH_BUNDLE,"; }

# in_fresh COMMAND…: runs it there as root, with nothing of this machine's environment but proxies, mirrors, and names of the trust.
in_fresh() {
  local environment name
  mapfile -t environment < <(write_variables)
  environment+=(PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8)
  [[ -z ${SLIPWAY_DEBIAN_MIRROR:-} ]] || environment+=(SLIPWAY_DEBIAN_MIRROR="$SLIPWAY_DEBIAN_MIRROR")
  if [[ -n $FRESH_TRUST ]]; then
    for name in SSL_CERT_FILE PIP_CERT NODE_EXTRA_CA_CERTS; do environment+=("$name=$FRESH_BUNDLE"); done
  fi
  nsenter --target "$FRESH_INIT" --mount --net --pid --uts --ipc --root --wd env -i "${environment[@]}" "$@"
}

# README's commands on a new machine: 'up' from a fresh clone, a user's first launch, 'down'; then nothing may be left but what is kept.
test_fresh() {
  local began=$SECONDS
  ensure fresh_needs
  TIMES=()
  trap 'fresh_failed $?' EXIT
  trap 'exit 130' INT TERM
  [[ -z $(committed status --porcelain) ]] || say "What is not committed is not tried."
  timed "a bare Debian 13" fresh_begin new
  committed bundle create -q "$FRESH/root/tmp/slipway.bundle" HEAD
  timed "git clone" in_fresh git -c advice.detachedHead=false -c init.defaultBranch=main clone -q /tmp/slipway.bundle /root/slipway
  timed "./slipway up, the first time" in_fresh /root/slipway/slipway up --detach
  timed "./slipway up, again" in_fresh /root/slipway/slipway up --detach
  timed "alice's first launch" in_fresh bash -c 'cd /root/slipway && ./slipway status && java cli/FirstLaunch.java http://localhost:8080 "$(./slipway token alice)"'
  timed "./slipway down" in_fresh /root/slipway/slipway down
  timed "nothing is left" in_fresh bash /root/slipway/cli/fresh-left.sh
  trap - EXIT
  fresh_end
  printf '\n'
  printf '%s\n' "${TIMES[@]}"
  printf '%5d s  in all\n' $((SECONDS - began))
}

# fresh_failed STATUS: keeps what the machine's servers wrote.
fresh_failed() {
  [[ -n $FRESH_NAME ]] || return 0
  rm -rf "$LOGS/$FRESH_NAME"
  cp -r "$FRESH/root/var/lib/slipway/logs" "$LOGS/$FRESH_NAME" 2>/dev/null || true
  fresh_end
  say "It failed with status $1; what the new machine's servers wrote is in $LOGS/$FRESH_NAME" >&2
}

committed() { git -c safe.directory="$SLIPWAY_ROOT" -C "$SLIPWAY_ROOT" "$@"; }

