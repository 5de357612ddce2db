"""The forms of an issue."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cms.delivery.reader import Reader
from cms.publishing.admin.entry_form.fields import MarkdownField, MomentField, ProseField
from cms.publishing.reading.perspectives import published
from newsletter.composition.issue_articles import free_slug
from newsletter.composition.stories import live_articles
from newsletter.models import Issue, IssueArticle

LONGEST_INTRO = 100_000


class IssueForm(forms.ModelForm):
    slug = forms.SlugField(
        max_length=120, required=False, help_text=_("Its name in the archive's addresses. Left empty, it is made up.")
    )
    intro = MarkdownField(
        label=_("Introduction"), required=False, max_length=LONGEST_INTRO, help_text=_("Markdown, before the articles.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "intro" in self.fields:
            self.fields["intro"].widget.attrs["rows"] = 10

    class Meta:
        model = Issue
        fields = ("newsletter", "subject", "preheader", "slug", "intro")

    def clean(self) -> dict[str, Any] | None:
        """The slug last: it is unique within the newsletter, and may be made of the subject."""
        cleaned = super().clean() or self.cleaned_data
        newsletter = cleaned.get("newsletter") or getattr(self.instance, "newsletter", None)
        if newsletter is None or "slug" not in cleaned:
            return cleaned
        slug = cleaned["slug"] or self.instance.slug or free_slug(newsletter, cleaned.get("subject", ""))
        if Issue.objects.filter(newsletter=newsletter, slug=slug).exclude(pk=self.instance.pk).exists():
            self.add_error(
                "slug",
                ValidationError(
                    gettext("Another issue of %(newsletter)s has the slug “%(slug)s” already.")
                    % {"newsletter": newsletter, "slug": slug}
                ),
            )
        cleaned["slug"] = slug
        return cleaned


class ArticleRowForm(forms.ModelForm):
    blurb = ProseField(required=False, max_length=2_000, help_text=_("Instead of its excerpt."))

    class Meta:
        model = IssueArticle
        fields = ("position", "headline", "blurb")
        widgets = {"headline": forms.TextInput(attrs={"class": "vTextField"})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["blurb"].widget.attrs.update(rows=3)


class ArticleRowFormSet(BaseInlineFormSet):
    """Each row knows its `entry` as the public has it, None if it has not: read once for all of them."""

    def get_queryset(self) -> Any:
        is_new = not hasattr(self, "_queryset")
        rows = super().get_queryset()
        if is_new:
            live = live_articles(Reader(published()), [row.article_id for row in rows])
            for row in rows:
                row.entry = live.get(str(row.article_id))
        return rows


class WhenForm(forms.Form):
    at = MomentField(label=_("Goes out on"))
