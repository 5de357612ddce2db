from django.db import models


class Named(models.Model):
    name = models.CharField(max_length=150)
    slug = models.SlugField(max_length=150, unique=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Tag(Named):
    pass


class Role(Named):
    summary = models.TextField()


class Skill(Named):
    category = models.CharField(max_length=60)


class Author(Named):
    pass


class Image(models.Model):
    alt = models.CharField(max_length=200)
    src = models.CharField(max_length=200)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.src


class Article(models.Model):
    title = models.CharField(max_length=200)
    slug = models.SlugField(max_length=150, unique=True)
    subtitle = models.CharField(max_length=300)
    excerpt = models.TextField()
    language = models.CharField(max_length=12, default="en")
    word_count = models.PositiveIntegerField()
    reading_minutes = models.PositiveIntegerField()
    published_at = models.DateTimeField(db_index=True)
    updated_at = models.DateTimeField()
    is_published = models.BooleanField(default=True)
    hero = models.ForeignKey(Image, null=True, on_delete=models.PROTECT)
    authors = models.ManyToManyField(Author)
    tags = models.ManyToManyField(Tag)
    roles = models.ManyToManyField(Role)
    skills = models.ManyToManyField(Skill)
    # rendered when it was saved, as most would
    html = models.TextField()
    markdown = models.TextField()

    class Meta:
        ordering = ("-published_at", "-id")

    def __str__(self) -> str:
        return self.title


class RelatedLink(models.Model):
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="related_links")
    target = models.ForeignKey(Article, null=True, on_delete=models.CASCADE, related_name="+")
    role = models.ForeignKey(Role, null=True, on_delete=models.CASCADE, related_name="+")
    url = models.URLField(blank=True)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ("position",)

    def __str__(self) -> str:
        return self.url
