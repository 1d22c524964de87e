"""Takes events of a watch with the official Python client into a dictionary, as its users do; prints how many, seconds, and seconds of CPU."""

import json
import sys
import time

from kubernetes import client, config, watch


def main():
    kubeconfig, kind, most = sys.argv[1], sys.argv[2], int(sys.argv[3])
    config.load_kube_config(kubeconfig)
    calls = {
        "ingresses": client.NetworkingV1Api().list_ingress_for_all_namespaces,
        "endpointslices": client.DiscoveryV1Api().list_endpoint_slice_for_all_namespaces,
    }
    cache = {}
    count, began, cpu = 0, time.monotonic(), time.process_time()
    for event in watch.Watch().stream(calls[kind]):
        item = event["object"]
        cache[(item.metadata.namespace, item.metadata.name)] = item
        count += 1
        if count == most:
            break
    print(json.dumps({"count": count, "seconds": time.monotonic() - began, "cpu": time.process_time() - cpu}))


main()
