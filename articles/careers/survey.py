"""All live roles with what they need and all live skills with their names: what judging one role needs of the rest."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from cms.delivery.reader import Reader
from cms.publishing.timeline.content_version import once_a_version

from .profiles import Profiles, Weights
from .skill_names import NamedSkill, SkillNames


@dataclass(frozen=True)
class Survey:
    """By id: the titles of roles, what each needs of the live skills, and those skills' names. `needed` has for a skill
    the roles that need it, those that need it most first, with all that they say of it.

    What a role gives an importance of 0 it does not need. It is shared between requests: nobody changes it.
    """

    titles: Mapping[str, str]
    needs: Mapping[str, Weights]
    needed: Mapping[str, Mapping[str, Mapping[str, Any]]]
    skills: Mapping[str, NamedSkill]
    profiles: Profiles
    names: SkillNames

    def by_importance(self, needs: Weights) -> list[str]:
        """The skills needed, the most important first; of equals, by name."""
        return sorted(needs, key=lambda skill: (-needs[skill], self.skills[skill].name.casefold(), skill))


def survey(reader: Reader) -> Survey:
    """Of the reader's perspective. One query, and none while what is published stays the same."""
    reader.dependencies.types |= {"role", "skill"}
    return once_a_version("survey of roles", reader.perspective.version, lambda: _made(reader))


def _made(reader: Reader) -> Survey:
    columns = ("type", "entry_id", "slug", "title", "kind", "document")
    roles, skills = (
        reader.perspective.entries(of_type).order_by().values_list(*columns) for of_type in ("role", "skill")
    )
    titles: dict[str, str] = {}
    rated: dict[str, dict[str, float]] = {}
    said: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    named: dict[str, NamedSkill] = {}
    for of_type, entry_id, slug, title, kind, document in roles.union(skills, all=True):
        whole = orjson.loads(document)
        pk = str(entry_id)
        if of_type == "role":
            titles[pk] = title
            rated[pk] = {row["skill"]: row["importance"] for row in whole["skills"] if row["importance"] > 0}
            for row in whole["skills"]:
                if row["importance"] > 0:
                    weight = {key: row[key] for key in ("importance", "tier", "note")}
                    said.setdefault(row["skill"], []).append((pk, weight))
        else:
            named[pk] = NamedSkill(pk, title, slug, kind, tuple(whole["aliases"]))
    needs = {role: {skill: weights[skill] for skill in weights if skill in named} for role, weights in rated.items()}
    category_of = {pk: skill.category for pk, skill in named.items()}
    for roles_needing in said.values():
        roles_needing.sort(key=lambda pair: (-pair[1]["importance"], titles[pair[0]].casefold(), pair[0]))
    needed = {skill: dict(said[skill]) for skill in said}
    return Survey(titles, needs, needed, named, Profiles(needs, category_of), SkillNames(named.values()))
