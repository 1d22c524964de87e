"""See smoke.sh. usage: smoke.py [REPLICAS]"""
import json
import os
import pathlib
import sys
import time

import openstack

HERE = pathlib.Path(__file__).parent
PREFIX, STATE = os.environ["AKE_LAB_PREFIX"], os.environ["AKE_LAB_STATE"]
STARTED = time.monotonic()


def say(text: str) -> None:
    print(f"{time.monotonic() - STARTED:5.1f} s  {text}", flush=True)


def leftovers(cloud) -> list[str]:
    """What the servers of this lab occupy, in the cloud and in the system."""
    found = [f"server {server.name}" for server in cloud.compute.servers()]
    found += [f"port {port.id}" for port in cloud.network.ports()]
    found += [f"stack {stack.name}" for stack in cloud.orchestration.stacks()]
    found += [f"namespace {name.name}" for name in pathlib.Path("/run/netns").glob(f"{PREFIX}-vm-*")]
    mounts = pathlib.Path("/proc/self/mounts").read_text().splitlines()
    found += [f"mount {line.split()[1]}" for line in mounts if f" {STATE}/vms/" in line]
    found += [f"folder {folder}" for folder in pathlib.Path(STATE, "vms").iterdir()]
    found += [f"control group {group}" for group in pathlib.Path("/sys/fs/cgroup").glob(f"*/ake-lab/{PREFIX}-vm-*")]
    return found


def wait_for(cloud, stack: str, action: str, seconds: float):
    """The stack when `action` has ended, or nothing when the stack is gone."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = cloud.orchestration.find_stack(stack)
        if found is None or found.status == "DELETE_COMPLETE":
            return None
        if found.status == f"{action}_FAILED":
            raise SystemExit(f"{found.status}: {found.status_reason}")
        if found.status == f"{action}_COMPLETE":
            return found
        time.sleep(0.25)
    raise SystemExit(f"{stack}: no end of {action} within {seconds:.0f} s")


def check(found, replicas: int) -> None:
    """Whether each server's cloud-init ran, by what it said through its WaitCondition."""
    outputs = {output["output_key"]: output["output_value"] for output in found.outputs}
    for word in outputs["words"]:
        say("cloud-init said: " + "; ".join(json.loads(word).values()))
    said = " ".join(outputs["words"])
    missing = [address for address in outputs["addresses"] if address not in said]
    if missing or said.count("written by cloud-init") != replicas:
        raise SystemExit(f"not every server's cloud-init ran: {outputs}")
    say(f"CREATE_COMPLETE, {replicas} servers")


def main() -> None:
    replicas = int(sys.argv[1]) if len(sys.argv) > 1 else 2
    cloud = openstack.connect(cloud="lab")
    before = set(leftovers(cloud))
    stack = cloud.orchestration.create_stack(
        name="smoke",
        template=(HERE / "smoke.yaml").read_text(),
        files={"smoke-member.yaml": (HERE / "smoke-member.yaml").read_text()},
        parameters={"replicas": replicas},
        timeout_mins=5,
    )
    try:
        check(wait_for(cloud, stack.id, "CREATE", 120), replicas)
    finally:
        cloud.orchestration.delete_stack(stack)
    wait_for(cloud, stack.id, "DELETE", 60)
    # Heat and Nova say "deleted" a moment before the last of it is.
    deadline = time.monotonic() + 10
    while left := sorted(set(leftovers(cloud)) - before):
        if time.monotonic() > deadline:
            raise SystemExit("left behind: " + ", ".join(left))
        time.sleep(0.1)
    say("deleted; nothing is left")


if __name__ == "__main__":
    main()
