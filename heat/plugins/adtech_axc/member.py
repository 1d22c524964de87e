"""ADTECH::AXC::BIGIPPoolMember: one LB node's address and port in a pool."""

from heat.common.i18n import _
from heat.engine import constraints
from heat.engine import properties

from . import base
from . import errors
from . import naming
from .marker import Marker

POOL = 'pool'
NODE = 'node'

# `session` and `state` of iControl for each admin_state: https://my.f5.com/manage/s/article/K13310
_STATES = {
    'enabled': {'session': 'user-enabled', 'state': 'user-up'},
    'disabled': {'session': 'user-disabled', 'state': 'user-up'},
    'offline': {'session': 'user-disabled', 'state': 'user-down'},
}


class BIGIPPoolMember(base.BIGIPResource):
    """A pool member: https://clouddocs.f5.com/api/icontrol-rest/APIRef_tm_ltm_pool_members.html

    `resource_id` is the member's full path (/Common/10.10.0.11:80), the pool's path is in the resource data.
    """

    properties_schema = {
        'pool': properties.Schema(
            properties.Schema.STRING,
            _('The pool: a BIGIPPool (get_resource), a full path, or a name in the default partition. A change moves '
              'the member by making a new one.'), required=True),
        'address': properties.Schema(
            properties.Schema.STRING, _('IP address of the LB node as the BIG-IP reaches it.'), required=True),
        'port': properties.Schema(
            properties.Schema.INTEGER, _('Port of the LB node; 0 means the port that the client asked for.'),
            default=80, constraints=[constraints.Range(0, 65535)]),
        'description': base.description_property(),
        'priority': properties.Schema(
            properties.Schema.INTEGER, _('Priority group; the highest with enough members is used.'),
            default=0, constraints=[constraints.Range(0, 65535)], update_allowed=True),
        'ratio': properties.Schema(
            properties.Schema.INTEGER, _('Weight under the ratio modes of the pool.'),
            default=1, constraints=[constraints.Range(1, 65535)], update_allowed=True),
        'connection_limit': properties.Schema(
            properties.Schema.INTEGER, _('Most connections at a time; 0 means no limit.'),
            default=0, constraints=[constraints.Range(0, 4294967295)], update_allowed=True),
        'admin_state': properties.Schema(
            properties.Schema.STRING,
            _('enabled; disabled: running connections go on, no new ones (drain); offline: none at all.'),
            default='enabled', constraints=[constraints.AllowedValues(sorted(_STATES))], update_allowed=True),
    }

    attributes_schema = dict(base.COMMON_ATTRIBUTES, **{
        'address': base.text_attribute(_('IP address of the member.')),
        'pool': base.text_attribute(_('Full path of the pool.')),
        'state': base.text_attribute(_('What the monitors say: up, down, unchecked, checking, user-down.')),
        'session': base.text_attribute(_('Whether new connections are allowed: monitor-enabled, user-disabled, ...')),
    })

    def validate(self):
        super().validate()
        base.check_values(self, 'address', naming.check_address, 'an IP address, such as 10.10.0.11')

    def handle_create(self):
        pool = naming.full_path(self.properties['pool'], self.settings.partition)
        self._remember(POOL, pool)
        super().handle_create()

    def _path(self, wanted):
        partition = naming.split_path(self._pool)[0]
        return naming.full_path(naming.with_port(wanted['address'], wanted['port']), partition)

    @property
    def _pool(self):
        return self._remembered(POOL, None)

    @property
    def _collection(self):
        return 'pool/%s/members' % naming.uri(self._pool)

    @property
    def _node(self):
        """Full path of the member's node, which has the address as its name."""
        partition, name = naming.split_path(self.resource_id)
        address = name.rpartition('.' if name.count(':') > 1 else ':')[0]
        return naming.full_path(address, partition)

    def _ensure(self, wanted):
        described = self.marker.described(wanted['description'])
        self._ensure_node(wanted['address'], described)
        body = {
            'description': described,
            'priorityGroup': wanted['priority'],
            'ratio': wanted['ratio'],
            'connectionLimit': wanted['connection_limit'],
        }
        body.update(_STATES[wanted['admin_state']])
        self._put(self._collection, self.resource_id, body)

    def _ensure_node(self, address, described):
        """Make the node with our mark, so that delete knows that it is ours. One that exists is used as it is."""
        partition, name = naming.split_path(self._node)
        if self._get(NODE, self._node) is not None:
            return
        try:
            self.box.post(NODE, {'name': name, 'partition': partition, 'address': address, 'description': described},
                          'create node %s' % self._node)
        except errors.BIGIPError as failure:
            if not failure.exists:
                raise

    def _remove(self):
        if self._pool is None:
            return
        self._drop(self._collection, self.resource_id)
        self._drop_node()

    def _drop_node(self):
        """Remove the node if Heat made it. While another pool has a member there it stays, and goes with the last."""
        found = self._get(NODE, self._node)
        if found is None or Marker.read(found) is None:
            return
        try:
            self.box.delete('%s/%s' % (NODE, naming.uri(self._node)), 'delete node %s' % self._node)
        except errors.BIGIPError as failure:
            if not (failure.in_use or failure.not_found):
                raise

    def _objects(self):
        return [(self._collection, self.resource_id)]

    def _resolve_attribute(self, name):
        if self.resource_id is not None and name == 'pool':
            return self._pool
        if self.resource_id is not None and name in ('address', 'state', 'session'):
            return self._show_resource().get(name)
        return super()._resolve_attribute(name)
