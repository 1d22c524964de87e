"""The names of the talk, and what the controllers rely on."""

import re

import pytest
import rendering

ROOT = rendering.load('cls.yaml')
MEMBER = rendering.load('cls_member.yaml')


def test_parameters_of_the_root_are_the_contract():
    required = {'flavor', 'image', 'ingress_namespace', 'ingress_name', 'ingress_uid', 'kubeconfig', 'lb_network',
                'cluster_network', 'vip_network', 'lb_gateway'}
    defaults = {'replicas': 2, 'key_name': '', 'pod_cidr': '10.244.0.0/16', 'bgp_as': 64512, 'fluentd_s3_bucket': '',
                'dd_api_key': '', 'http_port': 80, 'wait_timeout': 600, 'ingress_group': ''}
    parameters = ROOT['parameters']
    assert set(parameters) == required | set(defaults)
    assert {name for name, about in parameters.items() if 'default' not in about} == required
    assert {name: parameters[name]['default'] for name in defaults} == defaults


def test_every_parameter_is_described_and_in_a_group():
    assert all(about['description'].endswith('.') for about in ROOT['parameters'].values())
    grouped = [name for group in ROOT['parameter_groups'] for name in group['parameters']]
    assert sorted(grouped) == sorted(ROOT['parameters'])


@pytest.mark.parametrize('source', [ROOT, MEMBER], ids=['root', 'member'])
def test_secrets_are_hidden(source):
    assert {name for name, about in source['parameters'].items() if about.get('hidden')} == {'kubeconfig', 'dd_api_key'}


def test_outputs_of_the_root_are_the_contract():
    assert set(ROOT['outputs']) == {'bigip_vsip', 'server_ids', 'server_addresses', 'server_lb_addresses'}


@pytest.mark.parametrize('source, name, kind', [
    (ROOT, 'resource_group_anlb', 'OS::Heat::ResourceGroup'),
    (ROOT, 'bigip_pool_anlb', 'ADTECH::AXC::BIGIPPool'),
    (ROOT, 'bigip_vs_anlb_v2', 'ADTECH::AXC::BIGIPVS'),
    (MEMBER, 'instances_anlb', 'OS::Nova::Server'),
    (MEMBER, 'bigip_poolmember_anlb', 'ADTECH::AXC::BIGIPPoolMember'),
    (MEMBER, 'cloud_init_anlb', 'OS::Heat::MultipartMime'),
])
def test_resources_have_the_names_of_the_talk(source, name, kind):
    assert source['resources'][name]['type'] == kind


def test_cloud_init_has_the_eleven_parts_of_the_talk_in_its_order():
    listed = MEMBER['resources']['cloud_init_anlb']['properties']['parts']
    assert [entry['filename'] for entry in listed] == list(rendering.PARTS)
    for entry in listed:
        name = 'cloud_init_anlb_' + entry['filename']
        assert entry['config'] == {'get_resource': name}
        assert MEMBER['resources'][name]['type'] == 'OS::Heat::SoftwareConfig'


def test_every_part_is_a_file_of_its_own():
    found = set(rendering.files(MEMBER))
    on_disk = {'cloud-init/' + file.name for file in (rendering.FOLDER / 'cloud-init').iterdir()}
    assert found == on_disk
    assert sorted(re.sub(r'.*/(.*)\..*', r'\1', name) for name in found) == sorted((*rendering.PARTS, 'common'))


def test_a_changed_credential_or_count_replaces_no_server():
    server = MEMBER['resources']['instances_anlb']['properties']
    assert server['user_data_update_policy'] == 'IGNORE'
    changing = {'kubeconfig', 'replicas', 'dd_api_key', 'fluentd_s3_bucket', 'wait_timeout', 'http_port'}
    used = set(re.findall(r"'get_param': '(\w+)'", str({key: value for key, value in server.items()})))
    assert not used & changing
    group = ROOT['resources']['resource_group_anlb']
    assert 'removal_policies' not in group['properties'], 'the newest goes first'
    assert 'update_policy' not in group


def test_the_root_passes_the_member_what_it_declares():
    assert set(ROOT['resources']['resource_group_anlb']['properties']['resource_def']['properties']) == \
        set(MEMBER['parameters'])


def test_first_nic_is_the_load_balancer_network_and_the_second_the_cluster_network():
    networks = MEMBER['resources']['instances_anlb']['properties']['networks']
    resources = MEMBER['resources']
    assert [resources[nic['port']['get_resource']]['properties']['network'] for nic in networks] == \
        [{'get_param': 'lb_network'}, {'get_param': 'cluster_network'}]


def test_a_node_becomes_a_pool_member_when_it_is_ready_and_its_clock_starts_with_its_server():
    assert MEMBER['resources']['bigip_poolmember_anlb']['depends_on'] == 'wc_anlb'
    assert MEMBER['resources']['wc_anlb']['depends_on'] == 'instances_anlb'


def test_the_monitor_asks_the_node_for_healthz():
    pool = ROOT['resources']['bigip_pool_anlb']['properties']
    assert (pool['health_type'], pool['health_path'], pool['health_port']) == ('http', '/healthz', 8080)


def test_largest_group_stays_below_the_limit_of_resources_in_a_stack():
    largest = ROOT['parameters']['replicas']['constraints'][0]['range']['max']
    # A group and each of its members are stacks whose resources count too.
    assert len(ROOT['resources']) + largest * (1 + len(MEMBER['resources'])) <= 1000
