"""Calls to iControl REST: token, TLS, time-outs and repetition. One session, and so one token, per process and box."""

import atexit
import http.cookiejar
import random
import threading
import time

from oslo_log import log as logging
import requests

from . import errors

LOG = logging.getLogger(__name__)

LOGIN = '/mgmt/shared/authn/login'
TOKENS = '/mgmt/shared/authz/tokens/'
LTM = '/mgmt/tm/ltm/'
# A token lives 20 minutes unless the login answer says otherwise; a new one is taken when a fifth is left.
TOKEN_LIFE = 1200.0
TOKEN_USE = 0.8


class Session:
    """Carries calls to one BIG-IP; safe to use from several threads.

    Every call may be repeated: what it creates is recognised by its marker (marker.py), so a create whose answer
    got lost is found again rather than doubled.
    """

    def __init__(self, settings, clock=time.monotonic, sleep=time.sleep):
        self.settings = settings
        self.host = settings.host
        self._clock, self._sleep = clock, sleep
        self._lock = threading.Lock()
        self._token, self._renew_at = None, 0.0
        self._http = requests.Session()
        self._http.trust_env = False     # no proxy, no netrc: the account of heat.conf and nothing else
        self._http.cookies.set_policy(http.cookiejar.DefaultCookiePolicy(allowed_domains=[]))

    def get(self, path, action, params=None):
        return self.call('GET', path, action, params=params)

    def post(self, path, body, action):
        return self.call('POST', path, action, body)

    def patch(self, path, body, action):
        return self.call('PATCH', path, action, body)

    def delete(self, path, action):
        return self.call('DELETE', path, action)

    def call(self, method, path, action, body=None, params=None):
        """Send one request below /mgmt/tm/ltm/ and return the decoded answer.

        `action` completes "cannot ..." in errors. Raises errors.BIGIPError.
        """
        fresh_login = False
        attempt = 0
        while True:
            try:
                token = self._valid_token()
                status, answer, message = self._send(method, LTM + path, body, params, {'X-F5-Auth-Token': token})
            except _LoginFailed as failure:
                error = errors.from_answer(self.host, '%s, since the login as %s failed' % (
                    action, self.settings.username), failure.status, failure.message)
                passing = error.passing
            except requests.RequestException as failure:
                error = self._unreachable(action, failure)
                passing = not isinstance(failure, requests.exceptions.SSLError)
            else:
                if status < 400:
                    return answer
                if status == 401 and not fresh_login:
                    self._forget(token)
                    fresh_login = True
                    continue
                error = errors.from_answer(self.host, action, status, message)
                passing = error.passing
            if not passing or attempt >= self.settings.retries:
                raise error
            pause = min(self.settings.retry_delay * 2 ** attempt, self.settings.retry_limit)
            attempt += 1
            LOG.warning('%s; repetition %d of %d', error, attempt, self.settings.retries)
            self._sleep(pause * random.uniform(0.5, 1.0))

    def close(self):
        """Give the token back. A failure is of no consequence: it expires by itself."""
        with self._lock:
            token, self._token = self._token, None
        if token:
            self._revoke(token, token)

    def _valid_token(self):
        with self._lock:
            if self._token is None or self._clock() >= self._renew_at:
                old = self._token
                self._token, life = self._login()
                self._renew_at = self._clock() + life * TOKEN_USE
                if old is not None:
                    self._revoke(old, self._token)
            return self._token

    def _forget(self, token):
        """Drop a refused token, unless another thread has already replaced it."""
        with self._lock:
            if self._token == token:
                self._token = None

    def _login(self):
        settings = self.settings
        status, answer, message = self._send('POST', LOGIN, {
            'username': settings.username, 'password': settings.password, 'loginProviderName': 'tmos'})
        if status >= 400:
            raise _LoginFailed(status, message)
        token = answer.get('token') or {}
        if not token.get('token'):
            raise _LoginFailed(502, 'the login answer holds no token')
        return token['token'], float(token.get('timeout') or TOKEN_LIFE)

    def _revoke(self, token, with_token):
        try:
            self._send('DELETE', TOKENS + token, headers={'X-F5-Auth-Token': with_token})
        except requests.RequestException as failure:
            # Not the failure itself: it quotes the URL, which ends in the token.
            LOG.debug('BIG-IP %s: a token was left to expire: %s', self.host, type(failure).__name__)

    def _send(self, method, path, body=None, params=None, headers=None):
        """One HTTP exchange: (status, decoded body, message of an error body)."""
        settings = self.settings
        try:
            response = self._http.request(
                method, 'https://' + self.host + path, json=body, params=params, headers=headers,
                timeout=(settings.timeout, settings.timeout), allow_redirects=False,
                verify=(settings.ca_file or True) if settings.verify else False)
        except OSError as failure:
            if isinstance(failure, requests.RequestException):
                raise
            # `requests` reports an absent CA file as a bare OSError.
            raise requests.exceptions.SSLError(str(failure)) from failure
        try:
            answer = response.json() if response.content else {}
        except ValueError:
            answer = {}
        if not isinstance(answer, dict):
            answer = {}
        return response.status_code, answer, answer.get('message') or response.reason

    def _unreachable(self, action, failure):
        if isinstance(failure, requests.exceptions.SSLError):
            return errors.Unreachable(self.host, action, 'TLS: %s' % failure,
                                      'Put the CA of the BIG-IP\'s certificate into ca_file of [adtech_bigip], and use '
                                      'a name or an address that stands in the certificate as host.')
        cause = 'no answer within %g s' % self.settings.timeout if isinstance(failure, requests.Timeout) else str(failure)
        return errors.Unreachable(self.host, action, cause,
                                  'Check host in [adtech_bigip], the route to it and that its port is open.')


class _LoginFailed(Exception):
    def __init__(self, status, message):
        super().__init__(message)
        self.status, self.message = status, message


_sessions = {}
_sessions_lock = threading.Lock()


def shared(settings):
    """The session of this process for these settings."""
    with _sessions_lock:
        session = _sessions.get(settings)
        if session is None:
            session = _sessions[settings] = Session(settings)
        return session


@atexit.register
def close_all():
    """Give back the tokens of this process."""
    with _sessions_lock:
        sessions = list(_sessions.values())
        _sessions.clear()
    for session in sessions:
        session.close()
