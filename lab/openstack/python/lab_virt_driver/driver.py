"""The driver that nova-compute loads: `compute_driver = lab_virt_driver.driver.LabNspawnDriver`."""
import pathlib

import os_resource_classes as classes
from nova import exception
from nova.api.metadata import base as instance_metadata
from nova.compute import power_state
import nova.conf
from nova.objects import fields
from nova.virt import driver, hardware
from oslo_config import cfg
from oslo_log import log as logging

from lab_virt_driver.machine import Interface, Machine, MachineError, Settings

LOG = logging.getLogger(__name__)
CONF = nova.conf.CONF
CONF.register_opts(
    [
        cfg.StrOpt("prefix", default="ake", help="Prefix of the lab's network namespaces."),
        cfg.StrOpt("state", default="/var/lib/ake-lab", help="The lab's state folder."),
        cfg.StrOpt("logs", default="/var/lib/ake-lab/logs", help="Where consoles are logged."),
    ],
    group="lab",
)

CONSOLE_BYTES = 100 * 1024


class LabNspawnDriver(driver.ComputeDriver):
    """Boots servers with systemd-nspawn (see the package)."""

    capabilities = dict(driver.ComputeDriver.capabilities, supports_attach_interface=True)

    # More than a lab asks for: the real host's limits are what counts.
    vcpus, memory_mb, local_gb = 1000, 1_000_000, 100_000

    def init_host(self, host):
        self._settings = Settings(
            prefix=CONF.lab.prefix, state=pathlib.Path(CONF.lab.state), logs=pathlib.Path(CONF.lab.logs)
        )
        for machine in Machine.all(self._settings):
            LOG.info("Found %s, running: %s", machine.namespace, machine.is_running())

    # What there is

    def list_instances(self):
        return [
            machine.description().get("instance", machine.uuid)
            for machine in Machine.all(self._settings)
        ]

    def list_instance_uuids(self):
        return [machine.uuid for machine in Machine.all(self._settings)]

    def get_info(self, instance, use_cache=True):
        machine = self._existing(instance)
        running = machine.is_running()
        return hardware.InstanceInfo(power_state.RUNNING if running else power_state.SHUTDOWN)

    def instance_on_disk(self, instance):
        return self._machine(instance).exists()

    def get_console_output(self, context, instance):
        # As bytes: nova-compute would take text for Latin-1.
        return self._existing(instance).console_tail(CONSOLE_BYTES).encode()

    # A server's life

    def spawn(self, context, instance, image_meta, injected_files, admin_password, allocations,
              network_info=None, block_device_info=None, power_on=True, accel_info=None):
        machine = self._machine(instance)
        extra = {"admin_pass": admin_password} if admin_password else {}
        metadata = instance_metadata.InstanceMetadata(
            instance, content=injected_files, extra_md=extra, network_info=network_info
        )
        drive = {
            path: content.encode() if isinstance(content, str) else content
            for path, content in metadata.metadata_for_config_drive()
        }
        try:
            machine.create(instance.name, instance.hostname, drive)
            for vif in network_info or []:
                machine.plug(interface(vif))
            if power_on:
                machine.start()
        except (MachineError, OSError) as error:
            LOG.exception("Cannot boot %s", machine.namespace, instance=instance)
            machine.destroy()
            # No other host would do better: end here, with the reason as the server's fault.
            raise exception.BuildAbortException(instance_uuid=instance.uuid, reason=str(error)) from error

    def destroy(self, context, instance, network_info, block_device_info=None,
                destroy_disks=True, destroy_secrets=True):
        self._machine(instance).destroy()

    def cleanup(self, context, instance, network_info, block_device_info=None, destroy_disks=True,
                migrate_data=None, destroy_vifs=True, destroy_secrets=True):
        self._machine(instance).destroy()

    def power_off(self, instance, timeout=0, retry_interval=0):
        self._existing(instance).stop(timeout)

    def power_on(self, context, instance, network_info, block_device_info=None, accel_info=None,
                 share_info=None):
        self._existing(instance).start()

    def reboot(self, context, instance, network_info, reboot_type, block_device_info=None,
               bad_volumes_callback=None, accel_info=None, share_info=None):
        machine = self._existing(instance)
        machine.stop(CONF.shutdown_timeout if reboot_type == "SOFT" else 0)
        machine.start()

    def resume_state_on_host_boot(self, context, instance, network_info, share_info,
                                  block_device_info=None):
        self._existing(instance).start()

    # A resize stays on this host, where a flavor is a number

    def migrate_disk_and_power_off(self, context, instance, dest, flavor, network_info,
                                   block_device_info=None, timeout=0, retry_interval=0):
        self._existing(instance).stop(timeout)
        return "{}"

    def finish_migration(self, context, migration, instance, disk_info, network_info, image_meta,
                         resize_instance, allocations, block_device_info=None, power_on=True,
                         share_info=None):
        if power_on:
            self._existing(instance).start()

    def finish_revert_migration(self, context, instance, network_info, migration,
                                block_device_info=None, power_on=True, share_info=None):
        if power_on:
            self._existing(instance).start()

    def confirm_migration(self, context, migration, instance, network_info):
        pass

    # Interfaces

    def plug_vifs(self, instance, network_info):
        pass  # They stay plugged as long as the machine exists.

    def unplug_vifs(self, instance, network_info):
        pass

    def attach_interface(self, context, instance, image_meta, vif):
        try:
            self._existing(instance).plug(interface(vif))
        except MachineError as error:
            raise exception.InterfaceAttachFailed(instance_uuid=instance.uuid) from error

    def detach_interface(self, context, instance, vif):
        self._existing(instance).unplug(interface(vif))

    # The host

    def get_available_nodes(self, refresh=False):
        return [CONF.host]

    def get_available_resource(self, nodename):
        return {
            "vcpus": self.vcpus,
            "memory_mb": self.memory_mb,
            "local_gb": self.local_gb,
            "vcpus_used": 0,
            "memory_mb_used": 0,
            "local_gb_used": 0,
            "disk_available_least": self.local_gb,
            "hypervisor_type": "lab-nspawn",
            "hypervisor_version": 1,
            "hypervisor_hostname": nodename,
            "cpu_info": "{}",
            "numa_topology": None,
            "supported_instances": [
                (fields.Architecture.X86_64, fields.HVType.FAKE, fields.VMMode.EXE)
            ],
        }

    def update_provider_tree(self, provider_tree, nodename, allocations=None):
        totals = {
            classes.VCPU: self.vcpus, classes.MEMORY_MB: self.memory_mb, classes.DISK_GB: self.local_gb,
        }
        provider_tree.update_inventory(
            nodename,
            {
                name: {
                    "total": total, "min_unit": 1, "max_unit": total, "step_size": 1,
                    "allocation_ratio": 1.0, "reserved": 0,
                }
                for name, total in totals.items()
            },
        )

    def get_host_ip_addr(self):
        return CONF.my_ip

    def get_host_uptime(self):
        return pathlib.Path("/proc/uptime").read_text()

    def get_volume_connector(self, instance):
        return {"ip": CONF.my_ip, "initiator": "none", "host": CONF.host}

    def _machine(self, instance):
        return Machine(self._settings, instance.uuid)

    def _existing(self, instance):
        machine = self._machine(instance)
        if not machine.exists():
            raise exception.InstanceNotFound(instance_id=instance.uuid)
        return machine


def interface(vif) -> Interface:
    """What Nova knows of a port, as much as the switch needs; Neutron's driver chose the bridge."""
    return Interface(tap=vif["devname"], mac=vif["address"], bridge=vif["network"]["bridge"])
