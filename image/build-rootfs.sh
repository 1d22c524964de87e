#!/bin/bash
# Builds the root filesystem of the LB node, in two layers:
#   $AKE_LAB_CACHE/rootfs/base-KEY   Debian and its packages; slow, once per package list
#   $AKE_LAB_CACHE/rootfs/node-KEY   our files and programs; fast, whenever they change
# and prints the layers' folders, the uppermost first.
#
# usage: build-rootfs.sh [--base-only] [--binary PATH]
#   --binary PATH   ake-node; without it, the one in $AKE_LAB_BINARIES or .build/{release,debug}, if any
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$here/.." && pwd)
cache=${AKE_LAB_CACHE:-/var/cache/ake-lab}
export PATH=$PATH:/usr/sbin:/sbin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive
suite=bookworm
packages=(cloud-init ifupdown iproute2 curl ca-certificates nginx libnginx-mod-http-lua
  lua-cjson lua-resty-core lua-resty-lrucache bird2 logrotate net-tools procps libcap2-bin)

fail() {
  echo "build-rootfs.sh: $*" >&2
  exit 1
}
[ "$(id -u)" = 0 ] || fail "must run as root (debootstrap, chroot)"

base_only=
binary=
while [ $# -gt 0 ]; do
  case $1 in
    --base-only) base_only=yes ;;
    --binary)
      binary=${2:?--binary needs a path}
      [ -x "$binary" ] || fail "no program at $binary"
      shift
      ;;
    *) fail "unknown argument $1" ;;
  esac
  shift
done

mkdir -p "$cache/rootfs" "$cache/logs"
exec 9>"$cache/rootfs.lock"
flock 9

# mirror: the machine's own, whichever form its sources have.
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

build_base() {
  local target=$1 work=$cache/rootfs/building-base log=$cache/logs/rootfs.log keep
  ! mountpoint -q "$work/proc" || umount "$work/proc"
  rm -rf "$work"
  echo "building the LB node's base with $(mirror | sed -E 's#://.*#://...#') (two minutes)" >&2
  debootstrap --variant=minbase --include=systemd-sysv,dbus,ca-certificates "$suite" "$work" "$(mirror)" \
    >"$log" 2>&1 || fail "debootstrap: $(tail -n 3 "$log")"
  # The machine's own sources if it is of the same release, without its preferences and keys for other things.
  rm -f "$work/etc/apt/sources.list"
  mkdir -p "$work/etc/apt/sources.list.d"
  for keep in /etc/apt/sources.list /etc/apt/sources.list.d/debian.sources /etc/apt/mirrors; do
    [ ! -e "$keep" ] || ! grep -qx "VERSION_CODENAME=$suite" /etc/os-release || cp -r "$keep" "$work$keep"
  done
  [ -e "$work/etc/apt/sources.list" ] || [ -e "$work/etc/apt/sources.list.d/debian.sources" ] ||
    echo "deb $(mirror) $suite main" >"$work/etc/apt/sources.list"
  cp /etc/resolv.conf "$work/etc/resolv.conf"
  [ ! -f /etc/ssl/certs/ca-certificates.crt ] || cp /etc/ssl/certs/ca-certificates.crt "$work/etc/ssl/certs/"
  printf '#!/bin/sh\nexit 101\n' >"$work/usr/sbin/policy-rc.d"
  chmod 755 "$work/usr/sbin/policy-rc.d"
  mount -t proc proc "$work/proc"
  # shellcheck disable=SC2064
  trap "umount '$work/proc'" EXIT
  {
    chroot "$work" apt-get -q update
    # cloud-init by apt, not debootstrap, which does not resolve its virtual dependencies.
    chroot "$work" apt-get -q -y --no-install-recommends -o Dpkg::Options::=--force-unsafe-io \
      install "${packages[@]}"
  } >>"$log" 2>&1 || fail "apt-get in the image: $(tail -n 3 "$log")"
  umount "$work/proc"
  trap - EXIT

  # shellcheck disable=SC2016  # dpkg-query's own variables
  chroot "$work" dpkg-query -W -f '${Package} ${Version}\n' >"$work/usr/share/ake-image-packages"
  chroot "$work" useradd --system --user-group --home-dir /var/lib/ake --shell /usr/sbin/nologin ake
  rm -rf "$work"/usr/sbin/policy-rc.d "$work"/var/lib/apt/lists/* "$work"/var/cache/apt/*.bin \
    "$work"/var/cache/apt/archives/*.deb "$work"/var/lib/cloud "$work"/etc/apt/sources.list.d "$work"/etc/apt/mirrors \
    "$work"/usr/share/{doc,man,locale} "$work"/etc/nginx/sites-enabled/default \
    "$work"/var/lib/dbus/machine-id "$work"/etc/init.d/* "$work"/etc/rc?.d/*
  echo ake-lb-node >"$work/etc/hostname"
  printf '127.0.0.1 localhost\n' >"$work/etc/hosts"
  : >"$work/etc/machine-id"
  : >"$work/etc/resolv.conf"
  : >"$work/etc/fstab"
  trim_boot "$work"
  cp "$work/usr/share/ake-image-packages" "$target.packages"
  mv "$work" "$target"
}

# trim_boot ROOT: nothing that a load balancer needs, nothing that a boot waits for in vain.
trim_boot() {
  local root=$1 unit
  for unit in apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer \
    e2scrub_reap.service fstrim.timer man-db.timer systemd-timesyncd.service systemd-pstore.service \
    systemd-networkd.service systemd-networkd.socket systemd-resolved.service systemd-logind.service \
    systemd-udevd.service systemd-udev-trigger.service systemd-udevd-control.socket \
    systemd-udevd-kernel.socket systemd-random-seed.service systemd-update-utmp.service \
    systemd-hwdb-update.service systemd-journal-flush.service systemd-journal-catalog-update.service \
    systemd-update-utmp-runlevel.service systemd-machine-id-commit.service systemd-firstboot.service \
    systemd-boot-update.service ifupdown-wait-online.service getty.target console-getty.service \
    getty-static.service cloud-init-hotplugd.socket cloud-init-hotplugd.service \
    systemd-sysusers.service systemd-modules-load.service systemd-update-done.service ldconfig.service \
    dev-hugepages.mount dev-mqueue.mount sys-kernel-debug.mount sys-kernel-tracing.mount \
    sys-fs-fuse-connections.mount sys-kernel-config.mount proc-sys-fs-binfmt_misc.automount; do
    ln -sf /dev/null "$root/etc/systemd/system/$unit"
  done
  # Enabled by their packages; the node's start script (cloud-init part 19) decides.
  for unit in nginx bird; do
    rm -f "$root"/etc/systemd/system/*.wants/$unit.service
  done
  # Defaults for a whole kernel; where the lab boots this as a container, the kernel is the host's.
  rm -f "$root"/usr/lib/sysctl.d/*.conf "$root"/etc/sysctl.d/*.conf
  : >"$root/etc/sysctl.conf"
  ln -sf /lib/systemd/system/multi-user.target "$root/etc/systemd/system/default.target"
  mkdir -p "$root/etc/systemd/journald.conf.d" "$root/etc/systemd/system.conf.d"
  printf '[Journal]\nStorage=volatile\nRuntimeMaxUse=16M\n' >"$root/etc/systemd/journald.conf.d/ake.conf"
  printf '[Manager]\nDefaultTimeoutStopSec=10s\n' >"$root/etc/systemd/system.conf.d/ake.conf"
  cp "$here/cloud.cfg" "$root/etc/cloud/cloud.cfg"
  rm -f "$root"/etc/cloud/cloud.cfg.d/90_dpkg.cfg
  printf 'datasource: ConfigDrive\npolicy: enabled\n' >"$root/etc/cloud/ds-identify.cfg"
  printf 'auto lo\niface lo inet loopback\n\nsource /etc/network/interfaces.d/*\n' >"$root/etc/network/interfaces"
}

# build_node ROOT BASE: our layer.
build_node() {
  local work=$1 base=$2 library
  mkdir -p "$work/usr/bin" "$work/usr/lib/ake" "$work/usr/share/ake" "$work/etc/nginx"
  [ ! -d "$here/files" ] || cp -a "$here/files/." "$work/"
  [ ! -f "$repository/nginx/nginx.conf" ] || cp "$repository/nginx/nginx.conf" "$work/etc/nginx/nginx.conf"
  [ ! -d "$repository/nginx/lua" ] || cp -a "$repository/nginx/lua" "$work/usr/share/ake/lua"
  if [ -n "$binary" ]; then
    install -m 755 "$binary" "$work/usr/bin/ake-node"
    # The Swift runtime and what else Debian's image does not have; the unit names the folder.
    while read -r library; do
      [ -e "$base$library" ] || [ -e "$base/usr$library" ] || cp -L "$library" "$work/usr/lib/ake/"
    done < <(ldd "$binary" | awk '$3 ~ /^\// { print $3 }')
  fi
  chown -R root:root "$work"
}

base_key=$({
  sed -n '/^suite=/,/^  lua-cjson/p; /^build_base()/,/^}/p; /^trim_boot()/,/^}/p' "${BASH_SOURCE[0]}"
  cat "$here/cloud.cfg"
} | sed '/^ *#/d' | sha256sum | cut -c1-16)
base=$cache/rootfs/base-$base_key
[ -d "$base" ] || build_base "$base"
if [ -n "$base_only" ]; then
  echo "$base"
  exit 0
fi

if [ -z "$binary" ]; then
  # AKE_LAB_BINARIES: where ake-lab itself was built.
  for candidate in ${AKE_LAB_BINARIES:+"$AKE_LAB_BINARIES/ake-node"} "$repository"/.build/{release,debug}/ake-node; do
    [ -x "$candidate" ] || continue
    [ -n "$binary" ] || binary=$candidate
  done
fi
work=$cache/rootfs/building-node
rm -rf "$work"
mkdir -p "$work"
build_node "$work" "$base"
node_key=$(cd "$work" && {
  find . -type f -print0 | sort -z | xargs -0 -r sha256sum
  find . -printf '%M %p %l\n' | sort
} | sha256sum | cut -c1-16)
node=$cache/rootfs/node-$node_key
if [ -d "$node" ]; then
  rm -rf "$work"
  touch "$node"
else
  mv "$work" "$node"
fi
{
  cat "$base.packages"
  echo "ake-node-layer $node_key"
} >"$node.manifest"
touch "$base"
# What no build has used for a day goes, unless a server still runs on it.
find "$cache/rootfs" -maxdepth 1 -type d \( -name 'base-*' -o -name 'node-*' \) -mmin +1440 |
  while read -r old; do
    grep -qF "$old" /proc/self/mounts || rm -rf "$old" "$old".*
  done
printf '%s\n%s\n' "$node" "$base"
