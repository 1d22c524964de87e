#!/bin/bash
# Writes docs/reference from the code (Tests/ReferenceTests), building no more than that takes.
set -euo pipefail
cd "$(dirname "$0")/.."
export AKE_TARGETS=ReferenceTests AKE_WRITE_REFERENCE=1 SWIFT_DETERMINISTIC_HASHING=1
flags=(--disable-index-store --enable-swift-testing --disable-xctest)
! command -v ld.lld >/dev/null || flags+=(-Xswiftc -use-ld=lld)
swift test "${flags[@]}" --filter '^ReferenceTests\.'
git status --short docs/reference
