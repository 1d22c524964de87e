#!/bin/bash
# Installs what the lab and the tests need beside Swift: packages, and a kubectl that is new enough.
# Run again it does only what is missing. Nothing is started, nothing of the system's own is replaced.
set -euo pipefail
cache=${AKE_LAB_CACHE:-/var/cache/ake-lab}
export PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive
oldest_minor=27
packages=(bird2 ca-certificates conntrack curl debootstrap iproute2 jq libnginx-mod-http-lua lua-check lua-cjson lua-resty-core
  make mariadb-client-core mariadb-server-core nftables nginx openssl procps python3 python3-venv
  shellcheck systemd-container util-linux xz-utils)

fail() {
  echo "lab/install.sh: $*" >&2
  exit 1
}
[ "$(id -u)" = 0 ] || fail "must run as root (apt, network namespaces)"
mkdir -p "$cache/logs"
exec 9>"$cache/packages.lock"
flock 9

install_packages() {
  local missing=() package guard=/usr/sbin/policy-rc.d
  for package in "${packages[@]}"; do
    dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  echo "apt: ${missing[*]}"
  # nginx and bird2 start themselves when they are installed; on this machine they shall not.
  if [ ! -e "$guard" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$guard"
    chmod 755 "$guard"
    # shellcheck disable=SC2064
    trap "rm -f $guard" EXIT
  fi
  apt-get -q -o DPkg::Lock::Timeout=900 update
  # Ctrl-C waits until apt is done: dpkg, cut off, would have to be repaired by hand.
  trap '' INT TERM HUP
  apt-get -q -o DPkg::Lock::Timeout=900 install -y --no-install-recommends "${missing[@]}"
  trap - INT TERM HUP
  # Nor shall they start at its next boot. One that was here before stays as its owner wants it.
  for package in nginx bird2; do
    [[ " ${missing[*]} " != *" $package "* ]] || systemctl --root=/ --quiet disable "${package%2}.service" || true
  done
}

# new_enough KUBECTL
new_enough() {
  local minor
  [ -x "$1" ] || return 1
  minor=$("$1" version --client 2>/dev/null | sed -n 's/.*v1\.\([0-9]*\).*/\1/p' | head -n 1)
  [ -n "$minor" ] && [ "$minor" -ge "$oldest_minor" ]
}

# mirror: the Debian mirror that this machine is configured with.
mirror() {
  local found
  found=$(cat /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list.d/*.sources 2>/dev/null | awk '/^URIs:/ { print $2; exit }')
  [ -n "$found" ] || found=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null |
    awk '$1 == "deb" { for (i = 2; i <= NF; i++) if ($i ~ /^[a-z+]+:\//) { print $i; exit } }')
  # Debian's cloud images name a file with the mirrors.
  case $found in mirror+file:*) found=$(awk '/^[a-z]+:/ { print $1; exit }' "${found#mirror+file:}") ;; esac
  [ -n "$found" ] || fail "no mirror in the apt sources of this machine"
  echo "$found"
}

# install_kubectl: from the next Debian, by an apt whose every folder is in the cache, so that this system does not learn of it.
install_kubectl() {
  local candidate root=$cache/kubectl-apt options
  for candidate in "$cache/kubectl/usr/bin/kubectl" /usr/local/bin/kubectl /usr/bin/kubectl; do
    ! new_enough "$candidate" || return 0
  done
  echo "kubectl: from a newer Debian, into $cache/kubectl"
  rm -rf "$root" "$cache/kubectl"
  mkdir -p "$root"/etc/apt/{apt.conf.d,preferences.d,sources.list.d,trusted.gpg.d} "$root"/var/lib/apt/lists/partial \
    "$root"/var/cache/apt/archives/partial "$root"/deb
  touch "$root/status"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $(mirror) trixie main" >"$root/etc/apt/sources.list"
  options=(-q -o "Dir=$root" -o "Dir::State::status=$root/status" -o APT::Sandbox::User=root -o Acquire::Languages=none)
  [ ! -d /etc/apt/apt.conf.d ] || options+=(-o "Dir::Etc::parts=/etc/apt/apt.conf.d")
  apt-get "${options[@]}" update
  (cd "$root/deb" && apt-get "${options[@]}" download kubectl)
  mkdir -p "$cache/kubectl"
  dpkg-deb -x "$root"/deb/kubectl_*.deb "$cache/kubectl"
  rm -rf "$root"
  new_enough "$cache/kubectl/usr/bin/kubectl" || fail "the kubectl of the newer Debian does not run here"
}

install_packages
install_kubectl
