"""One failure at each write of a whole stack's life: it ends as if nothing had happened, and leaves nothing behind."""

import pytest

from stacks import web

# What a create of web() writes, in any order.
WRITES = ['/monitor/http$', '/pool$', '/node$', '/members$', '/virtual$']
CHANGES = ['/monitor/http/', '/pool/[^/]*$', '/members/', '/virtual/']


def shape(box):
    """The objects without what differs from run to run."""
    volatile = ('description', 'selfLink')
    return {key: {name: value for name, value in found.items() if name not in volatile}
            for key, found in box.objects.items()}


@pytest.fixture
def undisturbed(heat, box):
    """The shape of the box after a create without failures."""
    stack = heat.stack(web(), name='reference')
    stack.create()
    found = shape(box)
    stack.delete()
    assert box.objects == {}
    return found


@pytest.mark.parametrize('pattern', WRITES)
@pytest.mark.parametrize('after', [False, True], ids=['refused', 'done-but-failed'])
def test_a_create_that_failed_is_finished_by_the_next_update(heat, box, undisturbed, pattern, after):
    box.fail('POST', pattern, 500, 'injected', after=after)
    stack = heat.stack(web())
    stack.create()
    assert stack.state == ('CREATE', 'FAILED') and 'injected' in stack.status_reason
    stack = heat.update(stack, web())
    assert stack.state == ('UPDATE', 'COMPLETE'), stack.status_reason
    assert shape(box) == undisturbed
    stack.delete()
    assert stack.state == ('DELETE', 'COMPLETE') and box.objects == {}


@pytest.mark.parametrize('pattern', WRITES)
@pytest.mark.parametrize('after', [False, True], ids=['refused', 'done-but-failed'])
def test_a_create_that_failed_can_be_deleted_at_once(heat, box, pattern, after):
    box.fail('POST', pattern, 500, 'injected', after=after)
    stack = heat.stack(web())
    stack.create()
    stack.delete()
    assert stack.state == ('DELETE', 'COMPLETE'), stack.status_reason
    assert box.objects == {}


@pytest.mark.parametrize('pattern', WRITES)
@pytest.mark.parametrize('after', [False, True], ids=['before', 'after'])
def test_a_cut_connection_is_not_even_noticed(heat, box, undisturbed, pattern, after):
    box.fail('POST', pattern, None, after=after, times=2)
    stack = heat.stack(web())
    stack.create()
    assert stack.state == ('CREATE', 'COMPLETE'), stack.status_reason
    assert shape(box) == undisturbed


@pytest.mark.parametrize('pattern', CHANGES)
@pytest.mark.parametrize('after', [False, True], ids=['refused', 'done-but-failed'])
def test_an_update_that_failed_is_finished_by_the_next(heat, box, pattern, after):
    stack = heat.stack(web())
    stack.create()
    changed = web(connection_limit=7)
    changed['pool']['properties'].update(slow_ramp_time=0, health_interval=2)
    changed['member1']['properties'].update(ratio=2)
    box.fail('PATCH', pattern, 500, 'injected', after=after)
    stack = heat.update(stack, changed)
    assert stack.state == ('UPDATE', 'FAILED') and 'injected' in stack.status_reason
    stack = heat.update(stack, changed)
    assert stack.state == ('UPDATE', 'COMPLETE'), stack.status_reason
    assert box.get('pool', '/Common/web')['slowRampTime'] == 0
    assert box.get('monitor/http', '/Common/web-http')['interval'] == 2
    assert box.get('members /Common/web', '/Common/10.10.0.11:80')['ratio'] == 2
    assert box.get('virtual', '/Common/web-80')['connectionLimit'] == 7
