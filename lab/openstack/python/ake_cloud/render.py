"""Fills in the services' configuration files.

usage: python -m ake_cloud.render TEMPLATES DESTINATION NAME=VALUE...

The templates are `string.Template`s. `${auth_NAME}` becomes the options with
which the service user NAME authenticates with Keystone.
"""
import pathlib
import string
import sys

SERVICE_USERS = ("heat", "nova", "placement", "glance", "neutron")

AUTH = """auth_type = password
auth_url = http://{address}:5000
www_authenticate_uri = http://{address}:5000
username = {user}
password = secret
project_name = service
user_domain_name = Default
project_domain_name = Default
service_token_roles_required = true"""


def render(templates: pathlib.Path, destination: pathlib.Path, values: dict[str, str]) -> None:
    for user in SERVICE_USERS:
        values["auth_" + user] = AUTH.format(user=user, address=values["address"])
    for template in sorted(templates.glob("*.conf")):
        # Glance, Keystone and Placement look for their files in a folder of their own.
        folder = destination / template.name.split(".")[0].removesuffix("-api")
        folder.mkdir(parents=True, exist_ok=True)
        text = string.Template(template.read_text()).substitute(values)
        (folder / template.name).write_text(text)


if __name__ == "__main__":
    render(
        pathlib.Path(sys.argv[1]),
        pathlib.Path(sys.argv[2]),
        dict(argument.split("=", 1) for argument in sys.argv[3:]),
    )
