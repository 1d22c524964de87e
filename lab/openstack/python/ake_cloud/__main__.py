"""Starts the services: imports once what they share, then forks each.

usage: python -m ake_cloud --state DIR --etc DIR --run DIR --logs DIR
           --database SOCKET --venv DIR --address ADDRESS SERVICE...

Returns when all are started, which is before they are ready. Each writes its
output to LOGS/SERVICE.out and its pid to RUN/SERVICE.pid.
"""
import argparse
import importlib
import os
import sys
import traceback
import warnings

import setproctitle
from oslo_service import backend
from sqlalchemy import orm

from ake_cloud import http, wait

#: service -> (port, WSGI application)
APPLICATIONS = {
    "keystone": (5000, "keystone.wsgi.api:application"),
    "placement": (8778, "placement.wsgi.api:application"),
    "glance": (9292, "glance.wsgi.api:application"),
    "neutron": (9696, "neutron.wsgi.api:application"),
}

#: What most services import. Sharing it saves a third of the CPU time of a start.
#: Nothing here may start a thread or register a service's own options.
SHARED = (
    "alembic",
    "cheroot.wsgi",
    "cryptography.fernet",
    "dogpile.cache",
    "jsonschema",
    "keystoneauth1.loading",
    "keystoneauth1.session",
    "keystonemiddleware.auth_token",
    "lxml.etree",
    "openstack.connection",
    "oslo_concurrency.lockutils",
    "oslo_concurrency.processutils",
    "oslo_db.sqlalchemy.enginefacade",
    "oslo_db.options",
    "oslo_messaging",
    "oslo_middleware",
    "oslo_policy.policy",
    "oslo_serialization.jsonutils",
    "oslo_utils.timeutils",
    "oslo_versionedobjects.base",
    "osprofiler.sqlalchemy",
    "paste.deploy",
    "pymysql",
    "requests",
    "routes.middleware",
    "sqlalchemy.dialects.mysql",
    "sqlalchemy.orm",
    "stevedore",
    "webob.dec",
    "yaml",
)


class RefuseEventlet:
    """Keeps eventlet out of what is shared: Nova will not start threads beside it."""

    @staticmethod
    def find_spec(name, path, target=None):
        if name.partition(".")[0] == "eventlet":
            raise ImportError("the lab's services use threads")


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("state", "etc", "run", "logs", "database", "venv", "address"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("services", nargs="+")
    options = parser.parse_args()
    warnings.filterwarnings("ignore")
    sys.meta_path.insert(0, RefuseEventlet)
    backend.init_backend(backend.BackendType.THREADING)
    for module in SHARED:
        importlib.import_module(module)
    sys.meta_path.remove(RefuseEventlet)
    for service in options.services:
        pid = os.fork()
        if pid == 0:
            become(service, options)
        with open(f"{options.run}/{service}.pid", "w") as file:
            file.write(f"{pid}\n")


def become(service: str, options) -> None:
    """Turns this process into the service. Does not return."""
    try:
        os.setsid()
        output = os.open(f"{options.logs}/{service}.out", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for source, target in ((nothing, 0), (output, 1), (output, 2)):
            os.dup2(source, target)
        os.closerange(3, 256)
        # down.sh knows its processes by the state folder in their title.
        setproctitle.setproctitle(f"ake-lab-{service} {options.state}")
        run(service, options)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(1)


def run(service: str, options) -> None:
    if service in APPLICATIONS:
        port, target = APPLICATIONS[service]
        sys.argv = [service]
        wait.for_unix_socket(options.database)
        application = http.load(target)
        # Neutron fails a first request that needs a relation which no query has set up yet.
        orm.configure_mappers()
        http.serve(options.address, {port: application})
    else:
        importlib.import_module("ake_cloud." + service).run(options)


if __name__ == "__main__":
    main()
