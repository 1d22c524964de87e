/// Values and requests of the [Orchestration Service API v1](https://docs.openstack.org/api-ref/orchestration/v1/).
public enum Heat {}
