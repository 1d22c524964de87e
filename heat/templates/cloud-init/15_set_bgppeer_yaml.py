#!/usr/bin/python3
# The BGPPeer that makes Calico's BIRD on every worker talk to this node; ake-node applies it when it starts.
# JSON is YAML, so calicoctl and kubectl read it as well.
__COMMON__
import socket

PARAMETERS = parameters(__PARAMETERS__)
host = socket.gethostname().lower()
write("/etc/calico/bgppeer.yaml", json.dumps({
    "apiVersion": "crd.projectcalico.org/v1",
    "kind": "BGPPeer",
    "metadata": {
        "name": "anlb-" + host,
        "labels": {"ake.adtech.cyberagent.io/ingress-uid": PARAMETERS["ingress_uid"]},
    },
    "spec": {
        "peerIP": str(ipaddress.ip_address(PARAMETERS["cluster_address"])),
        "asNumber": int(PARAMETERS["bgp_as"]),
    },
}, indent=2) + "\n")
