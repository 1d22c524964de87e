#!/bin/bash
# Ends the lab's OpenStack and every machine its Nova booted; leaves logs and cache.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
require_root
run=$state/run
if [ "${1:-}" != --locked ] && [ -d "$state" ]; then
  exec 9>"$state/openstack.lock"
  flock 9
fi

# The databases go with the state: nothing needs an orderly end.
files=("$run/mariadb.pid")
for name in "${services[@]}"; do files+=("$run/$name.pid"); done
end_processes KILL "${files[@]}"

# Machines are found by what they leave in the system, so that those of a lab
# that crashed go too.
for group in /sys/fs/cgroup/{systemd/,unified/,}ake-lab/"$prefix"-vm-*; do
  [ -d "$group" ] || continue
  for _ in $(seq 200); do
    mapfile -t processes < <(find "$group" -name cgroup.procs -exec cat {} + 2>/dev/null)
    [ ${#processes[@]} -gt 0 ] || break
    kill -9 "${processes[@]}" 2>/dev/null || true
    sleep 0.02
  done
  find "$group" -depth -type d -exec rmdir {} + 2>/dev/null || true
done
# The other labs' machines, if any, keep their parent.
rmdir /sys/fs/cgroup/{systemd/,unified/,}ake-lab 2>/dev/null || true
for folder in "$state"/vms/*; do
  [ -d "$folder" ] || continue
  mountpoint -q "$folder/root" && umount --lazy "$folder/root"
  rm -rf "$folder"
done
for namespace in /run/netns/"$prefix"-vm-*; do
  [ -e "$namespace" ] || continue
  ip netns del "$(basename "$namespace")"
done
rm -rf "$state/openstack" "$state/clouds.yaml"
