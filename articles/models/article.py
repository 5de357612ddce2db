from django.db import models
from django.utils.translation import gettext_lazy

from cms.media.models import Image
from cms.publishing.models import Entry, Row

from .author import Author
from .call_to_action import CallToAction, Placement
from .role import Role
from .skill import Skill
from .tag import Tag


class Article(Entry):
    """A page that explains or compares. Published with two or more roles it is a comparison."""

    title = models.CharField(gettext_lazy("title"), max_length=200)
    subtitle = models.CharField(gettext_lazy("subtitle"), max_length=300, blank=True)
    excerpt = models.TextField(
        gettext_lazy("excerpt"),
        blank=True,
        max_length=600,
        help_text=gettext_lazy("Two or three sentences for lists and feeds."),
    )
    body = models.TextField(
        gettext_lazy("body"),
        blank=True,
        help_text=gettext_lazy("Markdown. Link to our own pages with article:slug and role:slug."),
    )
    hero = models.ForeignKey(
        Image,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=gettext_lazy("hero image"),
    )
    authors = models.ManyToManyField(
        Author, through="ArticleAuthor", related_name="articles", verbose_name=gettext_lazy("authors")
    )
    roles = models.ManyToManyField(
        Role, through="ArticleRole", related_name="articles", verbose_name=gettext_lazy("roles")
    )
    tags = models.ManyToManyField(Tag, blank=True, related_name="articles", verbose_name=gettext_lazy("tags"))
    skills = models.ManyToManyField(Skill, blank=True, related_name="articles", verbose_name=gettext_lazy("skills"))
    calls_to_action = models.ManyToManyField(
        CallToAction,
        through="ArticleCallToAction",
        related_name="articles",
        verbose_name=gettext_lazy("calls to action"),
    )
    language = models.CharField(
        gettext_lazy("language"),
        max_length=12,
        default="en",
        help_text=gettext_lazy("A language code such as en or pt-BR."),
    )
    published_at = models.DateTimeField(
        gettext_lazy("publication date"),
        null=True,
        blank=True,
        help_text=gettext_lazy("The date readers see and lists sort by. Empty: the moment it is first published."),
    )
    seo_title = models.CharField(gettext_lazy("search title"), max_length=200, blank=True)
    seo_description = models.CharField(gettext_lazy("search description"), max_length=320, blank=True)
    seo_image = models.ForeignKey(
        Image,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=gettext_lazy("sharing image"),
    )
    canonical_url = models.URLField(gettext_lazy("canonical URL"), max_length=500, blank=True)

    class Meta(Entry.Meta):
        verbose_name = gettext_lazy("article")
        verbose_name_plural = gettext_lazy("articles")
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.title


class ArticleAuthor(Row):
    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="article_authors", verbose_name=gettext_lazy("article")
    )
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="+", verbose_name=gettext_lazy("author"))

    class Meta(Row.Meta):
        verbose_name_plural = gettext_lazy("authors")
        verbose_name = gettext_lazy("author")
        constraints = [models.UniqueConstraint(fields=["article", "author"], name="article_author_once")]

    def __str__(self) -> str:
        return str(self.author)


class ArticleRole(Row):
    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="article_roles", verbose_name=gettext_lazy("article")
    )
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+", verbose_name=gettext_lazy("role"))

    class Meta(Row.Meta):
        verbose_name_plural = gettext_lazy("roles")
        verbose_name = gettext_lazy("role")
        constraints = [models.UniqueConstraint(fields=["article", "role"], name="article_role_once")]

    def __str__(self) -> str:
        return str(self.role)


class ArticleCallToAction(Row):
    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="article_calls", verbose_name=gettext_lazy("article")
    )
    call_to_action = models.ForeignKey(
        CallToAction, on_delete=models.PROTECT, related_name="+", verbose_name=gettext_lazy("call to action")
    )
    placement = models.CharField(gettext_lazy("placement"), max_length=10, choices=Placement)

    class Meta(Row.Meta):
        verbose_name = gettext_lazy("call to action")
        verbose_name_plural = gettext_lazy("calls to action")
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
        RELATED = "related", gettext_lazy("Related")
        GUIDE = "guide", gettext_lazy("Guide")
        SOURCE = "source", gettext_lazy("Source")

    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="related_links", verbose_name=gettext_lazy("article")
    )
    kind = models.CharField(gettext_lazy("kind"), max_length=10, choices=Kind, default=Kind.RELATED)
    target_article = models.ForeignKey(
        Article,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="linked_from",
        verbose_name=gettext_lazy("target article"),
    )
    target_role = models.ForeignKey(
        Role,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="linked_from",
        verbose_name=gettext_lazy("target role"),
    )
    url = models.URLField(gettext_lazy("external URL"), max_length=500, blank=True)
    title = models.CharField(
        gettext_lazy("title"),
        max_length=200,
        blank=True,
        help_text=gettext_lazy("Empty: the title of what it links to."),
    )
    text = models.CharField(gettext_lazy("text"), max_length=400, blank=True)
    is_pinned = models.BooleanField(gettext_lazy("pinned"), default=False)
    is_muted = models.BooleanField(gettext_lazy("muted"), default=False)

    class Meta(Row.Meta):
        verbose_name = gettext_lazy("related link")
        verbose_name_plural = gettext_lazy("related links")
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
