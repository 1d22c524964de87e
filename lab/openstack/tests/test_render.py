"""The services' configuration files."""
import configparser
import pathlib

import pytest

from ake_cloud import render

ETC = pathlib.Path(__file__).parents[1] / "etc"
VALUES = {
    name: f"/{name}"
    for name in (
        "logs", "data", "socket", "database", "venv", "address", "lab_state", "prefix", "plugins",
        "bigip_user", "bigip_password",
    )
}


def rendered(folder: pathlib.Path, name: str) -> configparser.RawConfigParser:
    render.render(ETC, folder, dict(VALUES))
    parser = configparser.RawConfigParser()
    parser.read(folder / name)
    return parser


@pytest.mark.parametrize(
    "name, section, user",
    [
        ("heat/heat.conf", "keystone_authtoken", "heat"),
        ("nova/nova.conf", "placement", "placement"),
        ("neutron/neutron.conf", "nova", "nova"),
        ("glance/glance-api.conf", "keystone_authtoken", "glance"),
        ("placement/placement.conf", "keystone_authtoken", "placement"),
    ],
)
def test_each_service_authenticates_as_its_own_user(tmp_path, name, section, user):
    assert rendered(tmp_path, name)[section]["username"] == user


def test_heat_reads_where_the_big_ip_is_from_its_own_section(tmp_path):
    section = rendered(tmp_path, "heat/heat.conf")["adtech_bigip"]
    assert section["host"] == "https://10.20.0.1"
    assert section["ca_file"] == "/lab_state/bigip-ca.pem"


def test_a_value_that_a_template_names_and_nobody_gives_is_an_error(tmp_path):
    (tmp_path / "x.conf").write_text("a = ${nothing}")
    with pytest.raises(KeyError, match="nothing"):
        render.render(tmp_path, tmp_path / "out", dict(VALUES))
