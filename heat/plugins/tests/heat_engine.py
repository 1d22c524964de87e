"""The real engine of Heat in this process: its parser, scheduler and resource life cycle, on SQLite in memory.

Keystone, the message bus and the API are left out; the whole of Heat runs in the lab.
"""

from unittest import mock
import uuid

from heat.common import context, messaging, policy
from heat.db import api as db_api
from heat.db import models
from heat.engine import environment, resource, resources, scheduler, stack, template
from oslo_config import cfg
from oslo_db import options
import yaml

import adtech_axc


class Engine:
    def __enter__(self):
        options.set_defaults(cfg.CONF, connection='sqlite://')
        cfg.CONF.set_override('error_wait_time', None)
        cfg.CONF.set_override('deferred_auth_method', 'password')     # no trust, since there is no Keystone
        cfg.CONF.set_override('environment_dir', '/nonexistent')
        messaging.setup('fake://', optional=True)
        self.database = db_api.get_engine()
        self.database.dispose()
        models.BASE.metadata.create_all(self.database)
        self.patches = [mock.patch.object(scheduler, 'ENABLE_SLEEP', False),
                        mock.patch.object(policy.ResourceEnforcer, 'enforce')]
        for patch in self.patches:
            patch.start()
        resources.global_env()
        for name, cls in adtech_axc.resource_mapping().items():
            resource._register_class(name, cls)
        return self

    def __exit__(self, *_):
        for patch in self.patches:
            patch.stop()
        self.database.dispose()
        messaging.cleanup()

    def begin_project(self):
        """What is made from now on belongs to another project, so that names may be used again."""
        self.project = uuid.uuid4().hex

    def stack(self, resource_definitions, name='web'):
        """A stored stack of these resources ({name: {type, properties}})."""
        made = stack.Stack(self.context(), name, self.template(resource_definitions), convergence=False)
        made.store()
        return made

    def update(self, current, resource_definitions):
        """Update the stack to these resources; read from the database before and after, as an engine does."""
        loaded = self.reload(current)
        loaded.update(stack.Stack(loaded.context, loaded.name, self.template(resource_definitions)))
        return self.reload(loaded)

    def reload(self, current):
        current._persist_state()        # what the engine's lock does when an operation ends
        return stack.Stack.load(self.context(), current.id)

    def preview(self, current, resource_definitions):
        """What an update to these resources would do."""
        loaded = self.reload(current)
        wanted = stack.Stack(loaded.context, loaded.name, self.template(resource_definitions))
        return [loaded[name].preview_update(wanted[name].t, loaded[name].frozen_definition(), wanted[name].properties,
                                            loaded[name].properties, None) for name in resource_definitions]

    def template(self, resource_definitions):
        text = yaml.safe_dump({'heat_template_version': '2018-08-31', 'resources': resource_definitions})
        return template.Template(yaml.safe_load(text), env=environment.Environment())

    def context(self):
        return context.RequestContext.from_dict({
            'tenant_id': self.project, 'tenant': self.project, 'username': 'user', 'user_id': 'user', 'roles': [],
            'is_admin': False, 'auth_url': 'http://127.0.0.1:1/v3', 'auth_token': 'none', 'password': ''})
