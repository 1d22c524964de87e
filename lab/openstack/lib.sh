# shellcheck shell=bash
# Sourced by the scripts beside it: where everything is, and the few verbs they share.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$here/../.." && pwd)
prefix=${AKE_LAB_PREFIX:-ake}
state=${AKE_LAB_STATE:-/var/lib/ake-lab}
cache=${AKE_LAB_CACHE:-/var/cache/ake-lab}
logs=$state/logs
venv=$cache/venv
# The contract of the lab: where the cloud answers.
address=10.20.0.2
# shellcheck disable=SC2034  # read by the scripts that source this
services=(keystone placement glance neutron nova heat)

export PATH=$PATH:/usr/sbin:/sbin
export PYTHONPATH=$here/python PYTHONWARNINGS=ignore XDG_CACHE_HOME=$cache/xdg LC_ALL=C.UTF-8
unset PYTHONDONTWRITEBYTECODE PYTHONHOME http_proxy https_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY all_proxy

fail() {
  echo "$(basename "$0"): $*" >&2
  exit 1
}

require_root() {
  [ "$(id -u)" = 0 ] || fail "must run as root (namespaces, mounts); try sudo"
}

# say TEXT: a line with the seconds since the script started.
say() {
  printf '%5.1f s  %s\n' "$(($(date +%s%N) / 10000000 - started))e-2" "$*"
}
started=$(($(date +%s%N) / 10000000))

# The key of everything that shapes the seeded databases.
snapshot_key() {
  (
    cd "$here" || exit 1
    cat requirements.txt seed.sh etc/*.conf python/ake_cloud/seed.py python/lab_network/*.py
    database_options - -
    mariadbd --version
  ) | sha256sum | cut -c1-16
}

# database_options FOLDER SOCKET: the same for making, seeding and serving. Nothing
# survives a power cut, and nothing has to.
database_options() {
  echo --no-defaults --user=root "--datadir=$1" --innodb-log-file-size=16M \
    --innodb-buffer-pool-size=64M --innodb-file-per-table=0 --innodb-flush-method=nosync
}

# start_database FOLDER SOCKET LOG PIDFILE
start_database() {
  # shellcheck disable=SC2046
  setsid mariadbd $(database_options "$1") "--socket=$2" --skip-networking --skip-log-bin \
    --innodb-flush-log-at-trx-commit=0 --innodb-doublewrite=0 --performance-schema=OFF \
    --max-connections=400 --skip-name-resolve </dev/null >>"$3" 2>&1 &
  echo $! >"$4"
}

# render_configuration FOLDER: the services' configuration files, for the data in FOLDER.
render_configuration() {
  "$venv/bin/python" -m ake_cloud.render "$here/etc" "$1/etc" \
    "logs=$logs" "data=$1/data" "socket=$1/mariadb.sock" "database=mysql+pymysql://root@localhost" \
    "venv=$venv" "address=$address" "lab_state=$state" "prefix=$prefix" \
    "plugins=$repository/heat/plugins" \
    "bigip_user=${AKE_LAB_BIGIP_USER:-admin}" "bigip_password=${AKE_LAB_BIGIP_PASSWORD:-admin}" || return 1
  configuration_environment "$1"
}

# configuration_environment FOLDER: tells the services where they are.
configuration_environment() {
  export OS_KEYSTONE_CONFIG_DIR=$1/etc/keystone OS_KEYSTONE_CONFIG_FILES=keystone.conf \
    OS_PLACEMENT_CONFIG_DIR=$1/etc/placement OS_GLANCE_CONFIG_DIR=$1/etc/glance \
    OS_NEUTRON_CONFIG_DIR=$1/etc/neutron OS_NEUTRON_CONFIG_FILES=neutron.conf
}

# start_services FOLDER RUN NAME...
start_services() {
  local folder=$1 run=$2
  shift 2
  "$venv/bin/python" -m ake_cloud --state "$state" --etc "$folder/etc" --run "$run" --logs "$logs" \
    --database "$folder/mariadb.sock" --venv "$venv" --address "$address" "$@"
}

# is_ours PIDFILE: whether the process it names runs and belongs to this lab.
is_ours() {
  local pid
  pid=$(cat "$1" 2>/dev/null) && [ -n "$pid" ] && grep -qsaF -- "$state" "/proc/$pid/cmdline"
}

# all_run RUN: whether the database and every service run.
all_run() {
  local name
  for name in mariadb "${services[@]}"; do is_ours "$1/$name.pid" || return 1; done
}

# end_processes SIGNAL PIDFILE...: sends the signal to all, and waits until they have
# ended; those that have not after 5 s are killed.
end_processes() {
  local signal=$1 file pid end=$(($(date +%s) + 5))
  shift
  for file in "$@"; do
    ! is_ours "$file" || kill "-$signal" "$(cat "$file")" 2>/dev/null || true
  done
  for file in "$@"; do
    while is_ours "$file"; do
      pid=$(cat "$file")
      [ "$(date +%s)" -lt "$end" ] || kill -KILL "$pid" 2>/dev/null || true
      sleep 0.02
    done
    rm -f "$file"
  done
}

# wait_for_services RUN NAME...: until each answers; fails at once when one has ended.
wait_for_services() {
  "$venv/bin/python" -S -m ake_cloud.ready "$address" "$@" || fail "the logs are in $logs"
}
