"""A Nova virt driver that boots each server as a host in a network namespace.

It stands in for a hypervisor: everything above it (Nova's API, scheduler and
compute manager, Neutron, the configuration drive) and inside the server
(systemd, cloud-init, nginx, BIRD) is the real thing.
"""
