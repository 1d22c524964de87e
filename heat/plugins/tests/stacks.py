"""Resource definitions that the tests start from; keyword arguments change properties."""


def pool(**properties):
    return {'type': 'ADTECH::AXC::BIGIPPool', 'properties': {'name': 'web', 'health_path': '/healthz', **properties}}


def member(index=1, **properties):
    return {'type': 'ADTECH::AXC::BIGIPPoolMember',
            'properties': {'pool': {'get_resource': 'pool'}, 'address': '10.10.0.%d' % (10 + index), **properties}}


def vip(**properties):
    return {'type': 'ADTECH::AXC::BIGIPVS',
            'properties': {'name': 'web', 'destination': '198.51.100.10', 'pool': {'get_resource': 'pool'},
                           'port': 80, **properties}}


def web(members=1, **vip_properties):
    """A pool, its members and the VIP."""
    made = {'pool': pool(), 'vip': vip(**vip_properties)}
    made.update({'member%d' % index: member(index) for index in range(1, members + 1)})
    return made


MEMBERS = 'members /Common/web'
STACK_MARK = '[heat stack=%s resource=%s id=%s]'


def mark(resource):
    return STACK_MARK % (resource.stack.id, resource.name, resource.uuid)
