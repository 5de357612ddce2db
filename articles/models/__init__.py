"""Entries and their inline rows: what editors work on, one module a noun."""

from .article import Article, ArticleAuthor, ArticleCallToAction, ArticleRole, RelatedLink
from .author import Author
from .call_to_action import CallToAction, Placement
from .role import Dimension, DimensionText, Responsibility, Role, RoleSkill
from .skill import Skill
from .tag import Tag

__all__ = [
    "Article",
    "ArticleAuthor",
    "ArticleCallToAction",
    "ArticleRole",
    "Author",
    "CallToAction",
    "Dimension",
    "DimensionText",
    "Placement",
    "RelatedLink",
    "Responsibility",
    "Role",
    "RoleSkill",
    "Skill",
    "Tag",
]
