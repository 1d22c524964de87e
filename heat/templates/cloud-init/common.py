import ipaddress
import json
import os
import shutil
import subprocess
import sys

PART = os.path.basename(__file__)
FAILURES = "/run/ake-boot-failures"


def note_failure(kind, error, traceback):
    """Leave word for 99_wc_notify, which tells Heat."""
    with open(FAILURES, "a", encoding="utf-8") as file:
        file.write("%s: %s: %s\n" % (PART, kind.__name__, error))
    sys.__excepthook__(kind, error, traceback)


sys.excepthook = note_failure


def parameters(literal):
    """What Heat wrote here; JSON has two halves for a character beyond U+FFFF, this joins them."""
    return json.loads(json.dumps(literal))


def write(path, text, mode=0o644, group="root"):
    """Put a whole new file in place of the old one."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    new = path + ".new"
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    shutil.chown(new, "root", group)
    os.chmod(new, mode)
    os.replace(new, path)


def run(*command):
    """The command's output; an error that quotes it if it fails."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    if done.returncode != 0:
        raise RuntimeError("%s: exit status %d: %s" % (" ".join(command), done.returncode, done.stdout.strip()))
    return done.stdout
