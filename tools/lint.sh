#!/bin/bash
# Checks what is written: Swift by swift format, Python by ruff, Lua by luacheck, shell by shellcheck. All of it, then one verdict.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2
ruff_version=0.14.5
venv=${AKE_LINT_VENV:-.venv/lint}
failed=()

# check NAME COMMAND...: runs one checker and remembers whether it was content.
check() {
  local name=$1
  shift
  echo "== $name"
  "$@" || failed+=("$name")
}

# A Debian package that is not there is installed by root and named to anybody else.
needed=()
command -v luacheck >/dev/null || needed+=(lua-check)
command -v shellcheck >/dev/null || needed+=(shellcheck)
if [ ${#needed[@]} -gt 0 ]; then
  if [ "$(id -u)" != 0 ]; then
    echo "lint needs ${needed[*]}: sudo apt-get install ${needed[*]}" >&2
    exit 2
  fi
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends "${needed[@]}"; } >/dev/null || exit 2
fi
if [ "$("$venv/bin/ruff" --version 2>/dev/null)" != "ruff $ruff_version" ]; then
  { python3 -m venv "$venv" && "$venv/bin/pip" install -q --disable-pip-version-check "ruff==$ruff_version"; } || exit 2
fi

# Without git's answer (a clone of another user, say) there would be nothing to check and nothing to complain of.
git ls-files --error-unmatch tools/lint.sh >/dev/null || exit 2
# What git knows or would add; not what was fetched or built.
files() { git ls-files --cached --others --exclude-standard -- "$@" | while read -r file; do [ ! -e "$file" ] || echo "$file"; done; }
mapfile -t shell_files < <(files '*.sh'; files '.ci/*' '*/bin/*' | while read -r file; do
  head -c 64 "$file" | grep -qE '^#!.*\b(ba|da)?sh\b' && echo "$file"
done)
mapfile -t swift_files < <(files '*.swift')
mapfile -t lua_files < <(files '*.lua')
mapfile -t python_files < <(files '*.py')

check "Swift" swift format lint --strict --parallel "${swift_files[@]}"
[ ${#python_files[@]} = 0 ] || check "Python" "$venv/bin/ruff" check --quiet --no-cache "${python_files[@]}"
[ ${#lua_files[@]} = 0 ] || check "Lua" luacheck --quiet --config nginx/.luacheckrc "${lua_files[@]}"
[ ${#shell_files[@]} = 0 ] || check "shell" shellcheck -x -P SCRIPTDIR "${shell_files[@]}"

if [ ${#failed[@]} -gt 0 ]; then
  echo "lint: not content: ${failed[*]}" >&2
  exit 1
fi
echo "lint: all good"
