"""Heat's own plug-in manager finds the resources in `plugin_dirs`."""

import pathlib
import sys

from heat.engine import plugin_manager
from oslo_config import cfg
import pytest

from adtech_axc import config

PLUGINS = pathlib.Path(__file__).resolve().parent.parent


def test_heat_loads_the_directory(heat_conf):
    heat_conf.set_override('plugin_dirs', [str(PLUGINS)])
    try:
        manager = plugin_manager.PluginManager()
        found = dict(plugin_manager.PluginMapping('resource').load_all(manager))
        classes = {name: cls.__name__ for name, cls in found.items()}
        assert classes == {'ADTECH::AXC::BIGIPPool': 'BIGIPPool', 'ADTECH::AXC::BIGIPPoolMember': 'BIGIPPoolMember',
                           'ADTECH::AXC::BIGIPVS': 'BIGIPVS'}
        # Every module exists once: two copies of session.py would mean two tokens.
        loaded = sys.modules['heat.engine.plugins.adtech_axc.session']
        assert sys.modules[found['ADTECH::AXC::BIGIPPool'].__mro__[1].__module__].session is loaded
    finally:
        heat_conf.clear_override('plugin_dirs')
        for name in [name for name in sys.modules if name.startswith('heat.engine.plugins')]:
            del sys.modules[name]


def test_options_can_be_listed_for_a_sample_configuration():
    [(group, options)] = config.list_opts()
    assert group == 'adtech_bigip'
    assert all(option.help for option in options)
    assert [option.name for option in options if option.secret] == ['password']
    assert cfg.StrOpt in {type(option) for option in options}


@pytest.mark.parametrize('host', ['10.20.0.1', 'https://10.20.0.1', 'https://10.20.0.1/'])
def test_the_host_may_be_written_as_a_url(heat_conf, host):
    heat_conf.set_override('host', host, group='adtech_bigip')
    assert config.settings().host == '10.20.0.1'
