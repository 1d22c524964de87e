"""Fixtures of the template tests. They run as root: parts are tried in a root directory and network namespace of their own."""

import os
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
sys.dont_write_bytecode = True

import scratch  # noqa: E402

HOSTILE = {
    'quotes': 'a\'b"c`d\\e\'\'\'f"""g',
    'substitution': '$(touch /pwned) ${HOME} `touch /pwned` %(x)s {y} #{`touch /pwned`} %d',
    'line breaks': 'one\ntwo\r\nthree\r\ttab\n',
    'markers': 'EOF\nEND\nPROGRAM\n--===============1==\n__COMMON__ __PARAMETERS__ %index% %anlb_index%\n',
    'unicode': 'é ß 日本語 😀 \u2028 \x7f \x01',
    'closing': '"})\nimport os; os.system("touch /pwned")\n#',
    'null': 'null',
}


@pytest.fixture(params=sorted(HOSTILE), ids=lambda name: name.replace(' ', '-'))
def hostile(request):
    """Values that would break out of a script if they were pasted into it."""
    return HOSTILE[request.param]


@pytest.fixture
def host(tmp_path):
    """A scratch host on which rendered parts can be run."""
    if os.geteuid() != 0:
        pytest.skip('needs root: the parts run in a root directory of their own')
    return scratch.Host(tmp_path / 'root')
