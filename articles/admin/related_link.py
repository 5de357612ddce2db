from typing import Any

from django import forms
from django.utils.translation import gettext as _

from articles.models import RelatedLink
from cms.publishing.admin import StackedRows

TARGETS = ("target_article", "target_role", "url")


class RelatedLinkForm(forms.ModelForm):
    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        given = [name for name in TARGETS if self.cleaned_data.get(name)]
        if not given and not any(name in self.errors for name in TARGETS):
            self.add_error("target_article", _("Say where it leads: choose an article or a role, or give a URL."))
        for name in given[1:]:
            self.add_error(name, _("It can lead to one place only. Leave this empty, or the other."))
        target = self.cleaned_data.get("target_article")
        if target and target.pk == self.instance.article_id:
            self.add_error("target_article", _("That is this article itself. Choose another."))
        return cleaned


class RelatedLinkRows(StackedRows):
    model = RelatedLink
    form = RelatedLinkForm
    fk_name = "article"
    autocomplete_fields = ("target_article", "target_role")
    fields = (
        ("kind", "target_article", "target_role", "url"),
        ("title", "text", "position", "is_pinned", "is_muted"),
    )
