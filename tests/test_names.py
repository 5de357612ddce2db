"""A newcomer guesses from a name what is inside: no gerund but for what changes state, and no name for two things."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Modules whose functions change state or the world, by the verb that the field uses.
VERBS = """
    binning buffering capturing claiming confirming erasing entry_loading issuing preparing publishing purging recording
    reindexing republishing restoring saving settling subscribing suppressing unsubscribing
""".split()
# Django's own names, the nouns of the content, and words that mean one thing wherever they stand.
SHARED = """
    __init__ admin api apps checks feeds filters forms models permissions schema serializers settings urls views
    article author call_to_action dimension role skill tag image issues newsletters subscribers
    erasing refusals transport_health
""".split()


def modules() -> Iterator[Path]:
    for package in ("cms", "articles", "newsletter"):
        for path in sorted((ROOT / package).rglob("*.py")):
            if not {"migrations", "management"} & set(path.parts):
                yield path.relative_to(ROOT)


def test_gerunds_are_verbs_that_change_state() -> None:
    gerunds = {path.stem for path in modules() if path.stem.endswith("ing") and path.stem != "highlighting"}
    assert gerunds <= set(VERBS)


def test_no_module_name_means_two_things() -> None:
    found = defaultdict(list)
    for path in modules():
        found[path.stem].append(str(path))
    assert {name: paths for name, paths in found.items() if len(paths) > 1 and name not in SHARED} == {}


def test_no_class_name_stands_twice() -> None:
    found = defaultdict(list)
    for path in modules():
        for node in ast.parse((ROOT / path).read_text()).body:
            if isinstance(node, ast.ClassDef):
                found[node.name].append(str(path))
    assert {name: paths for name, paths in found.items() if len(paths) > 1} == {}
