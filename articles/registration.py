"""Every content type of this package, registered in the order in which they refer to each other."""

from cms.publishing.content_types import EntryType, register

from . import models
from .comparisons.cautions import copied_from_other_roles
from .rendering import article, role, searching, small_types

DIMENSION = register(
    EntryType(
        name="dimension",
        path="dimensions",
        model=models.Dimension,
        render=small_types.render_dimension,
        obstacles=small_types.name_obstacles,
        publishes_on_save=True,
        texts=searching.described,
    )
)
TAG = register(
    EntryType(
        name="tag",
        path="tags",
        model=models.Tag,
        render=small_types.render_tag,
        obstacles=small_types.name_obstacles,
        publishes_on_save=True,
        texts=searching.described,
    )
)
AUTHOR = register(
    EntryType(
        name="author",
        path="authors",
        model=models.Author,
        render=small_types.render_author,
        obstacles=small_types.author_obstacles,
        publishes_on_save=True,
        texts=searching.author_texts,
    )
)
CALL_TO_ACTION = register(
    EntryType(
        name="call_to_action",
        path="calls-to-action",
        model=models.CallToAction,
        render=small_types.render_call_to_action,
        obstacles=small_types.call_to_action_obstacles,
        interval=small_types.call_to_action_interval,
        publishes_on_save=True,
    )
)
SKILL = register(
    EntryType(
        name="skill",
        path="skills",
        model=models.Skill,
        render=small_types.render_skill,
        obstacles=small_types.skill_obstacles,
        links=small_types.skill_links,
        texts=searching.skill_texts,
    )
)
ROLE = register(
    EntryType(
        name="role",
        path="roles",
        site_path="roles",
        model=models.Role,
        rows=("responsibilities", "role_skills", "dimension_texts"),
        render=role.render_role,
        obstacles=role.role_obstacles,
        links=role.role_links,
        cautions=copied_from_other_roles,
        # /api/v1/roles/match/
        reserved_slugs=frozenset({"match"}),
        texts=searching.role_texts,
        found_by=("skill",),
    )
)
ARTICLE = register(
    EntryType(
        name="article",
        path="articles",
        site_path="articles",
        model=models.Article,
        rows=("article_authors", "article_roles", "article_calls", "related_links"),
        render=article.render_article,
        obstacles=article.article_obstacles,
        links=article.article_links,
        texts=searching.article_texts,
        found_by=("author", "role", "tag", "skill"),
    )
)
