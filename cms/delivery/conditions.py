"""Entity tags: one for each encoding of a body, by its content, so that a publish elsewhere leaves it as it is."""

import re
from hashlib import blake2b

TAGS = re.compile(r'(?:W/)?("[^"]*")|(\*)')


def tag_of(body: bytes) -> str:
    """The strong tag of a body as it is, quotes included."""
    return f'"{blake2b(body, digest_size=12).hexdigest()}"'


def tag_in(tag: str, coding: str) -> str:
    """The tag of the same body in a content coding; an empty one is none."""
    return f'{tag[:-1]}-{coding}"' if coding else tag


def is_known(tag: str, if_none_match: str) -> bool:
    """Whether a client has it, by its If-None-Match: a list, compared weakly, or a star for anything."""
    return any(star or listed == tag for listed, star in TAGS.findall(if_none_match))
