from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import include, path
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import filters, routers, serializers, viewsets

from .models import Article, Author, Image, RelatedLink, Role, Skill, Tag


class TagSerializer(serializers.ModelSerializer[Tag]):
    class Meta:
        model = Tag
        fields = ("id", "slug", "name")


class AuthorSerializer(serializers.ModelSerializer[Author]):
    class Meta:
        model = Author
        fields = ("id", "slug", "name")


class RoleSerializer(serializers.ModelSerializer[Role]):
    class Meta:
        model = Role
        fields = ("id", "slug", "name", "summary")


class SkillSerializer(serializers.ModelSerializer[Skill]):
    class Meta:
        model = Skill
        fields = ("id", "slug", "name", "category")


class ImageSerializer(serializers.ModelSerializer[Image]):
    class Meta:
        model = Image
        fields = ("id", "alt", "src", "width", "height")


class ArticleSerializer(serializers.ModelSerializer[Article]):
    authors = AuthorSerializer(many=True)
    tags = TagSerializer(many=True)
    roles = RoleSerializer(many=True)
    hero = ImageSerializer()

    class Meta:
        model = Article
        fields = (
            "id slug title subtitle excerpt language word_count reading_minutes published_at updated_at authors tags "
            "hero roles"
        ).split()


class RelatedLinkSerializer(serializers.ModelSerializer[RelatedLink]):
    target = ArticleSerializer()
    role = RoleSerializer()

    class Meta:
        model = RelatedLink
        fields = ("target", "role", "url")


class ArticleDetailSerializer(ArticleSerializer):
    skills = SkillSerializer(many=True)
    related_links = RelatedLinkSerializer(many=True)

    class Meta(ArticleSerializer.Meta):
        fields = [*ArticleSerializer.Meta.fields, "skills", "related_links", "html", "markdown"]


class SlugInFilter(django_filters.BaseInFilter, django_filters.CharFilter):
    pass


class ArticleFilter(django_filters.FilterSet):
    tag = SlugInFilter(field_name="tags__slug", distinct=True)
    role = SlugInFilter(field_name="roles__slug", distinct=True)

    class Meta:
        model = Article
        fields = ("tag", "role", "language")


class ArticleViewSet(viewsets.ModelViewSet[Article]):
    queryset = Article.objects.filter(is_published=True)
    lookup_field = "slug"
    filter_backends = (DjangoFilterBackend, filters.SearchFilter)
    filterset_class = ArticleFilter
    search_fields = ("title", "excerpt", "markdown")

    def get_queryset(self) -> QuerySet[Article]:
        articles = super().get_queryset().select_related("hero").prefetch_related("authors", "tags", "roles")
        if self.action == "list":
            return articles.defer("html", "markdown")
        links = [f"related_links__{name}" for name in ("role", "target__hero", "target__authors", "target__tags")]
        return articles.prefetch_related("skills", *links, "related_links__target__roles")

    def get_serializer_class(self) -> Any:
        return ArticleSerializer if self.action == "list" else ArticleDetailSerializer


router = routers.DefaultRouter()
router.register("articles", ArticleViewSet)
urlpatterns = [path("api/", include(router.urls))]
