#!/bin/sh
# Kernel settings of a proxy with many short connections, for this boot and every later one.
set -eu
trap 'test $? -eq 0 || echo "${0##*/}: failed, see /var/log/cloud-init-output.log" >>/run/ake-boot-failures' EXIT

file=/etc/sysctl.d/90-ake.conf
mkdir -p /etc/sysctl.d
cat >"$file.new" <<'END'
# Connections to Pods may use every port but those that something on the node listens on.
net.ipv4.ip_local_port_range = 1024 65535
net.ipv4.ip_local_reserved_ports = 3784,4784,8080
net.ipv4.tcp_tw_reuse = 1
net.core.somaxconn = 16384
net.ipv4.tcp_max_syn_backlog = 16384
# Spread connections, not packets, over equal routes to the Pods.
net.ipv4.fib_multipath_hash_policy = 1
net.ipv4.conf.all.send_redirects = 0
net.ipv4.conf.default.send_redirects = 0
END
chmod 644 "$file.new"
mv "$file.new" "$file"

# Without procps; and one setting that a kernel lacks must not cost the others.
grep -v -e '^#' -e '^$' "$file" | while IFS=' =' read -r name value; do
    path=/proc/sys/$(echo "$name" | tr . /)
    if [ ! -e "$path" ]; then
        echo "${0##*/}: this kernel has no $name"
    elif ! echo "$value" >"$path"; then
        echo "${0##*/}: cannot set $name to $value"
    fi
done
for path in /proc/sys/net/ipv4/conf/*/send_redirects; do
    echo 0 >"$path" || echo "${0##*/}: cannot set $path to 0"
done
