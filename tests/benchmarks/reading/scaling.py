"""Which answers cost more when there is more content? `python -m tests.benchmarks.reading.scaling`, DATABASE_URL set.

Prints, for each endpoint, the time of a request inside the process and its queries. Run on two sizes, what is not in
proportion to the page shows. With --explain also the plans of statements that take longer than a few milliseconds.
"""

import argparse
import json
import os
import sys
from pathlib import Path

from . import content, production

SLOW_MS = 3.0
HEAD = f"{'':44}{'status':>7}{'bytes':>9}{'min ms':>9}{'median':>9}{'queries':>8}  slowest statement ms\n"


def paths(size: int) -> dict[str, str]:
    """What is asked for, by name. The article is one from the middle."""
    common, middle, rare = (content.tag_slug(number) for number in (0, 15, content.TAGS - 8))
    article = content.article_slug(size // 2)
    role, other = content.role_slug(0), content.role_slug(1)
    last = min(size, 10_000) // 20
    deep = min(400, last)
    api = "/api/v1"
    return {
        "root": f"{api}/",
        "article": f"{api}/articles/{article}/",
        "article, related": f"{api}/articles/{article}/related/",
        "article, missing": f"{api}/articles/nothing-there/",
        "article.md": f"{api}/articles/{article}.md",
        "articles": f"{api}/articles/",
        f"articles, page {deep}": f"{api}/articles/?page={deep}",
        f"articles, page {last}": f"{api}/articles/?page={last}",
        "articles, page_size 100": f"{api}/articles/?page_size=100",
        "articles, cursor": f"{api}/articles/?cursor=",
        "articles, common tag": f"{api}/articles/?tag={common}",
        "articles, middle tag": f"{api}/articles/?tag={middle}",
        "articles, rare tag": f"{api}/articles/?tag={rare}",
        "articles, common tag, page 25": f"{api}/articles/?tag={common}&page=25",
        "articles, tag=common,middle": f"{api}/articles/?tag={common},{middle}",
        "articles, tag=middle,rare": f"{api}/articles/?tag={middle},{rare}",
        "articles, tag__all=common,middle": f"{api}/articles/?tag__all={common},{middle}",
        "articles, tag__all=common,rare": f"{api}/articles/?tag__all={common},{rare}",
        "articles, tag and role": f"{api}/articles/?tag={middle}&role={role}",
        "articles, role": f"{api}/articles/?role={role}",
        "articles, two roles": f"{api}/articles/?role__all={role},{other}",
        "articles, author": f"{api}/articles/?author=author-0",
        "articles, kind=comparison": f"{api}/articles/?kind=comparison",
        "articles, language": f"{api}/articles/?language=en",
        "articles, language nothing has": f"{api}/articles/?language=xx",
        "articles, published_at__lt": f"{api}/articles/?published_at__lt=2020-01-01",
        "articles, updated_at__gte": f"{api}/articles/?updated_at__gte=2025-01-01",
        "articles, by title": f"{api}/articles/?ordering=title",
        "articles, by length": f"{api}/articles/?ordering=-reading_minutes",
        "articles, by update": f"{api}/articles/?ordering=updated_at",
        "articles, common tag by title": f"{api}/articles/?tag={common}&ordering=title",
        "articles, q common": f"{api}/articles/?q=changes",
        "articles, q rare": f"{api}/articles/?q=forecast+{size // 2}",
        "articles, q nothing": f"{api}/articles/?q=zzzzzz",
        "roles": f"{api}/roles/",
        "role": f"{api}/roles/{role}/",
        "role, similar": f"{api}/roles/{role}/similar/",
        "transition": f"{api}/roles/{role}/transition/{other}/",
        "match": f"{api}/roles/match/?skills={content.skill_slug(0)},{content.skill_slug(1)}",
        "skills": f"{api}/skills/",
        "skill": f"{api}/skills/{content.skill_slug(0)}/",
        "comparisons": f"{api}/comparisons/",
        "comparisons, role": f"{api}/comparisons/?role={role}",
        "comparison": f"{api}/comparisons/{role}-vs-{other}/",
        "comparison of five": f"{api}/comparisons/{'-vs-'.join(content.role_slug(number) for number in range(5))}/",
        "related links": f"{api}/related-links/",
        "related links of one": f"{api}/related-links/?article={article}",
        "tags": f"{api}/tags/",
        "tag": f"{api}/tags/{rare}/",
        "authors": f"{api}/authors/",
        "images": f"{api}/images/",
        "dimensions": f"{api}/dimensions/",
        "calls to action": f"{api}/calls-to-action/",
        "search, common word": f"{api}/search/?q=pipeline",
        "search, rare word": f"{api}/search/?q=pipeline+hypothesis",
        "search, in everything": f"{api}/search/?q=changes",
        "changes": f"{api}/changes/",
        "changes, newest": f"{api}/changes/?since=",
        "resolve": f"{api}/resolve/?path=/articles/{article}",
        "feed": "/feeds/articles.rss",
        "feed of a tag": f"/feeds/articles.atom?tag={common}",
        "sitemap": "/sitemap.xml",
        "sitemap, first part": "/sitemap-articles-1.xml",
        "llms.txt": "/llms.txt",
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, required=True, help="how many articles there are")
    parser.add_argument("--only", default="", help="names that contain this")
    parser.add_argument("--explain", action="store_true")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    folder = Path(os.environ.get("BENCHMARKS", "var/benchmarks"))
    os.environ.update(production.environment(folder, os.environ["DATABASE_URL"], FAST_PATH="false"))
    from cms.wsgi import application

    from . import inside

    out, found = sys.stdout.write, {}
    out(HEAD)
    for name, path in paths(asked.size).items():
        if asked.only not in name:
            continue
        timed = inside.time(application, path)
        slowest = max(timed.statements, key=lambda pair: pair[1], default=("", 0.0))
        found[name] = [timed.least_us, timed.median_us, len(timed.statements)]
        out(
            f"{name:44}{timed.status[:3]:>7}{timed.length:>9,}{timed.least_us / 1000:>9.2f}"
            f"{timed.median_us / 1000:>9.2f}{len(timed.statements):>8}  {slowest[1]:.1f}\n"
        )
        sys.stdout.flush()
        if asked.explain:
            for sql, milliseconds in timed.statements:
                if milliseconds > SLOW_MS:
                    out(f"\n    {milliseconds:.1f} ms: {sql}\n{_plan(sql)}\n")
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1))


def _plan(sql: str) -> str:
    from django.db import connection

    explain = "EXPLAIN (ANALYZE, BUFFERS)" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {sql}")
        return "\n".join(f"      {row[-1]}" for row in cursor.fetchall())


if __name__ == "__main__":
    main()
