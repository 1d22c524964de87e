#!/bin/sh
# Boots the root filesystem $3 as the machine $1, which has a network namespace
# of that name, in the control groups $4...; its console is this script's output.
set -u
name=$1
namespace=$2
root=$3
shift 3

# Two machines in one control group would stop each other's services.
for group in "$@"; do echo $$ >"$group/cgroup.procs" || exit 1; done

# forget_network: what the last boot set up; a machine that is switched on finds bare interfaces.
forget_network() {
  # shellcheck disable=SC2016  # for the inner shell
  nsenter "--net=$namespace" sh -c '
    for interface in /proc/sys/net/ipv4/conf/*; do
      interface=${interface##*/}
      case $interface in all | default) continue ;; esac
      ip link set "$interface" down
      ip address flush dev "$interface"
    done
    ip route flush table all
    ip rule flush
    ip rule add lookup main pref 32766
    ip rule add lookup default pref 32767
    ! command -v nft >/dev/null || nft flush ruleset' >/dev/null 2>&1
}

status=133
# 133 is a guest that wants to boot again.
while [ "$status" = 133 ]; do
  forget_network
  # nsenter, because `ip netns exec` changes the mounts under which nspawn looks for
  # control groups, and nspawn's own --network-namespace-path shows the host's /sys/class/net.
  nsenter "--net=$namespace" env SYSTEMD_NSPAWN_API_VFS_WRITABLE=yes \
    systemd-nspawn --quiet --register=no --keep-unit --capability=all --console=read-only \
    --resolv-conf=off --timezone=off --setenv=SYSTEMD_COLORS=0 --link-journal=no --kill-signal=SIGRTMIN+4 \
    "--machine=$name" "--directory=$root" --boot
  status=$?
  echo "machine $name ended with status $status"
done
exit "$status"
