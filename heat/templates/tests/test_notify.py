"""99_wc_notify with a healthz and a Heat that listen on loopback."""

import json
import textwrap

import pytest
import rendering

PART = '99_wc_notify'
SERVER = textwrap.dedent("""
    import http.server, json, sys, threading

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            status, body = HEALTHZ.pop(0) if len(HEALTHZ) > 1 else HEALTHZ[0]
            self.reply(status, body)

        def do_POST(self):
            sent = self.rfile.read(int(self.headers['Content-Length'])).decode()
            status = HEAT.pop(0) if len(HEAT) > 1 else HEAT[0]
            with open('/signals', 'a') as file:
                file.write(json.dumps([status, self.path, self.headers['X-Auth-Token'], sent]) + '\\n')
            self.reply(status, '')

        def reply(self, status, body):
            if status == 0:  # nonsense instead of HTTP
                self.wfile.write(body.encode())
                return
            self.send_response(status)
            self.send_header('Content-Length', str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *words):
            pass

    for port in (8080, 8004):
        server = http.server.ThreadingHTTPServer(('127.0.0.1', port), Answer)
        threading.Thread(target=server.serve_forever).start()
    print('up', flush=True)
""")
CURL_CLI = rendering.CURL_CLI.replace('10.10.0.2', '127.0.0.1')


@pytest.fixture
def node(host):
    """Runs the part; returns the signals that Heat got."""
    host.fake('journalctl', '#!/bin/sh\ncat /journal 2>/dev/null\n')
    host.fake('systemd-run', '#!/bin/sh\necho "$*" >>/systemd-run.log\n')

    def notify(healthz, heat=(200,), wait_timeout=600, expect=0, environment=None, arguments=''):
        server = 'HEALTHZ = %r\nHEAT = %r\n' % (list(healthz), list(heat)) + SERVER
        host.write('server.py', server)
        text = rendering.render({'wait_timeout': wait_timeout}, {'wc_handle_anlb': {'curl_cli': CURL_CLI}})[PART]
        # Not minutes: the script waits at least this long before it gives up.
        text = text.replace('time.time() + 10)', 'time.time() + 1)')
        path = host.part(PART, text)
        done = host.run('python3 /server.py >/up & server=$!', 'until [ -s /up ]; do sleep 0.05; done',
                        'code=0; %s %s || code=$?' % (path, arguments), 'kill $server', 'exit $code', environment=environment)
        assert done.returncode == expect, done.stdout
        signals = [json.loads(line) for line in host.text('signals').splitlines()]
        return [(status, path, token, json.loads(sent)) for status, path, token, sent in signals]
    return notify


def test_a_healthy_node_signals_success_to_its_own_handle(node):
    (status, path, token, sent), = node([(503, 'not yet'), (200, '{"status":"ok"}')])
    assert status == 200 and path.endswith('/wc_handle_anlb/signal') and token == 'gAAAA-token'
    assert sent['status'] == 'SUCCESS' and sent['id'] == 'anlb-host-0'


def test_nonsense_from_healthz_is_not_the_end(node):
    assert node([(0, 'nonsense\r\n\r\n'), (0, ''), (200, 'ok')])[0][3]['status'] == 'SUCCESS'


def test_a_failed_part_is_told_at_once(node, host):
    host.write('run/ake-boot-failures', "13_set_kubeconfig_ingress: LookupError: no such group: 'ake'\n")
    (_, _, _, sent), = node([(503, 'no table')], expect=1)
    assert sent['status'] == 'FAILURE'
    assert "no such group: 'ake'" in sent['reason'] and 'no table' in sent['reason']
    assert not host.exists('systemd-run.log'), 'no time will mend it'


def test_a_node_that_is_late_goes_on_trying_and_says_so_when_it_is_ready(node, host):
    host.write('run/cloud-init/status.json', json.dumps({'v1': {'init-local': {'start': 1.0}}}))
    assert node([(503, 'not yet')], expect=1)[0][3]['status'] == 'FAILURE'
    assert host.text('systemd-run.log').split()[-2:] == ['/scripts/99_wc_notify', 'late']
    last = node([(503, 'not yet'), (503, 'not yet'), (200, 'ok')], arguments='late')[-1][3]
    # The same id: Heat replaces the former word of this node by it.
    assert (last['status'], last['id']) == ('SUCCESS', 'anlb-host-0')


def test_the_deadline_brings_the_reason_and_the_log(node, host, hostile):
    host.write('run/cloud-init/status.json', json.dumps({'v1': {'init-local': {'start': 1.0}}}))
    host.write('journal', 'error: ' + hostile)
    host.fake('systemctl', '#!/bin/sh\n[ "$1" = is-active ] && [ "$2" = bird ] && echo failed && exit 3\necho active\n')
    (_, _, _, sent), = node([(503, '{"reasons":["no routes: ' + hostile + '"]}')], expect=1)
    assert sent['status'] == 'FAILURE'
    assert '503' in sent['reason'] and 'bird failed' in sent['reason'] and 'nginx active' in sent['reason']
    assert 'error: ' in sent['reason'] and len(sent['reason']) < 2500
    assert not host.exists('pwned')


def test_a_heat_that_is_restarting_hears_of_it_later(node):
    signals = node([(200, 'ok')], heat=[503, 500, 200])
    assert [status for status, *_ in signals] == [503, 500, 200]


def test_a_proxy_in_the_environment_is_not_asked_for_healthz(node):
    assert node([(200, 'ok')], environment={'http_proxy': 'http://127.0.0.1:9', 'no_proxy': '127.0.0.1'})
