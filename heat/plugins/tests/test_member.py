"""ADTECH::AXC::BIGIPPoolMember in the real engine of Heat."""

import pytest

from stacks import MEMBERS, mark, member, pool


def made(heat, **members):
    stack = heat.stack({'pool': pool(), **members})
    stack.create()
    return stack


def test_create_makes_node_and_member(heat, box):
    stack = made(heat, one=member(1, priority=3, ratio=2, connection_limit=9))
    assert stack.state == ('CREATE', 'COMPLETE'), stack.status_reason
    found = box.get(MEMBERS, '/Common/10.10.0.11:80')
    assert (found['priorityGroup'], found['ratio'], found['connectionLimit']) == (3, 2, 9)
    assert (found['session'], found['state']) == ('user-enabled', 'user-up')
    assert found['description'] == mark(stack['one'])
    assert box.get('node', '/Common/10.10.0.11')['address'] == '10.10.0.11'
    assert stack['one'].FnGetRefId() == '/Common/10.10.0.11:80'
    assert stack['one'].FnGetAtt('pool') == '/Common/web'
    assert stack['one'].FnGetAtt('address') == '10.10.0.11'


def test_ipv6_members_are_named_with_a_dot(heat, box):
    stack = made(heat, one=member(address='2001:db8::7', port=8080))
    assert stack.state == ('CREATE', 'COMPLETE'), stack.status_reason
    assert box.paths(MEMBERS) == ['/Common/2001:db8::7.8080']
    assert box.paths('node') == ['/Common/2001:db8::7']


@pytest.mark.parametrize('admin_state, session, state', [
    ('disabled', 'user-disabled', 'user-up'), ('offline', 'user-disabled', 'user-down'), ('enabled', 'user-enabled', 'user-up')])
def test_update_changes_in_place(heat, box, admin_state, session, state):
    stack = made(heat, one=member(1, admin_state='offline' if admin_state == 'enabled' else 'enabled'))
    box.calls.clear()
    stack = heat.update(stack, {'pool': pool(), 'one': member(1, admin_state=admin_state, ratio=5)})
    found = box.get(MEMBERS, '/Common/10.10.0.11:80')
    assert (found['session'], found['state'], found['ratio']) == (session, state, 5)
    assert [call[0] for call in box.writes()] == ['PATCH']


def test_another_address_makes_another_member_and_removes_the_old(heat, box):
    stack = made(heat, one=member(1))
    stack = heat.update(stack, {'pool': pool(), 'one': member(2)})
    assert stack.state == ('UPDATE', 'COMPLETE'), stack.status_reason
    assert box.paths(MEMBERS) == ['/Common/10.10.0.12:80']
    assert box.paths('node') == ['/Common/10.10.0.12']


def test_a_member_that_goes_takes_its_node_along(heat, box):
    stack = made(heat, one=member(1), two=member(2))
    stack = heat.update(stack, {'pool': pool(), 'one': member(1)})
    assert box.paths(MEMBERS) == ['/Common/10.10.0.11:80']
    assert box.paths('node') == ['/Common/10.10.0.11']


def test_a_node_shared_by_two_ports_goes_with_the_last(heat, box):
    stack = made(heat, one=member(1), two=member(1, port=443))
    stack = heat.update(stack, {'pool': pool(), 'two': member(1, port=443)})
    assert box.paths('node') == ['/Common/10.10.0.11']
    stack = heat.update(stack, {'pool': pool()})
    assert box.paths('node') == []


def test_a_node_made_by_a_person_is_used_and_stays(heat, box):
    box.objects[('node', '/Common/10.10.0.11')] = {'fullPath': '/Common/10.10.0.11', 'address': '10.10.0.11'}
    stack = made(heat, one=member(1))
    assert stack.state == ('CREATE', 'COMPLETE'), stack.status_reason
    stack.delete()
    assert list(box.objects) == [('node', '/Common/10.10.0.11')]


def test_delete_succeeds_when_the_pool_is_gone(heat, box):
    stack = made(heat, one=member(1))
    box.objects.clear()
    stack.delete()
    assert stack.state == ('DELETE', 'COMPLETE'), stack.status_reason


def test_a_pool_that_does_not_exist_is_named(heat, box):
    stack = made(heat, one=member(1, pool='/Common/absent'))
    assert stack.state == ('CREATE', 'FAILED')
    assert 'cannot create pool/~Common~absent/members /Common/10.10.0.11:80' in stack.status_reason
    assert 'The requested Pool (/Common/absent) was not found' in stack.status_reason
    stack.delete()
    assert stack.state == ('DELETE', 'COMPLETE') and box.objects == {}


def test_a_lost_answer_is_found_again(heat, box):
    box.fail('POST', '/members$', None, after=True)
    stack = made(heat, one=member(1))
    assert stack.state == ('CREATE', 'COMPLETE'), stack.status_reason
    assert box.paths(MEMBERS) == ['/Common/10.10.0.11:80']


def test_the_member_of_another_resource_is_refused(heat, box):
    stack = made(heat, one=member(1), two=member(1))
    assert stack.state == ('CREATE', 'FAILED')
    assert 'exists and belongs to resource' in stack.status_reason
    stack.delete()
    assert box.objects == {}


@pytest.mark.parametrize('properties', [{'address': 'web-1'}, {'address': '10.10.0.300'}, {'port': 65536}, {'ratio': 0}])
def test_validation(heat, box, properties):
    stack = heat.stack({'one': member(1, **dict({'pool': '/Common/web'}, **properties))})
    with pytest.raises(Exception, match=next(iter(properties))):
        stack.validate()
