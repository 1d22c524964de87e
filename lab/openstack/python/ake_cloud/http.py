"""Serves WSGI applications with cheroot."""
import importlib
import os
import signal
import threading

from cheroot.wsgi import Server


def load(target: str):
    """The WSGI application that `module:attribute` names."""
    module, _, attribute = target.partition(":")
    return getattr(importlib.import_module(module), attribute)


def serve(address: str, applications: dict[int, object], threads: int = 16) -> None:
    """Serves each application on its port until SIGTERM. Does not return."""
    done = threading.Event()
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *_: done.set())
    for port, application in applications.items():
        server = Server((address, port), application, numthreads=threads, request_queue_size=256)
        server.prepare()
        threading.Thread(target=server.serve, daemon=True).start()
    done.wait()
    # The services' own endings wait for work in progress; a lab that goes down does not.
    os._exit(0)
