#!/bin/bash
# Measures the client and the runtime against curl, kubectl and the Python client on this machine, and prints one table.
# Installs what is missing. Arguments go to `bench`: --rounds N, --objects N, --idle SECONDS, --handovers N, --only NAME, --markdown FILE.
set -euo pipefail
folder=$(cd "$(dirname "$0")" && pwd)
export AKE_LAB_CACHE=${AKE_LAB_CACHE:-/var/cache/ake-lab} SWIFT_DETERMINISTIC_HASHING=1 SWIFT_BACKTRACE=enable=no
python_client=kubernetes==34.1.0
venv=$AKE_LAB_CACHE/venv-benchmarks

"$folder/../lab/install.sh"
if ! "$venv/bin/pip" freeze 2>/dev/null | grep -qx "$python_client"; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install -q --disable-pip-version-check "$python_client"
fi
flags=(--package-path "$folder" -c release --disable-index-store)
! command -v ld.lld >/dev/null || flags+=(-Xswiftc -use-ld=lld)
[ -n "${AKE_BENCH_SKIP_BUILD:-}" ] || swift build "${flags[@]}"
kubectl=$AKE_LAB_CACHE/kubectl/usr/bin/kubectl
[ -x "$kubectl" ] || kubectl=$(command -v kubectl)
programs=$(swift build "${flags[@]}" --show-bin-path)
exec "$programs/bench" --programs "$programs" --kubectl "$kubectl" --python "$venv/bin/python" --python-programs "$folder" "$@"
