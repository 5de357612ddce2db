"""Django's loaddata, and then what an editor's save would have done: pictures taken in, revisions captured, and what
the fixture marks for it published, all in one transaction. Every fault of the fixtures is told in one run."""

import io
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.management.base import CommandError, OutputWrapper
from django.core.management.commands import loaddata
from django.core.serializers.base import DeserializationError
from django.db import DatabaseError, connections, transaction

from cms.publishing.fixture_files.entry_loading import Loading
from cms.publishing.fixture_files.fixture_faults import gathering
from cms.publishing.refusals import Refused
from cms.publishing.slow_work import SlowWorkNeeded, slow_work_first

BAD_INPUT = (DatabaseError, DeserializationError, ObjectDoesNotExist, Refused, ValidationError, ValueError)


class Command(loaddata.Command):
    def handle(self, *fixture_labels: str, **options: Any) -> None:
        # Read once: what is slow in the load makes it begin again.
        text = sys.stdin.read() if "-" in fixture_labels else ""
        try:
            self.load(text, *fixture_labels, **options)
        except BAD_INPUT as error:
            raise CommandError(f"Nothing was loaded. {error}") from error

    @slow_work_first
    def load(self, text: str, *fixture_labels: str, **options: Any) -> None:
        stdin, sys.stdin = sys.stdin, io.StringIO(text)
        # What a time says that was not the last would not be true.
        said, self.stdout = self.stdout, OutputWrapper(io.StringIO())
        try:
            super().handle(*fixture_labels, **options)
            said.write(self.stdout.getvalue(), ending="")
        finally:
            sys.stdin, self.stdout = stdin, said

    def loaddata(self, fixture_labels: Sequence[str]) -> None:
        """Django calls this inside the transaction."""
        self.loading = Loading([Path(folder) for folder in self.fixture_dirs if folder])
        self.labels_left = len(fixture_labels)
        try:
            # Rows are checked and captured before anything is said to be loaded.
            with transaction.atomic(using=self.using), gathering(self.loading.faults):
                super().loaddata(fixture_labels)
                self.loading.faults.refuse()
                self.check_sets()
                published = self.loading.finish()
        except SlowWorkNeeded:
            raise
        except BaseException:
            self.loading.undo_files()
            raise
        if published and self.verbosity >= 1:
            self.stdout.write(f"Published {published} of them.")

    def load_label(self, fixture_label: str) -> None:
        with warnings.catch_warnings(record=True) as warned:
            super().load_label(fixture_label)
        for warning in warned if not self.loading.faults.sentences else ():
            warnings.warn_explicit(warning.message, warning.category, warning.filename, warning.lineno)
        self.labels_left -= 1
        if not self.labels_left:
            self.loaded_object_count += sum(self.save_row(one) for one in self.loading.waiting())
            self.loading.complete()
            self.loading.references.check()
            self.loading.faults.refuse()

    def check_sets(self) -> None:
        """Django checks the tables of the rows, and forgets those of their many-to-many sets."""
        sets = [getattr(model, field.name).through for model in self.models for field in model._meta.many_to_many]
        connections[self.using].check_constraints(table_names=[through._meta.db_table for through in sets])

    def save_obj(self, obj: Any) -> bool:
        return not self.loading.waits(obj) and self.save_row(obj)

    def save_row(self, obj: Any) -> bool:
        if not self.loading.takes(obj):
            return False
        self.loading.references.note(obj.place, obj)
        obj.deferred_fields, deferred = None, obj.deferred_fields
        try:
            # A savepoint for each: what one row breaks must not keep the next from being looked at.
            with transaction.atomic(using=self.using):
                saved = bool(super().save_obj(obj))
        except (DatabaseError, OverflowError, ValueError) as error:
            self.loading.faults.add(obj.place, "", error)
            self.loading.faults.expect(pk=obj.object.pk, slug=getattr(obj.object, "slug", ""))
            return False
        obj.deferred_fields = deferred
        return saved
