"""The plug-in in the real engine of Heat against something that is not the fake: LabBIGIP, or a BIG-IP.

AKE_TEST_BIGIP=host[:port] with AKE_TEST_BIGIP_USER, _PASSWORD, _CA_FILE, _PARTITION names a box to use; without it
LabBIGIP is started on the loopback if it has been built.
"""

import os
import pathlib
import socket
import subprocess
import time

from oslo_config import cfg
import pytest

from adtech_axc import config, session
from stacks import member, pool, vip

PROGRAM = pathlib.Path(__file__).resolve().parents[3] / '.build/debug/ake-lab'


@pytest.fixture(scope='module')
def real_box(tmp_path_factory):
    given = os.environ.get('AKE_TEST_BIGIP')
    if given:
        yield {'host': given, 'username': os.environ.get('AKE_TEST_BIGIP_USER', 'admin'),
               'password': os.environ['AKE_TEST_BIGIP_PASSWORD'], 'ca_file': os.environ.get('AKE_TEST_BIGIP_CA_FILE', ''),
               'partition': os.environ.get('AKE_TEST_BIGIP_PARTITION', 'Common')}
        return
    if not PROGRAM.exists():
        pytest.skip('%s has not been built, and AKE_TEST_BIGIP names no BIG-IP' % PROGRAM)
    folder = tmp_path_factory.mktemp('labbigip')
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [PROGRAM, 'bigip', '--listen', '127.0.0.1:%d' % port, '--state', folder, '--user', 'heat', '--without-forwarding'],
        env=dict(os.environ, AKE_LAB_BIGIP_PASSWORD='secret'), stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and process.poll() is None:
            try:
                socket.create_connection(('127.0.0.1', port), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield {'host': '127.0.0.1:%d' % port, 'username': 'heat', 'password': 'secret', 'ca_file': str(folder / 'ca.pem'),
               'partition': 'Common'}
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def real(real_box, engine):
    config.register_options()
    for name, value in dict(real_box, in_use_timeout=5.0).items():
        cfg.CONF.set_override(name, value, group=config.GROUP)
    engine.begin_project()
    yield engine
    session.close_all()
    for option in config.OPTIONS:
        cfg.CONF.clear_override(option.name, group=config.GROUP)


NAME = 'ake-contract'


def wanted(members=2, health_type='http', **vip_properties):
    """Members on the loopback, so that no probe leaves the machine."""
    found = {'pool': pool(name=NAME, health_type=health_type, health_interval=1),
             'vip': vip(name=NAME, destination='198.51.100.10', **vip_properties)}
    found.update({'member%d' % i: member(i, address='127.0.0.%d' % (i + 1)) for i in range(1, members + 1)})
    return found


def listed(path):
    found = session.shared(config.settings()).get(path, 'list ' + path)
    return sorted(item['name'] for item in found.get('items') or [] if NAME in item['name'] or item['name'].startswith('127.0.0.'))


def everything():
    return [name for path in ('virtual', 'pool', 'node', 'monitor/http', 'monitor/tcp') for name in listed(path)]


def test_a_stack_is_made_changed_checked_and_removed(real):
    stack = real.stack(wanted())
    stack.create()
    assert stack.state == ('CREATE', 'COMPLETE'), stack.status_reason
    assert listed('virtual') == [NAME + '-80']
    assert len(stack['pool'].FnGetAtt('members')) == 2
    assert stack['member1'].FnGetAtt('state') in ('checking', 'down')
    stack = real.update(stack, wanted(members=3, health_type='tcp', port=None, ports=[80, 443]))
    assert stack.state == ('UPDATE', 'COMPLETE'), stack.status_reason
    assert listed('virtual') == [NAME + '-443', NAME + '-80']
    assert (listed('monitor/http'), listed('monitor/tcp')) == ([], [NAME + '-tcp'])
    assert listed('node') == ['127.0.0.2', '127.0.0.3', '127.0.0.4']
    stack.check()
    assert stack.state == ('CHECK', 'COMPLETE'), stack.status_reason
    stack.delete()
    assert stack.state == ('DELETE', 'COMPLETE'), stack.status_reason
    assert everything() == []


@pytest.mark.parametrize('change', [
    {'profile': 'standard'}, {'source_address_translation': 'automap'}, {'destination': '198.51.100.11'}, {'pool': ''},
    {'enabled': False}, {'translate_port': False}, {'connection_limit': 9}, {'source_ranges': ['10.0.0.0/8', '192.0.2.0/24']},
])
def test_every_setting_of_a_vip_can_be_changed_and_changed_back(real, change):
    stack = real.stack({'pool': pool(name=NAME), 'vip': vip(name=NAME)})
    stack.create()
    assert stack.state == ('CREATE', 'COMPLETE'), stack.status_reason
    for properties in (change, {}):
        stack = real.update(stack, {'pool': pool(name=NAME), 'vip': vip(**{'name': NAME, **properties})})
        assert stack.state == ('UPDATE', 'COMPLETE'), stack.status_reason
    stack.delete()
    assert stack.state == ('DELETE', 'COMPLETE'), stack.status_reason
    assert everything() == []


def test_the_box_refuses_what_the_fake_refuses(real):
    first = real.stack({'pool': pool(name=NAME), 'vip': vip(name=NAME)})
    first.create()
    second = real.stack({'vip': vip(name=NAME + '-2', pool='')}, name='second')
    second.create()
    assert 'choose another destination or port' in second.status_reason
    second.delete()
    third = real.stack({'member': member(pool='/Common/ake-contract-absent', address='127.0.0.9')}, name='third')
    third.create()
    assert 'ake-contract-absent' in third.status_reason and 'not found' in third.status_reason
    third.delete()
    first.delete()
    assert everything() == []
