"""What the three resources share: session, ownership, and the create, update, check and delete around them."""

import json
import time

from heat.common import exception
from heat.common.i18n import _
from heat.engine import attributes
from heat.engine import properties
from heat.engine import resource
from heat.engine import support
from oslo_log import log as logging

from . import config
from . import errors
from . import naming
from . import session
from .marker import Marker, owner_of

LOG = logging.getLogger(__name__)

def partition_property():
    return properties.Schema(
        properties.Schema.STRING,
        _('Partition (folder) of the object on the BIG-IP. Default: "partition" in section [adtech_bigip] of '
          'heat.conf. A change makes a new object.'))


def name_property():
    return properties.Schema(
        properties.Schema.STRING,
        _('Name of the object on the BIG-IP. Default: the physical resource name. A character that the BIG-IP refuses '
          'becomes "_", a very long name ends in a hash. A change makes a new object.'))


def description_property():
    return properties.Schema(
        properties.Schema.STRING,
        _('Text for people. The plug-in adds a mark that says which resource of which stack owns the object.'),
        default='', update_allowed=True)


def text_attribute(description):
    return attributes.Schema(description, type=attributes.Schema.STRING, cache_mode=attributes.Schema.CACHE_NONE)


def invalid(message):
    """The error of a template that cannot work, found before anything is made."""
    return exception.StackValidationFailed(message=message)


def check_values(resource, name, check, expected):
    """Validate a property, or each item of a list, with a function that raises ValueError.

    At validation time a value that comes from another resource may still be unknown (None or empty): that passes.
    """
    values = resource.properties[name]
    for value in values if isinstance(values, list) else [values]:
        try:
            if value:
                check(value)
        except ValueError:
            raise invalid('%s is "%s": it must be %s.' % (name, value, expected)) from None


class BIGIPResource(resource.Resource):
    """A resource whose `resource_id` is the full path of its object (/Common/web).

    Subclasses say what should be there (`_ensure`) and how to find and remove it. `_ensure` brings any state of the
    box to the wanted one, so create, update, and the repetition of either are the same act.
    """

    support_status = support.SupportStatus(version='2026.2')
    always_replace_on_check_failed = False

    def handle_create(self):
        # First the note, then the object: whatever fails from here on, delete knows where to look.
        self.resource_id_set(self._path(self.properties))
        self._ensure(self.properties)

    def handle_update(self, json_snippet, tmpl_diff, prop_diff):
        self._ensure(json_snippet.properties(self.properties_schema, self.context))

    def handle_check(self):
        for collection, path in self._objects():
            found = self._get(collection, path)
            if found is None:
                raise self._error('find %s' % path, 'it is not on the BIG-IP',
                                  'Update the stack: what is missing is made again.')
            if not self.marker.may_adopt(found):
                raise self._error('use %s' % path, 'it belongs to %s' % owner_of(found),
                                  'Give this resource another name.')

    def needs_replace_failed(self):
        # A failed create or update is finished in place; making a new object would meet the old one's name or address.
        return self.resource_id is None

    def _needs_update(self, after, before, after_props, before_props, prev_resource, check_init_complete=True):
        # Heat takes a failed resource whose properties stay the same for a sound one. Here it is brought to its state.
        return super()._needs_update(after, before, after_props, before_props, prev_resource,
                                     check_init_complete) or self.status == self.FAILED

    def handle_delete(self):
        if self.resource_id is None:
            return None
        self._deadline = time.monotonic() + self.settings.in_use_timeout
        return self.resource_id

    def check_delete_complete(self, path):
        """Remove what is left. Something still in use is tried again at Heat's next tick, until the deadline."""
        if path is None:
            return True
        try:
            self._remove()
        except errors.BIGIPError as failure:
            if failure.in_use and time.monotonic() < self._deadline:
                return False
            raise
        return True

    def get_reference_id(self):
        """get_resource gives the full path, which is what the other resources take as a reference."""
        return self.resource_id if self.resource_id is not None else super().get_reference_id()

    # -- for subclasses

    def _ensure(self, wanted):
        raise NotImplementedError

    def _objects(self):
        """(collection, full path) of each object that must exist."""
        raise NotImplementedError

    def _remove(self):
        """Delete everything this resource made; absent things are fine."""
        raise NotImplementedError

    def _path(self, wanted):
        name = naming.box_name(wanted.get('name') or self.physical_resource_name())
        return naming.full_path(name, self._partition(wanted))

    # -- tools

    @property
    def settings(self):
        return config.settings()

    @property
    def box(self):
        return session.shared(self.settings)

    @property
    def marker(self):
        return Marker.of(self)

    def _partition(self, wanted):
        return wanted.get('partition') or self.settings.partition

    def _error(self, action, cause, remedy):
        return errors.BIGIPError(self.settings.host, action, cause, remedy)

    def _get(self, collection, path):
        try:
            return self.box.get('%s/%s' % (collection, naming.uri(path)), 'read %s %s' % (collection, path))
        except errors.BIGIPError as failure:
            if failure.not_found:
                return None
            raise

    def _put(self, collection, path, body, at_birth=None):
        """Make the object be like `body`: change it if it is ours, create it if it is absent.

        `at_birth` holds what the box lets only a create set.
        An object of somebody else is an error, except that a resource takes over from the one it replaces.
        """
        partition, name = naming.split_path(path)
        what = '%s %s' % (collection, path)
        found = self._get(collection, path)
        if found is None:
            try:
                return self.box.post(collection, dict(body, name=name, partition=partition, **(at_birth or {})),
                                     'create ' + what)
            except errors.BIGIPError as failure:
                if not failure.exists:
                    raise
            # Either the answer to our own create got lost, or somebody was faster: look whose it is.
            found = self._get(collection, path) or {}
        if not self.marker.may_adopt(found):
            raise self._error('create ' + what, 'an object of this name exists and belongs to %s' % owner_of(found),
                              'Give this resource another name or partition, or remove that object if nobody needs it.')
        return self.box.patch('%s/%s' % (collection, naming.uri(path)), body, 'change ' + what)

    def _drop(self, collection, path):
        """Delete the object if it is there and ours."""
        found = self._get(collection, path)
        if found is None:
            return
        if not self.marker.owns(found):
            LOG.info('%s %s stays on the BIG-IP: it belongs to %s', collection, path, owner_of(found))
            return
        try:
            self.box.delete('%s/%s' % (collection, naming.uri(path)), 'delete %s %s' % (collection, path))
        except errors.BIGIPError as failure:
            if not failure.not_found:
                raise

    def _remember(self, key, value):
        """Keep what must be known to delete, in Heat's database, before it is made."""
        self.data_set(key, json.dumps(value))

    def _remembered(self, key, default):
        stored = self.data().get(key)
        return default if stored is None else json.loads(stored)

    def _show_resource(self):
        collection, path = self._objects()[0]
        return self._get(collection, path) or {}

    def _resolve_attribute(self, name):
        if self.resource_id is None:
            return None
        partition, own_name = naming.split_path(self.resource_id)
        if name == 'name':
            return own_name
        if name == 'partition':
            return partition
        if name == 'full_path':
            return self.resource_id
        if name == 'self_link':
            return self._show_resource().get('selfLink')
        return None


COMMON_ATTRIBUTES = {
    'name': text_attribute(_('Name of the object on the BIG-IP.')),
    'partition': text_attribute(_('Partition of the object.')),
    'full_path': text_attribute(_('Full path of the object, /Partition/name.')),
    'self_link': text_attribute(_('iControl\'s own link to the object.')),
}
