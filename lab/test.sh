#!/bin/bash
# Runs every test: the Python parts, then Swift's fast suites, then the end-to-end suite on a lab of its own.
# Ends with the closing line of each Swift run.
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
  swift test "${flags[@]}" "$@" 2>&1 | tee "$logs/test-$name.log" | grep --line-buffered -vE '^. (Suite|Test) .* started\.$' || status=${PIPESTATUS[0]}
  [ "${PIPESTATUS[0]:-0}" = 0 ] || status=1
  grep -E 'Test run with [0-9]+ test' "$logs/test-$name.log" | tail -n 1 | sed "s/^/$name: /" >>"$summaries" || status=1
  return "$status"
}

echo "== Python tests: Heat plug-in, templates, the lab's Nova driver and configuration"
for folder in heat/plugins/tests heat/templates/tests lab/openstack/tests; do
  "$AKE_LAB_CACHE/venv/bin/python" -m pytest -q -p no:cacheprovider "$folder"
done
# One target after another: all of them at once are hundreds of servers and clients on two cores, where time-outs mean nothing.
# Targets without sockets and processes share a run; any target that is not named here gets its own.
pure=(AdmissionTests ArchitectureTests CELTests JSONTests KubernetesAPITests OpenStackAPITests RoutingModelTests StructuredLoggingTests YAMLTests)
status=0
filters=()
for target in "${pure[@]}"; do filters+=(--filter "^$target\\."); done
swift_tests pure "${filters[@]}" || status=1
for folder in Tests/*Tests; do
  target=$(basename "$folder")
  case " ${pure[*]} EndToEndTests " in *" $target "*) continue ;; esac
  swift_tests "$target" --filter "^$target\\." || status=1
done
[ "$status" != 0 ] || swift_tests EndToEndTests --filter '^EndToEndTests\.' || status=1
echo
echo "== summary"
cat "$summaries"
count=$(sed -n 's/.*Test run with \([0-9]*\) test.*/\1/p' "$summaries" | awk '{ n += $1 } END { print n }')
if [ "$status" = 0 ]; then echo "all $count Swift tests passed"; else echo "FAILED; logs are in $logs/test-*.log"; fi
exit "$status"
