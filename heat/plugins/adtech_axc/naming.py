"""Names, paths and addresses as iControl REST writes them."""

import hashlib
import ipaddress
import re

# Heat keeps the path of an object in a column of 255 characters.
LONGEST_NAME = 200


def box_name(name):
    """`name` with every character that the BIG-IP refuses replaced by "_", shortened with a hash if very long."""
    name = re.sub(r'[^A-Za-z0-9_.:%-]', '_', name)
    if not re.match(r'[A-Za-z0-9_]', name):
        name = '_' + name
    if len(name) > LONGEST_NAME:
        digest = hashlib.sha256(name.encode()).hexdigest()[:12]
        name = '%s-%s' % (name[:LONGEST_NAME - 13], digest)
    return name


def full_path(name, partition):
    """/Partition/name; a name that is a full path already stays as it is."""
    return name if name.startswith('/') else '/%s/%s' % (partition, name)


def uri(path):
    """A full path as one segment of a URI: /Common/web becomes ~Common~web."""
    return path.replace('/', '~').replace('%', '%25')


def split_path(path):
    """('Common', 'web') from '/Common/web'; a folder belongs to the first part."""
    partition, _, name = path.lstrip('/').rpartition('/')
    return partition, name


def with_port(address, port):
    """address:port, or address.port for IPv6, as destinations and members are named; port 0 means any."""
    separator = '.' if is_ipv6(address) else ':'
    return '%s%s%s' % (address, separator, port)


def bare(address):
    """The address without its route domain: 10.0.0.1 from 10.0.0.1%2."""
    return address.partition('%')[0]


def is_ipv6(address):
    return ipaddress.ip_address(bare(address)).version == 6


def host_mask(address):
    """The mask of a single address."""
    return 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff' if is_ipv6(address) else '255.255.255.255'


def check_address(address):
    """ValueError unless this is an IP address, with or without a route domain."""
    ipaddress.ip_address(bare(address))


def check_network(network):
    """ValueError unless this is a network such as 10.0.0.0/8 without host bits."""
    ipaddress.ip_network(network)
