"""Every sentence that a package marks is translated into German, and compiled as it stands in the catalogue."""

import pytest

from tests.translations import ROOT, faults_of, sentences_of

TOP = ("articles", "cms", "newsletter")
PACKAGES = sorted(str(folder.parent.relative_to(ROOT)) for top in TOP for folder in (ROOT / top).rglob("locale"))


@pytest.mark.parametrize("package", PACKAGES)
def test_no_sentence_is_missing_fuzzy_left_over_or_not_compiled(package: str) -> None:
    assert len(sentences_of(package)) > 5
    assert faults_of(package) == []
