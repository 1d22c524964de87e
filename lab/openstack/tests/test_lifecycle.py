"""A server's life through Nova, on the running cloud: see lifecycle.sh, which runs this."""
import base64
import os
import pathlib
import subprocess
import time

import pytest

STATE = os.environ.get("AKE_LAB_CLOUD")
pytestmark = pytest.mark.skipif(not STATE, reason="needs the running cloud: lab/openstack/lifecycle.sh")
HERE = pathlib.Path(__file__).parents[1]
USER_DATA = "#!/bin/sh\necho once >>/root/boots\n"


@pytest.fixture(scope="module")
def cloud():
    import openstack

    return openstack.connect(cloud="lab")


def create(cloud, name: str, *networks: str):
    return cloud.compute.create_server(
        name=name,
        image_id=cloud.image.find_image("ake-lb-node").id,
        flavor_id=cloud.compute.find_flavor("ar1-standard-1").id,
        networks=[{"uuid": cloud.network.find_network(network).id} for network in networks],
        user_data=base64.b64encode(USER_DATA.encode()).decode(),
    )


@pytest.fixture(scope="module")
def server(cloud):
    server = create(cloud, "life", "lb-net", "cluster-net")
    wait_for_status(cloud, server, "ACTIVE")
    until(lambda: networks_up(server))
    yield server
    cloud.compute.delete_server(server)
    until(lambda: cloud.compute.find_server(server.id) is None)
    assert not folder(server).exists()


def folder(server) -> pathlib.Path:
    return pathlib.Path(STATE, "vms", server.id)


def init(server) -> int | None:
    """The pid of the server's init."""
    for group in pathlib.Path("/sys/fs/cgroup").glob(f"**/ake-lab/*-vm-{server.id[:8]}/**/cgroup.procs"):
        for pid in group.read_text().split():
            try:
                if pathlib.Path(f"/proc/{pid}/comm").read_text() == "systemd\n":
                    return int(pid)
            except OSError:
                continue
    return None


def inside(server, *command: str) -> str:
    enter = ["nsenter", "-t", str(init(server)), "-m", "-u", "-i", "-n", "-p"]
    return subprocess.run([*enter, *command], capture_output=True, text=True).stdout


def networks_up(server) -> bool:
    return inside(server, "ip", "-br", "-4", "address").count("UP") == 2 and booted(server)


def booted(server) -> bool:
    return inside(server, "systemctl", "is-system-running").strip() in ("running", "degraded")


def until(condition, seconds: float = 60):
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline, "not within the time"
        time.sleep(0.1)
    return value


def wait_for_status(cloud, server, status: str):
    return until(lambda: (found := cloud.compute.get_server(server)).status == status and found)


def another_boot(server, before: int) -> int:
    return until(lambda: (now := init(server)) not in (None, before) and networks_up(server) and now)


def test_user_data_runs_once_and_no_unit_fails(server):
    assert (folder(server) / "root/root/boots").read_text() == "once\n"
    assert inside(server, "systemctl", "--failed", "--plain", "--no-legend") == ""


def test_the_console_tells_of_the_boot(cloud, server):
    assert "Cloud-init" in cloud.compute.get_server_console_output(server)["output"]


@pytest.mark.parametrize("kind", ["HARD", "SOFT"])
def test_a_reboot_boots_the_same_disk_with_its_addresses(cloud, server, kind):
    before = init(server)
    cloud.compute.reboot_server(server, kind)
    another_boot(server, before)
    wait_for_status(cloud, server, "ACTIVE")
    assert (folder(server) / "root/root/boots").read_text() == "once\n"
    assert inside(server, "systemctl", "--failed", "--plain", "--no-legend") == ""


def test_a_guest_may_reboot_itself(server):
    before = init(server)
    inside(server, "systemctl", "reboot")
    another_boot(server, before)


def test_a_server_stops_and_starts(cloud, server):
    cloud.compute.stop_server(server)
    wait_for_status(cloud, server, "SHUTOFF")
    assert init(server) is None
    cloud.compute.start_server(server)
    wait_for_status(cloud, server, "ACTIVE")
    until(lambda: networks_up(server))


def test_a_server_outlives_nova(cloud, server):
    before = init(server)
    subprocess.run([HERE / "service.sh", "restart", "nova"], check=True)
    assert init(server) == before
    assert cloud.compute.get_server(server).status == "ACTIVE"


def test_a_resize_ends_by_itself(cloud, server):
    flavor = cloud.compute.find_flavor("ar1-standard-2")
    cloud.compute.resize_server(server, flavor.id)
    wait_for_status(cloud, server, "VERIFY_RESIZE")
    cloud.compute.confirm_server_resize(server)
    wait_for_status(cloud, server, "ACTIVE")


def test_a_server_that_cannot_be_plugged_is_an_error_and_leaves_nothing(cloud):
    server = create(cloud, "unpluggable", "vip-net")
    wait_for_status(cloud, server, "ERROR")
    assert not folder(server).exists()
    cloud.compute.delete_server(server)
    until(lambda: cloud.compute.find_server(server.id) is None)
