"""A host to try a part on: own root directory (with the programs of this machine), network, host name."""

import os
import pathlib
import shlex
import stat
import subprocess

GROUPS = {'root': 0, 'adm': 4, 'www-data': 33, 'bird': 105, 'ake': 990}
SYSTEMCTL = """#!/bin/sh
echo "$@" >>/systemctl.log
for word in "$@"; do [ "$word" != "${FAILING_UNIT:-}" ] || exit 1; done
"""


class Host:
    """Files survive from one `run` to the next, the network does not."""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        for folder in ('usr', 'proc', 'dev', 'etc', 'etc/bird', 'run/ake/bird', 'tmp', 'var/log', 'local', 'fake', 'scripts'):
            (self.root / folder).mkdir(parents=True)
        for link in ('bin', 'sbin', 'lib', 'lib64'):
            (self.root / link).symlink_to('usr/' + link)
        self.write('etc/passwd', ''.join('%s:x:%d:%d::/:/bin/sh\n' % (name, number, number)
                                         for name, number in GROUPS.items()))
        self.write('etc/group', ''.join('%s:x:%d:\n' % entry for entry in GROUPS.items()))
        self.fake('systemctl', SYSTEMCTL)

    def write(self, path, text, mode=0o644):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        file.chmod(mode)

    def fake(self, program, text):
        """A program that is found before the machine's own."""
        self.write('fake/' + program, text, 0o755)

    def part(self, name, text):
        """Put a rendered part where cloud-init would; the path to run."""
        self.write('scripts/' + name, text, 0o700)
        return '/scripts/' + name

    def run(self, *commands, setup='', environment=None):
        """Commands one after the other on the host; `setup` (shell) is run first, outside the root, in its network."""
        inside = 'export PATH=/fake:/usr/sbin:/usr/bin; cd /; ' + '; '.join(commands)
        words = [shlex.quote('%s=%s' % entry) for entry in (environment or {}).items()]
        script = '\n'.join([
            'set -eu',
            'root=' + shlex.quote(str(self.root)),
            'mount --bind /usr $root/usr', 'mount --bind $root/local $root/usr/local',
            'mount --bind /proc $root/proc', 'mount --bind /dev $root/dev',
            'hostname anlb-host-0', 'ip link set lo up', setup,
            'exec chroot $root /usr/bin/env -i %s /bin/sh -c %s' % (' '.join(words), shlex.quote(inside)),
        ])
        return subprocess.run(['unshare', '--mount', '--net', '--uts', '--propagation', 'private', 'sh', '-c', script],
                              env=dict(os.environ, PATH=os.environ.get('PATH', '') + ':/usr/sbin:/usr/bin'),
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120)

    def text(self, path):
        return (self.root / path).read_text(encoding='utf-8')

    def bytes(self, path):
        return (self.root / path).read_bytes()

    def exists(self, path):
        return (self.root / path).exists()

    def access(self, path):
        """(mode, group) of a file."""
        status = (self.root / path).stat()
        names = {number: name for name, number in GROUPS.items()}
        return stat.S_IMODE(status.st_mode), names.get(status.st_gid)

    @property
    def systemctl(self):
        """What the parts asked systemctl for."""
        return self.text('systemctl.log').splitlines() if self.exists('systemctl.log') else []
