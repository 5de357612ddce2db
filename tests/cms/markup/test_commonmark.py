"""Read as CommonMark's own examples and other readers say, after what is done to every text."""

import json
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest

from tests.cms.markup.comparing import ours, reference, tree_of
from tests.cms.markup.corpus import texts

# A package of npm that holds the examples of the specification, one version of it.
EXAMPLES = "commonmark-spec@0.31.2"


def test_texts_as_people_write_them_are_read_as_markdown_it_reads_them() -> None:
    corpus = texts(1_000)
    different = [source for source in corpus if ours(source) != reference(source)]
    report(f"{len(corpus) - len(different)} of {len(corpus)} texts alike")
    assert len(different) <= len(corpus) // 100, different[0]


@pytest.mark.slow
def test_the_examples_of_the_specification_are_read_as_it_says(tmp_path: Path) -> None:
    examples = examples_of_the_specification(tmp_path)
    different = [one["number"] for one in examples if ours(one["markdown"]) != tree_of(one["html"])]
    report(f"{len(examples) - len(different)} of {len(examples)} examples alike; not {different}")
    assert len(examples) == 652
    # Those left are ours on purpose: names that HTML does not have stay as text, bare addresses are links.
    assert len(different) <= 30


def report(line: str) -> None:
    """Shown by `pytest -s`, and where a test fails."""
    sys.stdout.write(f"{line}\n")


def examples_of_the_specification(folder: Path) -> list[dict[str, Any]]:
    """Skips the test where npm or its registry is out of reach."""
    if shutil.which("npm") is None:
        pytest.skip("needs npm on the PATH")
    packed = subprocess.run(
        ["npm", "pack", "--json", EXAMPLES], cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )
    if packed.returncode:
        pytest.skip("needs npm's registry, which could not be reached")
    with tarfile.open(folder / json.loads(packed.stdout)[0]["filename"]) as archive:
        archive.extractall(folder, filter="data")
    read = "console.log(JSON.stringify(require('./package').tests))"
    told = subprocess.run(["node", "-e", read], cwd=folder, capture_output=True, text=True, timeout=60, check=True)
    examples: list[dict[str, Any]] = json.loads(told.stdout.replace("→", "\\t"))
    return examples
