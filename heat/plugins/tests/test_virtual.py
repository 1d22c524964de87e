"""ADTECH::AXC::BIGIPVS in the real engine of Heat."""

import pytest

from stacks import mark, pool, vip, web


def made(heat, **properties):
    stack = heat.stack({'pool': pool(), 'vip': vip(**properties)})
    stack.create()
    return stack


def changed(heat, stack, **properties):
    stack = heat.update(stack, {'pool': pool(), 'vip': vip(**properties)})
    assert stack.state == ('UPDATE', 'COMPLETE'), stack.status_reason
    return stack


def test_create_makes_a_forwarding_virtual_server_without_snat(heat, box):
    stack = made(heat)
    assert stack.state == ('CREATE', 'COMPLETE'), stack.status_reason
    found = box.get('virtual', '/Common/web-80')
    assert found['destination'] == '/Common/198.51.100.10:80'
    assert found['sourceAddressTranslation'] == {'type': 'none'}
    assert found['translateAddress'] == 'enabled' and found['enabled'] is True
    assert found['profiles'] == [{'name': '/Common/fastL4'}]
    assert (found['pool'], found['source'], found['mask']) == ('/Common/web', '0.0.0.0/0', '255.255.255.255')
    assert found['description'] == mark(stack['vip'])
    assert stack['vip'].FnGetRefId() == '/Common/web'
    assert stack['vip'].FnGetAtt('address') == '198.51.100.10'
    assert stack['vip'].FnGetAtt('virtual_servers') == ['/Common/web-80']


def test_one_virtual_server_per_port_and_source(heat, box):
    made(heat, port=None, ports=[80, 443], source_ranges=['10.0.0.0/8', '192.0.2.0/24'])
    assert box.paths('virtual') == ['/Common/web-443-10.0.0.0_8', '/Common/web-443-192.0.2.0_24',
                                    '/Common/web-80-10.0.0.0_8', '/Common/web-80-192.0.2.0_24']


def test_ipv6(heat, box):
    made(heat, destination='2001:db8::10')
    found = box.get('virtual', '/Common/web-80')
    assert (found['destination'], found['source']) == ('/Common/2001:db8::10.80', '::/0')


def test_ports_come_and_go_and_the_others_stay_untouched(heat, box):
    stack = made(heat, port=None, ports=[80])
    box.calls.clear()
    stack = changed(heat, stack, port=None, ports=[80, 443])
    assert box.paths('virtual') == ['/Common/web-443', '/Common/web-80']
    stack = changed(heat, stack, port=None, ports=[443])
    assert box.paths('virtual') == ['/Common/web-443']
    assert [call[1].rpartition('/')[2] for call in box.writes() if call[0] == 'DELETE'] == ['~Common~web-80']


@pytest.mark.parametrize('properties, expected', [
    ({'destination': '198.51.100.11'}, {'destination': '/Common/198.51.100.11:80'}),
    ({'profile': 'standard'}, {'profiles': [{'name': '/Common/tcp'}]}),
    ({'source_address_translation': 'automap'}, {'sourceAddressTranslation': {'type': 'automap'}}),
    ({'source_address_translation': 'snat', 'snat_pool': 'out'},
     {'sourceAddressTranslation': {'type': 'snat', 'pool': '/Common/out'}}),
    ({'translate_address': False, 'translate_port': False}, {'translateAddress': 'disabled', 'translatePort': 'disabled'}),
    ({'pool': ''}, {'pool': ''}),
    ({'connection_limit': 7}, {'connectionLimit': 7}),
    ({'enabled': False}, {'disabled': True}),
])
def test_update_changes_in_place(heat, box, properties, expected):
    stack = made(heat)
    vip_id = stack['vip'].uuid
    box.calls.clear()
    stack = changed(heat, stack, **properties)
    found = box.get('virtual', '/Common/web-80')
    assert {key: found[key] for key in expected} == expected
    assert stack['vip'].uuid == vip_id
    assert [call[0] for call in box.writes()] == ['PATCH']


def test_a_new_name_displaces_the_virtual_server_it_replaces(heat, box):
    stack = made(heat)
    stack = changed(heat, stack, name='shop')
    assert box.paths('virtual') == ['/Common/shop-80']


def test_a_destination_that_is_taken_is_an_error_with_a_remedy(heat, box):
    made(heat)
    second = heat.stack({'vip': vip(name='second', pool='')}, name='second')
    second.create()
    assert second.state == ('CREATE', 'FAILED')
    assert 'illegally shares destination' in second.status_reason
    assert 'choose another destination or port' in second.status_reason
    second.delete()
    assert box.paths('virtual') == ['/Common/web-80']


def test_create_that_failed_half_way_is_finished_by_an_update(heat, box):
    box.fail('POST', '/virtual$', 500, 'disk full', after=True)
    stack = made(heat, port=None, ports=[80, 443])
    assert stack.state == ('CREATE', 'FAILED')
    stack = changed(heat, stack, port=None, ports=[80, 443])
    assert box.paths('virtual') == ['/Common/web-443', '/Common/web-80']


def test_a_whole_stack_leaves_nothing(heat, box):
    stack = heat.stack(web(members=3))
    stack.create()
    assert stack.state == ('CREATE', 'COMPLETE'), stack.status_reason
    stack.delete()
    assert stack.state == ('DELETE', 'COMPLETE'), stack.status_reason
    assert box.objects == {}


@pytest.mark.parametrize('method, pattern', [
    ('DELETE', '/virtual/'), ('DELETE', '/members/'), ('DELETE', '/node/'), ('DELETE', '/pool/[^/]*$'), ('DELETE', '/monitor/')])
@pytest.mark.parametrize('after', [False, True])
def test_a_delete_that_failed_can_be_repeated(heat, box, method, pattern, after):
    stack = heat.stack(web(members=2))
    stack.create()
    box.fail(method, pattern, 500, 'disk full', after=after)
    stack.delete()
    assert stack.state == ('DELETE', 'FAILED')
    stack.delete()
    assert stack.state == ('DELETE', 'COMPLETE'), stack.status_reason
    assert box.objects == {}


@pytest.mark.parametrize('properties, said', [
    ({'ports': [80]}, 'port and ports'),
    ({'destination': 'vip'}, 'destination'),
    ({'source_address_translation': 'snat'}, 'snat_pool'),
    ({'source_ranges': ['10.0.0.1/8']}, 'source_ranges'),
    ({'profile': 'fastL7'}, 'fastL7'),
])
def test_validation(heat, box, properties, said):
    stack = heat.stack({'vip': vip(**dict({'pool': ''}, **properties))})
    with pytest.raises(Exception, match=said):
        stack.validate()
