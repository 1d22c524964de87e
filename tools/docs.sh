#!/bin/bash
# Builds the documentation of the libraries by DocC into .build-docs. A link that leads nowhere, or any other warning, fails it.
# `swift build` comes first: what the compiler knows of each module is read off there.
set -euo pipefail
cd "$(dirname "$0")/.."
libraries=(JSON KubernetesAPI HTTPTransport KubernetesClient ControllerRuntime OperationsServer StructuredLogging YAML LabKubernetes)
[ $# = 0 ] || libraries=("$@")
output=.build-docs
modules=.build/debug/Modules
docc=$(dirname "$(readlink -f "$(command -v swift)")")/docc
[ -x "$docc" ] || docc=$(command -v docc)

flags=(-I "$modules" -target "$(swift -print-target-info | sed -n 's/.*"unversionedTriple": "\(.*\)",/\1/p')")
while read -r map; do flags+=(-Xcc "-fmodule-map-file=$PWD/$map"); done < <(
  find -L .build/debug -maxdepth 2 -name module.modulemap
  find .build/checkouts -path '*/include/module.modulemap' -not -path '*/Tests/*'
)

rm -rf "$output"
failed=()
for library in "${libraries[@]}"; do
  [ -e "$modules/$library.swiftmodule" ] || {
    echo "tools/docs.sh: $library is not built; run make build" >&2
    exit 2
  }
  graphs=$output/symbols/$library
  mkdir -p "$graphs"
  swift symbolgraph-extract -module-name "$library" -output-dir "$graphs" -minimum-access-level public \
    -skip-inherited-docs "${flags[@]}" 2>"$output/$library.log" || {
    cat "$output/$library.log" >&2
    exit 1
  }
  # Of other modules' types only what this one adds to them; their own documentation is theirs.
  find "$graphs" -name "$library@Swift*.symbols.json" -delete
  catalog=Sources/$library/$library.docc
  [ -e "$catalog" ] || catalog=
  "$docc" convert ${catalog:+"$catalog"} --additional-symbol-graph-dir "$graphs" --output-dir "$output/$library.doccarchive" \
    --fallback-display-name "$library" --fallback-bundle-identifier "$library" >"$output/$library.log" 2>&1 || failed+=("$library")
  # Parameters that their names explain have no documentation of their own here; DocC warns of each.
  if grep -E '^(warning|error):' -A4 "$output/$library.log" | grep -vE '^--$' |
    awk '/^(warning|error):/ { show = !/is missing documentation$/ } show { print; found = 1 } END { exit !found }'; then
    failed+=("$library")
  fi
  echo "$library: $(find "$output/$library.doccarchive/data" -name '*.json' | wc -l) pages"
done
if [ ${#failed[@]} -gt 0 ]; then
  echo "docs: not content: ${failed[*]} (logs in $output/*.log)" >&2
  exit 1
fi
echo "docs: all good, in $output/*.doccarchive"
