"""nova-conductor, nova-scheduler, nova-compute and nova-api in one process.

oslo.messaging's `fake://` transport reaches only its own process, and spares
the lab a message broker.
"""
import os
import pathlib
import sys

from ake_cloud import http, wait


def run(options) -> None:
    os.environ["OS_NOVA_CONFIG_DIR"] = f"{options.etc}/nova"
    sys.argv = ["nova-all", "--config-file", f"{options.etc}/nova/nova.conf"]
    from nova import monkey_patch

    monkey_patch.patch(backend="threading")
    import os_vif
    from oslo_log import log as logging
    from oslo_service import opts as service_options
    from paste import deploy

    import nova.conf
    import nova.virt
    from nova import config, context, objects, service
    from nova.api.openstack import wsgi_app
    from nova.compute import rpcapi as compute_rpcapi
    from nova.conductor import rpcapi as conductor_rpcapi
    from nova.objects import host_mapping
    from nova.scheduler import rpcapi as scheduler_rpcapi

    config.parse_args(sys.argv)
    logging.setup(nova.conf.CONF, "nova")
    service_options.register_service_opts(nova.conf.CONF)
    # Nova loads virt drivers from its own package only.
    nova.virt.__path__.append(str(pathlib.Path(__file__).parents[1]))
    objects.register_all()
    os_vif.initialize()
    objects.Service.enable_min_version_cache()
    # Loading the API takes longest and needs only the database.
    wait.for_unix_socket(options.database)
    wsgi_app._setup_service(nova.conf.CONF.host, "osapi_compute")
    application = deploy.loadapp(f"config:{options.venv}/etc/nova/api-paste.ini", name="osapi_compute")
    for port in (5000, 8778):
        wait.for_port(options.address, port)
    for binary, topics in (
        ("nova-conductor", {"topic": conductor_rpcapi.RPC_TOPIC}),
        ("nova-scheduler", {"topic": scheduler_rpcapi.RPC_TOPIC}),
        (
            "nova-compute",
            {"topic": compute_rpcapi.RPC_TOPIC, "topic_alt": compute_rpcapi.RPC_TOPIC_ALT},
        ),
    ):
        service.Service.create(binary=binary, **topics).start()
    # What `nova-manage cell_v2 discover_hosts` does.
    host_mapping.discover_hosts(context.get_admin_context())
    http.serve(options.address, {8774: application})
