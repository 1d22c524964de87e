"""Renders cls_member.yaml with Heat's own template engine, as heat-engine does before it makes the user-data.

No database and no service: the attributes that other resources would have (ports, wait condition handle) are given.
"""

import pathlib
from email.mime import multipart

from heat.common import context
from heat.common import template_format
from heat.engine import environment
from heat.engine import node_data
from heat.engine import resources
from heat.engine import stack
from heat.engine import stk_defn
from heat.engine import template
from heat.engine.resources.openstack.heat import multi_part
from heat.engine.resources.openstack.heat.software_config import SoftwareConfig
from oslo_config import cfg

FOLDER = pathlib.Path(__file__).resolve().parent.parent
PARTS = (
    '11_set_sysctl', '12_set_kubeconfig_calico', '13_set_kubeconfig_ingress', '14_set_interface',
    '15_set_bgppeer_yaml', '16_set_bird_config', '17_set_dd_config', '18_set_fluentd_config', '19_set_run_script',
    '20_set_logrotate', '99_wc_notify',
)
KUBECONFIG = '{"apiVersion": "v1", "kind": "Config", "users": [{"name": "n", "user": {"token": "abc"}}]}'
VALUES = {
    'index': '0', 'flavor': 'ar1-standard-1', 'image': 'ake-lb-node', 'key_name': '',
    'ingress_namespace': 'shop', 'ingress_name': 'web', 'ingress_uid': '0b9d9f4e-5d7c-4a8b-9a4e-0f6f4f6b2c11', 'ingress_group': '',
    'kubeconfig': KUBECONFIG, 'lb_network': 'lb-net', 'cluster_network': 'cluster-net', 'lb_gateway': '10.10.0.1',
    'pod_cidr': '10.244.0.0/16', 'bgp_as': 64512, 'fluentd_s3_bucket': '', 'dd_api_key': '', 'wait_timeout': 600,
    'security_group': 'sg', 'bigip_pool': '/Common/pool',
}
CURL_CLI = ("curl -i -X POST -H 'X-Auth-Token: gAAAA-token' -H 'Content-Type: application/json' "
            "-H 'Accept: application/json' http://10.10.0.2:8004/v1/p/stacks/s/i/resources/wc_handle_anlb/signal")
ATTRIBUTES = {
    'port_anlb_lb': {
        'mac_address': 'fa:16:3e:00:00:01',
        'fixed_ips': [{'ip_address': '10.10.0.11'}],
        'subnets': [{'cidr': '10.10.0.0/24'}],
    },
    'port_anlb_cluster': {
        'mac_address': 'FA:16:3E:00:00:02',
        'fixed_ips': [{'ip_address': '10.20.0.11'}],
        'subnets': [{'cidr': '10.20.0.0/24'}],
    },
    'wc_handle_anlb': {'curl_cli': CURL_CLI},
}


def load(name):
    """A template of this folder, as a value."""
    return template_format.parse((FOLDER / name).read_text())


def files(value, found=None):
    """{path: text} for every get_file below `value`."""
    found = {} if found is None else found
    if isinstance(value, dict):
        for key, item in value.items():
            if key == 'get_file':
                found[item] = (FOLDER / item).read_text()
            else:
                files(item, found)
    elif isinstance(value, list):
        for item in value:
            files(item, found)
    return found


def parse(name, values, attributes=None):
    """A Heat stack of the template, not stored anywhere."""
    cfg.CONF([], project='heat', default_config_files=[])
    resources.initialise()
    source = load(name)
    parsed = template.Template(source, files=files(source), env=environment.Environment({'parameters': values}))
    made = stack.Stack(context.RequestContext(project_id='p', user_id='u', is_admin=False), 'web-anlb', parsed)
    for resource, known in (attributes or {}).items():
        data = node_data.NodeData(1, resource, 'uuid', resource, paths(known), 'CREATE', 'COMPLETE')
        stk_defn.update_resource_data(made.defn, resource, data)
    return made


def paths(known):
    """Attributes under their name, and under the whole path by which the templates ask for them, as Heat stores them."""
    flat = dict(known)
    for name, value in known.items():
        if isinstance(value, list):
            for key in value[0]:
                flat[(name, 0, key)] = value[0][key]
    return flat


def render(values=None, attributes=None):
    """{part: text} as it reaches the server."""
    merged = {name: dict(known, **(attributes or {}).get(name, {})) for name, known in ATTRIBUTES.items()}
    made = parse('cls_member.yaml', dict(VALUES, **(values or {})), merged)
    return {part: properties(made, 'cloud_init_anlb_' + part, SoftwareConfig)['config'] for part in PARTS}


def properties(made, name, kind):
    """The resolved properties of one resource."""
    return made.defn.resource_definition(name).properties(kind.properties_schema, made.context)


def user_data(parts):
    """The multipart message that Heat makes of the rendered parts."""
    listed = load('cls_member.yaml')['resources']['cloud_init_anlb']['properties']['parts']
    subparts = []
    for entry in listed:
        multi_part.MultipartMime._append_part(
            subparts, parts[entry['filename']], entry['subtype'], entry['filename'])
    return multipart.MIMEMultipart(_subparts=subparts).as_string()
