"""The health monitor that a pool makes for itself, as a value."""

from . import naming

COLLECTIONS = {kind: 'monitor/' + kind for kind in ('http', 'https', 'tcp')}


def wanted_monitor(wanted, pool_path):
    """(collection, full path, body) of the monitor these pool properties ask for, None if they ask for none.

    iControl keeps send and receive strings with their escapes: `\\r\\n` is four characters, as tmsh shows it.
    """
    kind = wanted['health_type']
    if kind == 'none' or (kind != 'tcp' and not wanted['health_path']):
        return None
    interval = wanted['health_interval']
    body = {
        'destination': '*:%d' % wanted['health_port'] if wanted['health_port'] else '*:*',
        'interval': interval,
        # F5's own rule: three probes may be missed, and the answer to the last may take a second.
        'timeout': wanted['health_timeout'] or 3 * interval + 1,
    }
    if kind != 'tcp':
        body['send'] = ('GET %s HTTP/1.1\\r\\nHost: %s\\r\\nUser-Agent: BIG-IP\\r\\nConnection: close\\r\\n\\r\\n'
                        % (wanted['health_path'], wanted['health_host']))
        body['recv'] = wanted['health_receive']
    return COLLECTIONS[kind], monitor_path(pool_path, COLLECTIONS[kind]), body


def monitor_path(pool_path, collection):
    """Full path of a pool's own monitor. The kind is part of the name, as a pool names its monitors without it."""
    return '%s-%s' % (pool_path, collection.rpartition('/')[2])


def parent(collection):
    """The monitor of the system that gives the kind; it cannot be changed later."""
    return {'defaultsFrom': '/Common/' + collection.rpartition('/')[2]}


def monitor_rule(paths):
    """The `monitor` property of a pool: every monitor must succeed."""
    return ' and '.join(paths)


def full_paths(names, partition):
    """Monitors of the properties as full paths; a bare name is looked for in the pool's own partition."""
    return [naming.full_path(name, partition) for name in names]
