#!/bin/bash
# Runs the suites of the libraries under ThreadSanitizer, then under AddressSanitizer: `tools/sanitize.sh [thread|address]`.
# Each flavour is built in a folder of its own, only what its suites need. Ends with a line for each.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2
flavours=(thread address)
[ $# = 0 ] || flavours=("$@")
suites=(JSONTests KubernetesAPITests KubernetesClientTests ControllerRuntimeTests KubernetesContractTests OperationsServerTests
  StructuredLoggingTests LabKubernetesTests)
if [ -n "${AKE_SANITIZE_SUITES:-}" ]; then read -ra suites <<<"$AKE_SANITIZE_SUITES"; fi
# Package.swift makes only these targets, and what they need.
AKE_TARGETS=$(IFS=,; echo "${suites[*]}")
export AKE_TARGETS SWIFT_DETERMINISTIC_HASHING=1 SWIFT_BACKTRACE=enable=no
export TSAN_OPTIONS=${TSAN_OPTIONS:-"suppressions=$PWD/tools/tsan-suppressions.txt halt_on_error=0 exitcode=66"}
# What lives as long as the process is no leak, and Swift's runtime keeps much of it where the detector does not look.
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=0:detect_stack_use_after_return=0}

summary=()
failed=0
for flavour in "${flavours[@]}"; do
  case $flavour in
    thread) scratch=.build-tsan ;;
    address) scratch=.build-asan ;;
    *)
      echo "tools/sanitize.sh: $flavour: expected thread or address" >&2
      exit 2
      ;;
  esac
  flags=(--sanitize="$flavour" --scratch-path "$scratch" --disable-index-store)
  ! command -v ld.lld >/dev/null || flags+=(-Xswiftc -use-ld=lld)
  echo "== $flavour: build"
  mkdir -p "$scratch"
  if ! nice swift build --build-tests "${flags[@]}" >"$scratch/build.log" 2>&1; then
    tail -n 40 "$scratch/build.log"
    summary+=("$flavour: does not build ($scratch/build.log)")
    failed=1
    continue
  fi
  for suite in "${suites[@]}"; do
    echo "== $flavour: $suite"
    log=$scratch/$suite.log
    # One test after another: a test brings its own tasks and threads, and hundreds of them at once, each ten times slower than without
    # a sanitizer, only run into their deadlines.
    nice swift test "${flags[@]}" --skip-build --enable-swift-testing --disable-xctest --no-parallel --filter "^$suite\\." >"$log" 2>&1
    status=$?
    reports=$(grep -cE '^(WARNING: ThreadSanitizer|==[0-9]+==ERROR: AddressSanitizer)' "$log")
    line=$(grep -E 'Test run with [0-9]+ test' "$log" | tail -n 1)
    if [ "$status" != 0 ] || [ "$reports" != 0 ] || [ -z "$line" ]; then
      failed=1
      grep -E '^(WARNING: ThreadSanitizer|==[0-9]+==ERROR: AddressSanitizer|SUMMARY)|^. Test .* recorded an issue' "$log" | sort | uniq -c | head -n 20
    fi
    summary+=("$flavour: $suite: ${line:-did not end} ($reports reports, status $status; $log)")
  done
done
echo
echo "== summary"
printf '%s\n' "${summary[@]}"
if [ "$failed" = 0 ]; then echo "sanitizers: all clean"; else echo "sanitizers: not clean" >&2; fi
exit "$failed"
