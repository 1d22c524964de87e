"""Heat resources for an F5 BIG-IP: ADTECH::AXC::BIGIPPool, BIGIPPoolMember and BIGIPVS.

Put the directory above this one into `plugin_dirs` of heat.conf, and the address and account of the BIG-IP into
its section [adtech_bigip] (see config.py).
"""

from .config import register_options
from .member import BIGIPPoolMember
from .pool import BIGIPPool
from .virtual import BIGIPVS


def resource_mapping():
    """Called by Heat's plug-in manager once per engine and API process."""
    register_options()
    return {
        'ADTECH::AXC::BIGIPPool': BIGIPPool,
        'ADTECH::AXC::BIGIPPoolMember': BIGIPPoolMember,
        'ADTECH::AXC::BIGIPVS': BIGIPVS,
    }
