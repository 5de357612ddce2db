"""The German of the program: `python -m tests.translations newsletter` brings a package's catalogue up to date.

It finds the package's sentences, keeps what is translated, adds what is missing as an empty entry, drops what is gone,
and compiles. Nothing of gettext's own programs is needed. What is not translated yet is printed, and fails the tests
(`faults_of`): whoever adds a sentence translates it.
"""

import ast
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
# What marks a sentence, and how many of its arguments are sentences.
MARKS = dict.fromkeys(("gettext", "gettext_lazy", "gettext_noop", "_", "sentence"), 1)
PLURALS = {"ngettext": 2, "ngettext_lazy": 2}
CONTEXTS = {"pgettext": 2, "pgettext_lazy": 2}
# Of the pseudo-code that Django makes of a template.
IN_TEMPLATE = re.compile(r"\b(p?gettext|n?gettext)\(((?:\s*u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")\s*,?)+)")
TEXT = re.compile(r"u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")

Message = tuple[str | tuple[str, str], str | None]


def sentences_of(package: str) -> dict[Message, list[tuple[str, int]]]:
    """(text or (singular, plural), context) → where it stands."""
    found: dict[Message, list[tuple[str, int]]] = {}
    for path in sorted((ROOT / package).rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            messages = _in_python(path.read_text())
        elif path.suffix in (".html", ".txt") and "templates" in path.parts:
            messages = _in_template(path.read_text())
        else:
            continue
        for message, line in messages:
            found.setdefault(message, []).append((str(path.relative_to(ROOT)), line))
    return found


def _in_python(source: str) -> Iterator[tuple[Message, int]]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        number = (MARKS | PLURALS | CONTEXTS).get(name)
        texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if number is None or len(texts) < number:
            continue
        if name in PLURALS:
            yield ((texts[0], texts[1]), None), node.lineno
        elif name in CONTEXTS:
            yield (texts[1], texts[0]), node.lineno
        elif texts[0]:
            yield (texts[0], None), node.lineno


def _in_template(source: str) -> Iterator[tuple[Message, int]]:
    code = templatize(source)
    for found in IN_TEMPLATE.finditer(code):
        texts = [ast.literal_eval(text) for text in TEXT.findall(found[2])]
        line = code.count("\n", 0, found.start()) + 1
        if found[1] == "ngettext":
            yield ((texts[0], texts[1]), None), line
        elif found[1] == "pgettext":
            yield (texts[1], texts[0]), line
        else:
            yield (texts[0], None), line


def folder_of(package: str, language: str = "de") -> Path:
    return ROOT / package / "locale" / language / "LC_MESSAGES"


def catalogue_of(package: str, language: str = "de") -> Catalog:
    path = folder_of(package, language) / "django.po"
    if not path.exists():
        return Catalog(locale=language, fuzzy=False)
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    # The same bytes whenever it is compiled.
    catalogue.creation_date = catalogue.revision_date = datetime(2000, 1, 1, tzinfo=UTC)
    return catalogue


def compiled(catalogue: Catalog) -> bytes:
    buffer = BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def faults_of(package: str, language: str = "de") -> list[str]:
    """What is missing, fuzzy, left over, or has other placeholders than the English; and a stale compiled file."""
    catalogue, faults = catalogue_of(package, language), []
    wanted = sentences_of(package)
    known = {(message.id, message.context): message for message in catalogue if message.id}
    for key, places in wanted.items():
        message = known.get(key)
        found: Any = "" if message is None else message.string
        texts = [found] if isinstance(found, str) else [*found]
        if message is None or not all(texts) or not texts:
            faults.append(f"not translated: {key[0]!r} ({places[0][0]}:{places[0][1]})")
        elif message.fuzzy:
            faults.append(f"fuzzy: {key[0]!r}")
        else:
            originals = [key[0]] if isinstance(key[0], str) else [*key[0]]
            expected = set(PLACEHOLDER.findall(originals[-1]))
            if any(not set(PLACEHOLDER.findall(text)) <= expected for text in texts) or (
                set(PLACEHOLDER.findall(texts[-1])) != expected
            ):
                faults.append(f"other placeholders: {key[0]!r}")
    faults += [f"not used: {key[0]!r}" for key in known if key not in wanted]
    file = folder_of(package, language) / "django.mo"
    if not faults and (not file.exists() or file.read_bytes() != compiled(catalogue)):
        faults.append(f"not compiled: {file}")
    return faults


def update(package: str, language: str = "de") -> list[str]:
    """Bring the catalogue up to date and compile it. Returns what is still to be translated."""
    old, new = catalogue_of(package, language), Catalog(locale=language, fuzzy=False, project=package)
    for (text, context), places in sorted(sentences_of(package).items(), key=lambda item: item[1][0]):
        known = old.get(text if isinstance(text, str) else text[0], context)
        # A file without a line: lines move with every edit.
        files: Any = sorted({(file, None) for file, _ in places})
        new.add(text, known.string if known and known.id == text else None, context=context, locations=files)
    folder = folder_of(package, language)
    folder.mkdir(parents=True, exist_ok=True)
    buffer = BytesIO()
    write_po(buffer, new, width=100, omit_header=True, include_lineno=False)
    header = 'msgid ""\nmsgstr ""\n' + "".join(
        f'"{line}\\n"\n'
        for line in (
            f"Language: {language}",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=UTF-8",
            "Content-Transfer-Encoding: 8bit",
            f"Plural-Forms: {new.plural_forms}",
        )
    )
    (folder / "django.po").write_text(f"{header}\n{buffer.getvalue().decode()}")
    catalogue = catalogue_of(package, language)
    (folder / "django.mo").write_bytes(compiled(catalogue))
    return faults_of(package, language)


if __name__ == "__main__":
    left = [fault for name in sys.argv[1:] for fault in update(name)]
    sys.stdout.write("".join(f"{fault}\n" for fault in left))
    sys.exit(bool(left))
