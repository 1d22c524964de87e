/// Values and requests of the [Identity API v3](https://docs.openstack.org/api-ref/identity/v3/).
public enum Keystone {}
