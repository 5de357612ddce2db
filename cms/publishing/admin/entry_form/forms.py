"""The form of an entry: what is checked at every save, drafts included."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from cms.publishing.admin.request_state import act_of
from cms.publishing.content_types import EntryType
from cms.publishing.models.name_key import key_field_of, other_of_that_name
from cms.publishing.refusals import CannotRender, NotPublishable, Refused
from cms.publishing.revisions.rendered_pages import slug_obstacle
from cms.publishing.slug_proposals import TITLES, proposed_slug
from cms.publishing.unique_names import name_is_taken, slug_is_taken

from .fields import is_far_off


class EntryForm(forms.ModelForm):
    """`request` and `of_type` are set on the class that the admin makes for one request."""

    request: HttpRequest
    of_type: EntryType

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "slug" in self.fields and self.instance._state.adding:
            self.fields["slug"].required = False

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"])
        if not slug:
            # Without a script in the browser, or left empty: made of the title, which stands before it in the form.
            for name in TITLES:
                setattr(self.instance, name, self.cleaned_data.get(name, getattr(self.instance, name, "")))
            slug = proposed_slug(self.instance)
            if not slug:
                raise ValidationError(self.fields["slug"].error_messages["required"], code="required")
        if problem := slug_obstacle(slug, self.of_type):
            raise ValidationError(problem)
        other = self.of_type.model._default_manager.filter(slug=slug).exclude(pk=self.instance.pk).first()
        if other is not None:
            raise ValidationError(slug_is_taken(other))
        return slug

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        for name, value in self.cleaned_data.copy().items():
            if hasattr(value, "year") and is_far_off(value):
                self.add_error(name, _("Choose a year between 1000 and 2999."))
        self._say_if_named_like_another()
        refusal = act_of(self.request).refusal
        if refusal:
            self._say_why(refusal)
        return cleaned

    def _say_if_named_like_another(self) -> None:
        field = key_field_of(type(self.instance))
        if field is None or field.of not in self.cleaned_data:
            return
        setattr(self.instance, field.of, self.cleaned_data[field.of])
        other = other_of_that_name(self.instance)
        if other is not None:
            self.add_error(field.of, name_is_taken(other))

    def _say_why(self, refusal: Refused) -> None:
        if isinstance(refusal, NotPublishable):
            for obstacle in refusal.obstacles:
                self.add_error(obstacle.field if obstacle.field in self.fields else None, obstacle.message)
            return
        label, _, reason = str(refusal).partition(": ")
        fields = {str(field.label).casefold(): name for name, field in self.fields.items()}
        if isinstance(refusal, CannotRender) and reason and label.casefold() in fields:
            self.add_error(fields[label.casefold()], reason)
        else:
            self.add_error(None, str(refusal))
