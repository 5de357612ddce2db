"""The admin of the content, one module a noun. What all have in common is in `cms.publishing.admin`."""

from . import article, author, call_to_action, role, skill, tag

__all__ = ["article", "author", "call_to_action", "role", "skill", "tag"]
