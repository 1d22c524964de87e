#!/bin/bash
# Makes the databases of a fresh cloud in the folder $1: run by install.sh in
# network and process namespaces of its own, so that nothing is left when it ends.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
work=$1
logs=$1/logs
run=$1/run
mkdir -p "$logs" "$run" "$work"/data/{fernet-keys,credential-keys,neutron,nova,glance/images,glance/tasks,glance/staging}

ip link set lo up
ip address add "$address/32" dev lo

# shellcheck disable=SC2046
mariadb-install-db $(database_options "$work/mysql") --auth-root-authentication-method=normal \
  --skip-test-db >"$logs/mariadb-install.out" 2>&1
start_database "$work/mysql" "$work/mariadb.sock" "$logs/mariadb.log" "$run/mariadb.pid"
sql() { mariadb --no-defaults "--socket=$work/mariadb.sock" "$@"; }
until sql -e 'select 1' >/dev/null 2>&1; do
  kill -0 "$(cat "$run/mariadb.pid")" || fail "mariadbd ended; see $logs/mariadb.log"
  sleep 0.1
done
for name in keystone heat placement glance neutron nova_api nova_cell0 nova_cell1; do
  echo "create database $name character set utf8mb3;"
done | sql
render_configuration "$work"

# step NAME COMMAND...: its output in a log of its own, shown when it fails.
step() {
  local name=$1 log=$logs/seed-$1.out
  shift
  "$@" >>"$log" 2>&1 || { tail -n 15 "$log" >&2; fail "$name: $*"; }
  say "seeding: $name done"
}

seed_keystone() {
  local url=http://$address:5000/v3/ manage=(keystone-manage --config-file "$work/etc/keystone/keystone.conf")
  step keystone "${manage[@]}" db_sync
  step keystone "${manage[@]}" fernet_setup --keystone-user root --keystone-group root
  step keystone "${manage[@]}" credential_setup --keystone-user root --keystone-group root
  step keystone "${manage[@]}" bootstrap --bootstrap-password secret --bootstrap-region-id RegionOne \
    --bootstrap-admin-url "$url" --bootstrap-internal-url "$url" --bootstrap-public-url "$url"
  start_services "$work" "$run" keystone
  until curl -s -m 5 -o /dev/null "$url"; do
    kill -0 "$(cat "$run/keystone.pid")" || fail "keystone ended; see $logs/keystone.out"
    sleep 0.1
  done
  step identity python -m ake_cloud.seed identity "$address" -
}

seed_nova() {
  # A template, so that the mapping holds wherever the socket is.
  local cell='{scheme}://{username}@{hostname}' manage=(nova-manage --config-file "$work/etc/nova/nova.conf")
  step nova "${manage[@]}" api_db sync
  step nova "${manage[@]}" cell_v2 map_cell0 --database_connection "$cell/nova_cell0?{query}"
  step nova "${manage[@]}" cell_v2 create_cell --name cell1 --database_connection "$cell/nova_cell1?{query}" \
    --transport-url fake://
  step nova "${manage[@]}" db sync
}

export PATH=$venv/bin:$PATH
jobs=()
seed_nova &
jobs+=($!)
seed_keystone &
jobs+=($!)
{
  step neutron neutron-db-manage --config-file "$work/etc/neutron/neutron.conf" upgrade heads
  step heat heat-manage --config-file "$work/etc/heat/heat.conf" db_sync
  step placement placement-manage --config-file "$work/etc/placement/placement.conf" db sync
  step glance glance-manage --config-file "$work/etc/glance/glance-api.conf" db_sync
} &
jobs+=($!)
for job in "${jobs[@]}"; do wait "$job"; done

start_services "$work" "$run" placement glance neutron nova
wait_for_services "$run" placement glance neutron nova
step resources python -m ake_cloud.seed resources "$address" "$work/data/application-credential.json"

# The image's location names this folder; up.sh has its own.
sql -e "update glance.image_locations set value = replace(value, 'file://$work/', 'file://@STATE@/')"
for name in keystone placement glance neutron nova; do kill "$(cat "$run/$name.pid")"; done
sql -e 'set global innodb_fast_shutdown = 0'
kill "$(cat "$run/mariadb.pid")"
while kill -0 "$(cat "$run/mariadb.pid")" 2>/dev/null; do sleep 0.1; done
rm -rf "${run:?}" "${work:?}/etc" "${work:?}/mariadb.sock"
