"""ADTECH::AXC::BIGIPPool in the real engine of Heat."""

import pytest

from stacks import mark, pool


def made(heat, **properties):
    stack = heat.stack({'pool': pool(**properties)})
    stack.create()
    return stack


def test_create_makes_the_pool_and_its_monitor(heat, box):
    stack = made(heat, description='front door')
    assert stack.state == ('CREATE', 'COMPLETE'), stack.status_reason
    found = box.get('pool', '/Common/web')
    assert found['monitor'] == '/Common/web-http'
    assert found['loadBalancingMode'] == 'round-robin'
    assert found['description'] == 'front door ' + mark(stack['pool'])
    probe = box.get('monitor/http', '/Common/web-http')
    assert probe['send'].startswith('GET /healthz HTTP/1.1\\r\\nHost: ')
    assert (probe['destination'], probe['interval'], probe['timeout']) == ('*:8080', 5, 16)
    assert probe['defaultsFrom'] == '/Common/http'


def test_the_name_defaults_to_the_physical_resource_name(heat, box):
    stack = made(heat, name='')
    assert box.paths('pool') == ['/Common/' + stack['pool'].physical_resource_name()]


def test_names_that_the_box_refuses_or_heat_cannot_store_are_changed(heat, box):
    made(heat, name='a b/' + 'x' * 300)
    [path] = box.paths('pool')
    assert path.startswith('/Common/a_b_xxx') and len(path) <= 210


def test_get_resource_gives_the_full_path_and_attributes_tell_the_rest(heat, box):
    stack = made(heat)
    assert stack['pool'].FnGetRefId() == '/Common/web'
    names = ('name', 'partition', 'full_path', 'monitor', 'members')
    assert [stack['pool'].FnGetAtt(name) for name in names] == ['web', 'Common', '/Common/web', '/Common/web-http', []]
    assert stack['pool'].FnGetAtt('self_link').endswith('/pool/~Common~web')
    assert stack['pool'].FnGetAtt('show')['name'] == 'web'


@pytest.mark.parametrize('kind', ['https', 'tcp'])
def test_other_monitors(heat, box, kind):
    made(heat, health_type=kind, monitors=['/Common/http'])
    assert box.paths('monitor/' + kind) == ['/Common/web-' + kind]
    assert box.get('pool', '/Common/web')['monitor'] == '/Common/http and /Common/web-' + kind


def test_update_changes_in_place(heat, box):
    stack = made(heat)
    pool_id = stack['pool'].uuid
    box.calls.clear()
    stack = heat.update(stack, {'pool': pool(load_balancing_mode='least-connections-member', health_interval=2)})
    assert stack.state == ('UPDATE', 'COMPLETE'), stack.status_reason
    assert stack['pool'].uuid == pool_id
    assert box.get('pool', '/Common/web')['loadBalancingMode'] == 'least-connections-member'
    assert box.get('monitor/http', '/Common/web-http')['timeout'] == 7
    assert {call[0] for call in box.writes()} == {'PATCH'}
    assert not any('defaultsFrom' in call[2] for call in box.writes())     # a BIG-IP refuses it


def test_an_update_that_changes_nothing_calls_nothing(heat, box):
    stack = made(heat)
    box.calls.clear()
    stack = heat.update(stack, {'pool': pool()})
    assert box.writes() == []


def test_update_exchanges_and_removes_the_monitor(heat, box):
    stack = made(heat)
    stack = heat.update(stack, {'pool': pool(health_type='tcp')})
    assert stack.state == ('UPDATE', 'COMPLETE'), stack.status_reason
    assert (box.paths('monitor/http'), box.paths('monitor/tcp')) == ([], ['/Common/web-tcp'])
    stack = heat.update(stack, {'pool': pool(health_type='none')})
    assert box.paths('monitor/tcp') == []
    assert box.get('pool', '/Common/web')['monitor'] == ''


def test_update_makes_again_what_somebody_removed(heat, box):
    stack = made(heat)
    box.objects.clear()
    stack = heat.update(stack, {'pool': pool(slow_ramp_time=0)})
    assert stack.state == ('UPDATE', 'COMPLETE'), stack.status_reason
    assert (box.paths('pool'), box.paths('monitor/http')) == (['/Common/web'], ['/Common/web-http'])


def test_a_new_name_makes_a_new_pool(heat, box):
    stack = made(heat)
    stack = heat.update(stack, {'pool': pool(name='shop')})
    assert (box.paths('pool'), box.paths('monitor/http')) == (['/Common/shop'], ['/Common/shop-http'])


def test_delete_leaves_nothing_and_may_be_repeated(heat, box):
    stack = made(heat)
    box.fail('DELETE', '/pool/', 200, after=False)
    stack.delete()
    assert stack.state == ('DELETE', 'COMPLETE'), stack.status_reason
    assert box.paths('monitor/http') == []


def test_delete_accepts_that_everything_is_gone(heat, box):
    stack = made(heat)
    box.objects.clear()
    stack.delete()
    assert stack.state == ('DELETE', 'COMPLETE')


def test_delete_does_not_take_a_restarting_box_for_an_empty_one(heat, box):
    stack = made(heat)
    box.fail('GET', '/pool/', 404, 'Public URI path not registered: /tm/ltm/pool/~Common~web', times=99)
    stack.delete()
    assert stack.state == ('DELETE', 'FAILED') and 'busy or restarting' in stack.status_reason
    assert box.paths('pool') == ['/Common/web']


def test_delete_waits_while_the_pool_is_in_use_then_says_by_what(heat, box):
    stack = made(heat)
    box.objects[('virtual', '/Common/other')] = {'pool': '/Common/web'}
    stack.delete()
    assert stack.state == ('DELETE', 'FAILED')
    assert '/Common/other' in stack.status_reason and 'Take the pool out of the virtual server' in stack.status_reason
    del box.objects[('virtual', '/Common/other')]
    stack.delete()
    assert stack.state == ('DELETE', 'COMPLETE')
    assert box.objects == {}


def test_somebody_elses_pool_is_neither_taken_nor_deleted(heat, box):
    box.objects[('pool', '/Common/web')] = {'fullPath': '/Common/web', 'description': 'payroll'}
    stack = made(heat)
    assert stack.state == ('CREATE', 'FAILED')
    assert 'exists and belongs to somebody outside of Heat' in stack.status_reason
    stack.delete()
    assert box.paths('pool') == ['/Common/web'] and box.paths('monitor/http') == []


def test_the_pool_of_another_stack_is_named(heat, box):
    first = made(heat)
    second = heat.stack({'pool': pool()}, name='second')
    second.create()
    assert 'belongs to resource pool of Heat stack %s' % first.id in second.status_reason
    second.delete()
    assert box.paths('pool') == ['/Common/web']


@pytest.mark.parametrize('collection', ['pool', 'monitor/http'])
def test_a_lost_answer_to_a_create_is_found_again(heat, box, collection):
    box.fail('POST', '/%s$' % collection, None, after=True)
    stack = made(heat)
    assert stack.state == ('CREATE', 'COMPLETE'), stack.status_reason
    assert len(box.paths(collection)) == 1


@pytest.mark.parametrize('collection', ['pool', 'monitor/http'])
def test_a_failed_create_is_finished_by_an_update_in_place(heat, box, collection):
    box.fail('POST', '/%s$' % collection, 500, 'disk full')
    stack = made(heat)
    assert stack.state == ('CREATE', 'FAILED') and 'disk full' in stack.status_reason
    pool_id = stack['pool'].uuid
    stack = heat.update(stack, {'pool': pool()})
    assert stack.state == ('UPDATE', 'COMPLETE'), stack.status_reason
    assert stack['pool'].uuid == pool_id
    assert (box.paths('pool'), box.paths('monitor/http')) == (['/Common/web'], ['/Common/web-http'])


def test_a_preview_of_an_update_writes_nothing(heat, box):
    box.fail('POST', '/pool$', 500, 'disk full')
    stack = made(heat)
    box.calls.clear()
    heat.preview(stack, {'pool': pool()})
    assert box.writes() == []


def test_what_the_resource_replaced_has_made_is_taken_over(heat, box):
    stack = made(heat)
    for path in (('pool', '/Common/web'), ('monitor/http', '/Common/web-http')):
        found = box.get(*path)
        found['description'] = found['description'].replace(stack['pool'].uuid, 'an-earlier-one')
    stack = heat.update(stack, {'pool': pool(slow_ramp_time=0)})
    assert stack.state == ('UPDATE', 'COMPLETE'), stack.status_reason
    assert box.get('pool', '/Common/web')['description'] == mark(stack['pool'])
    assert box.get('monitor/http', '/Common/web-http')['description'] == mark(stack['pool'])


def test_delete_leaves_what_a_replacement_has_taken_over(heat, box):
    stack = made(heat)
    found = box.get('pool', '/Common/web')
    found['description'] = found['description'].replace(stack['pool'].uuid, 'a-later-one')
    found['monitor'] = ''
    stack.delete()
    assert stack.state == ('DELETE', 'COMPLETE'), stack.status_reason
    assert box.paths('pool') == ['/Common/web'] and box.paths('monitor/http') == []


def test_a_failed_create_can_be_deleted(heat, box):
    box.fail('POST', '/pool$', 500, 'disk full')
    stack = made(heat)
    stack.delete()
    assert stack.state == ('DELETE', 'COMPLETE') and box.objects == {}


def test_check_notices_what_is_gone(heat, box):
    stack = made(heat)
    stack.check()
    assert stack.state == ('CHECK', 'COMPLETE'), stack.status_reason
    del box.objects[('monitor/http', '/Common/web-http')]
    stack.check()
    assert stack.state == ('CHECK', 'FAILED') and 'it is not on the BIG-IP' in stack.status_reason
    stack = heat.update(stack, {'pool': pool()})
    assert stack.state == ('UPDATE', 'COMPLETE') and box.paths('monitor/http') == ['/Common/web-http']


@pytest.mark.parametrize('properties, said', [
    ({'load_balancing_mode': 'best'}, 'best'),
    ({'health_path': 'healthz'}, 'health_path'),
    ({'health_path': '/a b'}, 'health_path'),
    ({'health_port': 70000}, 'health_port'),
    ({'health_interval': 5, 'health_timeout': 5}, 'longer than health_interval'),
])
def test_validation(heat, box, properties, said):
    stack = heat.stack({'pool': pool(**properties)})
    with pytest.raises(Exception, match=said):
        stack.validate()
    assert box.calls == []


def test_without_configuration_the_error_says_what_to_set(heat, box, heat_conf):
    heat_conf.set_override('host', '', group='adtech_bigip')
    stack = made(heat)
    assert 'heat.conf lacks host in section [adtech_bigip]' in stack.status_reason
