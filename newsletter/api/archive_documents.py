"""The shapes of the archive's answers, for the OpenAPI document."""

from typing import Any

from rest_framework import serializers as s

from articles.api.summaries import ArticleSummary
from cms.publishing.serializers import Prose


class CurrentConsentText(s.Serializer[Any]):
    version = s.IntegerField(help_text="To be sent back with a sign-up.")
    text = s.CharField(help_text="What a reader agrees to. To be shown as it is.")


class NewsletterFeeds(s.Serializer[Any]):
    rss = s.URLField()
    atom = s.URLField()
    json = s.URLField()


class NewsletterDocument(s.Serializer[Any]):
    slug = s.SlugField()
    name = s.CharField()
    description = s.CharField()
    language = s.CharField()
    consent_text = CurrentConsentText(allow_null=True, help_text="Null: readers cannot sign up yet.")
    url = s.URLField(help_text="Where the frontend shows it.")
    issues_url = s.URLField(allow_null=True, help_text="Its archive; null if it has none.")
    feeds = NewsletterFeeds(allow_null=True)


class IssueSummary(s.Serializer[Any]):
    slug = s.SlugField()
    subject = s.CharField()
    preheader = s.CharField()
    sent_at = s.DateTimeField()
    url = s.URLField(help_text="Where the frontend shows it.")


class IssueItem(s.Serializer[Any]):
    headline = s.CharField(help_text="The issue's own, or the article's title as it is now.")
    blurb = s.CharField(help_text="The issue's own, or the article's excerpt as it is now.")
    article = ArticleSummary(allow_null=True, help_text="As it is now; null if it is no longer public.")


class IssueDocument(IssueSummary):
    newsletter = s.SlugField()
    intro = Prose()
    articles = IssueItem(many=True)
