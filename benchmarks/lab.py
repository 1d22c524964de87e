"""The processes that the benchmarks talk to: the stand-in API server, and nginx with the same bytes in files."""

import base64
import json
import os
import re
import shutil
import subprocess
import time
import urllib.parse

PATHS = {"ingresses": "/apis/networking.k8s.io/v1/ingresses", "endpointslices": "/apis/discovery.k8s.io/v1/endpointslices"}


class Lab:
    """bench-lab: LabKubernetes in a process of its own, filled."""

    def __init__(self, programs, folder, objects):
        self.folder = folder
        self.kubeconfig = os.path.join(folder, "kubeconfig")
        self.process = subprocess.Popen(
            [os.path.join(programs, "bench-lab"), "--kubeconfig", self.kubeconfig, "--ingresses", str(objects), "--slices", str(objects)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        words = self.process.stdout.readline().split()
        if len(words) != 2 or words[0] != "ready":
            raise SystemExit("bench-lab did not start")
        self.url = words[1]
        with open(self.kubeconfig, encoding="utf-8") as file:
            config = json.load(file)
        user, cluster = config["users"][0]["user"], config["clusters"][0]["cluster"]
        self.files = {}
        for name, text in (("ca", cluster["certificate-authority-data"]), ("cert", user["client-certificate-data"]),
                           ("key", user["client-key-data"])):
            self.files[name] = os.path.join(folder, name + ".pem")
            with open(self.files[name], "wb") as file:
                file.write(base64.b64decode(text))

    def ask(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def curl(self, target, output="/dev/null"):
        return ["curl", "-sS", "--fail", "-o", output, "--cacert", self.files["ca"], "--cert", self.files["cert"], "--key",
                self.files["key"], self.url + target]

    def cpu(self):
        return cpu_of(self.process.pid)

    def stop(self):
        self.process.stdin.close()
        self.process.wait(timeout=60)


class Files:
    """nginx with the pages of a collection in files: a server that costs nothing, so that only the clients are measured."""

    def __init__(self, lab, folder, events):
        self.folder = folder
        root = os.path.join(folder, "root")
        os.makedirs(root)
        for kind, path in PATHS.items():
            subprocess.run(lab.curl(path, os.path.join(root, kind + "---.json")), check=True)
            self.pages(lab, root, kind, path)
            self.events(root, kind, events[kind])
        empty = {"kind": "IngressClassList", "apiVersion": "networking.k8s.io/v1", "metadata": {"resourceVersion": "1"}, "items": []}
        with open(os.path.join(root, "empty.json"), "w", encoding="utf-8") as file:
            json.dump(empty, file)
        self.certificate()
        self.start(root)

    @staticmethod
    def pages(lab, root, kind, path):
        token, number = "", 0
        while True:
            name = os.path.join(root, f"{kind}--500-{'p' + str(number) if number else ''}.json")
            query = "?limit=500" + ("&continue=" + urllib.parse.quote(token, safe="") if token else "")
            subprocess.run(lab.curl(path + query, name), check=True)
            with open(name, "rb") as file:
                body = file.read()
            found = re.search(rb'"metadata":\{[^{}]*?"continue":"([^"]+)"', body)
            if not found:
                return
            token, number = found.group(1).decode(), number + 1
            with open(name, "wb") as file:
                file.write(body.replace(b'"continue":"' + found.group(1) + b'"', f'"continue":"p{number}"'.encode(), 1))

    @staticmethod
    def events(root, kind, count):
        """A watch that tells of each object in turn, always newer; and one that begins with all of them (sendInitialEvents)."""
        with open(os.path.join(root, kind + "---.json"), "rb") as file:
            page = json.load(file)
        version = int(page["metadata"]["resourceVersion"])
        api, item_kind = page["apiVersion"], page["kind"].removesuffix("List")
        items = page["items"]
        for item in items:
            item["apiVersion"], item["kind"] = api, item_kind
        with open(os.path.join(root, kind + "-initial.json"), "w", encoding="utf-8") as file:
            for item in items:
                write_event(file, "ADDED", item)
            bookmark = {"apiVersion": api, "kind": item_kind,
                        "metadata": {"resourceVersion": str(version), "annotations": {"k8s.io/initial-events-end": "true"}}}
            write_event(file, "BOOKMARK", bookmark)
        with open(os.path.join(root, kind + "-watch.json"), "w", encoding="utf-8") as file:
            for number in range(count):
                item = items[number % len(items)]
                item["metadata"]["resourceVersion"] = str(version + 1 + number)
                write_event(file, "MODIFIED", item)

    def certificate(self):
        def openssl(*words):
            subprocess.run(["openssl", *words], check=True, cwd=self.folder, capture_output=True)
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "key.pem", "-out",
                "cert.pem", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1")

    def start(self, root):
        port = free_port()
        self.url = f"https://127.0.0.1:{port}"
        locations = ""
        for kind, path in PATHS.items():
            locations += f"""
      location = {path} {{
        if ($what = watch) {{ rewrite ^ /{kind}-watch.json last; }}
        if ($what = initial) {{ rewrite ^ /{kind}-initial.json last; }}
        rewrite ^ /{kind}--$arg_limit-$arg_continue.json last;
      }}"""
        user = "user root; " if os.geteuid() == 0 else ""
        text = f"""{user}daemon off; worker_processes 1; pid nginx.pid; error_log stderr warn;
events {{ worker_connections 64; }}
http {{
  access_log off; default_type application/json; types {{ application/json json; }}
  ssl_certificate {self.folder}/cert.pem; ssl_certificate_key {self.folder}/key.pem; keepalive_requests 1000000;
  map $arg_watch:$arg_sendInitialEvents $what {{ default ""; "true:" watch; "true:true" initial; "true:false" watch; }}
  server {{
    listen 127.0.0.1:{port} ssl; root {root};
    location / {{ try_files $uri /empty.json; }}{locations}
  }}
}}
"""
        with open(os.path.join(self.folder, "nginx.conf"), "w", encoding="utf-8") as file:
            file.write(text)
        program = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
        self.process = subprocess.Popen([program, "-p", self.folder, "-c", os.path.join(self.folder, "nginx.conf")],
                                        stderr=subprocess.DEVNULL)
        with open(os.path.join(self.folder, "cert.pem"), "rb") as file:
            ca = base64.b64encode(file.read()).decode()
        self.kubeconfig = os.path.join(self.folder, "files-kubeconfig")
        with open(self.kubeconfig, "w", encoding="utf-8") as file:
            json.dump({"apiVersion": "v1", "kind": "Config", "current-context": "x",
                       "clusters": [{"name": "x", "cluster": {"server": self.url, "certificate-authority-data": ca}}],
                       "users": [{"name": "x", "user": {"token": "none"}}],
                       "contexts": [{"name": "x", "context": {"cluster": "x", "user": "x"}}]}, file)
        for _ in range(100):
            if subprocess.run(self.curl("/empty.json"), capture_output=True, check=False).returncode == 0:
                return
            time.sleep(0.05)
        self.stop()
        raise SystemExit("nginx did not start")

    def curl(self, target):
        return ["curl", "-sS", "--fail", "-o", "/dev/null", "--cacert", os.path.join(self.folder, "cert.pem"), self.url + target]

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=10)


def write_event(file, kind, item):
    file.write(json.dumps({"type": kind, "object": item}, separators=(",", ":"), ensure_ascii=False))
    file.write("\n")


def free_port():
    import socket
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def cpu_of(pid):
    with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
