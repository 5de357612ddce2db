"""The admin of entries: `EntryAdmin`, which every content type's admin inherits, and the rows of its inlines.

Doors only. Saving captures; going public, coming back and being deleted happen through the verbs, one call an act,
from pages that ask first. No page writes an entry's rows behind a verb's back, and the tables of publishing are not
registered: what they hold is shown as states, sentences and differences.
"""

from django.conf import settings
from django.contrib import admin

from .entries import EntryAdmin
from .fields import LinesField
from .forms import EntryForm
from .rows import RowFormSet, StackedRows, TabularRows

__all__ = ["EntryAdmin", "EntryForm", "LinesField", "RowFormSet", "StackedRows", "TabularRows"]

admin.site.site_header = admin.site.site_title = settings.SITE_NAME
admin.site.index_title = "What would you like to work on?"
