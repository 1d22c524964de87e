#!/bin/bash
# The two namespaces that this cloud needs, for work on it alone: namespaces.sh up|down.
# `ake-lab up` makes these and the rest of the topology.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
require_root

case ${1:-} in
  up)
    for name in sw cloud; do
      ip netns add "$prefix-$name"
      ip -n "$prefix-$name" link set lo up
    done
    for bridge in br-ext br-lb br-k8s; do
      ip -n "$prefix-sw" link add "$bridge" type bridge forward_delay 0
      ip -n "$prefix-sw" link set "$bridge" up
    done
    for plug in "lb 10.10.0.2" "k8s $address"; do
      read -r name cloud_address <<<"$plug"
      ip -n "$prefix-sw" link add "cloud-$name" type veth peer name "$name" netns "$prefix-cloud"
      ip -n "$prefix-sw" link set "cloud-$name" master "br-$name" up
      ip -n "$prefix-cloud" address add "$cloud_address/24" dev "$name"
      ip -n "$prefix-cloud" link set "$name" up
    done
    ;;
  down)
    for name in cloud sw; do
      [ ! -e "/run/netns/$prefix-$name" ] || ip netns del "$prefix-$name"
    done
    ;;
  *) fail "usage: $0 up|down" ;;
esac
