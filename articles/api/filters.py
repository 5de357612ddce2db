"""What the list of comparisons can be narrowed by."""

from cms.delivery.lists.filters import DatedFilters, SlugsFilter


class ComparisonFilters(DatedFilters):
    role = SlugsFilter(kind="role", label="Slugs of roles: about any of them.")
    role__all = SlugsFilter(kind="role", match_all=True, label="Slugs of roles: about all of them.")
    tag = SlugsFilter(kind="tag", label="Slugs of tags: with any of them.")
    tag__all = SlugsFilter(kind="tag", match_all=True, label="Slugs of tags: with all of them.")
