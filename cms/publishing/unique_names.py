"""What is said when a name or a slug is another entry's."""

from django.utils.translation import gettext as _

from .models import Entry


def name_is_taken(other: Entry) -> str:
    return _("The {type} “{name}” exists already. Choose another name, or use that one.").format(
        type=other._meta.verbose_name, name=other
    )


def slug_is_taken(other: Entry) -> str:
    return _("“{name}” has the slug “{slug}” already. Choose another.").format(name=other, slug=other.slug)
