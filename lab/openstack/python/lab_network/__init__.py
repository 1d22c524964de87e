"""An ML2 mechanism driver that binds the lab's ports to the lab's bridges.

It stands in for Open vSwitch and its agents: what an agent's `bridge_mappings`
say, PHYSICAL_BRIDGES says here, and the bridge's name travels to Nova in the
port's binding details, where `lab_virt_driver` reads it.
"""
from neutron_lib import constants
from neutron_lib.api.definitions import portbindings
from neutron_lib.plugins.ml2 import api

#: Physical network -> bridge in the lab's switch namespace. `vip` has none:
#: its ports only reserve addresses for the BIG-IP.
PHYSICAL_BRIDGES = {"lb": "br-lb", "k8s": "br-k8s"}


class LabBridgesDriver(api.MechanismDriver):
    """Binds a port of a flat network whose physical network has a bridge."""

    def initialize(self):
        pass

    def bind_port(self, context):
        for segment in context.segments_to_bind:
            bridge = PHYSICAL_BRIDGES.get(segment[api.PHYSICAL_NETWORK])
            if bridge is None:
                continue
            context.set_binding(
                segment[api.ID],
                portbindings.VIF_TYPE_OVS,
                {
                    portbindings.CAP_PORT_FILTER: False,
                    portbindings.VIF_DETAILS_BRIDGE_NAME: bridge,
                },
                status=constants.PORT_STATUS_ACTIVE,
            )
            return
