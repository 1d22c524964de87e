"""Fixtures: the fake iControl, settings that point to it, and the real Heat engine in memory."""

import pathlib
import sys

import pytest

PLUGINS = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(PLUGINS), str(PLUGINS / 'tests')]

from oslo_config import cfg      # noqa: E402

from adtech_axc import config, session      # noqa: E402
import fake_icontrol      # noqa: E402


@pytest.fixture(scope='session')
def pem(tmp_path_factory):
    return fake_icontrol.make_certificate(tmp_path_factory.mktemp('tls'))


@pytest.fixture
def box(pem):
    fake = fake_icontrol.FakeIControl(pem)
    yield fake
    fake.close()


@pytest.fixture
def settings(box, pem):
    return config.Settings(host=box.host, username=box.username, password=box.password, ca_file=pem,
                           timeout=5.0, retries=3, retry_delay=0.001, in_use_timeout=0.5)


@pytest.fixture
def heat_conf(settings):
    """[adtech_bigip] of heat.conf, as the engine sees it."""
    config.register_options()
    for name in ('host', 'username', 'password', 'ca_file', 'timeout', 'retries', 'retry_delay', 'in_use_timeout'):
        cfg.CONF.set_override(name, getattr(settings, name), group=config.GROUP)
    yield cfg.CONF
    session.close_all()
    cfg.CONF.clear_override('partition', group=config.GROUP)
    for option in config.OPTIONS:
        cfg.CONF.clear_override(option.name, group=config.GROUP)


@pytest.fixture(scope='session')
def engine():
    """The real engine of Heat; its database is shared by all tests, the BIG-IP is not."""
    import heat_engine
    with heat_engine.Engine() as made:
        yield made


@pytest.fixture
def heat(heat_conf, engine):
    """Makes stacks that run in the real engine of Heat against the fake iControl; each test is a project of its own."""
    engine.begin_project()
    return engine
