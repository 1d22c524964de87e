#!/bin/bash
# Proves the running cloud: two servers by a Heat stack, in both of which the real
# cloud-init ran the stack's user-data; then nothing of them is left.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
require_root
[ -e "$state/clouds.yaml" ] || fail "the cloud is not up; run $here/up.sh"
exec nsenter "--net=/run/netns/$prefix-cloud" env "OS_CLIENT_CONFIG_FILE=$state/clouds.yaml" \
  "AKE_LAB_PREFIX=$prefix" "AKE_LAB_STATE=$state" "$venv/bin/python" "$here/smoke.py" "$@"
