#!/bin/bash
# Installs the lab's OpenStack once: packages, a virtual environment, seeded
# databases. Run again it does only what is missing; safe to interrupt, and to
# run twice at once.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
require_root
mkdir -p "$cache/logs"
exec 9>"$cache/install.lock"
flock 9

packages=(ca-certificates curl debootstrap iproute2 mariadb-client-core mariadb-server-core procps
  python3 python3-venv systemd-container util-linux)

install_packages() {
  local missing=() package guard=/usr/sbin/policy-rc.d made=
  for package in "${packages[@]}"; do
    dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  say "apt: ${missing[*]}"
  # None of these starts a service; what they pull in must not either.
  if [ ! -e "$guard" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$guard"
    chmod 755 "$guard"
    made=$guard
    # shellcheck disable=SC2064
    trap "rm -f $guard" EXIT
  fi
  export DEBIAN_FRONTEND=noninteractive
  {
    apt-get -q -o DPkg::Lock::Timeout=900 update
    apt-get -q -o DPkg::Lock::Timeout=900 install -y --no-install-recommends "${missing[@]}"
  } >"$cache/logs/apt.log" 2>&1 || fail "apt-get: $(tail -n 3 "$cache/logs/apt.log")"
  [ -z "$made" ] || { rm -f "$made"; trap - EXIT; }
}

install_venv() {
  local want
  want=$(cat "$here/requirements.txt" <(/usr/bin/python3 -V) | sha256sum | cut -c1-16)
  [ "$(cat "$venv/.requirements" 2>/dev/null)" != "$want" ] || return 0
  say "pip: $(grep -c . "$here/requirements.txt") pinned packages into $venv (minutes)"
  [ -x "$venv/bin/pip" ] || { rm -rf "$venv"; /usr/bin/python3 -m venv "$venv"; }
  rm -f "$venv/.requirements"
  "$venv/bin/pip" install -q --no-compile --disable-pip-version-check -r "$here/requirements.txt" \
    >"$cache/logs/pip.log" 2>&1 || fail "pip: $(tail -n 5 "$cache/logs/pip.log")"
  # Two processes compile faster than pip's one; some test data does not compile, and need not.
  "$venv/bin/python" -m compileall -q -j "$(nproc)" "$venv/lib" >"$cache/logs/compile.log" 2>&1 || true
  echo "$want" >"$venv/.requirements"
}

install_snapshot() {
  local key folder work
  key=$(snapshot_key)
  folder=$cache/openstack-$key
  [ ! -d "$folder" ] || return 0
  work=$cache/seeding
  rm -rf "$work"
  mkdir -p "$work"
  say "seeding databases (about a minute)"
  # The process namespace ends with this script, whatever ends it.
  unshare --net --mount --pid --fork --kill-child --mount-proc "$here/seed.sh" "$work" ||
    fail "seeding failed; logs in $work/logs"
  rm -rf "$work/logs"
  mv "$work" "$folder"
  # A few older ones stay, for other versions of this repository on the same machine.
  find "$cache" -maxdepth 1 -name 'openstack-*' -printf '%T@ %p\n' | sort -rn | tail -n +5 | cut -d' ' -f2- |
    xargs -r rm -rf
}

install_packages
# debootstrap and pip wait for the network most of the time: let them wait together.
"$repository/image/build-rootfs.sh" --base-only 9>&- >"$cache/logs/base.out" &
base=$!
install_venv
install_snapshot
wait "$base" || fail "the LB node's base image: see $cache/logs/rootfs.log"
say "installed in $cache"
