"""ADTECH::AXC::BIGIPVS: the VIP, one virtual server on the BIG-IP per port and source network."""

from heat.common.i18n import _
from heat.engine import attributes
from heat.engine import constraints
from heat.engine import properties

from . import base
from . import errors
from . import naming

VIRTUALS = 'virtuals'
ANY_SOURCE = {4: '0.0.0.0/0', 6: '::/0'}
PROFILES = {'fastL4': '/Common/fastL4', 'standard': '/Common/tcp'}


def _switch(description, default=True):
    return properties.Schema(properties.Schema.BOOLEAN, description, default=default, update_allowed=True)


class BIGIPVS(base.BIGIPResource):
    """A VIP: https://clouddocs.f5.com/api/icontrol-rest/APIRef_tm_ltm_virtual.html

    `resource_id` is /Partition/name. The virtual servers are called name-PORT, and name-PORT-NETWORK for each network
    of source_ranges, so that adding or removing one touches no other.
    """

    properties_schema = {
        'name': base.name_property(),
        'partition': base.partition_property(),
        'description': base.description_property(),
        'destination': properties.Schema(
            properties.Schema.STRING,
            _('IP address of the VIP, for example the address of an OS::Neutron::Port.'),
            required=True, update_allowed=True),
        'port': properties.Schema(
            properties.Schema.INTEGER, _('Port of the VIP; 0 means every port. Either port or ports.'),
            constraints=[constraints.Range(0, 65535)], update_allowed=True),
        'ports': properties.Schema(
            properties.Schema.LIST, _('Ports of the VIP, for example [80, 443].'),
            schema=properties.Schema(properties.Schema.INTEGER, constraints=[constraints.Range(0, 65535)]),
            default=[], update_allowed=True),
        'profile': properties.Schema(
            properties.Schema.STRING,
            _('fastL4: packets are forwarded, the client\'s own connection ends at the LB node; standard: a full '
              'TCP proxy on the BIG-IP.'),
            default='fastL4', constraints=[constraints.AllowedValues(sorted(PROFILES))], update_allowed=True),
        'pool': properties.Schema(
            properties.Schema.STRING,
            _('The pool: a BIGIPPool (get_resource), a full path, or a name in the same partition. Empty: none.'),
            default='', update_allowed=True),
        'source_address_translation': properties.Schema(
            properties.Schema.STRING,
            _('none: the LB node sees the client\'s address, and answers must return through the BIG-IP; automap or '
              'snat: it sees an address of the BIG-IP.'),
            default='none', constraints=[constraints.AllowedValues(['none', 'automap', 'snat'])], update_allowed=True),
        'snat_pool': properties.Schema(
            properties.Schema.STRING, _('SNAT pool for source_address_translation: snat.'),
            default='', update_allowed=True),
        'translate_address': _switch(_('Replace the VIP by the member\'s address. Off: the LB node must hold the VIP.')),
        'translate_port': _switch(_('Replace the port by the member\'s port.')),
        'source_ranges': properties.Schema(
            properties.Schema.LIST, _('Networks that may connect, such as 10.0.0.0/8. Empty: everybody.'),
            schema=properties.Schema(properties.Schema.STRING), default=[], update_allowed=True),
        'connection_limit': properties.Schema(
            properties.Schema.INTEGER, _('Most connections at a time on each virtual server; 0 means no limit.'),
            default=0, constraints=[constraints.Range(0, 4294967295)], update_allowed=True),
        'enabled': _switch(_('Whether the VIP takes connections.')),
    }

    attributes_schema = dict(base.COMMON_ATTRIBUTES, **{
        'address': base.text_attribute(_('IP address of the VIP.')),
        'virtual_servers': attributes.Schema(
            _('Full paths of the virtual servers on the BIG-IP.'), type=attributes.Schema.LIST,
            cache_mode=attributes.Schema.CACHE_NONE),
    })

    def validate(self):
        super().validate()
        wanted = self.properties
        if wanted['port'] is not None and wanted['ports']:
            raise base.invalid('port and ports are both given: leave one of them out.')
        if wanted['source_address_translation'] == 'snat' and not wanted['snat_pool']:
            raise base.invalid('source_address_translation is snat: snat_pool must name the SNAT pool.')
        base.check_values(self, 'destination', naming.check_address, 'an IP address, such as 198.51.100.10')
        base.check_values(self, 'source_ranges', naming.check_network, 'a network without host bits, such as 10.0.0.0/8')

    def _ensure(self, wanted):
        bodies = self._bodies(wanted)
        before = self._names()
        self._remember(VIRTUALS, sorted({*before, *bodies}))
        # What goes first makes room: two virtual servers cannot share a destination.
        for path in before:
            if path not in bodies:
                self._drop('virtual', path)
        for path, body in bodies.items():
            self._put_virtual(path, body)
        self._remember(VIRTUALS, sorted(bodies))

    def _put_virtual(self, path, body):
        try:
            self._put('virtual', path, body)
        except errors.BIGIPError as failure:
            if failure.code != errors.SHARES_DESTINATION or not self._displace(body):
                raise
            self._put('virtual', path, body)

    def _displace(self, body):
        """Remove the virtual server on our destination if it belongs to the resource that this one replaces."""
        partition = naming.split_path(self.resource_id)[0]
        found = self.box.get('virtual', 'list the virtual servers', params={'$filter': 'partition eq ' + partition})
        displaced = False
        for other in found.get('items') or []:
            if (other.get('destination') == body['destination'] and other.get('source') == body['source']
                    and self.marker.may_adopt(other)):
                self.box.delete('virtual/%s' % naming.uri(other['fullPath']),
                                'delete virtual %s, which is replaced' % other['fullPath'])
                displaced = True
        return displaced

    def _bodies(self, wanted):
        """Full path -> body of each virtual server that should be."""
        partition, name = naming.split_path(self.resource_id)
        address = wanted['destination']
        version = 6 if naming.is_ipv6(address) else 4
        ports = wanted['ports'] or [80 if wanted['port'] is None else wanted['port']]
        bodies = {}
        for port in ports:
            for source in wanted['source_ranges'] or [ANY_SOURCE[version]]:
                path = naming.full_path('%s-%d' % (name, port), partition)
                if wanted['source_ranges']:
                    path += '-' + naming.box_name(source).replace(':', '_')
                bodies[path] = self._body(wanted, naming.with_port(address, port), source)
        return bodies

    def _body(self, wanted, destination, source):
        partition = naming.split_path(self.resource_id)[0]
        translation = {'type': wanted['source_address_translation']}
        if translation['type'] == 'snat':
            translation['pool'] = naming.full_path(wanted['snat_pool'], partition)
        return {
            'description': self.marker.described(wanted['description']),
            'destination': naming.full_path(destination, partition),
            'mask': naming.host_mask(wanted['destination']),
            'source': source,
            'ipProtocol': 'tcp',
            'profiles': [{'name': PROFILES[wanted['profile']]}],
            'pool': naming.full_path(wanted['pool'], partition) if wanted['pool'] else '',
            'sourceAddressTranslation': translation,
            'translateAddress': 'enabled' if wanted['translate_address'] else 'disabled',
            'translatePort': 'enabled' if wanted['translate_port'] else 'disabled',
            'connectionLimit': wanted['connection_limit'],
            # Two properties of which iControl shows the one that holds.
            **({'enabled': True} if wanted['enabled'] else {'disabled': True}),
        }

    def _names(self):
        return self._remembered(VIRTUALS, [])

    def _remove(self):
        for path in self._names():
            self._drop('virtual', path)

    def _objects(self):
        return [('virtual', path) for path in self._names()]

    def _show_resource(self):
        return super()._show_resource() if self._names() else {}

    def _resolve_attribute(self, name):
        if self.resource_id is not None and name == 'virtual_servers':
            return self._names()
        if self.resource_id is not None and name == 'address':
            return naming.bare(self.properties['destination'])
        return super()._resolve_attribute(name)
