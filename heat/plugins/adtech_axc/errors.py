"""What can go wrong with a BIG-IP, in words that name the object, the cause and the remedy."""

import re

# MCP's own error numbers, the first word of a message: https://my.f5.com/manage/s/article/K6053
NOT_FOUND = '01020036'
ALREADY_EXISTS = '01020066'
POOL_IN_USE = '01070265'
MONITOR_IN_USE = '01070083'
NODE_IN_USE = '01070110'
SHARES_DESTINATION = '01070333'

IN_USE = (POOL_IN_USE, MONITOR_IN_USE, NODE_IN_USE)

_REMEDY_BY_CODE = {
    NOT_FOUND: 'Create the object it refers to first, or correct the name; names in another partition need their '
               'full path (/Partition/name).',
    SHARES_DESTINATION: 'Two virtual servers cannot have the same address, port and source: choose another '
                        'destination or port, or delete the other virtual server.',
    POOL_IN_USE: 'Take the pool out of the virtual server named here, then delete again.',
    MONITOR_IN_USE: 'Take the monitor out of the pool that uses it, then delete again.',
}
_REMEDY_BY_STATUS = {
    400: 'Compare the property named here with the documentation of the resource type.',
    401: 'Check username and password in section [adtech_bigip] of heat.conf, and that the account is not locked.',
    403: 'Give the account of [adtech_bigip] the role in docs/bigip.md on this partition.',
    404: 'It was removed outside of Heat, or its partition does not exist.',
    409: 'Choose another name, or remove the object if nobody needs it.',
    503: 'The BIG-IP is busy or restarting: try again; if it lasts, look at /var/log/restjavad.0.log on it.',
}


class BIGIPError(Exception):
    """One failed call or a refused action.

    `status` is the HTTP status (None without an answer), `code` MCP's number such as 01020036 (or None), `passing`
    whether the box was only busy or restarting.
    """

    def __init__(self, host, action, cause, remedy='', status=None, code=None, passing=False):
        self.host, self.action, self.cause, self.remedy = host, action, cause, remedy
        self.status, self.code, self.passing = status, code, passing
        text = 'BIG-IP %s: cannot %s: %s' % (host, action, cause.rstrip('. '))
        if status is not None:
            # Whoever reads the stack's status tells by it what may pass; a REST service that restarts answers 404 too.
            text += ' (HTTP %d%s)' % (status, ', temporarily' if passing else '')
        super().__init__(text + '.' + (' Remedy: ' + remedy if remedy else ''))

    @property
    def not_found(self):
        """The box knows of no such object. While it restarts it knows of none, which says nothing."""
        return self.status == 404 and not self.passing

    @property
    def exists(self):
        return self.status == 409 or self.code == ALREADY_EXISTS

    @property
    def in_use(self):
        return self.code in IN_USE


class Unreachable(BIGIPError):
    """No answer: the connection failed or timed out, after all repetitions."""


def code_of(message):
    """MCP's number at the start of a message, as in '01020036:3: The requested Pool ...'."""
    match = re.match(r'\s*([0-9a-f]{8}):\d+:', message or '')
    return match.group(1) if match else None


def from_answer(host, action, status, message):
    """The error for an answer with a status of 400 or more."""
    code = code_of(message)
    passing = is_passing(status, message)
    remedy = _REMEDY_BY_CODE.get(code) or _REMEDY_BY_STATUS.get(503 if passing else status, '')
    if 'maximum active login tokens' in (message or ''):
        remedy = ('This account holds its 100 tokens already: delete them under /mgmt/shared/authz/tokens, or wait '
                  '20 minutes; give Heat an account of its own.')
    return BIGIPError(host, action, message or 'HTTP status %s without a reason' % status, remedy, status, code, passing)


def is_passing(status, message):
    """Whether the same call may well succeed in a moment.

    A BIG-IP that restarts its REST service answers 404 'Public URI path not registered' for every path: taken for
    an absent object, that would make Heat forget what exists.
    """
    if status in (502, 503, 504):
        return True
    text = (message or '').lower()
    return (status != 401 and ('configuration is locked' in text or 'configuration is currently locked' in text
                               or 'asynchronous task executing' in text or 'uri path not registered' in text))
