"""The words of an entry, revision by revision: which fields readers see, and what should be public when."""

from dataclasses import dataclass, field
from datetime import datetime

from articles.models import Article, Author, CallToAction, Dimension, Role, Skill, Tag
from cms.media.models import Image
from cms.publishing.models import Entry

# What readers see of each, and what only editors do.
SEEN: dict[type[Entry], tuple[str, ...]] = {
    Article: ("title", "subtitle", "excerpt", "body", "seo_title", "seo_description"),
    Role: ("name", "plural", "short_name", "summary", "description", "choose_if"),
    Skill: ("name", "category", "description"),
    Tag: ("name", "description"),
    Author: ("name", "bio"),
    Dimension: ("name", "description"),
    Image: ("alt", "caption", "credit_name", "credit_source", "licence"),
    CallToAction: ("text", "label"),
}
UNSEEN: dict[type[Entry], tuple[str, ...]] = {Image: ("title",), CallToAction: ("name",)}
ROWS: dict[type[Entry], dict[str, tuple[str, ...]]] = {
    Article: {"related_links": ("title", "text")},
    Role: {"responsibilities": ("text",), "role_skills": ("note",), "dimension_texts": ("text",)},
}
PATHS = {Article: "articles", Role: "roles", Skill: "skills", Tag: "tags", Author: "authors"}
PATHS |= {Dimension: "dimensions", Image: "images", CallToAction: "calls-to-action"}


@dataclass
class Said:
    """One revision: its slug and the words that readers of it see."""

    slug: str
    words: set[str]


@dataclass
class Expected:
    entry: Entry
    latest: Said
    live: Said | None = None
    coming: Said | None = None
    coming_at: datetime | None = None
    expires_at: datetime | None = None
    slugs: set[str] = field(default_factory=set)

    def pass_time(self, now: datetime) -> None:
        if self.coming and self.coming_at and self.coming_at <= now:
            self.live, self.coming, self.coming_at = self.coming, None, None
        if self.expires_at and self.expires_at <= now:
            self.live = self.expires_at = None
