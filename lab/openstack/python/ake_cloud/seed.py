"""Fills the empty services with what the lab assumes; running it again changes nothing.

usage: python -m ake_cloud.seed identity|resources ADDRESS CREDENTIAL_FILE

`identity` needs Keystone alone; `resources` needs all services, and leaves the
application credential of the user k8s in CREDENTIAL_FILE (JSON).
"""
import json
import os
import sys

import openstack

SERVICE_USERS = ("heat", "nova", "placement", "glance", "neutron")

#: name, vCPUs, MiB: the talk's flavors.
FLAVORS = (("ar1-standard-1", 1, 1024), ("ar1-standard-2", 2, 2048), ("ar1-standard-4", 4, 4096))

#: name, physical network, range, first and last address handed out.
NETWORKS = (
    ("lb-net", "lb", "10.10.0.0/24", "10.10.0.11", "10.10.0.99"),
    ("cluster-net", "k8s", "10.20.0.0/24", "10.20.0.11", "10.20.0.99"),
    ("vip-net", "vip", "198.51.100.0/24", "198.51.100.10", "198.51.100.99"),
)

#: Any name but this one would promise an image that `lab_virt_driver` does not boot.
IMAGE = "ake-lb-node"


def connect(address: str, name: str) -> openstack.connection.Connection:
    """A connection of the user `name` to the project of the same name."""
    return openstack.connect(
        auth_url=f"http://{address}:5000/v3",
        username=name,
        password="secret",
        project_name=name,
        user_domain_name="Default",
        project_domain_name="Default",
        region_name="RegionOne",
    )


def ensure(find, create, name: str, **values):
    """The object called `name`, made if it does not exist."""
    return find(name) or create(name=name, **values)


def seed_identity(address: str) -> None:
    identity = connect(address, "admin").identity
    projects = {
        name: ensure(identity.find_project, identity.create_project, name, domain_id="default")
        for name in ("service", "k8s")
    }
    roles = {
        name: ensure(identity.find_role, identity.create_role, name)
        for name in ("admin", "member", "service", "heat_stack_owner", "heat_stack_user")
    }
    users = [(name, "service", ("admin", "service")) for name in SERVICE_USERS]
    users.append(("k8s", "k8s", ("member", "heat_stack_owner")))
    for name, project, granted in users:
        user = ensure(
            identity.find_user, identity.create_user, name, domain_id="default", password="secret"
        )
        for role in granted:
            identity.assign_project_role_to_user(projects[project], user, roles[role])
    domain = ensure(identity.find_domain, identity.create_domain, "heat")
    user = ensure(
        lambda name: identity.find_user(name, domain_id=domain.id),
        identity.create_user,
        "heat_domain_admin",
        domain_id=domain.id,
        password="secret",
    )
    identity.assign_domain_role_to_user(domain, user, roles["admin"])
    for name, kind, path in (
        ("heat", "orchestration", ":8004/v1/%(tenant_id)s"),
        ("heat-cfn", "cloudformation", ":8000/v1"),
        ("nova", "compute", ":8774/v2.1"),
        ("placement", "placement", ":8778"),
        ("glance", "image", ":9292"),
        ("neutron", "network", ":9696"),
    ):
        if identity.find_service(name):
            continue
        service = identity.create_service(name=name, type=kind)
        for interface in ("public", "internal", "admin"):
            identity.create_endpoint(
                service_id=service.id,
                interface=interface,
                url=f"http://{address}{path}",
                region_id="RegionOne",
            )


def seed_resources(address: str, credential_file: str) -> None:
    admin, k8s = connect(address, "admin"), connect(address, "k8s")
    for name, vcpus, memory in FLAVORS:
        ensure(
            admin.compute.find_flavor, admin.compute.create_flavor, name,
            vcpus=vcpus, ram=memory, disk=1,
        )
    if not admin.image.find_image(IMAGE):
        admin.image.create_image(
            name=IMAGE, data=b"booted by lab_virt_driver from a folder\n",
            disk_format="raw", container_format="bare", visibility="public",
        )
    for name, physical, cidr, first, last in NETWORKS:
        network = ensure(
            admin.network.find_network, admin.network.create_network, name,
            project_id=k8s.current_project_id,
            provider_network_type="flat", provider_physical_network=physical,
        )
        ensure(
            admin.network.find_subnet, admin.network.create_subnet, name.replace("-net", "-subnet"),
            project_id=k8s.current_project_id, network_id=network.id, cidr=cidr, ip_version=4,
            is_dhcp_enabled=False, gateway_ip=None,
            allocation_pools=[{"start": first, "end": last}],
        )
    if not os.path.exists(credential_file):
        credential = k8s.identity.create_application_credential(
            k8s.current_user_id, "ake", unrestricted=True,
            description="unrestricted, because Heat makes a trust with it",
        )
        with open(credential_file, "w") as file:
            json.dump({"id": credential.id, "secret": credential.secret}, file)


if __name__ == "__main__":
    if sys.argv[1] == "identity":
        seed_identity(sys.argv[2])
    else:
        seed_resources(sys.argv[2], sys.argv[3])
