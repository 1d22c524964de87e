#!/bin/bash
# One service of the running cloud: service.sh start|stop|restart|wait [NAME...]
# (keystone placement glance neutron nova heat; all when none is named).
# What `stop` ends, `start` starts again on the same databases: a fault to test with.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
require_root
cloud=$state/openstack
run=$state/run
verb=${1:-}
[ $# -gt 0 ] && shift
names=("$@")
[ $# -gt 0 ] || names=("${services[@]}")

# Started from anywhere, a service lives in the cloud's network namespace.
if [ "$(readlink /proc/self/ns/net)" != "$(nsenter "--net=/run/netns/$prefix-cloud" readlink /proc/self/ns/net)" ]; then
  exec nsenter "--net=/run/netns/$prefix-cloud" "$0" "$verb" "${names[@]}"
fi

case $verb in
  start)
    # A second one beside what runs would be ended by nobody.
    ended=()
    for name in "${names[@]}"; do is_ours "$run/$name.pid" || ended+=("$name"); done
    if [ ${#ended[@]} -gt 0 ]; then
      configuration_environment "$cloud"
      start_services "$cloud" "$run" "${ended[@]}"
    fi
    ;;
  stop)
    files=()
    for name in "${names[@]}"; do files+=("$run/$name.pid"); done
    end_processes TERM "${files[@]}"
    ;;
  restart)
    "$0" stop "${names[@]}"
    "$0" start "${names[@]}"
    "$0" wait "${names[@]}"
    ;;
  wait) wait_for_services "$run" "${names[@]}" ;;
  *) fail "usage: $0 start|stop|restart|wait [NAME...]" ;;
esac
