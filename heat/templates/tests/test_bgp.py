"""16_set_bird_config in a running BIRD, with another BIRD as the worker, configured as Calico configures it."""

import json
import shutil
import time

import pytest
import rendering

pytestmark = pytest.mark.skipif(shutil.which('bird', path='/usr/sbin:/usr/bin') is None, reason='bird2 is not installed')

WORKER = """
router id 10.20.0.101;
protocol device {}
protocol direct { ipv4; interface "far"; }
%s
protocol static blocks {
  ipv4;
  route 10.244.1.0/26 blackhole;
  route 10.244.1.77/32 blackhole;
  route 10.244.0.0/17 blackhole;
  route 10.245.1.0/26 blackhole;
  route 10.20.9.0/24 blackhole;
  route 0.0.0.0/0 blackhole;
}
protocol bgp node {
  local 10.20.0.101 as 64512;
  neighbor 10.20.0.11 as 64512;
  multihop;
  connect retry time 1;
  %s
  ipv4 { import all; export where proto = "blocks"; next hop self; };
}
"""
SETUP = """
mkdir -p /run/netns; mount -t tmpfs none /run/netns; ip netns add worker
ip link add red address fa:16:3e:00:00:02 type veth peer name far netns worker
ip address add 10.20.0.11/24 dev red; ip link set red up
ip -n worker address add 10.20.0.101/24 dev far; ip -n worker link set far up; ip -n worker link set lo up
ip netns exec worker bird -f -c $root/worker.conf -s $root/worker.ctl >$root/worker.log 2>&1 & echo $! >$root/worker.pid
"""
UNTIL = "i=0; until %s; do i=$((i+1)); [ $i -lt 200 ] || { echo 'not within 20 s: %s'; exit 9; }; sleep 0.1; done"
PODS = 'ip route show proto bird | grep -q "^10.244.1.0/26"'


def until(condition, about):
    return UNTIL % (condition, about)


@pytest.mark.parametrize('bfd', [True, False], ids=['worker with BFD', 'worker without BFD, as stock Calico'])
def test_only_routes_to_pods_come_in_and_nothing_goes_out(host, bfd):
    host.write('run/ake/bird/peers.conf', 'protocol bgp w1 from k8s_node { neighbor 10.20.0.101 as 64512; }\n')
    host.write('worker.conf', WORKER % (('protocol bfd { multihop { interval 100 ms; multiplier 3; }; }', 'bfd on;')
                                        if bfd else ('', '')))
    path = host.part('16_set_bird_config', rendering.render()['16_set_bird_config'])
    session = until('birdc -s /node.ctl show bfd sessions | grep -q Up', 'BFD') if bfd else 'true'
    started = time.monotonic()
    done = host.run(
        path, 'bird -f -c /etc/bird/bird.conf -s /node.ctl >/node.log 2>&1 & node=$!',
        until('[ -S /node.ctl ] && [ -S /worker.ctl ]', 'control sockets'), until(PODS, 'routes'), session,
        'echo ROUTES; ip -j route show proto bird; birdc -s /worker.ctl show route protocol node',
        'kill -9 $(cat /worker.pid)', 'date +%s%N >/killed',
        until('! ' + PODS, 'withdrawal'), 'echo $(( ($(date +%s%N) - $(cat /killed)) / 1000000 )) >/withdrawn',
        'echo GONE; ip -j route show proto bird; kill $node', setup=SETUP)
    assert done.returncode == 0, done.stdout + str(time.monotonic() - started)
    _, _, rest = done.stdout.partition('ROUTES\n')
    before, _, after = rest.partition('GONE\n')
    learned = {route['dst']: route for route in json.loads(before.splitlines()[0])}
    assert set(learned) == {'10.244.1.0/26', '10.244.1.77', '10.244.0.0/16'}
    assert learned['10.244.1.0/26']['gateway'] == '10.20.0.101'
    assert learned['10.244.0.0/16']['type'] == 'unreachable'
    assert '10.' not in before.partition('\n')[2].replace('BIRD 2.0.12', ''), 'the node announced something'
    assert [route['dst'] for route in json.loads(after.splitlines()[0])] == ['10.244.0.0/16']
    if bfd:
        assert int(host.text('withdrawn')) < 2000
