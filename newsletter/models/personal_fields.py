"""Fields that lead to a reader: an address, a fingerprint, where somebody called from, with what, in which language.

A field says so by its class. `newsletter.consent.personal_data` derives from these classes what erasing empties, and a
system check refuses a table about readers that has a text of another class.
"""

from typing import Any

from django.db import models


class PersonalField(models.Field[Any, Any]):
    """Emptied when the reader is erased."""

    def deconstruct(self) -> Any:
        """For the database it is what it is made of: no migration."""
        name, _, args, options = super().deconstruct()
        plain = next(each for each in type(self).__mro__ if each.__module__.startswith("django."))
        return name, f"django.db.models.{plain.__name__}", args, options

    @property
    def erased_value(self) -> Any:
        return None if self.null else ""


class PersonalText(PersonalField, models.CharField):
    """An address, a browser, a language, a place where somebody signed up."""


class ClientAddress(PersonalField, models.GenericIPAddressField):
    """The IP address that somebody called from."""


class Fingerprint(PersonalField, models.CharField):
    """The keyed hash of an address (`newsletter.mail_addresses`), by which a row's reader is found.

    `outlives_erasure`: it stays when the rest is emptied, so that whoever was erased is known not to be written to.
    """

    def __init__(self, *args: Any, outlives_erasure: bool = False, **options: Any) -> None:
        self.outlives_erasure = outlives_erasure
        super().__init__(*args, **{"max_length": 64, **options})
