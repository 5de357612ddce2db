"""What the documents say about themselves holds: links lead somewhere, and the front page stays short."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "tests").rglob("*.md")]
README = (ROOT / "README.md").read_text()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_to_a_file_leads_to_one(document: Path) -> None:
    links = re.findall(r"\]\((?!https?://|#|role:|article:|image:)([^)\s#]+)", document.read_text())
    missing = [link for link in links if not (document.parent / link).exists()]
    assert missing == []


def test_the_front_page_is_short_and_has_its_commands_and_pictures() -> None:
    assert len(README.splitlines()) <= 150
    for line in ("make run ", "make test ", "(docs/site.png)", "(docs/admin.png)"):
        assert line in README
    for page in (ROOT / "docs").glob("*.md"):
        assert f"(docs/{page.name})" in README


def test_every_setting_that_a_document_names_exists() -> None:
    settings = set(re.findall(r"^#([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    words = {word.split("_")[0] for word in settings if "_" in word}
    for document in DOCUMENTS[:1] + sorted((ROOT / "docs").glob("*.md")):
        named = {
            word
            for word in re.findall(r"`?\b([A-Z]+(?:_[A-Z]+)+)\b", document.read_text())
            if word.split("_")[0] in words
        }
        assert named <= settings | {"SITE_URL", "API_URL"}, document
