#!/bin/bash
# Runs every test: the Python parts, then Swift's fast suites, then the end-to-end suite on a lab of its own.
# Ends with the summary lines of both Swift runs. An argument is a filter for the Swift tests.
set -euo pipefail
repository=$(cd "$(dirname "$0")/.." && pwd)
cd "$repository"
export AKE_LAB_CACHE=${AKE_LAB_CACHE:-/var/cache/ake-lab} SWIFT_DETERMINISTIC_HASHING=1 SWIFT_BACKTRACE=enable=no
lab/prepare.sh --tests
logs=$AKE_LAB_CACHE/logs
flags=(--disable-index-store --skip-build --enable-swift-testing --disable-xctest)
! command -v ld.lld >/dev/null || flags+=(-Xswiftc -use-ld=lld)
summaries=$logs/test-summaries
: >"$summaries"

# swift_tests NAME ARGUMENT...: shows what the runner says and keeps its closing line.
swift_tests() {
  local name=$1 status=0
  shift
  echo "== Swift tests: $name"
  swift test "${flags[@]}" "$@" 2>&1 | tee "$logs/test-$name.log" | grep -vE '^. (Suite|Test) .* started\.$' || status=${PIPESTATUS[0]}
  [ "${PIPESTATUS[0]:-0}" = 0 ] || status=1
  grep -E 'Test run with [0-9]+ test' "$logs/test-$name.log" | tail -n 1 | sed "s/^/$name: /" >>"$summaries" || status=1
  return "$status"
}

echo "== Python tests: Heat plug-in, templates, the lab's Nova driver and configuration"
for folder in heat/plugins/tests heat/templates/tests lab/openstack/tests; do
  "$AKE_LAB_CACHE/venv/bin/python" -m pytest -q -p no:cacheprovider "$folder"
done
status=0
swift_tests fast --skip EndToEndTests || status=1
[ "$status" != 0 ] || swift_tests end-to-end --filter EndToEndTests || status=1
echo
cat "$summaries"
exit "$status"
