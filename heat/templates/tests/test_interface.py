"""14_set_interface against the kernel: veth pairs in a namespace of their own."""

import json

import rendering

PART = '14_set_interface'
NICS = """
ip link add blue address fa:16:3e:00:00:01 type veth peer name blue-far
ip link add red address fa:16:3e:00:00:02 type veth peer name red-far
ip link set blue-far up; ip link set red-far up
"""
ADDRESSED = NICS + """
ip link set blue up; ip link set red up
ip address add 10.10.0.11/24 dev blue; ip address add 10.20.0.11/24 dev red
ip route add default via 10.10.0.1
"""
SHOW = ('echo RESULT; ip -j -4 rule show; ip -j -4 route show table 100; ip -j -4 address show; '
        'ip -j -4 route get 10.20.0.101 from 10.10.0.11; ip -j -4 route get 10.20.0.101; ip -4 rule')


def outcome(done):
    assert done.returncode == 0, done.stdout
    before, _, after = done.stdout.partition('RESULT\n')
    lines = after.splitlines()
    rules, routes, links, answer, plain = (json.loads(line) for line in lines[:5])
    return rules, routes, links, answer[0], plain[0]


def part(host, **changes):
    attributes = {'port_anlb_lb': changes} if changes else None
    return host.part(PART, rendering.render(attributes=attributes)[PART])


def test_answers_leave_by_the_balancer_even_to_a_neighbour_of_the_cluster_network(host):
    rules, routes, _, answer, plain = outcome(host.run(part(host), SHOW, setup=ADDRESSED))
    assert [(rule['src'], rule['table']) for rule in rules if rule['priority'] == 1000] == [('10.10.0.11', '100')]
    assert {route['dst'] for route in routes} == {'default', '10.10.0.0/24'}
    assert (answer['gateway'], answer['dev']) == ('10.10.0.1', 'blue')
    assert plain['dev'] == 'red' and 'gateway' not in plain


def test_a_second_run_changes_nothing(host):
    host.fake('ip', '#!/bin/sh\necho "$*" >>/ip.log\nexec /usr/sbin/ip "$@"\n')
    path = part(host)
    host.run(path, ': >/ip.log', path, setup=ADDRESSED)
    assert all(' show' in line for line in host.text('ip.log').splitlines()), host.text('ip.log')


def test_the_names_of_the_interfaces_do_not_matter_and_missing_addresses_are_given(host):
    text = rendering.render()[PART].replace('patience = 5 if installed else 30', 'patience = 0')
    _, _, links, answer, _ = outcome(host.run(host.part(PART, text), SHOW, setup=NICS))
    given = {link['ifname']: link['addr_info'][0]['local'] for link in links if link['ifname'] != 'lo'}
    assert given == {'blue': '10.10.0.11', 'red': '10.20.0.11'}
    assert answer['dev'] == 'blue'


def test_an_interface_with_another_mac_is_found_by_its_address(host):
    setup = ADDRESSED + 'ip link set blue address 02:00:00:00:00:09'
    assert outcome(host.run(part(host), SHOW, setup=setup))[3]['dev'] == 'blue'


def test_the_address_counts_more_than_the_mac(host):
    setup = ADDRESSED + """
ip link add bridge address fa:16:3e:00:00:01 type bridge; ip link set bridge up; ip link set blue master bridge
ip address flush dev blue; ip address add 10.10.0.11/24 dev bridge"""
    assert outcome(host.run(part(host), SHOW, setup=setup))[3]['dev'] == 'bridge'


def test_a_former_address_leaves_no_rule(host):
    setup = ADDRESSED + 'ip rule add priority 1000 from 10.10.0.99 lookup 100'
    rules = outcome(host.run(part(host), SHOW, setup=setup))[0]
    assert [rule['src'] for rule in rules if rule['priority'] == 1000] == ['10.10.0.11']


def test_lost_routes_come_back(host):
    path = part(host)
    lose = 'ip route flush table 100; ip rule del priority 1000'
    assert outcome(host.run(path, lose, path, SHOW, setup=ADDRESSED))[3]['gateway'] == '10.10.0.1'


def test_it_comes_back_at_the_next_boot(host):
    host.run(part(host), setup=ADDRESSED)
    assert 'enable ake-interface.service' in host.systemctl
    assert 'enable --now ake-interface.timer' in host.systemctl
    assert 'ExecStart=/usr/local/sbin/ake-interface' in host.text('etc/systemd/system/ake-interface.service')
    boot = host.run('/usr/local/sbin/ake-interface', SHOW, setup=ADDRESSED)
    assert outcome(boot)[3]['gateway'] == '10.10.0.1'


def test_a_gateway_outside_the_network_is_refused_with_the_remedy(host):
    part_text = rendering.render({'lb_gateway': '10.99.0.1'})[PART]
    done = host.run(host.part(PART, part_text), setup=ADDRESSED)
    assert done.returncode != 0
    assert "give the BIG-IP's address there" in host.text('run/ake-boot-failures')


def test_a_missing_interface_is_named(host):
    text = rendering.render()[PART].replace('patience = 5 if installed else 30', 'patience = 0')
    assert host.run(host.part(PART, text), setup='').returncode != 0
    assert 'no interface has the MAC FA:16:3E:00:00:02' in host.text('run/ake-boot-failures')
