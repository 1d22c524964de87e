#!/usr/bin/python3
# BIRD 2: learns the routes to the Pods from the workers, says nothing itself. The peers come from ake-node.
__COMMON__

PARAMETERS = parameters(__PARAMETERS__)
pods = ipaddress.ip_network(PARAMETERS["pod_cidr"])
address = ipaddress.ip_address(PARAMETERS["cluster_address"])
network = ipaddress.ip_network(PARAMETERS["cluster_network"])
TEXT = """# Written by cloud-init part 16_set_bird_config. Peers: /run/ake/bird/peers.conf, kept by ake-node.
log syslog all;
router id %(address)s;

protocol device {
  scan time 10;
}

# Without it the next hops, which are multihop neighbours, would be unreachable. The interface is named by its network.
protocol direct {
  ipv4;
  interface %(network)s;
}

# A Pod without a route is unreachable at once; it never goes out by the default route.
protocol static cover {
  ipv4;
  route %(pods)s unreachable;
}

# Blocks of /26, as Calico gives them to workers, down to single Pods.
filter pods_in {
  if net ~ [ %(pods)s{26,32} ] then accept;
  reject;
}

protocol kernel {
  merge paths on;
  ipv4 {
    import none;
    export where source = RTS_BGP || proto = "cover";
  };
}

protocol bfd {
  multihop {
    interval 100 ms;
    multiplier 3;
  };
}

template bgp k8s_node {
  local %(address)s as %(asn)d;
  multihop;
  hold time 9;
  keepalive time 3;
  connect delay time 1;
  connect retry time 3;
  error wait time 1, 5;
  bfd on;
  graceful restart off;
  ipv4 {
    import filter pods_in;
    export none;
  };
}

include "/run/ake/bird/*.conf";
""" % {"address": address, "network": network, "pods": pods, "asn": int(PARAMETERS["bgp_as"])}

write("/etc/bird/bird.conf", TEXT, mode=0o640, group="bird")
run("bird", "-p", "-c", "/etc/bird/bird.conf")
