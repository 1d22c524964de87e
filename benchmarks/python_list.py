"""Lists a collection with the official Python client, page by page, as its users do."""

import sys

from kubernetes import client, config


def main():
    kubeconfig, kind, most = sys.argv[1], sys.argv[2], int(sys.argv[3])
    config.load_kube_config(kubeconfig)
    calls = {
        "ingresses": lambda **page: client.NetworkingV1Api().list_ingress_for_all_namespaces(**page),
        "endpointslices": lambda **page: client.DiscoveryV1Api().list_endpoint_slice_for_all_namespaces(**page),
    }
    cache = {}
    token = None
    while True:
        page = calls[kind](limit=500, _continue=token)
        for item in page.items:
            cache[(item.metadata.namespace, item.metadata.name)] = item
        token = page.metadata._continue
        if not token or len(cache) >= most:
            break
    print(len(cache))


main()
