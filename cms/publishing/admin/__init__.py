"""The admin of entries: `EntryAdmin`, which every content type's admin inherits, and the rows of its inlines.

Doors only. Saving captures (`entry_form.saving`); going public, coming back and being deleted happen through the
verbs, one call an act, from pages that ask first (`entry_pages`; `entry_list.bulk_acts` for many). No page writes an
entry's rows behind a verb's back, and the tables of publishing are not registered: what they hold is shown as states,
sentences and differences.
"""

from django.conf import settings
from django.contrib import admin
from django.utils.translation import gettext_lazy

from .entry_admin import EntryAdmin
from .entry_form.fields import LinesField
from .entry_form.forms import EntryForm
from .entry_form.inline_rows import RowFormSet, StackedRows, TabularRows

__all__ = ["EntryAdmin", "EntryForm", "LinesField", "RowFormSet", "StackedRows", "TabularRows"]

admin.site.site_header = admin.site.site_title = settings.SITE_NAME
admin.site.index_title = gettext_lazy("What would you like to work on?")
