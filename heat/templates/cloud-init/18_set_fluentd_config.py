#!/usr/bin/python3
# Fluentd: the access log, one JSON object a line, to S3. Only with a fluentd_s3_bucket.
# Where S3 is and the credential come from the image, as the environment of the unit:
# AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, and AKE_S3_ENDPOINT for an S3 that is not Amazon's.
__COMMON__
import re
import socket

PARAMETERS = parameters(__PARAMETERS__)
bucket = PARAMETERS["bucket"]
TEXT = """# Written by cloud-init part 18_set_fluentd_config.
<source>
  @type tail
  @id ake_access_log
  path /var/log/nginx/access.log
  pos_file /var/log/fluent/ake-access.pos
  tag ake.access
  read_from_head true
  rotate_wait 30
  <parse>
    @type json
    time_key time
    time_type string
    time_format %%iso8601
    keep_time_key true
  </parse>
</source>

<match ake.access>
  @type s3
  @id ake_s3
  s3_bucket '%(bucket)s'
  s3_region "#{ENV['AWS_REGION'] || use_default}"
  s3_endpoint "#{ENV['AKE_S3_ENDPOINT'] || use_default}"
  force_path_style "#{ENV['AKE_S3_ENDPOINT'] ? true : use_default}"
  path '%(prefix)s/%%Y/%%m/%%d/'
  s3_object_key_format '%%{path}%%{time_slice}-%(host)s-%%{index}.%%{file_extension}'
  store_as gzip
  <format>
    @type json
  </format>
  <buffer time>
    @type file
    path /var/log/fluent/ake-s3
    timekey 5m
    timekey_wait 30s
    timekey_use_utc true
    chunk_limit_size 64m
    total_limit_size 2g
    flush_at_shutdown true
    overflow_action drop_oldest_chunk
  </buffer>
</match>
"""


def plain(name, value):
    """The value if it is safe within single quotes and in an object's key."""
    if not re.fullmatch(r"[A-Za-z0-9][-.A-Za-z0-9]*", value):
        raise RuntimeError("%s is %r: only letters, digits, - and . are allowed" % (name, value))
    return value


if bucket:
    text = TEXT % {
        "bucket": plain("fluentd_s3_bucket", bucket),
        "prefix": plain("namespace", PARAMETERS["namespace"]) + "/" + plain("ingress", PARAMETERS["ingress"]),
        "host": plain("host name", socket.gethostname()),
    }
    # fluent-package, or its predecessor td-agent. A node without either still serves.
    unit, path = "fluentd.service", "/etc/fluent/fluentd.conf"
    if os.path.isdir("/opt/td-agent"):
        unit, path = "td-agent.service", "/etc/td-agent/td-agent.conf"
    write(path, text)
    if os.path.isdir("/opt/td-agent") or os.path.isdir("/opt/fluent"):
        run("systemctl", "enable", unit)
        run("systemctl", "restart", unit)
    else:
        print("%s: fluentd_s3_bucket is set, but this image has no Fluentd: build one with fluent-package" % PART)
