import Glibc
import Testing

/// Everything on one running lab: the real Keystone, Heat, Nova, Neutron, nginx, BIRD, cloud-init and kubectl.
@Suite(.serialized, .enabled(if: getuid() == 0, "the lab needs root"), RunningLab())
struct EndToEnd {}
