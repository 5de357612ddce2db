"""Who is measured, on what, and how each is asked for the same thing."""

from collections.abc import Callable
from dataclasses import dataclass

from . import content
from .loading import Ask

EMPTY, PLAIN, UNCACHED, CACHED, CONDITIONAL = (
    "Django's empty view",
    "plain DRF",
    "this, uncached",
    "this, cached",
    "this, 304",
)
# The one whose cost is 1 in the table, and the one that users compare with.
CONTENDERS = (EMPTY, PLAIN, UNCACHED, CACHED, CONDITIONAL)
ARTICLES = 50
COMMON, MIDDLE, RARE = content.tag_slug(0), content.tag_slug(15), content.tag_slug(content.TAGS - 1)
# In about one article in forty, and as one of its many words.
WORD = "hypothesis"
DEEP_PAGE = 400


@dataclass(frozen=True)
class Case:
    """`plain` and `own` are addresses in plain DRF and in this project; None where it has no such thing.

    `is_kept` says that this project's answers may come from memory, `is_repeated` that readers ask for the same again
    with its ETag often enough to measure that too. `is_counted` compares the counts of both. With an
    `encoding` the client takes compressed answers, as browsers do.
    """

    name: str
    plain: Callable[[int], list[str]] | None
    own: Callable[[int], list[str]]
    is_kept: bool = True
    is_repeated: bool = False
    is_counted: bool = True
    encoding: str = ""


def articles(size: int) -> list[str]:
    """Slugs of 50 articles from all over the data."""
    return [content.article_slug(number * size // ARTICLES) for number in range(ARTICLES)]


def deep_page(size: int) -> int:
    """Page 400, or the last page that there is."""
    return min(DEEP_PAGE, size // 20)


def _articles_below(prefix: str) -> Callable[[int], list[str]]:
    return lambda size: [f"{prefix}/articles/{slug}/" for slug in articles(size)]


def _list(query: str) -> tuple[Callable[[int], list[str]], Callable[[int], list[str]]]:
    return lambda _: [f"/api/articles/{query}"], lambda _: [f"/api/v1/articles/{query}"]


ARTICLE = (_articles_below("/api"), _articles_below("/api/v1"))
CASES = [
    Case("article", *ARTICLE, is_repeated=True, is_counted=False),
    Case("article, gzip", *ARTICLE, is_counted=False, encoding="gzip"),
    Case("list", *_list(""), is_repeated=True),
    Case("list, common tag", *_list(f"?tag={COMMON}")),
    Case("list, rare tag", *_list(f"?tag={RARE}")),
    Case("list, any of two tags", *_list(f"?tag={COMMON},{MIDDLE}")),
    Case("list, tag and role", *_list(f"?tag={COMMON}&role={content.role_slug(0)}")),
    Case("list, all of two tags", None, _list(f"?tag__all={COMMON},{MIDDLE}")[1], is_counted=False),
    Case(
        "page 400",
        lambda size: [f"/api/articles/?page={deep_page(size)}"],
        lambda size: [f"/api/v1/articles/?page={deep_page(size)}"],
    ),
    # Its own is an opaque text that only walking there gives: see `measuring.walked`.
    Case("the same by cursor", None, lambda _: ["/api/v1/articles/?cursor="], is_counted=False),
    Case(
        "search",
        lambda _: [f"/api/articles/?search={WORD}"],
        lambda _: [f"/api/v1/search/?q={WORD}"],
        is_kept=False,
        is_counted=False,
    ),
]


def asks(case: Case, contender: str, size: int) -> list[Ask]:
    """What to ask a contender for; nothing where it does not take part."""
    if contender == EMPTY:
        return [Ask("/empty/", encoding=case.encoding)]
    if contender == PLAIN:
        return [Ask(path, encoding=case.encoding) for path in case.plain(size)] if case.plain else []
    if (contender == CACHED and not case.is_kept) or (contender == CONDITIONAL and not case.is_repeated):
        return []
    return [Ask(path, encoding=case.encoding) for path in case.own(size)]
