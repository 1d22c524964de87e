/// Designate's DNS API, version 2: values and calls.
///
/// See <https://docs.openstack.org/api-ref/dns/dns-api-v2-index.html>.
public enum Designate {}
