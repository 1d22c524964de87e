#!/usr/bin/python3
# Answers to a client leave through the L4 balancer even when the client is nearer by another way (a worker, a Pod):
# packets from this node's address on lb_network use table 100, whose only exit is the balancer.
# Installs itself as a unit that repeats this at every boot and every 30 s, since a network manager that restarts
# removes rules and routes that are not its own. A run that finds everything in place changes nothing.
__COMMON__
import time

PARAMETERS = parameters(__PARAMETERS__)
TABLE = "100"
PRIORITY = "1000"
PROGRAM = "/usr/local/sbin/ake-interface"
SERVICE = """[Unit]
Description=Addresses and return routes of the load balancer node
After=network.target

[Service]
Type=oneshot
ExecStart=%s

[Install]
WantedBy=multi-user.target
""" % PROGRAM
TIMER = """[Unit]
Description=Keep the return routes of the load balancer node in place

[Timer]
OnActiveSec=30
OnUnitActiveSec=30
AccuracySec=5

[Install]
WantedBy=timers.target
"""


def found(port):
    """(interface that has the port's address, or else its MAC; whether it has the address already)"""
    by_mac = None
    for link in json.loads(run("ip", "-j", "address", "show")):
        if any(entry.get("local") == port["address"] for entry in link.get("addr_info", [])):
            return link["ifname"], True
        # Of several with one MAC (a bridge and its member) the first.
        if by_mac is None and link.get("address", "").lower() == port["mac"].lower():
            by_mac = link["ifname"]
    return by_mac, False


def interface(port, patience):
    """The port's interface, up and with its address; what cloud-init did not configure in time is configured here."""
    deadline = time.monotonic() + patience
    name, has_address = found(port)
    while not has_address and time.monotonic() < deadline:
        time.sleep(0.2)
        name, has_address = found(port)
    if name is None:
        raise RuntimeError("no interface has the MAC %(mac)s or the address %(address)s of the Neutron port" % port)
    if not has_address:
        prefix = ipaddress.ip_network(port["network"]).prefixlen
        run("ip", "link", "set", "dev", name, "up")
        run("ip", "address", "replace", "%s/%d" % (port["address"], prefix), "dev", name)
        print("%s: gave %s its address %s" % (PART, name, port["address"]))
    return name


def return_route(name, address, network, gateway):
    """Rule and table for packets from `address`."""
    exits = {route.get("gateway") for route in json.loads(run("ip", "-j", "-4", "route", "show", "table", "all"))
             if str(route.get("table")) == TABLE and route.get("dev") == name and route["dst"] in ("default", network)}
    if exits != {None, gateway}:
        # The network first: it says how to reach the gateway.
        run("ip", "-4", "route", "replace", network, "dev", name, "scope", "link", "src", address, "table", TABLE)
        run("ip", "-4", "route", "replace", "default", "via", gateway, "dev", name, "src", address, "table", TABLE)
    present = False
    for rule in json.loads(run("ip", "-j", "-4", "rule", "show")):
        if str(rule.get("table")) != TABLE:
            continue
        if rule["src"] == address:
            present = True
        elif str(rule["priority"]) == PRIORITY:
            run("ip", "-4", "rule", "del", "priority", PRIORITY, "from", rule["src"], "lookup", TABLE)
    if not present:
        run("ip", "-4", "rule", "add", "priority", PRIORITY, "from", address, "lookup", TABLE)


def main():
    installed = os.path.realpath(__file__) == PROGRAM
    if installed:
        sys.excepthook = sys.__excepthook__
    lb, cluster = PARAMETERS["lb"], PARAMETERS["cluster"]
    gateway = ipaddress.ip_address(PARAMETERS["gateway"])
    if gateway not in ipaddress.ip_network(lb["network"]):
        raise RuntimeError("lb_gateway %s is not in lb_network %s: give the BIG-IP's address there"
                           % (gateway, lb["network"]))
    patience = 5 if installed else 30
    interface(cluster, patience)
    return_route(interface(lb, patience), lb["address"], lb["network"], str(gateway))
    if not installed:
        with open(__file__, encoding="utf-8") as file:
            write(PROGRAM, file.read(), mode=0o700)
        write("/etc/systemd/system/ake-interface.service", SERVICE)
        write("/etc/systemd/system/ake-interface.timer", TIMER)
        run("systemctl", "daemon-reload")
        run("systemctl", "enable", "ake-interface.service")
        run("systemctl", "enable", "--now", "ake-interface.timer")


main()
