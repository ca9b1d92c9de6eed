# Root file systems out of Debian's packages. Sourced by ./slipway and by the recipes of images.

# debian_rootfs MMDEBSTRAP-ARGUMENT…: a minimal one, made by root; a package's download is tried again.
debian_rootfs() { with_few_descriptors mmdebstrap --mode=root --variant=minbase --aptopt='Acquire::Retries "3"' "$@"; }

# with_few_descriptors COMMAND…: runs it with the standard streams alone. mmdebstrap has a shell write to a descriptor of its own,
# and Debian's shell knows only those of one digit; how many are open is the caller's doing.
with_few_descriptors() (
  for descriptor in /proc/"$BASHPID"/fd/*; do
    descriptor=${descriptor##*/}
    # 255 is bash's own, and no program's that it starts.
    ((descriptor < 3 || descriptor == 255)) || exec {descriptor}>&-
  done
  exec "$@"
)
