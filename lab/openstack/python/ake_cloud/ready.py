"""Waits until services answer a real request.

usage: python -m ake_cloud.ready ADDRESS RUN SERVICE...

The first request of each service comes from here, alone: several first requests
at once race for what a service loads on demand (a list of networks came back
empty while Neutron loaded its policy). Fails as soon as a service has ended.
"""
import concurrent.futures
import json
import pathlib
import sys
import time
import urllib.error
import urllib.request

SECONDS = 120

#: What Heat looks up for our templates, so that it has looked once.
TEMPLATE = {
    "heat_template_version": "2018-08-31",
    "resources": {
        "port": {"type": "OS::Neutron::Port", "properties": {"network": "lb-net"}},
        "server": {
            "type": "OS::Nova::Server",
            "properties": {
                "image": "ake-lb-node", "flavor": "ar1-standard-1",
                "networks": [{"port": {"get_resource": "port"}}],
            },
        },
    },
}


class NotReady(RuntimeError):
    """A service ended, or does not answer."""


class Cloud:
    """The services at one address, as the lab's users see them."""

    def __init__(self, address: str, run: pathlib.Path):
        self.address = address
        self.run = run
        self.tokens: dict[str, tuple[str, str]] = {}

    def check(self, service: str) -> None:
        """Returns when the service has answered."""
        if service == "keystone":
            return self.keystone()
        if service == "placement":
            return self.until(service, "GET", ":8778/resource_providers", user="admin")
        if service == "glance":
            return self.until(service, "GET", ":9292/v2/images")
        if service == "neutron":
            self.until(service, "GET", ":9696/v2.0/networks")
            return self.until(service, "GET", ":9696/v2.0/ports")
        if service == "nova":
            return self.until(service, "GET", ":8774/v2.1/servers/detail")
        project = self.tokens["k8s"][1]
        self.until(service, "GET", f":8004/v1/{project}/stacks")
        self.until(service, "GET", ":8000/", user=None, accepted=(300,))
        return None

    def heat_looks_up(self) -> None:
        """Heat's own clients make their first requests."""
        project = self.tokens["k8s"][1]
        self.until("heat", "POST", f":8004/v1/{project}/validate", {"template": TEMPLATE})

    def keystone(self) -> None:
        """A token for each user."""
        for user in ("k8s", "admin"):
            domain = {"id": "default"}
            body = {
                "auth": {
                    "identity": {
                        "methods": ["password"],
                        "password": {"user": {"name": user, "domain": domain, "password": "secret"}},
                    },
                    "scope": {"project": {"name": user, "domain": domain}},
                }
            }
            headers, answer = self.until("keystone", "POST", ":5000/v3/auth/tokens", body, user=None)
            self.tokens[user] = (headers["X-Subject-Token"], json.loads(answer)["token"]["project"]["id"])

    def until(self, service, method, path, body=None, user="k8s", accepted=()):
        """The headers and body of the first good answer."""
        headers = {"Content-Type": "application/json"}
        if user:
            headers["X-Auth-Token"] = self.tokens[user][0]
        request = urllib.request.Request(
            f"http://{self.address}{path}", method=method, headers=headers,
            data=json.dumps(body).encode() if body else None,
        )
        deadline = time.monotonic() + SECONDS
        reason: object = "no answer"
        while time.monotonic() < deadline:
            if not self.runs(service):
                raise NotReady(f"{service} has ended")
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:
                    return answer.headers, answer.read()
            except urllib.error.HTTPError as error:
                if error.code in accepted:
                    return error.headers, error.read()
                reason = f"{method} {path}: {error.code} {error.read(300).decode(errors='replace')}"
            except OSError as error:
                reason = error
            time.sleep(0.1)
        raise NotReady(f"{service} is not ready after {SECONDS} s: {reason}")

    def runs(self, service: str) -> bool:
        try:
            pid = (self.run / f"{service}.pid").read_text().strip()
            return "Z" not in pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")")[-1].split()[0]
        except OSError:
            return False


def main() -> None:
    cloud, services = Cloud(sys.argv[1], pathlib.Path(sys.argv[2])), sys.argv[3:]
    try:
        cloud.check("keystone")
        others = [service for service in services if service != "keystone"]
        with concurrent.futures.ThreadPoolExecutor(len(others) or 1) as pool:
            for done in [pool.submit(cloud.check, service) for service in others]:
                done.result()
        if "heat" in services:
            cloud.heat_looks_up()
    except NotReady as error:
        sys.exit(f"{error}; see its log")


if __name__ == "__main__":
    main()
