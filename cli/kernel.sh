# What the kernel keeps for all tenants together or for each uid, and who has the uids that owners get.

# uids_are_free: whether nobody of this host has a uid of the range, neither as a user nor for containers of users' own;
# dev.slipway.home.UidCheck looks for the same at the platform's start.
uids_are_free() {
  local range=${SLIPWAY_UIDS:-70000-99999}
  [[ $range =~ ^[0-9]+-[0-9]+$ ]] || return 1
  { getent passwd || cat /etc/passwd; } 2>/dev/null |
    awk -F: -v first="${range%-*}" -v last="${range#*-}" '$3 ~ /^[0-9]+$/ && $3 + 0 >= first + 0 && $3 + 0 <= last + 0 { exit 1 }' || return 1
  [[ ! -f /etc/subuid ]] ||
    awk -F: -v first="${range%-*}" -v last="${range#*-}" '$2 ~ /^[0-9]+$/ && $2 + 0 <= last + 0 && $2 + $3 > first + 0 { exit 1 }' /etc/subuid
}

# tell_kernel_limits: what is so low that one workspace can take what another one needs.
tell_kernel_limits() {
  tell_kernel_limit kernel.pty.max 16384 "terminals, of which all workspaces have these together"
  tell_kernel_limit fs.file-max 10000000 "open files, of which all workspaces have these together"
  tell_kernel_limit fs.aio-max-nr 1048576 "requests of asynchronous I/O (libaio), of which all workspaces have these together"
  tell_kernel_limit fs.inotify.max_user_instances 512 "inotify instances, of which each user's workspaces have these together"
  tell_kernel_limit fs.inotify.max_user_watches 65536 "watched files, of which each user's workspaces have these together"
}

# tell_kernel_limit NAME ENOUGH WHAT
tell_kernel_limit() {
  local file=/proc/sys/${1//.//} value
  value=$(cat "$file" 2>/dev/null) && [[ $value =~ ^[0-9]+$ ]] || return 0
  # A number of more than 18 digits is more than enough, and more than bash can count.
  if ((${#value} > 18)) || ((value >= $2)); then return; fi
  say "limits   $1 is $value: $3"
  say "         more: echo '$1 = $2' >>/etc/sysctl.d/60-slipway.conf && sysctl --system"
}

# loop_disks_work: whether a file with a file system in it can be mounted here, as dev.slipway.runtime.disk.LoopDisks does.
loop_disks_work() (
  folder=$(mktemp -d "$TEMPORARY/loop-disk.XXXXXX") || exit
  trap 'umount "$folder/mount" 2>/dev/null; rm -rf "$folder"' EXIT
  truncate -s 16M "$folder/disk" && mkfs.ext4 -q -F "$folder/disk" && mkdir "$folder/mount" &&
    mount -o loop,nosuid,nodev "$folder/disk" "$folder/mount" && touch "$folder/mount/file"
)

# tell_loop_disks: what a launch that asks for a /tmp on the disk (resources.tmp) gets here.
tell_loop_disks() {
  if loop_disks_work >/dev/null 2>&1; then
    say "tmp      workspaces that ask for it (resources.tmp) have a /tmp on this host's disk"
  else
    say "tmp      this host mounts no files (loop devices): a /tmp that a workspace asks for (resources.tmp) takes its memory"
    say "         with loop devices and mkfs.ext4: modprobe loop; apt-get install e2fsprogs"
  fi
}
