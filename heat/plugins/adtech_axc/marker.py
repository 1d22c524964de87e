"""Who made an object on the BIG-IP: a mark at the end of its description.

The mark survives a crash between the call that creates the object and Heat's note of it, so a repeated create finds
its own work, and a delete never takes what another stack or a person has made.
"""

import re

_PATTERN = re.compile(r'\[heat stack=(?P<stack>\S+) resource=(?P<resource>\S+) id=(?P<id>\S+)\]\s*$')


class Marker:
    """Stack id, resource name and resource id of the Heat resource that owns an object.

    A replacement has the same stack and name as the resource it replaces, but another id. The id alone says whose the
    object is, since an engine without convergence moves what is replaced into a stack of its own.
    """

    def __init__(self, stack, resource, id):
        self.stack, self.resource, self.id = stack, resource, id

    @classmethod
    def of(cls, resource):
        """The mark of a Heat resource."""
        return cls(resource.stack.id, resource.name, resource.uuid)

    @classmethod
    def read(cls, obj):
        """The mark on an object of the BIG-IP, None if it has none."""
        match = _PATTERN.search(obj.get('description') or '')
        return cls(match['stack'], match['resource'], match['id']) if match else None

    def described(self, description):
        """A description with this mark at its end."""
        mark = '[heat stack=%s resource=%s id=%s]' % (self.stack, self.resource, self.id)
        return '%s %s' % (description, mark) if description else mark

    def may_adopt(self, obj):
        """Whether the object was made by this resource or by one that it replaces."""
        other = Marker.read(obj)
        return other is not None and ((other.stack, other.resource) == (self.stack, self.resource) or other.id == self.id)

    def owns(self, obj):
        """Whether the object belongs to this very resource: only then may its delete remove it."""
        other = Marker.read(obj)
        return other is not None and other.id == self.id


def owner_of(obj):
    """Who owns an object, in words for an error."""
    other = Marker.read(obj)
    return 'resource %s of Heat stack %s' % (other.resource, other.stack) if other else 'somebody outside of Heat'
