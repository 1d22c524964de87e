#!/bin/sh
# Everything is configured: start what serves traffic, now and at every later boot.
set -eu
trap 'test $? -eq 0 || echo "${0##*/}: failed, see /var/log/cloud-init-output.log" >>/run/ake-boot-failures' EXIT

systemctl daemon-reload
systemctl enable nginx.service bird.service ake-node.service
# The image may have started them without their configuration, or have given up on them.
systemctl reset-failed nginx.service bird.service ake-node.service || true
systemctl start nginx.service
systemctl reload-or-restart bird.service
systemctl restart ake-node.service
