"""ADTECH::AXC::BIGIPPool: a pool, with a health monitor of its own if asked for."""

from heat.common.i18n import _
from heat.engine import attributes
from heat.engine import constraints
from heat.engine import properties

from . import base
from . import errors
from . import monitor
from . import naming

MODES = [
    'round-robin', 'ratio-member', 'ratio-node', 'ratio-session', 'dynamic-ratio-member', 'dynamic-ratio-node',
    'fastest-node', 'fastest-app-response', 'least-connections-member', 'least-connections-node', 'least-sessions',
    'observed-member', 'observed-node', 'predictive-member', 'predictive-node', 'ratio-least-connections-member',
    'ratio-least-connections-node', 'weighted-least-connections-member', 'weighted-least-connections-node',
]
MONITOR = 'monitor'


class BIGIPPool(base.BIGIPResource):
    """A pool of LB nodes: https://clouddocs.f5.com/api/icontrol-rest/APIRef_tm_ltm_pool.html"""

    properties_schema = {
        'name': base.name_property(),
        'partition': base.partition_property(),
        'description': base.description_property(),
        'load_balancing_mode': properties.Schema(
            properties.Schema.STRING, _('How a member is chosen for a new connection.'),
            default='round-robin', constraints=[constraints.AllowedValues(MODES)], update_allowed=True),
        'monitors': properties.Schema(
            properties.Schema.LIST,
            _('Monitors that exist already, by full path or by name in the same partition. All must succeed.'),
            schema=properties.Schema(properties.Schema.STRING), default=[], update_allowed=True),
        'health_type': properties.Schema(
            properties.Schema.STRING,
            _('Kind of the monitor that the pool makes for itself, named pool-kind. http and https need '
              'health_path; none makes no monitor.'),
            default='http', constraints=[constraints.AllowedValues(['http', 'https', 'tcp', 'none'])],
            update_allowed=True),
        'health_path': properties.Schema(
            properties.Schema.STRING, _('Path that the pool\'s own monitor asks for, as /healthz. Empty: no monitor.'),
            default='', constraints=[constraints.AllowedPattern(r'^(/[!-~]*)?$')], update_allowed=True),
        'health_port': properties.Schema(
            properties.Schema.INTEGER, _('Port that the pool\'s own monitor asks; 0 means the member\'s port.'),
            default=8080, constraints=[constraints.Range(0, 65535)], update_allowed=True),
        'health_host': properties.Schema(
            properties.Schema.STRING, _('Host header of the pool\'s own monitor.'),
            default='ake-health', constraints=[constraints.AllowedPattern(r'^[A-Za-z0-9.:\[\]-]+$')],
            update_allowed=True),
        'health_receive': properties.Schema(
            properties.Schema.STRING, _('Regular expression that the answer must match.'),
            default='^HTTP/1\\.[01] 200', update_allowed=True),
        'health_interval': properties.Schema(
            properties.Schema.INTEGER, _('Seconds between two probes of a member.'),
            default=5, constraints=[constraints.Range(1, 86400)], update_allowed=True),
        'health_timeout': properties.Schema(
            properties.Schema.INTEGER,
            _('Seconds without a good answer after which a member is down; 0 means 3 * health_interval + 1.'),
            default=0, constraints=[constraints.Range(0, 86400)], update_allowed=True),
        'min_active_members': properties.Schema(
            properties.Schema.INTEGER,
            _('Priority groups: the next lower group is used as well when fewer members than this are available.'),
            default=0, constraints=[constraints.Range(0, 65535)], update_allowed=True),
        'slow_ramp_time': properties.Schema(
            properties.Schema.INTEGER, _('Seconds over which a new member gets its full share of connections.'),
            default=10, constraints=[constraints.Range(0, 86400)], update_allowed=True),
        'service_down_action': properties.Schema(
            properties.Schema.STRING, _('What becomes of the connections of a member that goes down.'),
            default='none', constraints=[constraints.AllowedValues(['none', 'reset', 'drop', 'reselect'])],
            update_allowed=True),
    }

    attributes_schema = dict(base.COMMON_ATTRIBUTES, **{
        'monitor': base.text_attribute(_('Full path of the monitor that the pool made for itself; empty if none.')),
        'members': attributes.Schema(
            _('Full paths of the members as they are on the BIG-IP now.'), type=attributes.Schema.LIST,
            cache_mode=attributes.Schema.CACHE_NONE),
    })

    def validate(self):
        super().validate()
        interval, timeout = self.properties['health_interval'], self.properties['health_timeout']
        if interval and timeout and timeout <= interval:
            raise base.invalid('health_timeout is %d s: it must be longer than health_interval (%d s), '
                               'or 0 for 3 * health_interval + 1.' % (timeout, interval))

    def _ensure(self, wanted):
        path = self.resource_id
        partition = naming.split_path(path)[0]
        own = monitor.wanted_monitor(wanted, path)
        rule = monitor.full_paths(wanted['monitors'], partition)
        before = self._own_monitors()
        if own is not None:
            collection, own_path, body = own
            self._remember(MONITOR, sorted({*before, collection}))
            self._put(collection, own_path, dict(body, description=self.marker.described(wanted['description'])),
                      monitor.parent(collection))
            rule.append(own_path)
        self._put('pool', path, {
            'description': self.marker.described(wanted['description']),
            'loadBalancingMode': wanted['load_balancing_mode'],
            'monitor': monitor.monitor_rule(rule),
            'minActiveMembers': wanted['min_active_members'],
            'slowRampTime': wanted['slow_ramp_time'],
            'serviceDownAction': wanted['service_down_action'],
        })
        kept = [own[0]] if own is not None else []
        for collection in before:
            if collection not in kept:
                self._drop(collection, monitor.monitor_path(path, collection))
        self._remember(MONITOR, kept)

    def _remove(self):
        self._drop('pool', self.resource_id)
        for collection in self._own_monitors():
            self._drop(collection, monitor.monitor_path(self.resource_id, collection))

    def _objects(self):
        return [('pool', self.resource_id)] + [
            (collection, monitor.monitor_path(self.resource_id, collection)) for collection in self._own_monitors()]

    def _own_monitors(self):
        """Collections in which this pool has a monitor of its own."""
        return self._remembered(MONITOR, [])

    def _resolve_attribute(self, name):
        if self.resource_id is not None and name == 'monitor':
            own = self._own_monitors()
            return monitor.monitor_path(self.resource_id, own[0]) if own else ''
        if self.resource_id is not None and name == 'members':
            try:
                found = self.box.get('pool/%s/members' % naming.uri(self.resource_id),
                                     'list the members of pool %s' % self.resource_id)
            except errors.BIGIPError as failure:
                if failure.not_found:
                    return []
                raise
            return [member['fullPath'] for member in found.get('items') or []]
        return super()._resolve_attribute(name)
