#!/bin/bash
# Brings the machine to where `ake-lab up` can start: packages, OpenStack, the LB node's base image, our programs.
# The parts run at the same time; what is there already takes a second or two. `--tests` builds the tests too.
set -euo pipefail
repository=$(cd "$(dirname "$0")/.." && pwd)
export AKE_LAB_CACHE=${AKE_LAB_CACHE:-/var/cache/ake-lab} SWIFT_DETERMINISTIC_HASHING=1
log_folder=$AKE_LAB_CACHE/logs
# shellcheck source=lab/steps.sh
. "$repository/lab/steps.sh"
[ "$(id -u)" = 0 ] || {
  echo "the lab needs root: it makes network namespaces and mounts; try sudo make demo" >&2
  exit 1
}

flags=(--disable-index-store)
# Half the link time where it is there.
! command -v ld.lld >/dev/null || flags+=(-Xswiftc -use-ld=lld)
[ "${1:-}" != --tests ] || flags+=(--build-tests)

echo "preparing (logs in $log_folder)"
step "packages of the machine, kubectl" "" "$repository/lab/install.sh"
step "OpenStack: virtual environment, databases" "packages of the machine, kubectl" "$repository/lab/openstack/install.sh"
step "LB node: base image" "packages of the machine, kubectl" "$repository/image/build-rootfs.sh" --base-only
step "build of our programs" "" swift build --package-path "$repository" "${flags[@]}"
run_steps
