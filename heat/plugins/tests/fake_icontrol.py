"""A fake iControl REST on a real TLS socket, for unit tests: it keeps objects and answers as a BIG-IP does.

It forwards nothing; the stand-in that does is Sources/LabBIGIP.
"""

import datetime
import http.server
import ipaddress
import json
import re
import ssl
import threading
import time
import urllib.parse
import uuid

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

KINDS = {'pool': 'Pool', 'node': 'node', 'virtual': 'Virtual Server', 'members': 'Pool Member'}
KINDS.update({'monitor/' + kind: 'Monitor' for kind in ('http', 'https', 'tcp')})


def make_certificate(folder, names=('127.0.0.1',)):
    """A self-signed certificate and its key; returns the PEM path that serves as certificate, key and CA file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, 'fake iControl')])
    now = datetime.datetime.now(datetime.timezone.utc)
    certificate = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
                   .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(hours=1))
                   .not_valid_after(now + datetime.timedelta(days=1))
                   .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(n)) for n in names]),
                                  critical=False)
                   .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
                   .sign(key, hashes.SHA256()))
    path = folder / 'fake-icontrol.pem'
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM)
                     + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                         serialization.NoEncryption()))
    return str(path)


class Refused(Exception):
    def __init__(self, status, message):
        self.status, self.message = status, message


class FakeIControl:
    """The box: `objects[(collection, full path)]`, `calls` made so far, `faults` to come."""

    username, password = 'heat', 'secret'

    def __init__(self, pem):
        self.objects, self.calls, self.faults, self.tokens = {}, [], [], {}
        self.token_timeout = 1200
        self.lock = threading.RLock()
        fake = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'
            wbufsize = -1       # head and body in one packet, or each answer waits for a delayed ACK

            def handle_any(self):
                body = self.rfile.read(int(self.headers.get('Content-Length') or 0))
                fake.answer(self, json.loads(body) if body else None)

            do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = handle_any

            def log_message(self, *args):
                pass

        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.server.daemon_threads = True
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.host = '127.0.0.1:%d' % self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, kwargs={'poll_interval': 0.01}, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def fail(self, method, pattern, status=None, message='', times=1, after=False, hang=0):
        """Make the next calls that match fail: with a status, or by cutting the connection (status None).

        With `after` the call is carried out first, as when only its answer is lost.
        """
        self.faults.append({'method': method, 'pattern': re.compile(pattern), 'status': status, 'message': message,
                            'times': times, 'after': after, 'hang': hang})

    def paths(self, collection):
        return sorted(path for kind, path in self.objects if kind == collection)

    def get(self, collection, path):
        return self.objects[(collection, path)]

    def writes(self):
        return [call for call in self.calls if call[0] != 'GET' and '/tm/' in call[1]]

    # -- answering

    def answer(self, handler, body):
        path = urllib.parse.unquote(urllib.parse.urlsplit(handler.path).path)
        with self.lock:
            self.calls.append((handler.command, path, body))
            fault = next((f for f in self.faults if f['times'] and f['method'] == handler.command
                          and f['pattern'].search(path)), None)
            if fault:
                fault['times'] -= 1
        if fault and not fault['after']:
            time.sleep(fault['hang'])
            return self.fault(handler, fault)
        try:
            with self.lock:
                status, answer = 200, self.route(handler, path, body)
        except Refused as refusal:
            status = refusal.status
            answer = {'code': status, 'message': refusal.message, 'errorStack': [], 'apiError': 3}
        if fault:
            return self.fault(handler, fault)
        self.send(handler, status, answer)

    def fault(self, handler, fault):
        if fault['status'] is None:
            handler.close_connection = True
            handler.connection.close()
        else:
            self.send(handler, fault['status'], {'code': fault['status'], 'message': fault['message'], 'errorStack': []})

    def send(self, handler, status, answer):
        data = json.dumps(answer).encode() if answer is not None else b''
        try:
            handler.send_response(status)
            handler.send_header('Content-Type', 'application/json')
            handler.send_header('Content-Length', str(len(data)))
            handler.end_headers()
            handler.wfile.write(data)
        except OSError:
            pass    # the client gave up waiting, which is what a test of time-outs wants

    def route(self, handler, path, body):
        if path == '/mgmt/shared/authn/login':
            if (body['username'], body['password']) != (self.username, self.password):
                raise Refused(401, 'Authentication failed.')
            token = uuid.uuid4().hex
            self.tokens[token] = time.monotonic() + self.token_timeout
            return {'token': {'token': token, 'timeout': self.token_timeout}}
        token = handler.headers.get('X-F5-Auth-Token')
        if self.tokens.get(token, 0) < time.monotonic():
            raise Refused(401, 'X-F5-Auth-Token does not exist.')
        if path.startswith('/mgmt/shared/authz/tokens/'):
            self.tokens.pop(path.rpartition('/')[2], None)
            return {}
        segments = path.removeprefix('/mgmt/tm/ltm/').split('/')
        if segments[0] == 'monitor':
            segments[:2] = ['/'.join(segments[:2])]
        if segments[0] == 'pool' and len(segments) >= 3:
            pool = segments[1].replace('~', '/')
            self.existing('pool', pool)
            return self.collection('members', segments[3:], handler.command, body, pool)
        return self.collection(segments[0], segments[1:], handler.command, body)

    def existing(self, collection, path):
        if (collection, path) not in self.objects:
            raise Refused(404, '01020036:3: The requested %s (%s) was not found.' % (
                KINDS.get(collection.split(' ')[0], collection), path))
        return self.objects[(collection, path)]

    def collection(self, name, rest, method, body, pool=None):
        key = name if pool is None else 'members ' + pool
        if not rest:
            if method == 'GET':
                return {'items': [o for (kind, _), o in sorted(self.objects.items()) if kind == key]}
            path = '/%s/%s' % (body['partition'], body['name'])
            if (key, path) in self.objects:
                raise Refused(409, '01020066:3: The requested %s (%s) already exists in partition %s.' % (
                    KINDS[name], path, body['partition']))
            self.check(key, path, body)
            self.objects[(key, path)] = dict(body, fullPath=path, selfLink='https://localhost/mgmt/tm/ltm/%s/%s' % (
                name, path.replace('/', '~')))
            if pool:
                address = path.rpartition('/')[2].rpartition(':')[0]
                self.objects[(key, path)].setdefault('address', address)
            return self.objects[(key, path)]
        path = rest[0].replace('~', '/')
        found = self.existing(key, path)
        if method == 'PATCH':
            self.check(key, path, dict(found, **body))
            found.update(body)
        elif method == 'DELETE':
            self.check_unused(name, path)
            for other in [k for k in self.objects if k == (key, path) or k[0] == 'members ' + path]:
                del self.objects[other]
            return None
        return found

    def check(self, key, path, body):
        if key == 'virtual':
            if body.get('pool'):
                self.existing('pool', body['pool'])
            for (kind, other), found in self.objects.items():
                if kind == 'virtual' and other != path and all(found.get(f) == body.get(f) for f in ('destination', 'source')):
                    raise Refused(400, '01070333:3: Virtual Server %s illegally shares destination address, source '
                                       'address, service port, and ip-protocol with Virtual Server %s.' % (path, other))
        if key == 'pool':
            for monitor in filter(None, (body.get('monitor') or '').split(' and ')):
                if not any(kind.startswith('monitor/') and other == monitor for kind, other in self.objects) \
                        and monitor not in ('/Common/http', '/Common/tcp'):
                    raise Refused(404, '01020036:3: The requested monitor rule (%s) was not found.' % monitor)

    def check_unused(self, name, path):
        for (kind, other), found in self.objects.items():
            if name == 'pool' and kind == 'virtual' and found.get('pool') == path:
                raise Refused(400, '01070265:3: The Pool (%s) cannot be deleted because it is in use by a Virtual '
                                   'Server (%s).' % (path, other))
            if name.startswith('monitor/') and kind == 'pool' and path in (found.get('monitor') or '').split(' and '):
                raise Refused(400, '01070083:3: Monitor %s is in use.' % path)
            if name == 'node' and kind.startswith('members ') and other.rpartition(':')[0] == path:
                raise Refused(400, '01070110:3: Node address \'%s\' is referenced by a member of pool \'%s\'.' % (
                    path, kind.partition(' ')[2]))
