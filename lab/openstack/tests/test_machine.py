"""Machines of the virt driver on the real kernel: namespaces, mounts, interfaces. Needs root."""
import json
import os
import pathlib
import subprocess

import pytest

from lab_virt_driver.machine import Interface, Machine, MachineError, Settings, run

UUID = "0a1b2c3d-0000-4000-8000-000000000000"

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="makes network namespaces")


@pytest.fixture
def settings(tmp_path):
    """A lab of its own: a switch with one bridge, and a root filesystem with nothing to boot."""
    settings = Settings(prefix=f"t{os.getpid()}", state=tmp_path, logs=tmp_path / "logs")
    settings.logs.mkdir()
    base = tmp_path / "base"
    (base / "etc").mkdir(parents=True)
    (base / "etc" / "os-release").write_text("ID=nothing\n")
    (base / "usr").mkdir()
    (tmp_path / "rootfs").write_text(f"{base}\n")
    run("ip", "netns", "add", settings.switch)
    run("ip", "-n", settings.switch, "link", "add", "br-lb", "type", "bridge")
    yield settings
    for machine in Machine.all(settings):
        machine.destroy()
    run("ip", "netns", "del", settings.switch)


@pytest.fixture
def machine(settings):
    machine = Machine(settings, UUID)
    machine.create("instance-1", "node-0", {"openstack/latest/user_data": b"#!/bin/sh\n"})
    return machine


def links(namespace: str) -> dict:
    found = json.loads(run("ip", "-n", namespace, "-json", "link", "show"))
    return {link["ifname"]: link for link in found}


def leftovers(machine: Machine) -> list[str]:
    return [
        *(["folder"] if machine.exists() else []),
        *(["namespace"] if os.path.exists(f"/run/netns/{machine.namespace}") else []),
        *(["mount"] if str(machine.folder) in pathlib.Path("/proc/self/mounts").read_text() else []),
        *(["cgroup"] if any(folder.exists() for folder in machine.cgroup.folders) else []),
    ]


def test_a_machine_finds_its_configuration_drive_where_cloud_init_looks(machine):
    seed = machine.root / "var/lib/cloud/seed/config_drive/openstack/latest/user_data"
    assert seed.read_bytes() == b"#!/bin/sh\n"
    assert seed.parent.stat().st_mode & 0o077 == 0


def test_what_a_machine_writes_stays_its_own(machine, settings):
    (machine.root / "etc/os-release").write_text("changed")
    assert (settings.state / "base/etc/os-release").read_text() == "ID=nothing\n"


def test_interfaces_are_numbered_in_the_order_of_the_ports_and_have_their_addresses(machine, settings):
    for number in (0, 1):
        machine.plug(Interface(tap=f"tap{number}", mac=f"fa:16:3e:00:00:0{number}", bridge="br-lb"))
    found = links(machine.namespace)
    assert [found[f"eth{number}"]["address"] for number in (0, 1)] == ["fa:16:3e:00:00:00", "fa:16:3e:00:00:01"]
    assert links(settings.switch)["tap0"]["master"] == "br-lb"


def test_an_unplugged_interface_is_gone_at_both_ends(machine, settings):
    interface = Interface(tap="tap0", mac="fa:16:3e:00:00:00", bridge="br-lb")
    machine.plug(interface)
    machine.unplug(interface)
    machine.unplug(interface)
    assert "eth0" not in links(machine.namespace)
    assert "tap0" not in links(settings.switch)


def test_a_port_on_a_bridge_that_does_not_exist_is_refused_by_name(machine):
    with pytest.raises(MachineError, match="br-nothing"):
        machine.plug(Interface(tap="tap0", mac="fa:16:3e:00:00:00", bridge="br-nothing"))


def test_a_machine_that_cannot_boot_says_so_and_does_not_run(machine):
    with pytest.raises(MachineError, match="did not boot"):
        machine.start()
    assert not machine.is_running()


def test_a_machine_that_is_switched_on_again_finds_bare_interfaces(machine):
    machine.plug(Interface(tap="tap0", mac="fa:16:3e:00:00:00", bridge="br-lb"))
    for words in ("address add 10.10.0.11/24 dev eth0", "link set eth0 up", "rule add from 10.10.0.11 lookup 100",
                  "route add default via 10.10.0.1 table 100"):
        run("ip", "-n", machine.namespace, *words.split())
    with pytest.raises(MachineError):
        machine.start()
    assert run("ip", "-n", machine.namespace, "-4", "address", "show", "dev", "eth0") == ""
    assert run("ip", "-n", machine.namespace, "route", "show", "table", "100", check=False) == ""
    rules = run("ip", "-n", machine.namespace, "rule").split("\n")
    assert [rule.split(":")[0] for rule in rules if rule] == ["0", "32766", "32767"]


def test_destroying_a_machine_leaves_nothing_and_may_be_repeated(machine):
    machine.plug(Interface(tap="tap0", mac="fa:16:3e:00:00:00", bridge="br-lb"))
    machine.destroy()
    machine.destroy()
    assert leftovers(machine) == []


def test_creating_a_machine_again_starts_from_the_image(machine):
    (machine.root / "etc/os-release").write_text("changed")
    machine.create("instance-1", "node-0", {})
    assert (machine.root / "etc/os-release").read_text() == "ID=nothing\n"


def test_machines_are_found_again_by_what_is_on_disk(machine, settings):
    assert [found.uuid for found in Machine.all(settings)] == [UUID]
    assert Machine(settings, UUID).description()["instance"] == "instance-1"


def test_processes_of_a_machine_end_with_it(machine):
    groups = machine.cgroup.create()
    joined = "; ".join(f"echo $$ >{group}/cgroup.procs" for group in groups)
    process = subprocess.Popen(["sh", "-c", f"{joined}; echo in; exec sleep 60"], stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"in\n"
    assert machine.is_running()
    machine.destroy()
    assert process.wait(timeout=5) == -9
    assert leftovers(machine) == []
