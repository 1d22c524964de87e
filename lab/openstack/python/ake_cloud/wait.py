"""Waiting for what a service needs, with a deadline."""
import os
import socket
import time


class NotReady(RuntimeError):
    """Something did not come up in time."""


def for_unix_socket(path: str, seconds: float = 60) -> None:
    """Returns when something accepts connections on the Unix socket `path`."""
    _until(lambda: _accepts(socket.AF_UNIX, path), path, seconds)


def for_port(address: str, port: int, seconds: float = 120) -> None:
    """Returns when something accepts connections on `address`:`port`."""
    _until(lambda: _accepts(socket.AF_INET, (address, port)), f"{address}:{port}", seconds)


def _accepts(family: int, address) -> bool:
    if family == socket.AF_UNIX and not os.path.exists(address):
        return False
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        return probe.connect_ex(address) == 0


def _until(condition, what: str, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise NotReady(f"{what} did not come up within {seconds:.0f} s")
        time.sleep(0.05)
