#!/bin/sh
# The credential where Calico's tools look for it: calicoctl on the node then works without options.
# A link, so that there is one copy of the secret; 13_set_kubeconfig_ingress writes it.
set -eu
trap 'test $? -eq 0 || echo "${0##*/}: failed, see /var/log/cloud-init-output.log" >>/run/ake-boot-failures' EXIT

mkdir -p /etc/calico
ln -sfn /etc/ake/kubeconfig /etc/calico/kubeconfig
cat >/etc/calico/calicoctl.cfg.new <<'END'
apiVersion: projectcalico.org/v3
kind: CalicoAPIConfig
metadata: {}
spec:
  datastoreType: kubernetes
  kubeconfig: /etc/calico/kubeconfig
END
chmod 644 /etc/calico/calicoctl.cfg.new
mv /etc/calico/calicoctl.cfg.new /etc/calico/calicoctl.cfg
