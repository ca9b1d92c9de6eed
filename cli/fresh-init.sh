# The first process of a machine of its own (cli/fresh.sh): makes the folder its root, and lives until it is killed.
set -euo pipefail
root=$1

mount --make-rprivate /
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount -t sysfs sysfs "$root/sys"
mount --rbind /sys/fs/cgroup "$root/sys/fs/cgroup"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/dev/shm"
mount -t tmpfs tmpfs "$root/run"
cd "$root"
mkdir -p .host
pivot_root . .host
umount -l /.host
rmdir /.host
# As an init makes it.
mount --make-rshared /
echo debian-13 >/proc/sys/kernel/hostname
# The shell reaps whatever process's parent has ended, while it waits for a child that does not end.
sleep infinity &
echo $! >/.ready
wait
