"""The mail of the seed's issue, byte for byte, and as a browser shows it.

`REWRITE_GOLDEN=yes pytest tests/newsletter/test_golden.py` writes the files anew; then look at them.
"""

import os
import re
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from django.core.management import call_command
from playwright.sync_api import Browser

from newsletter.models import Issue, IssueContent
from tests.articles.asking import read

pytestmark = pytest.mark.slow
GOLDEN = Path(__file__).parent / "golden"
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
SHOWN = """async () => {
    const found = await axe.run(document, {resultTypes: ["violations"]});
    return found.violations.map(({id, impact, nodes}) => [impact, id, nodes.map(({html}) => html)]);
}"""
# Of the document around a mail, which every mail program replaces by its own.
OF_THE_PAGE = {"landmark-one-main", "region"}


def written(content: IssueContent) -> dict[str, str]:
    """By file name. Pictures get another name at each load."""
    html = re.sub(r"/media/images/[\w-]+/", "/media/images/some/", content.html)
    return {"issue.html": html + "\n", "issue.txt": content.text}


@pytest.mark.django_db
def test_the_mail_of_the_seed_is_as_it_was_looked_at() -> None:
    call_command("loaddata", "seed", verbosity=0)
    files = written(IssueContent.objects.get())
    if os.environ.get("REWRITE_GOLDEN"):
        for name, text in files.items():
            (GOLDEN / name).write_text(text)

    for name, text in files.items():
        assert text == (GOLDEN / name).read_text()


@pytest.mark.django_db
def test_the_seed_s_issue_is_in_the_archive_and_stays_as_an_editor_left_it() -> None:
    call_command("loaddata", "seed", verbosity=0)
    (issue,) = read("/newsletter/mlops-now/issues/")["results"]
    document = read(f"/newsletter/mlops-now/issues/{issue['slug']}/")
    assert [bool(item["article"]) for item in document["articles"]] == [True] * 4
    newsletter = Issue.objects.get().newsletter
    newsletter.name = "Renamed"
    newsletter.save()
    content = IssueContent.objects.get()
    call_command("loaddata", "seed", verbosity=0)

    newsletter.refresh_from_db()
    assert newsletter.name == "Renamed"
    assert IssueContent.objects.get().digest == content.digest
    Issue.objects.all().delete()
    newsletter.consent_texts.all().delete()
    call_command("loaddata", "seed", verbosity=0)
    assert not Issue.objects.exists()
    assert not newsletter.consent_texts.exists()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 375, 800])
def test_the_mail_fits_and_axe_finds_nothing(browser: Browser, width: int, scheme: Any) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.route("**/*", lambda route: route.abort())  # as with pictures switched off
    page.set_content((GOLDEN / "issue.html").read_text())
    page.evaluate(AXE.read_text())

    assert [found for found in page.evaluate(SHOWN) if found[1] not in OF_THE_PAGE] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.get_by_text("Who builds it, who runs it").is_hidden()
    levels = page.locator("h1, h2, h3").evaluate_all("all => all.map(one => Number(one.tagName[1]))")
    assert levels == [1, 2, 2, 2, 2]
    context.close()
