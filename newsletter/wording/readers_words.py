"""What is said to a reader, in a newsletter's language: its own words, a translation, or English."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info, gettext, override

from newsletter.models import Newsletter, OwnSentence

from .sentences import SENTENCES

ENGLISH = "en"
MARK = re.compile(r"\{(\w+)\}")


class ReadersWords:
    """All sentences for the readers of one newsletter; without one, in the language of the publication. One query."""

    def __init__(self, newsletter: Newsletter | None) -> None:
        wanted = newsletter.language if newsletter else settings.DEFAULT_LANGUAGE
        self.own: dict[str, str] = {}
        if newsletter and newsletter.pk:
            self.own = dict(OwnSentence.objects.filter(newsletter=newsletter).values_list("key", "text"))
        self._translation = translated(wanted)
        # What has been written in the newsletter's own words is in its language, whatever is shipped.
        self.language = wanted if self.own else self._translation
        self.direction = direction_of(self.language)

    def say(self, key: str, **values: Any) -> str:
        """As plain text."""
        return MARK.sub(lambda found: str(values.get(found[1], found[0])), self._words(key))

    def say_html(self, key: str, **values: Any) -> SafeString:
        """The same as HTML: what is not marked as safe is escaped."""
        words = escape(self._words(key))
        return mark_safe(  # noqa: S308  # nosec B308 B703: escaped, part by part
            MARK.sub(lambda found: str(conditional_escape(values.get(found[1], found[0]))), words)
        )

    def in_text(self, **values: Any) -> "Said":
        return Said(self, values, is_html=False)

    def in_html(self, **values: Any) -> "Said":
        return Said(self, values, is_html=True)

    def _words(self, key: str) -> str:
        if own := self.own.get(key):
            return own
        # Not the language of the admin, in which gettext would fall back.
        with override(self._translation):
            return gettext(SENTENCES[key].text)


class Said(Mapping[str, str]):
    """The sentences by their keys, for a template: `{{ say.confirm_heading }}`."""

    def __init__(self, words: ReadersWords, values: Mapping[str, Any], *, is_html: bool) -> None:
        self._say = words.say_html if is_html else words.say
        self._values = values

    def __getitem__(self, key: str) -> str:
        if key not in SENTENCES:
            raise KeyError(key)
        return self._say(key, **self._values)

    def __iter__(self) -> Iterator[str]:
        return iter(SENTENCES)

    def __len__(self) -> int:
        return len(SENTENCES)


def translated(language: str) -> str:
    """The language itself, or the one that it is a kind of, if there are translations into it; else English."""
    wanted = language.replace("_", "-").lower()
    found = translations()
    return next((code for code in (wanted, wanted.partition("-")[0]) if code in found), ENGLISH)


@cache
def translations() -> set[str]:
    """The languages that the newsletter's sentences are translated into, here or by whoever runs this."""
    folders = [Path(apps.get_app_config("newsletter").path) / "locale", *map(Path, settings.LOCALE_PATHS)]
    compiled = [file for folder in folders for file in folder.glob("*/LC_MESSAGES/django.mo")]
    return {ENGLISH, *(file.parts[-3].replace("_", "-").lower() for file in compiled)}


def direction_of(language: str) -> str:
    try:
        return "rtl" if get_language_info(language)["bidi"] else "ltr"
    except KeyError:
        return "ltr"


def fault_of(key: str, text: str) -> str:
    """Why a text cannot stand in place of a sentence, for the editor who wrote it; empty if it can."""
    sentence = SENTENCES.get(key)
    if sentence is None:
        return gettext("There is no such sentence.")
    unknown = sorted(set(MARK.findall(text)) - set(sentence.marks))
    if not unknown:
        return ""
    marks = ", ".join(f"{{{mark}}}" for mark in sentence.marks) or gettext("nothing")
    return gettext("%(unknown)s is not filled in here. What is: %(marks)s.") % {
        "unknown": f"{{{unknown[0]}}}",
        "marks": marks,
    }
