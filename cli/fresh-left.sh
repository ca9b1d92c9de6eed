# Run on the new machine after './slipway down' (cli/fresh.sh): names whatever is left that is not kept on purpose.
set -euo pipefail

left=()
for folder in /proc/[0-9]*; do
  pid=${folder#/proc/}
  # But for the machine's first process, its child, and this one.
  ((pid != 1 && pid != $(</.ready) && pid != $$)) || continue
  [[ ! -r $folder/cmdline ]] || left+=("process $pid: $(tr '\0' ' ' <"$folder/cmdline")")
done
# Docker leaves its own bridge.
for name in $(ls /sys/class/net); do
  [[ $name =~ ^(lo|tap0|docker0)$ ]] || left+=("interface $name")
done
while read -r _ _ _ address _; do
  [[ $address == 127.* ]] || left+=("address $address of the loopback")
done < <(ip -4 -o address show lo)
while read -r table; do
  [[ $table != *slipway* ]] || left+=("firewall $table")
done < <(nft list tables)
while read -r _ where _; do
  [[ $where != /var/lib/* && $where != /run/docker/* && $where != */slipway/* ]] || left+=("mount $where")
done </proc/mounts
for container in $(ls /var/lib/docker/containers); do left+=("container $container"); done

if ((${#left[@]})); then
  printf 'left: %s\n' "${left[@]}"
  exit 1
fi
[[ -n $(ls -d /var/lib/docker/volumes/slipway-* 2>/dev/null) ]] || { echo "the user's files are gone"; exit 1; }
echo "nothing is left but the user's files and the database"
