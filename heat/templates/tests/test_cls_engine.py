"""Heat's own engine reads the templates: syntax, constraints, properties of the resources, user-data."""

import email
import pathlib
import subprocess
import sys

import pytest
import rendering

PLUGINS = rendering.FOLDER.parent / 'plugins'
VALUES = {
    'replicas': '2', 'flavor': 'ar1-standard-1', 'image': 'ake-lb-node', 'ingress_namespace': 'shop',
    'ingress_name': 'web', 'ingress_uid': '0b9d9f4e-5d7c-4a8b-9a4e-0f6f4f6b2c11', 'kubeconfig': rendering.KUBECONFIG,
    'lb_network': 'lb-net', 'cluster_network': 'cluster-net', 'vip_network': 'vip-net', 'lb_gateway': '10.10.0.1',
}


def accepted(values):
    """None, or what Heat says against the values; constraints that ask other services are left out."""
    try:
        made = rendering.parse('cls.yaml', dict(VALUES, **values))
        for parameter in made.parameters.params.values():
            for rule in parameter.schema.constraints:
                if type(rule).__name__ != 'CustomConstraint' or rule.name in ('ip_addr', 'net_cidr'):
                    rule.validate(parameter.value(), parameter.schema, made.context)
    except Exception as refusal:
        return str(refusal) or repr(refusal)
    return None


@pytest.mark.parametrize('name', ['cls.yaml', 'cls_member.yaml'])
def test_the_template_is_valid(name):
    made = rendering.parse(name, VALUES if name == 'cls.yaml' else rendering.VALUES)
    made.t.validate()
    assert made.t.resource_definitions(made)


def test_the_ordinary_values_are_accepted():
    assert accepted({}) is None


@pytest.mark.parametrize('name, value', [
    ('replicas', '1'), ('replicas', '50'), ('pod_cidr', '10.0.0.0/8'), ('bgp_as', '4200000000'), ('http_port', '443'),
    ('fluentd_s3_bucket', 'logs.example-1'), ('fluentd_s3_bucket', ''), ('ingress_name', 'a.b-c.d'),
    ('kubeconfig', 'x' * 12288), ('key_name', ''), ('wait_timeout', '43200'),
])
def test_good_values_are_accepted(name, value):
    assert accepted({name: value}) is None


@pytest.mark.parametrize('name, value', [
    ('replicas', 'many'), ('replicas', '0'), ('replicas', '51'), ('replicas', '2.5'),
    ('ingress_namespace', 'Shop'), ('ingress_namespace', ''), ('ingress_namespace', 'a' * 64),
    ('ingress_name', '$(id)'), ('ingress_name', 'a\nb'), ('ingress_uid', "x'y"), ('ingress_uid', 'a' * 49),
    ('kubeconfig', ''), ('kubeconfig', 'x' * 12289), ('lb_gateway', '10.10.0'), ('pod_cidr', '10.244.0.0/33'),
    ('bgp_as', '0'), ('bgp_as', '4294967296'), ('http_port', '0'), ('http_port', '65536'),
    ('fluentd_s3_bucket', 'a b'), ('fluentd_s3_bucket', "x'"), ('fluentd_s3_bucket', '#{x}'), ('wait_timeout', '10'),
])
def test_bad_values_are_refused(name, value):
    assert accepted({name: value}) is not None


def test_the_properties_are_those_of_the_plug_in():
    sys.path.insert(0, str(PLUGINS))
    adtech = pytest.importorskip('adtech_axc', reason='heat/plugins is not here')
    root = rendering.parse('cls.yaml', VALUES)
    member = rendering.parse('cls_member.yaml', rendering.VALUES)
    for made in (root, member):
        for definition in made.t.resource_definitions(made).values():
            kind = adtech.resource_mapping().get(definition.resource_type)
            if kind:
                definition.properties(kind.properties_schema, made.context).validate(with_value=False)


def test_no_key_name_means_no_key_pair_and_no_ssh():
    from heat.engine.resources.openstack.nova.server import Server
    server = rendering.properties(rendering.parse('cls_member.yaml', rendering.VALUES), 'instances_anlb', Server)
    assert not server['key_name']
    assert 'security_group_rule_anlb_ssh' not in rendering.parse('cls.yaml', VALUES).t.resource_definitions(
        rendering.parse('cls.yaml', VALUES))
    with_key = rendering.parse('cls.yaml', dict(VALUES, key_name='me'))
    assert 'security_group_rule_anlb_ssh' in with_key.t.resource_definitions(with_key)


def test_the_host_name_is_not_cut_by_nova():
    from heat.engine.resources.openstack.nova.server import Server
    values = dict(rendering.VALUES, ingress_uid='a' * 48, index='99')
    server = rendering.properties(rendering.parse('cls_member.yaml', values), 'instances_anlb', Server)
    assert len(server['name']) <= 63


def nova_bytes(text):
    """Length of the user-data as Nova counts it: in base64."""
    return (len(text.encode()) + 2) // 3 * 4


@pytest.mark.parametrize('kubeconfig', [
    rendering.KUBECONFIG.ljust(6 * 1024), '"' * 400 + 'x' * 11888, 'x' * 12288,
], ids=['6 KiB', '12 KiB with many quotes', 'longest'])
def test_user_data_is_below_the_limit_of_nova(kubeconfig):
    values = {'kubeconfig': kubeconfig, 'fluentd_s3_bucket': 'b' * 63, 'dd_api_key': 'f' * 32,
              'ingress_name': 'i' * 253, 'ingress_namespace': 'n' * 63}
    assert nova_bytes(rendering.user_data(rendering.render(values))) <= 65535


def test_the_message_holds_every_part_as_a_script_that_cloud_init_runs_by_name():
    parts = rendering.render()
    message = email.message_from_string(rendering.user_data(parts))
    found = message.get_payload()
    assert [part.get_filename() for part in found] == list(rendering.PARTS)
    for part in found:
        assert part.get_content_type() == 'text/x-shellscript'
        assert part.get_payload(decode=True).decode() == parts[part.get_filename()]
        assert part.get_payload().startswith('#!/')


def test_a_part_in_every_language_survives_the_message(hostile):
    parts = rendering.render({'kubeconfig': hostile})
    for part in email.message_from_string(rendering.user_data(parts)).get_payload():
        assert part.get_payload(decode=True).decode() == parts[part.get_filename()]


def test_what_heat_writes_into_a_part_is_one_line_of_ascii(hostile):
    values = {'kubeconfig': hostile, 'dd_api_key': hostile}
    plain = rendering.render()
    for name, text in rendering.render(values).items():
        assert text.isascii()
        assert text.count('\n') == plain[name].count('\n')


@pytest.mark.parametrize('name', rendering.PARTS)
def test_the_part_is_correct_in_its_language(name, tmp_path):
    file = tmp_path / name
    file.write_text(rendering.render()[name])
    if file.read_text().startswith('#!/bin/sh'):
        subprocess.run(['sh', '-n', str(file)], check=True)
        shellcheck = pathlib.Path('/usr/bin/shellcheck')
        if shellcheck.exists():
            subprocess.run([str(shellcheck), str(file)], check=True)
    else:
        compile(file.read_text(), name, 'exec')
