#!/usr/bin/python3
# Tells Heat whether this node is ready: SUCCESS as soon as /healthz is 200, FAILURE with the reason at the deadline, or
# at once if a part before this one failed. Heat then makes it a pool member, or shows the reason in the stack's status.
# A node that becomes ready after all says so too: Heat counts the last word, and the next update of the stack succeeds.
__COMMON__
import http.client
import shlex
import time
import urllib.error
import urllib.request

PARAMETERS = parameters(__PARAMETERS__)
HEALTHZ = "http://127.0.0.1:8080/healthz"
UNITS = ("nginx", "bird", "ake-node")
# Heat's clock starts when the server is active: leave it time to hear of a failure.
MARGIN = 30
# For so long a node that was late tries to become ready; the token of the signal is not valid for longer.
LATE = 3300


def booted_at():
    """When cloud-init began, which is nearer to the start of Heat's clock than now; uptime would be the host's in a container."""
    try:
        with open("/run/cloud-init/status.json", encoding="utf-8") as file:
            return float(json.load(file)["v1"]["init-local"]["start"])
    except (OSError, ValueError, TypeError, KeyError):
        return time.time()


def healthz():
    """(status or None, what it said)"""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(HEALTHZ, timeout=2) as answer:
            return answer.status, answer.read(2000).decode("utf-8", "replace")
    except urllib.error.HTTPError as answer:
        return answer.code, answer.read(2000).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException) as error:
        return None, str(error) or type(error).__name__


def output(*command):
    """What a command says, whatever its exit status; nothing if it cannot be run."""
    try:
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                              timeout=10).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        return ""


def reason(status, said, failures):
    """One text for a person who reads the status of the stack."""
    said = " ".join(said.split())[:500]
    states = ", ".join("%s %s" % (unit, output("systemctl", "is-active", unit) or "unknown") for unit in UNITS)
    lines = ["healthz: %s %s" % (status or "no answer:", said), "units: " + states]
    if failures:
        lines.insert(0, "failed parts: " + " ".join(failures.split())[:700])
    log = output("journalctl", "--no-pager", "-q", "-o", "cat", "-n", "8", "-u", "ake-node") or \
        output("tail", "-n", "8", "/var/log/cloud-init-output.log")
    return "; ".join(lines) + "; log: " + log[-800:]


def recorded_failures():
    try:
        with open(FAILURES, encoding="utf-8", errors="replace") as file:
            return file.read().strip()
    except FileNotFoundError:
        return ""


def signal(status, text, deadline):
    """Hand the answer to Heat; tried again until the deadline, for Heat may be restarting."""
    body = json.dumps({"status": status, "reason": text, "data": text, "id": os.uname().nodename})
    command = shlex.split(PARAMETERS["curl_cli"]) + ["--silent", "--show-error", "--fail", "--max-time", "15",
                                                     "--data-binary", "@-"]
    while True:
        sent = subprocess.run(command, input=body, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              errors="replace")
        if sent.returncode == 0:
            print("%s: told Heat %s: %s" % (PART, status, text))
            return
        if time.time() > deadline:
            raise RuntimeError("cannot tell Heat %s: %s" % (status, sent.stdout.strip()[-300:]))
        time.sleep(2)


def ready(deadline):
    """(whether /healthz became 200 before the deadline, the reason if not)"""
    while True:
        failures = recorded_failures()
        status, said = healthz()
        if failures or status != 200 and time.time() > deadline:
            return False, reason(status, said, failures)
        if status == 200:
            return True, "ready: " + " ".join(said.split())[:500]
        time.sleep(0.5)


def main():
    if sys.argv[1:] == ["late"]:
        end = time.time() + LATE
        success, text = ready(end)
        if success:
            signal("SUCCESS", text, end)
        return 0
    end = booted_at() + float(PARAMETERS["wait_timeout"])
    success, text = ready(max(end - MARGIN, time.time() + 10))
    signal("SUCCESS" if success else "FAILURE", text, end)
    if not success and not recorded_failures():
        run("systemd-run", "--quiet", "--collect", "--unit=ake-notify", os.path.realpath(__file__), "late")
    return 0 if success else 1


sys.exit(main())
