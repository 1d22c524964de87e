"""Heat's engine, API and CloudFormation API in one process.

oslo.messaging's `fake://` transport reaches only its own process, and spares
the lab a message broker.
"""
import sys
import time
import types

from oslo_service import backend

from ake_cloud import http, wait

#: Seconds between two looks of the engine at a resource in progress, and between the
#: starts of two resources that depend on nothing. Heat's own are 1, and not to be
#: configured: a member's eleven parts of user-data alone would take eleven seconds.
TICK = 0.25
PAUSE = 0.02


def quicken() -> None:
    """Makes the engine tick as fast as a lab wants."""
    from heat.engine import scheduler, stack

    sleep = scheduler.TaskRunner._sleep
    scheduler.TaskRunner._sleep = lambda self, wait: sleep(self, wait and min(wait, TICK))
    stack.time = types.SimpleNamespace(sleep=lambda wait: time.sleep(min(wait, PAUSE)))


def run(options) -> None:
    backend.init_backend(backend.BackendType.THREADING)
    sys.argv = ["heat-all"]

    import oslo_i18n
    from oslo_config import cfg
    from oslo_log import log as logging

    from heat import version
    from heat.common import config, messaging, profiler
    from heat.engine import template
    from heat.rpc import api as rpc_api

    oslo_i18n.enable_lazy()
    logging.register_options(cfg.CONF)
    cfg.CONF(
        [],
        project="heat",
        prog="heat-all",
        default_config_files=[f"{options.etc}/heat/heat.conf"],
        version=version.version_info.version_string(),
    )
    logging.setup(cfg.CONF, cfg.CONF.prog)
    logging.set_defaults()
    config.set_config_defaults()
    messaging.setup()
    config.startup_sanity_check()
    template._get_template_extension_manager()
    from heat.engine import service

    quicken()
    profiler.setup(cfg.CONF.prog, cfg.CONF.host)
    wait.for_unix_socket(options.database)
    service.EngineService(cfg.CONF.host, rpc_api.ENGINE_TOPIC).start()
    http.serve(
        options.address,
        {8004: config.load_paste_app("heat-api"), 8000: config.load_paste_app("heat-api-cfn")},
    )
