"""The newest articles of a role, skill, tag or author, as `include=articles` adds them."""

from cms.delivery.parameters.optional_members import Newest

from .summaries import ArticleSummary

# The kinds of reference in an article's summary, and the types of all that such a summary is made of.
SHOWN_IN_SUMMARY = ("author", "hero", "role", "tag")
OF_SUMMARY = ("article", "author", "image", "role", "tag")
MOST_ARTICLES = 5


def newest_articles(through: str) -> Newest:
    """Those whose reference of this kind leads to the entry."""
    return Newest(
        name="articles",
        document=ArticleSummary(many=True, help_text=f"The newest {MOST_ARTICLES}."),
        by="article",
        through=through,
        most=MOST_ARTICLES,
        kinds=SHOWN_IN_SUMMARY,
        types=OF_SUMMARY,
    )
