#!/usr/bin/python3
# Datadog agent: the nginx check and the access log. Only with a dd_api_key.
# The files are JSON, which is YAML: https://docs.datadoghq.com/integrations/nginx/
__COMMON__

PARAMETERS = parameters(__PARAMETERS__)
installed = os.path.exists("/opt/datadog-agent")
tags = ["kube_namespace:" + PARAMETERS["namespace"], "kube_ingress:" + PARAMETERS["ingress"]]


def configure(path, value):
    write(path, json.dumps(value, indent=2) + "\n", mode=0o640, group="dd-agent" if installed else "root")


if PARAMETERS["dd_api_key"]:
    configure("/etc/datadog-agent/conf.d/nginx.d/conf.yaml", {
        "init_config": {},
        "instances": [{"nginx_status_url": "http://127.0.0.1:8080/nginx_status", "tags": tags}],
        "logs": [{"type": "file", "path": "/var/log/nginx/access.log", "service": "ake-lb", "source": "nginx",
                  "tags": tags}],
    })
    configure("/etc/datadog-agent/datadog.yaml", {
        "api_key": PARAMETERS["dd_api_key"],
        "logs_enabled": True,
        "tags": tags,
    })
    # A node without metrics still serves: that the image lacks the agent does not fail it.
    if installed:
        run("systemctl", "enable", "datadog-agent.service")
        run("systemctl", "restart", "datadog-agent.service")
    else:
        print("%s: dd_api_key is set, but this image has no Datadog agent: build one that has" % PART)
