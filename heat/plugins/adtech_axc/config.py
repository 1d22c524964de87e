"""Where the BIG-IP is and how to log in: section [adtech_bigip] of heat.conf.

No template and no property holds an address or a password, so no user of Heat can read or change them.
"""

import dataclasses

from oslo_config import cfg

GROUP = 'adtech_bigip'

OPTIONS = [
    cfg.StrOpt('host', help='Management address of the BIG-IP: a name or an address, optionally with ":port" '
                            'and "https://".'),
    cfg.StrOpt('username', help='Account with the least-privilege role of docs/bigip.md.'),
    cfg.StrOpt('password', secret=True, help='Password of the account.'),
    cfg.StrOpt('ca_file', default='', help='PEM file of the CA that signed the certificate of the BIG-IP; '
                                           'empty means the CAs of the system.'),
    cfg.BoolOpt('verify', default=True, help='Verify the certificate of the BIG-IP. Off only for a first trial.'),
    cfg.StrOpt('partition', default='Common', help='Partition of resources that do not name one.'),
    cfg.FloatOpt('timeout', default=10.0, min=0.1, help='Seconds to wait for a connection and for each answer.'),
    cfg.IntOpt('retries', default=7, min=0, help='How often a call is repeated when the BIG-IP is busy or gone.'),
    cfg.FloatOpt('retry_delay', default=0.5, min=0, help='Seconds before the first repetition; doubled each time.'),
    cfg.FloatOpt('retry_limit', default=15.0, min=0, help='The longest pause between two repetitions, in seconds.'),
    cfg.FloatOpt('in_use_timeout', default=60.0, min=0,
                 help='Seconds to wait until an object that is to be deleted is no longer in use by another one.'),
]


class Unconfigured(Exception):
    """heat.conf does not say which BIG-IP to use."""


@dataclasses.dataclass(frozen=True)
class Settings:
    """The section as a value; equal settings share one session, hence one token."""

    host: str
    username: str
    password: str = dataclasses.field(repr=False)
    ca_file: str = ''
    verify: bool = True
    partition: str = 'Common'
    timeout: float = 10.0
    retries: int = 7
    retry_delay: float = 0.5
    retry_limit: float = 15.0
    in_use_timeout: float = 60.0


def register_options(conf=cfg.CONF):
    """Make the section known to oslo.config; doing it twice is harmless."""
    conf.register_opts(OPTIONS, group=GROUP)


def settings(conf=cfg.CONF):
    """Read the section as it is now."""
    register_options(conf)
    section = conf[GROUP]
    missing = [name for name in ('host', 'username', 'password') if not section[name]]
    if missing:
        raise Unconfigured('heat.conf lacks %s in section [%s]: set the address and the account of the BIG-IP there '
                           'and restart heat-engine.' % (', '.join(missing), GROUP))
    values = {field.name: section[field.name] for field in dataclasses.fields(Settings)}
    values['host'] = values['host'].removeprefix('https://').rstrip('/')
    return Settings(**values)


def list_opts():
    """For oslo-config-generator."""
    return [(GROUP, OPTIONS)]
