"""One server: a root filesystem of its own, a network namespace, a booted nspawn."""
import dataclasses
import json
import os
import pathlib
import shutil
import signal
import subprocess
import time

from lab_virt_driver import cgroups

RUN_MACHINE = pathlib.Path(__file__).with_name("run-machine.sh")

#: Where cloud-init looks for a configuration drive that needs no block device.
SEED = "var/lib/cloud/seed/config_drive"


class MachineError(RuntimeError):
    """A host could not be made, started or ended; says which command and why."""


@dataclasses.dataclass(frozen=True)
class Settings:
    """Where machines live."""

    prefix: str  # of the lab's namespaces
    state: pathlib.Path  # the lab's state folder
    logs: pathlib.Path  # where consoles are logged

    @property
    def machines(self) -> pathlib.Path:
        return self.state / "vms"

    @property
    def switch(self) -> str:
        """The namespace that holds the bridges."""
        return f"{self.prefix}-sw"

    def layers(self) -> list[str]:
        """The folders of the root filesystem, the uppermost first (image/build-rootfs.sh)."""
        return (self.state / "rootfs").read_text().split()


@dataclasses.dataclass(frozen=True)
class Interface:
    """A network interface of a machine."""

    tap: str  # its end in the switch
    mac: str
    bridge: str


class Machine:
    """The host of the server `uuid`. Everything about it is read from the system, nothing remembered."""

    def __init__(self, settings: Settings, uuid: str):
        self.settings = settings
        self.uuid = uuid
        self.folder = settings.machines / uuid
        self.root = self.folder / "root"
        self.namespace = f"{settings.prefix}-vm-{uuid[:8]}"
        self.cgroup = cgroups.Group(f"ake-lab/{self.namespace}")

    @staticmethod
    def all(settings: Settings) -> list["Machine"]:
        """The machines that exist, running or not."""
        if not settings.machines.is_dir():
            return []
        return [Machine(settings, entry.name) for entry in settings.machines.iterdir()]

    # Facts

    def exists(self) -> bool:
        return self.folder.is_dir()

    def is_running(self) -> bool:
        return bool(self.cgroup.processes())

    def description(self) -> dict:
        """What `create` was told: `instance` (Nova's name for it) and `host` (its host name)."""
        try:
            return json.loads((self.folder / "machine.json").read_text())
        except (FileNotFoundError, json.JSONDecodeError):
            return {}

    def console(self) -> pathlib.Path:
        return self.settings.logs / f"vm-{self.description().get('host', self.uuid)}.log"

    # Life

    def create(self, instance: str, host: str, drive: dict[str, bytes]) -> None:
        """Makes the root filesystem, with the configuration drive in it, and the namespace."""
        if self.exists():
            self.destroy()
        for part in ("upper", "work", "root"):
            (self.folder / part).mkdir(parents=True)
        (self.folder / "machine.json").write_text(
            json.dumps({"instance": instance, "host": host, "namespace": self.namespace})
        )
        layers = ":".join(self.settings.layers())
        options = f"lowerdir={layers},upperdir={self.folder}/upper,workdir={self.folder}/work"
        # Volatile: a lab's disk need not survive a power cut, and a sync costs a boot dearly.
        run("mount", "-t", "overlay", "overlay", "-o", options + ",volatile", str(self.root))
        for path, content in drive.items():
            file = self.root / SEED / path
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            file.write_bytes(content)
        run("ip", "netns", "add", self.namespace)
        # The lab speaks IPv4 only; duplicate address detection would hold the boot up.
        run(
            "nsenter", f"--net=/run/netns/{self.namespace}", "sysctl", "-qw",
            "net.ipv6.conf.all.disable_ipv6=1", "net.ipv6.conf.default.disable_ipv6=1",
        )

    def plug(self, interface: Interface) -> None:
        """Connects an interface; the first is eth0."""
        name = f"eth{len(self._interfaces())}"
        run(
            "ip", "-n", self.settings.switch, "link", "add", interface.tap, "type", "veth",
            "peer", "name", name, "address", interface.mac, "netns", self.namespace,
        )
        run("ip", "-n", self.settings.switch, "link", "set", interface.tap, "master", interface.bridge, "up")

    def unplug(self, interface: Interface) -> None:
        """Takes an interface away, if it is there."""
        run("ip", "-n", self.settings.switch, "link", "del", interface.tap, check=False)

    def start(self) -> None:
        """Boots it. Returns when its init runs; raises with the console's last words when it does not."""
        if self.is_running():
            return
        groups = self.cgroup.create()
        with open(self.console(), "ab") as console:
            process = subprocess.Popen(
                [RUN_MACHINE, self.namespace, f"/run/netns/{self.namespace}", self.root, *groups],
                stdin=subprocess.DEVNULL, stdout=console, stderr=console, start_new_session=True,
            )
        deadline = time.monotonic() + 30
        while not self._init_runs():
            if process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise MachineError(f"{self.namespace} did not boot: {self.console_tail(600)}")
            time.sleep(0.05)

    def stop(self, seconds: float) -> None:
        """Asks it to power off; ends it after `seconds`."""
        deadline = time.monotonic() + seconds
        for process in self.cgroup.processes():
            if command_name(process) == "systemd-nspawn":
                signal_process(process, signal.SIGTERM)
        while self.is_running() and time.monotonic() < deadline:
            time.sleep(0.05)
        self.kill()

    def kill(self) -> None:
        """Ends it at once, as if its power were cut."""
        deadline = time.monotonic() + 10
        while processes := self.cgroup.processes():
            for process in processes:
                signal_process(process, signal.SIGKILL)
            if time.monotonic() > deadline:
                raise MachineError(f"{self.namespace}: processes {processes} do not end")
            time.sleep(0.02)
        self.cgroup.remove()

    def destroy(self) -> None:
        """Ends it and leaves nothing of it but its console's log."""
        self.kill()
        if os.path.ismount(self.root):
            run("umount", "--lazy", str(self.root))
        if os.path.exists(f"/run/netns/{self.namespace}"):
            # The interfaces go with it, the switch's ends of them too.
            run("ip", "netns", "del", self.namespace)
        shutil.rmtree(self.folder, ignore_errors=True)

    def console_tail(self, size: int) -> str:
        """The last `size` bytes of the console, as text."""
        try:
            with open(self.console(), "rb") as file:
                file.seek(max(0, os.fstat(file.fileno()).st_size - size))
                return file.read().decode(errors="replace")
        except FileNotFoundError:
            return ""

    def _interfaces(self) -> list[str]:
        links = json.loads(run("ip", "-n", self.namespace, "-json", "link", "show", "type", "veth") or "[]")
        return [link["ifname"] for link in links if link]

    def _init_runs(self) -> bool:
        return any(command_name(process) == "systemd" for process in self.cgroup.processes())


def command_name(process: int) -> str:
    """The name of the program that `process` runs, or nothing when it has ended."""
    try:
        return pathlib.Path(f"/proc/{process}/comm").read_text().strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def signal_process(process: int, number: int) -> None:
    """Sends a signal; a process that has ended is no error."""
    try:
        os.kill(process, number)
    except ProcessLookupError:
        pass


def run(*command: str, check: bool = True) -> str:
    """Runs a command and returns its output; raises `MachineError` with its last words."""
    done = subprocess.run(command, capture_output=True, text=True)
    if check and done.returncode != 0:
        raise MachineError(f"{' '.join(command)}: {done.stderr.strip() or done.returncode}")
    return done.stdout
