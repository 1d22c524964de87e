#!/bin/bash
# Tests the virt driver through Nova on the running cloud: boots, reboots, faults.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
require_root
[ -e "$state/clouds.yaml" ] || fail "the cloud is not up; run $here/up.sh"
exec nsenter "--net=/run/netns/$prefix-cloud" env "OS_CLIENT_CONFIG_FILE=$state/clouds.yaml" \
  "AKE_LAB_PREFIX=$prefix" "AKE_LAB_STATE=$state" "AKE_LAB_CACHE=$cache" "AKE_LAB_CLOUD=$state" \
  "$venv/bin/python" -m pytest -q -W ignore "$here/tests/test_lifecycle.py" "$@"
