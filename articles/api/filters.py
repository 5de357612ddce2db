"""What lists can be narrowed by."""

from cms.delivery.lists.filters import ChoicesFilter, EntryFilters, MomentFilter, ReferringFilter, SlugsFilter


class DatedFilters(EntryFilters):
    """Of what readers see the dates of."""

    published_at__gte = MomentFilter(field_name="published_at", lookup_expr="gte", label="Published then or later.")
    published_at__lt = MomentFilter(field_name="published_at", lookup_expr="lt", label="Published before then.")
    updated_at__gte = MomentFilter(field_name="updated_at", lookup_expr="gte", label="Updated then or later.")
    updated_at__lt = MomentFilter(field_name="updated_at", lookup_expr="lt", label="Updated before then.")


class ArticleFilters(DatedFilters):
    tag = SlugsFilter(kind="tag", label="Slugs of tags: with any of them.")
    tag__all = SlugsFilter(kind="tag", match_all=True, label="Slugs of tags: with all of them.")
    role = SlugsFilter(kind="role", label="Slugs of roles: about any of them.")
    role__all = SlugsFilter(kind="role", match_all=True, label="Slugs of roles: about all of them.")
    skill = SlugsFilter(kind="skill", label="Slugs of skills: about any of them.")
    skill__all = SlugsFilter(kind="skill", match_all=True, label="Slugs of skills: about all of them.")
    author = SlugsFilter(kind="author", label="Slugs of authors: by any of them.")
    author__all = SlugsFilter(kind="author", match_all=True, label="Slugs of authors: by all of them.")
    kind = ChoicesFilter(name="kind", choices=("article", "comparison"), label="`article` or `comparison`.")
    language = ChoicesFilter(name="language", label="Language codes, such as `en`.")


class RoleFilters(DatedFilters):
    skill = SlugsFilter(kind="skill", label="Slugs of skills: needing any of them.")
    skill__all = SlugsFilter(kind="skill", match_all=True, label="Slugs of skills: needing all of them.")


class SkillFilters(EntryFilters):
    category = ChoicesFilter(name="category", column="kind", label="Categories: in any of them.")
    role = ReferringFilter(kind="skill", of_type="role", label="Slugs of roles: needed by any of them.")
    role__all = ReferringFilter(
        kind="skill", of_type="role", match_all=True, label="Slugs of roles: needed by all of them."
    )


class ComparisonFilters(DatedFilters):
    role = SlugsFilter(kind="role", label="Slugs of roles: about any of them.")
    role__all = SlugsFilter(kind="role", match_all=True, label="Slugs of roles: about all of them.")
    tag = SlugsFilter(kind="tag", label="Slugs of tags: with any of them.")
    tag__all = SlugsFilter(kind="tag", match_all=True, label="Slugs of tags: with all of them.")


class UnsearchableFilters(EntryFilters):
    """Of what has a name for editors only: readers could guess at it word by word."""

    q = None  # type: ignore[assignment]
