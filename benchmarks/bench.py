"""Runs the benchmarks in interleaved rounds against one server, and prints one table (docs/performance.md says what each line means)."""

import argparse
import json
import os
import platform
import signal
import statistics
import subprocess
import tempfile
import time

from lab import PATHS, Files, Lab, cpu_of

HERE = os.path.dirname(os.path.abspath(__file__))


class Failure(Exception):
    """A program did not do what it should; the other measurements go on."""


class Table:
    """Lines of the result: what, ours, the peer's, the ratio, the goal, whether it is met."""

    def __init__(self):
        self.lines = []

    def add(self, what, ours, peer="", ratio="", goal="", met=None):
        self.lines.append([what, ours, peer, ratio, goal, "" if met is None else "yes" if met else "**no**"])
        print("  " + " | ".join(part for part in self.lines[-1] if part), flush=True)

    def markdown(self):
        rows = [["", "ours", "peer", "ratio", "goal", "met"], ["---"] * 6, *self.lines]
        return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def timed(command, **options):
    """Seconds of the clock, seconds of CPU, and what it said."""
    began = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, **options)
    text = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise Failure(f"{os.path.basename(command[0])} ended with {process.returncode}")
    return seconds, usage.ru_utime + usage.ru_stime, text.decode(errors="replace")


class Bench:
    def __init__(self, arguments, folder):
        self.arguments = arguments
        self.table = Table()
        self.folder = folder
        print(f"filling the server with {arguments.objects} Ingresses and {arguments.objects} EndpointSlices", flush=True)
        self.lab = Lab(arguments.programs, folder, arguments.objects)
        self.files = None
        self.wire = {}

    def ours(self, *words):
        return [os.path.join(self.arguments.programs, "bench-runtime"), *words]

    def measure(self, *words):
        seconds, cpu, text = timed(self.ours(*words))
        return json.loads(text.strip().splitlines()[-1])

    def discard(self, command):
        with open(os.devnull, "wb") as null:
            began = time.monotonic()
            process = subprocess.Popen(command, stdout=null)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode != 0:
                raise Failure(f"{os.path.basename(command[0])} ended with {process.returncode}")
            return time.monotonic() - began, usage.ru_utime + usage.ru_stime

    def serve_files(self):
        if self.files is None:
            print("writing the same bytes to files for nginx", flush=True)
            folder = os.path.join(self.folder, "files")
            os.makedirs(folder)
            self.files = Files(self.lab, folder, {"ingresses": self.arguments.events, "endpointslices": self.arguments.events // 5})

    def bytes_on_the_wire(self, kind):
        if kind not in self.wire:
            path = os.path.join(self.folder, "whole.json")
            subprocess.run(self.lab.curl(PATHS[kind], path), check=True)
            self.wire[kind] = os.path.getsize(path)
        return self.wire[kind]

    def lists(self):
        self.serve_files()
        for kind in PATHS:
            self.list_kind(kind)

    def list_kind(self, kind):
        objects = self.arguments.objects
        megabytes = self.bytes_on_the_wire(kind) / 1e6
        print(f"{kind}: {objects} objects, {megabytes:.0f} MB", flush=True)
        runs = {name: [] for name in ("ours", "ours again", "curl", "curl again", "ours, nginx", "curl, nginx", "kubectl", "python")}
        resident = []
        fewer = max(objects // 10, 500) if kind == "endpointslices" else objects
        python = [os.path.join(os.path.dirname(os.sys.executable), "python"), os.path.join(HERE, "python_list.py"), self.lab.kubeconfig,
                  kind, str(fewer)]
        kubectl = [self.arguments.kubectl, "--kubeconfig", self.lab.kubeconfig, "get", kind, "-A", "-o", "json"]
        for number in range(self.arguments.rounds):
            for name in ("ours", "ours again"):
                result = self.measure("list", kind, "--kubeconfig", self.lab.kubeconfig)
                runs[name].append((result["seconds"], result["cpu"]))
                resident.append(result["resident"])
            for name in ("curl", "curl again"):
                runs[name].append(self.discard(self.lab.curl(PATHS[kind])))
            result = self.measure("list", kind, "--kubeconfig", self.files.kubeconfig)
            runs["ours, nginx"].append((result["seconds"], result["cpu"]))
            runs["curl, nginx"].append(self.discard(self.files.curl(PATHS[kind])))
            if number < 2:
                runs["kubectl"].append(self.discard(kubectl))
                seconds, cpu, said = timed(python)
                scale = objects / int(said)
                runs["python"].append((seconds * scale, cpu * scale))
        wall = {name: statistics.median(run[0] for run in values) for name, values in runs.items()}
        cpu = {name: statistics.median(run[1] for run in values) for name, values in runs.items()}

        def show(name):
            return f"{wall[name]:.2f} s ({cpu[name]:.2f} s CPU)"

        def line(what, name, peer, goal="", limit=None):
            ratio = wall[name] / wall[peer]
            self.table.add(what, show(name), show(peer), f"{ratio:.2f}x", goal, None if limit is None else ratio <= limit)

        def throughput(what, peer, goal=None):
            ratio = wall[peer] / wall["ours"]
            self.table.add(what, f"{objects / wall['ours']:,.0f}/s", f"{objects / wall[peer]:,.0f}/s", f"{ratio:.1f}x",
                           "" if goal is None else f">= {goal}x", None if goal is None else ratio >= goal)

        line(f"list {kind} into the cache, against curl", "ours", "curl", "<= 1.5x", 1.5)
        line(f"list {kind}, both from nginx", "ours, nginx", "curl, nginx")
        line(f"list {kind}: ours against ours", "ours again", "ours")
        line(f"list {kind}: curl against curl", "curl again", "curl")
        throughput(f"list {kind}, against kubectl get -o json", "kubectl")
        throughput(f"list {kind}, against the Python client", "python", 20)

    def memory(self):
        for kind, name in (("ingresses", "ingresses"), ("ingresses", "lean-ingresses"), ("endpointslices", "endpointslices")):
            wire = self.bytes_on_the_wire(kind) / self.arguments.objects
            found = [self.measure("list", name, "--kubeconfig", self.lab.kubeconfig)["resident"] for _ in range(3)]
            each = statistics.median(found) / self.arguments.objects
            label = f"memory of a cached object, {name}"
            self.table.add(label, f"{each:,.0f} bytes", f"{wire:,.0f} bytes", f"{each / wire:.3f}x", "<= 0.15x", each / wire <= 0.15)

    def watch(self):
        self.serve_files()
        for kind in PATHS:
            events = self.arguments.events if kind == "ingresses" else self.arguments.events // 5
            runs = [self.measure("watch", kind, "--kubeconfig", self.files.kubeconfig, "--events", str(events * 9 // 10))
                    for _ in range(self.arguments.rounds)]
            per_second = statistics.median(run["events"] / run["seconds"] for run in runs)
            per_core = statistics.median(run["events"] / run["cpu"] for run in runs)
            size = self.bytes_on_the_wire(kind) / self.arguments.objects
            goal = (">= 50,000", per_core >= 50_000) if kind == "ingresses" else ("", None)
            self.table.add(f"watch events, {kind} of {size / 1000:.1f} KB", f"{per_core:,.0f}/s a core", "", f"{per_second:,.0f}/s by the clock",
                           *goal)

    def reconcile(self):
        runs = [self.measure("reconcile") for _ in range(self.arguments.rounds)]
        per_second = statistics.median(run["reconciles"] / run["seconds"] for run in runs)
        per_core = statistics.median(run["reconciles"] / run["cpu"] for run in runs)
        self.table.add("reconciles that find nothing to do", f"{per_second:,.0f}/s", "", f"{per_core:,.0f}/s a core")

    def controller(self, identity):
        return subprocess.Popen(self.ours("controller", "--kubeconfig", self.lab.kubeconfig, "--identity", identity),
                                stdout=subprocess.PIPE, text=True)

    def idle(self):
        process = self.controller("idle")
        process.stdout.readline()
        time.sleep(10)
        self.lab.ask("clear")
        before = cpu_of(process.pid)
        time.sleep(self.arguments.idle)
        after = cpu_of(process.pid)
        requests = json.loads(self.lab.ask("requests"))
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
        others = {kind: count for kind, count in requests.items() if "leases" not in kind}
        said = ", ".join(f"{count} {kind}" for kind, count in sorted(requests.items())) or "none"
        self.table.add(f"requests of an idle controller in {self.arguments.idle} s", said, "", "", "lease renewals only", not others)
        share = (after - before) / self.arguments.idle
        self.table.add("CPU of an idle controller", f"{1000 * share:.2f} ms a second")

    def handover(self):
        leader = self.controller("c0")
        leader.stdout.readline()
        gaps = []
        for number in range(self.arguments.handovers):
            standby = self.controller(f"c{number + 1}")
            time.sleep(1.5 + 0.37 * (number % 5))
            began = time.monotonic()
            leader.send_signal(signal.SIGTERM)
            if not standby.stdout.readline().startswith("leading"):
                raise Failure("the standby did not lead")
            gaps.append(1000 * (time.monotonic() - began))
            leader.wait(timeout=30)
            leader = standby
        leader.send_signal(signal.SIGTERM)
        leader.wait(timeout=30)
        gaps.sort()
        p99 = gaps[min(len(gaps) - 1, int(0.99 * len(gaps)))]
        self.table.add(f"hand-over of leadership on SIGTERM, {len(gaps)} rounds", f"p50 {statistics.median(gaps):.0f} ms, p99 {p99:.0f} ms", "", "",
                       "p99 <= 500 ms", p99 <= 500)


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        model = next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), "unknown")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores ({model}), {memory:.0f} GiB of memory, Linux {platform.release().split('-')[0]}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", required=True, help="where bench-lab and bench-runtime are")
    parser.add_argument("--kubectl", default="kubectl")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--objects", type=int, default=10_000)
    parser.add_argument("--events", type=int, default=60_000)
    parser.add_argument("--idle", type=int, default=60, help="seconds")
    parser.add_argument("--handovers", type=int, default=20)
    parser.add_argument("--only", action="append", choices=["lists", "memory", "watch", "reconcile", "idle", "handover"])
    parser.add_argument("--markdown", help="where to write the table")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ake-bench-") as folder:
        bench = Bench(arguments, folder)
        try:
            for part in arguments.only or ["lists", "memory", "watch", "reconcile", "idle", "handover"]:
                print(f"== {part}", flush=True)
                try:
                    getattr(bench, part)()
                except (Failure, OSError, ValueError, subprocess.SubprocessError) as error:
                    bench.table.add(part, f"failed: {error}", "", "", "", False)
        finally:
            if bench.files:
                bench.files.stop()
            bench.lab.stop()
        text = f"{machine()}; {arguments.rounds} rounds, medians\n\n{bench.table.markdown()}\n"
        print("\n" + text)
        if arguments.markdown:
            with open(arguments.markdown, "w", encoding="utf-8") as file:
                file.write(text)


main()
