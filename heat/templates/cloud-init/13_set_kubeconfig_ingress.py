#!/usr/bin/python3
# What ake-node needs: the credential (/etc/ake/kubeconfig) and which Ingress, or group of them, it serves (/etc/ake/node.json).
__COMMON__

PARAMETERS = parameters(__PARAMETERS__)
os.makedirs("/etc/ake", exist_ok=True)
shutil.chown("/etc/ake", "root", "ake")
# Writable, since ake-node replaces the kubeconfig whenever it has renewed the token.
os.chmod("/etc/ake", 0o770)

write("/etc/ake/kubeconfig", PARAMETERS["kubeconfig"], mode=0o640, group="ake")
write("/etc/ake/node.json", json.dumps({
    "namespace": PARAMETERS["namespace"],
    "ingress": PARAMETERS["ingress"],
    "group": PARAMETERS["ingress_group"],
    "ingressUID": PARAMETERS["ingress_uid"],
    "podCIDR": str(ipaddress.ip_network(PARAMETERS["pod_cidr"])),
    "bgpAS": int(PARAMETERS["bgp_as"]),
    "clusterAddress": str(ipaddress.ip_address(PARAMETERS["cluster_address"])),
}, indent=2) + "\n", mode=0o640, group="ake")
