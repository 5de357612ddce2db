"""Finding several roles by the slugs in one address."""

from collections.abc import Callable

from cms.api.problems import InvalidValue, Moved
from cms.delivery.reader import Reader, ShownEntry


def roles_at(
    reader: Reader, slugs: list[str], *, moved_to: Callable[[list[str]], Moved], if_same: str
) -> list[ShownEntry]:
    """The live roles with their documents, in the order of the slugs. One query, more when one is missing.

    Raises what `moved_to` makes of the slugs that they have now, Gone, NotFound, and InvalidValue saying `if_same` when
    two of the slugs are or were those of one role.
    """
    if len(set(slugs)) < len(slugs):
        raise InvalidValue(if_same)
    current = list(slugs)
    for number in range(len(slugs) + 1):
        try:
            roles = reader.by_slugs("role", current)
        except Moved as moved:
            if number == len(slugs):
                raise
            current[current.index(moved.old_slug)] = moved.slug
            continue
        if len({role.id for role in roles}) < len(roles):
            raise InvalidValue(if_same)
        if current != slugs:
            raise moved_to(current)
        return roles
    raise AssertionError("each pass replaces a slug or ends")
