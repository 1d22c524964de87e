"""What each part leaves on the host, with ordinary and with hostile values, once and twice."""

import json
import shutil
import subprocess

import pytest
import rendering

FAILURES = 'run/ake-boot-failures'


def run(host, name, values=None, times=1, **options):
    """Render the part, run it, expect success."""
    path = host.part(name, rendering.render(values)[name])
    done = host.run(*[path] * times, **options)
    assert done.returncode == 0, done.stdout
    assert not host.exists(FAILURES), host.text(FAILURES)
    assert not host.exists('pwned')
    return done.stdout


def test_sysctl_sets_this_boot_and_the_next_ones(host):
    path = host.part('11_set_sysctl', rendering.render()['11_set_sysctl'])
    done = host.run(path, 'cat /proc/sys/net/ipv4/ip_local_port_range /proc/sys/net/core/somaxconn '
                          '/proc/sys/net/ipv4/fib_multipath_hash_policy /proc/sys/net/ipv4/conf/lo/send_redirects')
    assert done.stdout.split()[-5:] == ['1024', '65535', '16384', '1', '0'], done.stdout
    kept = host.text('etc/sysctl.d/90-ake.conf')
    for setting in ('ip_local_port_range = 1024 65535', 'tcp_tw_reuse = 1', 'somaxconn = 16384',
                    'tcp_max_syn_backlog = 16384', 'fib_multipath_hash_policy = 1', 'all.send_redirects = 0'):
        assert setting in kept


def test_calico_finds_the_credential_of_ake_node(host):
    run(host, '12_set_kubeconfig_calico', times=2)
    run(host, '13_set_kubeconfig_ingress')
    assert (host.root / 'etc/calico/kubeconfig').readlink().as_posix() == '/etc/ake/kubeconfig'
    assert 'kubeconfig: /etc/calico/kubeconfig' in host.text('etc/calico/calicoctl.cfg')


def test_kubeconfig_arrives_byte_for_byte(host, hostile):
    run(host, '13_set_kubeconfig_ingress', {'kubeconfig': hostile}, times=2)
    assert host.bytes('etc/ake/kubeconfig') == hostile.encode()


def test_only_root_and_ake_reach_the_kubeconfig_and_ake_can_renew_it(host):
    run(host, '13_set_kubeconfig_ingress')
    assert host.access('etc/ake') == (0o770, 'ake')
    assert host.access('etc/ake/kubeconfig') == (0o640, 'ake')
    assert not host.exists('etc/ake/kubeconfig.new')


def test_node_json_says_which_ingress_the_node_serves(host):
    run(host, '13_set_kubeconfig_ingress', {'bgp_as': '64513'})
    assert json.loads(host.text('etc/ake/node.json')) == {
        'namespace': 'shop', 'ingress': 'web', 'group': '', 'ingressUID': rendering.VALUES['ingress_uid'],
        'podCIDR': '10.244.0.0/16', 'bgpAS': 64513, 'clusterAddress': '10.20.0.11'}


def test_a_missing_group_is_a_failure_that_names_it(host):
    host.write('etc/group', 'root:x:0:\n')
    done = host.run(host.part('13_set_kubeconfig_ingress', rendering.render()['13_set_kubeconfig_ingress']))
    assert done.returncode != 0
    assert host.text(FAILURES).startswith("13_set_kubeconfig_ingress: LookupError: no such group: 'ake'")


def test_bgppeer_is_named_after_the_host_and_labelled_with_the_ingress(host):
    run(host, '15_set_bgppeer_yaml', times=2)
    assert json.loads(host.text('etc/calico/bgppeer.yaml')) == {
        'apiVersion': 'crd.projectcalico.org/v1', 'kind': 'BGPPeer',
        'metadata': {'name': 'anlb-anlb-host-0',
                     'labels': {'ake.adtech.cyberagent.io/ingress-uid': rendering.VALUES['ingress_uid']}},
        'spec': {'peerIP': '10.20.0.11', 'asNumber': 64512}}


@pytest.mark.parametrize('key', ['', 'set'])
def test_datadog_is_configured_only_with_a_key(host, key, hostile):
    run(host, '17_set_dd_config', {'dd_api_key': hostile if key else ''})
    assert host.exists('etc/datadog-agent') == bool(key)
    if key:
        assert json.loads(host.text('etc/datadog-agent/datadog.yaml'))['api_key'] == hostile
        assert host.access('etc/datadog-agent/datadog.yaml')[0] == 0o640


def test_datadog_checks_nginx_and_reads_its_log(host):
    said = run(host, '17_set_dd_config', {'dd_api_key': '0' * 32}, times=2)
    check = json.loads(host.text('etc/datadog-agent/conf.d/nginx.d/conf.yaml'))
    # https://docs.datadoghq.com/integrations/nginx/
    assert check['init_config'] == {}
    assert check['instances'][0]['nginx_status_url'] == 'http://127.0.0.1:8080/nginx_status'
    assert {'type', 'path', 'service', 'source'} <= set(check['logs'][0])
    assert 'kube_ingress:web' in check['instances'][0]['tags']
    assert 'no Datadog agent' in said and host.systemctl == []


def test_fluentd_is_configured_only_with_a_bucket(host):
    run(host, '18_set_fluentd_config')
    assert not host.exists('etc/fluent')


def test_fluentd_sends_the_access_log_to_the_bucket(host):
    said = run(host, '18_set_fluentd_config', {'fluentd_s3_bucket': 'logs.example-1'}, times=2)
    text = host.text('etc/fluent/fluentd.conf')
    assert "s3_bucket 'logs.example-1'" in text
    assert "path 'shop/web/%Y/%m/%d/'" in text
    assert '%{path}%{time_slice}-anlb-host-0-%{index}.%{file_extension}' in text
    assert 'this image has no Fluentd' in said


@pytest.mark.parametrize('bucket', ["x'\n  @type exec", '#{`touch /pwned`}', 'a b', '../x'])
def test_fluentd_refuses_a_bucket_that_could_be_code(host, bucket):
    part = rendering.render({'fluentd_s3_bucket': bucket})['18_set_fluentd_config']
    done = host.run(host.part('18_set_fluentd_config', part))
    assert done.returncode != 0 and not host.exists('etc/fluent')
    assert 'only letters, digits, - and . are allowed' in host.text(FAILURES)


def test_run_script_starts_the_three_services_for_good(host):
    run(host, '19_set_run_script')
    assert host.systemctl[0] == 'daemon-reload'
    assert 'enable nginx.service bird.service ake-node.service' in host.systemctl
    assert host.systemctl[-3:] == ['start nginx.service', 'reload-or-restart bird.service', 'restart ake-node.service']


def test_a_service_that_does_not_start_is_noted(host):
    done = host.run(host.part('19_set_run_script', rendering.render()['19_set_run_script']),
                    environment={'FAILING_UNIT': 'bird.service'})
    assert done.returncode != 0
    assert host.text(FAILURES).startswith('19_set_run_script: failed')


def test_logrotate_takes_the_configuration_and_looks_every_hour(host):
    run(host, '20_set_logrotate', times=2)
    assert 'kill -USR1' in host.text('etc/logrotate.d/nginx')
    assert 'OnCalendar=hourly' in host.text('etc/systemd/system/logrotate.timer.d/ake.conf')
    if shutil.which('logrotate', path='/usr/sbin:/usr/bin'):
        host.write('var/log/nginx/access.log', 'x' * 300)
        done = host.run('logrotate -d /etc/logrotate.d/nginx')
        assert done.returncode == 0 and 'error' not in done.stdout, done.stdout


@pytest.mark.parametrize('pods', ['10.244.0.0/16', '10.0.0.0/8'])
def test_bird_accepts_its_configuration(host, pods):
    if not shutil.which('bird', path='/usr/sbin:/usr/bin'):
        pytest.skip('bird2 is not installed')
    run(host, '16_set_bird_config', {'pod_cidr': pods}, times=2)
    text = host.text('etc/bird/bird.conf')
    assert 'local 10.20.0.11 as 64512;' in text
    assert 'net ~ [ %s{26,32} ]' % pods in text
    assert 'include "/run/ake/bird/*.conf";' in text
    assert host.access('etc/bird/bird.conf') == (0o640, 'bird')


@pytest.mark.parametrize('name, value', [
    ('pod_cidr', '10.244.0.0/16; } protocol static evil { ipv4; route 0.0.0.0/0 via 10.0.0.1'),
    ('bgp_as', '64512 }'),
])
def test_bird_gets_no_configuration_from_a_value(host, name, value):
    values = rendering.render({name: value} if name == 'pod_cidr' else {})
    text = values['16_set_bird_config']
    if name == 'bgp_as':
        text = text.replace('"bgp_as": 64512', '"bgp_as": %s' % json.dumps(value))
    done = host.run(host.part('16_set_bird_config', text))
    assert done.returncode != 0 and not host.exists('etc/bird/bird.conf')


def test_a_peer_file_is_read_and_a_wrong_one_is_refused(host):
    if not shutil.which('bird', path='/usr/sbin:/usr/bin'):
        pytest.skip('bird2 is not installed')
    host.write('run/ake/bird/peers.conf', 'protocol bgp w1 from k8s_node { neighbor 10.20.0.101 as 64512; }\n')
    run(host, '16_set_bird_config')
    host.write('run/ake/bird/peers.conf', 'nonsense;\n')
    done = host.run(host.part('16_set_bird_config', rendering.render()['16_set_bird_config']))
    assert done.returncode != 0 and 'syntax error' in host.text(FAILURES)


def test_no_part_needs_a_program_beyond_the_image():
    # What `python3 -S` gives and /bin/sh has: no package of Python's index, no bash.
    for text in rendering.render().values():
        assert text.splitlines()[0] in ('#!/bin/sh', '#!/usr/bin/python3')
        if text.startswith('#!/usr/bin/python3'):
            subprocess.run(['/usr/bin/python3', '-S', '-c', 'import ast,sys; ast.parse(sys.stdin.read())'], input=text,
                           text=True, check=True)
