#!/bin/bash
# Starts the lab's OpenStack in the network namespace PREFIX-cloud, which exists
# and has its addresses, on a fresh copy of the seeded databases; installs what this
# version needs and does not find. Does nothing when it runs already.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
require_root
cloud=$state/openstack
run=$state/run
mkdir -p "$logs" "$run" "$state/vms"
exec 9>"$state/openstack.lock"
flock 9

[ -e "/run/netns/$prefix-cloud" ] || fail "there is no network namespace $prefix-cloud; ake-lab up makes it"
# Not by a pipe into grep -q: it ends at the first match, and pipefail would take the other side's broken pipe for a failure.
[[ $(ip -n "$prefix-cloud" -4 address show 2>/dev/null) == *" $address/"* ]] || fail "$prefix-cloud does not have the address $address"
snapshot=$cache/openstack-$(snapshot_key)
[ -d "$snapshot" ] || "$here/install.sh" 9>&-

# Into the network namespace only: under `ip netns exec` the mounts and namespaces
# that the driver makes would be seen by nobody else.
in_cloud() { nsenter "--net=/run/netns/$prefix-cloud" "$@"; }
export AKE_LAB_PREFIX=$prefix AKE_LAB_STATE=$state AKE_LAB_CACHE=$cache

# The image follows the repository at each start, for the servers to come.
"$repository/image/build-rootfs.sh" ${AKE_NODE_BINARY:+--binary "$AKE_NODE_BINARY"} 9>&- >"$state/rootfs.new" &
image=$!
finish_image() {
  wait "$image" || fail "the LB node's image was not built"
  mv "$state/rootfs.new" "$state/rootfs"
}

if [ -e "$state/clouds.yaml" ] && all_run "$run" && in_cloud "$here/service.sh" wait >/dev/null 2>&1; then
  finish_image
  say "already up"
  exit 0
fi
"$here/down.sh" --locked

for name in mariadb "${services[@]}"; do rm -f "$logs/$name".{log,out}; done
rm -f "$logs"/vm-*.log
rm -rf "$cloud"
mkdir -p "$cloud"
cp -a "$snapshot/." "$cloud/"
start_database "$cloud/mysql" "$cloud/mariadb.sock" "$logs/mariadb.log" "$run/mariadb.pid" 9>&-
render_configuration "$cloud"
in_cloud "$here/service.sh" start "${services[@]}" 9>&-

credential() { sed -n "s/.*\"$1\": \"\([^\"]*\)\".*/\1/p" "$cloud/data/application-credential.json"; }
umask 077
cat >"$state/clouds.yaml.new" <<YAML
clouds:
  lab:
    region_name: RegionOne
    identity_api_version: 3
    interface: public
    auth_type: password
    auth:
      auth_url: http://$address:5000/v3
      username: k8s
      password: secret
      project_name: k8s
      user_domain_name: Default
      project_domain_name: Default
  lab-appcred:
    region_name: RegionOne
    identity_api_version: 3
    interface: public
    auth_type: v3applicationcredential
    auth:
      auth_url: http://$address:5000/v3
      application_credential_id: $(credential id)
      application_credential_secret: $(credential secret)
  lab-admin:
    region_name: RegionOne
    identity_api_version: 3
    interface: public
    auth_type: password
    auth:
      auth_url: http://$address:5000/v3
      username: admin
      password: secret
      project_name: admin
      user_domain_name: Default
      project_domain_name: Default
YAML

mariadb --no-defaults "--socket=$cloud/mariadb.sock" \
  -e "update glance.image_locations set value = replace(value, 'file://@STATE@/', 'file://$cloud/')"
finish_image
in_cloud "$here/service.sh" wait
# Last, because whoever finds it takes the cloud for complete.
mv "$state/clouds.yaml.new" "$state/clouds.yaml"
say "OpenStack answers at http://$address:5000/v3"
