"""Control groups: one for each machine, in every hierarchy that systemd uses."""
import os
import pathlib

MOUNT = pathlib.Path("/sys/fs/cgroup")


def hierarchies() -> list[pathlib.Path]:
    """cgroup v1 and hybrid: systemd's own; v2: the only one."""
    legacy = [MOUNT / name for name in ("systemd", "unified") if (MOUNT / name / "cgroup.procs").exists()]
    return legacy or [MOUNT]


class Group:
    """The control group `name` in each hierarchy."""

    def __init__(self, name: str):
        self.folders = [hierarchy / name for hierarchy in hierarchies()]

    def create(self) -> list[str]:
        for folder in self.folders:
            folder.mkdir(parents=True, exist_ok=True)
        return [str(folder) for folder in self.folders]

    def processes(self) -> set[int]:
        """The processes in it and below it, as this process numbers them."""
        found = set()
        for folder in self.folders:
            for path, _, _ in os.walk(folder):
                try:
                    found.update(map(int, pathlib.Path(path, "cgroup.procs").read_text().split()))
                except OSError:
                    continue
        return found - {0}

    def remove(self) -> None:
        """Removes it and what is below it; a group still in use stays."""
        for folder in self.folders:
            for path, _, _ in os.walk(folder, topdown=False):
                try:
                    os.rmdir(path)
                except OSError:
                    continue
