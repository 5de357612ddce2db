"""Who may do what, as one table: of every page of an entry's admin, for every kind of entry.

`test_who_may` tries every cell as everybody. An address of the URL map that is not in here fails it.
"""

from typing import NamedTuple

from .kinds import KINDS, ON_SAVE, REVIEWED
from .observing import DRAFT, NOTHING, PUBLIC
from .people import CHIEF

NOBODY: tuple[str, ...] = ()
PUBLISHERS: tuple[str, ...] = ("Publisher", CHIEF)
EDITORS: tuple[str, ...] = ("Editor", *PUBLISHERS)
WRITERS: tuple[str, ...] = ("Writer", *EDITORS)

# Who adds and edits what readers do not see: drafts, and what nothing public shows.
WRITES = {
    "article": WRITERS,
    "tag": WRITERS,
    "image": WRITERS,
    "role": EDITORS,
    "skill": EDITORS,
    "author": EDITORS,
    "dimension": EDITORS,
    "calltoaction": PUBLISHERS,
}
# Who edits what is published by saving, once readers see it or will.
WRITES_SHOWN = {noun: PUBLISHERS if noun == "calltoaction" else EDITORS for noun in ON_SAVE}


class Rule(NamedTuple):
    """Who gets the page; who changes something by sending its form, and what."""

    sees: tuple[str, ...]
    does: tuple[str, ...] = NOBODY
    effect: str = NOTHING


NO = Rule(NOBODY)
LOOKS = Rule(WRITERS)
Rules = dict[tuple[str, str], Rule]


def rules_for(noun: str) -> Rules:
    """By page and kind; the kind is "" where the page is not about one entry."""
    table = _of_reviewed(noun) if noun in REVIEWED else _of_published_by_saving(noun)
    writes = WRITES[noun]
    return {
        ("changelist", ""): LOOKS,
        ("bin", ""): LOOKS,
        ("add", ""): Rule(writes, writes, DRAFT),
        ("slug", ""): Rule(writes),
        **table,
        # Only what lies in the bin comes out of it, and nothing else is done to it.
        **{("undelete", kind): NO for kind in KINDS[noun]},
        ("undelete", "binned"): Rule(NOBODY, PUBLISHERS, DRAFT),
        **{("erase", kind): NO for kind in KINDS[noun]},
        ("erase", "binned"): Rule(PUBLISHERS, PUBLISHERS),
        **{("object", kind): NO for kind in KINDS[noun]},
    }


def _of_reviewed(noun: str) -> Rules:
    edits = Rule(WRITES[noun], WRITES[noun], DRAFT)
    asks, moves = Rule(PUBLISHERS), Rule(PUBLISHERS, PUBLISHERS, PUBLIC)
    rules: Rules = {}
    for kind in KINDS[noun]:
        is_draft, is_live, comes = kind == "draft", kind in ("live", "changed"), kind == "scheduled"
        pages = {
            "change": edits._replace(sees=WRITERS),
            "history": LOOKS,
            "compare": LOOKS,
            "preview": Rule(WRITES[noun]),
            "restore": edits,
            "delete": moves._replace(effect=DRAFT) if is_draft else moves,
            "publish": asks if kind == "live" else moves,
            "schedule": moves,
            "expire": asks if is_draft else moves,
            "unschedule": moves if comes else asks,
            "retract": asks if is_draft else moves,
            "do:publish_selected": asks if kind == "live" or comes else moves,
            "do:schedule_selected": asks if comes else moves,
            "do:expire_selected": asks if is_draft else moves,
            "do:retract_selected": moves if is_live or comes else asks,
            "do:discard_selected": moves._replace(effect=DRAFT) if is_draft else moves,
        }
        rules |= {(page, kind): NO if kind == "binned" else rule for page, rule in pages.items()}
    return rules


def _of_published_by_saving(noun: str) -> Rules:
    writes, writes_shown = WRITES[noun], WRITES_SHOWN[noun]
    rules: Rules = {}
    for kind in KINDS[noun]:
        is_unused = kind == "unused"
        edits = Rule(writes, writes, DRAFT) if is_unused else Rule(writes_shown, writes_shown, PUBLIC)
        # What is in use is deleted by nobody.
        discards = Rule(PUBLISHERS, PUBLISHERS, DRAFT) if is_unused else Rule(PUBLISHERS)
        pages = {
            "change": edits._replace(sees=WRITERS),
            "history": LOOKS,
            "compare": LOOKS,
            "restore": edits,
            "delete": discards,
            "do:discard_selected": discards,
        }
        # A save publishes it: there is nothing to decide.
        moves = ("publish", "schedule", "expire", "unschedule", "retract", "preview")
        acts = ("do:publish_selected", "do:schedule_selected", "do:expire_selected", "do:retract_selected")
        pages |= dict.fromkeys((*moves, *acts), NO)
        rules |= {(page, kind): NO if kind == "binned" else rule for page, rule in pages.items()}
    return rules
