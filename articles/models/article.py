from django.db import models

from cms.media.models import Image
from cms.publishing.models import Entry, Row

from .author import Author
from .call_to_action import CallToAction, Placement
from .role import Role
from .skill import Skill
from .tag import Tag


class Article(Entry):
    """A page that explains or compares. Published with two or more roles it is a comparison."""

    title = models.CharField(max_length=200)
    subtitle = models.CharField(max_length=300, blank=True)
    excerpt = models.TextField(blank=True, max_length=600, help_text="Two or three sentences for lists and feeds.")
    body = models.TextField(blank=True, help_text="Markdown. Link to our own pages with article:slug and role:slug.")
    hero = models.ForeignKey(
        Image, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="hero image"
    )
    authors = models.ManyToManyField(Author, through="ArticleAuthor", related_name="articles")
    roles = models.ManyToManyField(Role, through="ArticleRole", related_name="articles")
    tags = models.ManyToManyField(Tag, blank=True, related_name="articles")
    skills = models.ManyToManyField(Skill, blank=True, related_name="articles")
    calls_to_action = models.ManyToManyField(CallToAction, through="ArticleCallToAction", related_name="articles")
    language = models.CharField(max_length=12, default="en", help_text="A language code such as en or pt-BR.")
    published_at = models.DateTimeField(
        "publication date",
        null=True,
        blank=True,
        help_text="The date readers see and lists sort by. Empty: the moment it is first published.",
    )
    seo_title = models.CharField("search title", max_length=200, blank=True)
    seo_description = models.CharField("search description", max_length=320, blank=True)
    seo_image = models.ForeignKey(
        Image, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="sharing image"
    )
    canonical_url = models.URLField("canonical URL", max_length=500, blank=True)

    class Meta(Entry.Meta):
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.title


class ArticleAuthor(Row):
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="article_authors")
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="+")

    class Meta(Row.Meta):
        verbose_name = "author"
        constraints = [models.UniqueConstraint(fields=["article", "author"], name="article_author_once")]

    def __str__(self) -> str:
        return str(self.author)


class ArticleRole(Row):
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="article_roles")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+")

    class Meta(Row.Meta):
        verbose_name = "role"
        constraints = [models.UniqueConstraint(fields=["article", "role"], name="article_role_once")]

    def __str__(self) -> str:
        return str(self.role)


class ArticleCallToAction(Row):
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="article_calls")
    call_to_action = models.ForeignKey(CallToAction, on_delete=models.PROTECT, related_name="+")
    placement = models.CharField(max_length=10, choices=Placement)

    class Meta(Row.Meta):
        verbose_name = "call to action"
        verbose_name_plural = "calls to action"
        constraints = [
            models.UniqueConstraint(fields=["article", "call_to_action", "placement"], name="article_call_once_a_place")
        ]

    def __str__(self) -> str:
        return str(self.call_to_action)


class RelatedLink(Row):
    """One thing to read next: exactly one of an article, a role or an external URL.

    Its own title and text win over the target's. Pinned comes first in the related list, muted never
    appears in it.
    """

    class Kind(models.TextChoices):
        RELATED = "related"
        GUIDE = "guide"
        SOURCE = "source"

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="related_links")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.RELATED)
    target_article = models.ForeignKey(
        Article, null=True, blank=True, on_delete=models.PROTECT, related_name="linked_from"
    )
    target_role = models.ForeignKey(Role, null=True, blank=True, on_delete=models.PROTECT, related_name="linked_from")
    url = models.URLField("external URL", max_length=500, blank=True)
    title = models.CharField(max_length=200, blank=True, help_text="Empty: the title of what it links to.")
    text = models.CharField(max_length=400, blank=True)
    is_pinned = models.BooleanField("pinned", default=False)
    is_muted = models.BooleanField("muted", default=False)

    class Meta(Row.Meta):
        constraints = [
            models.CheckConstraint(
                name="related_link_has_one_target",
                condition=models.Q(target_article__isnull=False, target_role__isnull=True, url="")
                | models.Q(target_article__isnull=True, target_role__isnull=False, url="")
                | (models.Q(target_article__isnull=True, target_role__isnull=True) & ~models.Q(url="")),
            )
        ]

    def __str__(self) -> str:
        return self.title or str(self.target_article or self.target_role or self.url)
