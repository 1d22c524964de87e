"""What a changed parameter does to a running node, by the schemas of Heat's own resources: the table in docs/templates.md."""

import sys

import pytest
import rendering
from heat.engine import node_data
from heat.engine import resources
from heat.engine import stk_defn

PARTS = 'cloud_init_anlb_'
FRESH = {
    'kubeconfig': 'another', 'dd_api_key': 'f' * 32, 'fluentd_s3_bucket': 'logs', 'pod_cidr': '10.0.0.0/8', 'bgp_as': 65000,
    'lb_gateway': '10.10.0.254', 'wait_timeout': 900, 'ingress_namespace': 'other', 'ingress_name': 'other',
    'ingress_uid': 'another', 'flavor': 'ar1-standard-4', 'image': 'newer', 'key_name': 'me', 'lb_network': 'other',
    'cluster_network': 'other', 'security_group': 'other', 'bigip_pool': '/Common/other', 'index': '7',
}


def schema(kind):
    """The properties of a resource type."""
    sys.path.insert(0, str(rendering.FOLDER.parent / 'plugins'))
    adtech = pytest.importorskip('adtech_axc', reason='heat/plugins is not here').resource_mapping()
    return (adtech.get(kind) or resources.global_env().get_class(kind)).properties_schema


def values(made, references):
    """{resource: {property: value}}, where `references` are what get_resource gives."""
    for name, known in rendering.ATTRIBUTES.items():
        data = node_data.NodeData(1, name, 'u', references.get(name, name), rendering.paths(known), 'CREATE', 'COMPLETE')
        stk_defn.update_resource_data(made.defn, name, data)
    definitions = made.t.resource_definitions(made)
    for name in set(definitions) - set(rendering.ATTRIBUTES):
        data = node_data.NodeData(1, name, 'u', references.get(name, name), {}, 'CREATE', 'COMPLETE')
        stk_defn.update_resource_data(made.defn, name, data)
    found = {}
    for name in definitions:
        definition = made.defn.resource_definition(name)
        properties = definition.properties(schema(definition.resource_type), made.context)
        found[name] = (definition.resource_type, {key: properties[key] for key in properties})
    return found


def consequences(parameter):
    """(resources that are replaced, properties of the server that change)"""
    before = values(rendering.parse('cls_member.yaml', rendering.VALUES), {})
    replaced = set()
    while True:
        references = {name: name + '-replaced' for name in replaced}
        changed = dict(rendering.VALUES, **{parameter: FRESH[parameter]})
        after = values(rendering.parse('cls_member.yaml', changed), references)
        different = {name: {key for key in after[name][1] if after[name][1][key] != before[name][1][key]}
                     for name in after}
        now = {name for name, keys in different.items()
               if any(not schema(after[name][0])[key].update_allowed for key in keys)}
        if now <= replaced:
            return replaced, different['instances_anlb']
        replaced |= now


def parts(*numbers):
    """The resources of some parts, and the message made of them."""
    return {'cloud_init_anlb'} | {PARTS + name for name in rendering.PARTS if name[:2] in numbers}


@pytest.mark.parametrize('parameter, replaced, server', [
    ('kubeconfig', parts('13'), {'user_data'}),
    ('dd_api_key', parts('17'), {'user_data'}),
    ('fluentd_s3_bucket', parts('18'), {'user_data'}),
    ('pod_cidr', parts('13', '16'), {'user_data'}),
    ('bgp_as', parts('13', '15', '16'), {'user_data'}),
    ('lb_gateway', parts('14'), {'user_data'}),
    ('wait_timeout', parts('99') | {'wc_anlb'}, {'user_data'}),
    ('ingress_name', parts('13', '17', '18'), {'user_data', 'metadata'}),
    ('flavor', set(), {'flavor'}),
    ('image', set(), {'image'}),
    ('security_group', set(), set()),
    ('bigip_pool', {'bigip_poolmember_anlb'}, set()),
])
def test_no_server_is_replaced_and_no_pool_member_leaves(parameter, replaced, server):
    assert consequences(parameter) == (replaced, server)


@pytest.mark.parametrize('parameter, replaced', [('key_name', 'instances_anlb'), ('lb_network', 'port_anlb_lb'),
                                                 ('cluster_network', 'port_anlb_cluster')])
def test_what_does_replace_is_known(parameter, replaced):
    assert replaced in consequences(parameter)[0]
