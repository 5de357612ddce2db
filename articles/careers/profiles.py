"""Judging roles by their weighted skills: how alike they are, and how well someone's skills cover one.

Pure functions of numbers. The measure of likeness was chosen by a study against a public reference, which
`make study` repeats.
"""

from collections.abc import Iterable, Mapping

# A role's skills, by id, with their importance from 0 to 1. What is 0 or absent is not needed.
Weights = Mapping[str, float]
# For something that roles have, each role's number that has it, with how much.
Holders = dict[str, list[tuple[int, float]]]

# What all roles say of a skill is trusted as if there were this many more, of which nothing is known …
UNKNOWN_ROLES = 10
# … and what a role says of a category, as if that had this many more skills.
UNKNOWN_SKILLS = 5
# How much of a skill's average over all roles is taken off it: with all of it, what everyone needs would not count.
COMMON = 0.5
# The product of a profile with itself below which nothing is left of it but rounding.
NOTHING = 1e-12


class Profiles:
    """Roles as profiles among others, and the similarity of any two: symmetric, in [0, 1], 1 with itself.

    A profile has a number for every skill that any role needs: its importance x for the role, 0 if it does not need
    it, less t · (½ · the average of x over all roles + f · the role's own average over the skill's category).
    Trust t = n / (n + 10) grows with the number n of roles that need anything; f = r · m / (m + 5) for a category of m
    skills, where r is the share of pairs of a role and one of these skills that have an importance. So a skill counts
    by how far it tells roles apart, and a role rated high throughout is not like everything; where there are few
    roles, or few of the skills are rated, the importance counts nearly as it stands.

    The similarity of profiles A and B is 2 A·B / (A·A + B·B), or 0 where that is negative.

    Profiles have no zeros, so they are not made but multiplied out: with y = x - b · (sum of x over the category) and
    the common part c, A·B = y·y' - y·c - y'·c + c·c, and y·y' is a sum over what both roles need.
    """

    def __init__(self, weights: Mapping[str, Weights], category_of: Mapping[str, str]) -> None:
        """`weights` by role; `category_of` by skill, with "" for the skills that it lacks. Their order does not matter:
        all is added up in the order of ids, so that results are equal to the last bit."""
        needs = {role: {s: ours[s] for s in sorted(ours) if ours[s] > 0} for role, ours in sorted(weights.items())}
        self._roles = [role for role, ours in needs.items() if ours]
        self._number = {role: number for number, role in enumerate(self._roles)}
        self._needs = [needs[role] for role in self._roles]
        self._levels = [_sums_by_category(ours, category_of) for ours in self._needs]
        self._totals = [sum(x * x for x in ours.values()) for ours in self._needs]
        self._needing, self._rating = _holders(self._needs), _holders(self._levels)
        self._weigh(category_of)

    def similarity(self, a: str, b: str) -> float:
        """0 with a role that needs nothing or is unknown, unless it is the same one."""
        if a == b:
            return 1.0
        if a not in self._number or b not in self._number:
            return 0.0
        one, other = self._number[a], self._number[b]
        return self._score(one, other, self._product(one, other))

    def neighbours(self, role: str) -> list[tuple[str, float]]:
        """The other roles with a similarity above 0, the nearest first; of equals, the first by id.

        It costs a multiplication for each importance that any role gives to what this one needs.
        """
        if role not in self._number:
            return []
        one = self._number[role]
        products = [0.0] * len(self._roles)
        for skill, importance in self._needs[one].items():
            for other, theirs in self._needing[skill]:
                products[other] += importance * theirs
        for category, level in self._levels[one].items():
            factor = self._overlap[category]
            for other, theirs in self._rating[category]:
                products[other] -= factor * (level * theirs)
        scores = [self._score(one, other, self._less_common(one, other, y)) for other, y in enumerate(products)]
        found = [(self._roles[other], score) for other, score in enumerate(scores) if score > 0 and other != one]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def covered_by(self, skills: Iterable[str]) -> dict[str, float]:
        """By role, the part of what it needs that these skills cover: Σ importance² of what is covered over
        Σ importance² of all, above 0 and at most 1. Squared, so that what matters most decides. Roles of which
        nothing is covered are left out."""
        covered: dict[int, float] = {}
        for skill in sorted(set(skills) & set(self._needing)):
            for role, importance in self._needing[skill]:
                covered[role] = covered.get(role, 0.0) + importance * importance
        parts = {self._roles[role]: part / self._totals[role] for role, part in covered.items() if self._totals[role]}
        return {role: part for role, part in parts.items() if part > 0}

    def _weigh(self, category_of: Mapping[str, str]) -> None:
        """What depends on all roles: the common part of each skill, and what a category takes off."""
        number = max(1, len(self._roles))
        trust = number / (number + UNKNOWN_ROLES)
        common = {
            skill: trust * COMMON * sum(importance for _, importance in self._needing[skill]) / number
            for skill in sorted(self._needing)
        }
        rated: dict[str, list[int]] = {}
        for skill in common:
            rated.setdefault(category_of.get(skill, ""), []).append(len(self._needing[skill]))
        # b, and what it takes off y·y' for each product of the two roles' sums
        own = {
            category: trust * (sum(each) / (number * len(each))) / (len(each) + UNKNOWN_SKILLS)
            for category, each in rated.items()
        }
        self._overlap = {category: 2 * b - len(rated[category]) * b * b for category, b in own.items()}
        common_sums = _sums_by_category(common, category_of)
        # y·c of each role, c·c, and each profile with itself
        self._with_common = [
            sum(x * common[skill] for skill, x in needs.items())
            - sum(own[category] * level * common_sums[category] for category, level in levels.items())
            for needs, levels in zip(self._needs, self._levels, strict=True)
        ]
        self._common_squared = sum(c * c for c in common.values())
        self._squared = [self._product(one, one) for one in range(len(self._roles))]

    def _product(self, one: int, other: int) -> float:
        """A·B, to the last bit as `neighbours` and the other order have it."""
        product = 0.0
        for skill, importance in self._needs[one].items():
            product += importance * self._needs[other].get(skill, 0.0)
        for category, level in self._levels[one].items():
            product -= self._overlap[category] * (level * self._levels[other].get(category, 0.0))
        return self._less_common(one, other, product)

    def _less_common(self, one: int, other: int, product: float) -> float:
        return product - (self._with_common[one] + self._with_common[other]) + self._common_squared

    def _score(self, one: int, other: int, product: float) -> float:
        squared = self._squared[one] + self._squared[other]
        if squared < NOTHING:
            return float(self._needs[one] == self._needs[other])
        return min(1.0, max(0.0, 2 * product / squared))


def _sums_by_category(numbers: Weights, category_of: Mapping[str, str]) -> dict[str, float]:
    sums: dict[str, float] = {}
    for skill, number in numbers.items():
        category = category_of.get(skill, "")
        sums[category] = sums.get(category, 0.0) + number
    return dict(sorted(sums.items()))


def _holders(each: list[dict[str, float]]) -> Holders:
    holders: Holders = {}
    for number, has in enumerate(each):
        for name, amount in has.items():
            holders.setdefault(name, []).append((number, amount))
    return holders
