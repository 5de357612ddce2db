"""The words of the articles: Markdown bodies with gaps, and what fills the gaps. All of it from one seed."""

import re
from functools import cache
from random import Random
from uuid import UUID

SEED = "reading"
BODIES = 24
GAPS = 40
GAP = re.compile(r"qx(\d\d)x")
NOUNS = (
    "model pipeline dashboard team service report deployment schema feature release incident contract budget roadmap "
    "experiment baseline notebook cluster interface review backlog estimate stakeholder dataset metric threshold "
    "alert runbook queue cache ledger prototype interview portfolio mentor workshop standard audit forecast hypothesis"
).split()
VERBS = (
    "builds checks explains improves measures owns plans questions repairs replaces reviews runs schedules ships "
    "simplifies tests tracks writes compares documents"
).split()
ADJECTIVES = (
    "small steady shared honest slow fast careful early late open hidden simple brittle costly daily quiet reliable "
    "technical visible useful"
).split()
ROLE_HEADS = "Data ML Platform Cloud Security Product Analytics Research Network Quality Support Release".split()
ROLE_TAILS = "Engineer Analyst Scientist Architect Manager".split()
SENTENCES = (
    "The {a} {n} {v} the {m}, and nobody notices until a {g} does not.",
    "In most companies one person {v} the {n} while another {w} the {m} beside a {g}.",
    "A {a} {n} is worth more than a {b} {m}, as anyone who has kept a {g} alive will tell you.",
    "Ask who {v} the {n} on a Monday: the answer says more than the title, and it {w} the {g} as well.",
    "What looks like a {a} {n} is often a {m} with a {b} {g} behind it.",
    "Whoever {v} the {m} also {w} the {n}, at least until the {g} grows.",
    "It takes a {b} {n} and a {a} {m} before the {g} can be trusted.",
)
_SYLLABLES = "ba co da el fi go ha in jo ka lu ma no or pe qua ri so ta un ve wi xa yo zu".split()


@cache
def vocabulary() -> list[str]:
    """5,000 words for gaps, the commonest first: real ones, and then made up ones that are found in few articles."""
    random = Random(f"{SEED}:vocabulary")
    words = dict.fromkeys(NOUNS)
    while len(words) < 5_000:
        words["".join(random.choices(_SYLLABLES, k=random.randint(3, 5)))] = None
    return list(words)


def fillings(random: Random) -> list[str]:
    """A word for each gap: the k-th of the vocabulary about as often as 1 in k, as words of a language are."""
    words = vocabulary()
    return [words[min(int(len(words) ** random.random()) - 1, len(words) - 1)] for _ in range(GAPS)]


def filled(text: str, words: list[str]) -> str:
    return GAP.sub(lambda gap: words[int(gap[1])], text)


def body(number: int, links: list[str]) -> str:
    """Markdown of 600 to 1,200 words with headings, a list, a table, a quotation and a piece of code, and gaps.

    `links` are addresses as editors write them, `role:data-engineer`; each is linked to once.
    """
    random = Random(f"{SEED}:body:{number}")
    gaps = [f"qx{gap:02}x" for gap in range(GAPS)]
    parts = [_paragraph(random, gaps)]
    waiting = list(links)
    for section in range(4 + number % 4):
        parts.append(f"## {_heading(random)}")
        parts += [_paragraph(random, gaps) for _ in range(2)]
        if waiting:
            parts.append(f"Read on about [{_heading(random).lower()}]({waiting.pop()}), where the rest is explained.")
        if section == 0:
            parts.append("\n".join(f"- **{_heading(random)}**: {_sentence(random, gaps)}" for _ in range(4)))
        elif section == 1:
            rows = "\n".join(
                f"| {_heading(random)} | {random.choice(gaps)} | {random.choice(gaps)} |" for _ in range(4)
            )
            parts.append(f"| Topic | One role | The other |\n| --- | --- | --- |\n{rows}")
        elif section == 2:
            parts.append(f"> {_sentence(random, gaps)}")
        elif section == 3:
            parts.append(
                "```python\nfor step in pipeline:\n    result = step.run(result)\n    assert result.rows > 0\n```"
            )
    return "\n\n".join(parts)


def title(random: Random, number: int) -> str:
    first, second = random.sample(NOUNS, 2)
    return f"{random.choice(ADJECTIVES).title()} {first} or {second}: what changes, part {number}"


def sentence(random: Random) -> str:
    return _sentence(random, vocabulary()[:300])


def _sentence(random: Random, gaps: list[str]) -> str:
    n, m = random.sample(NOUNS, 2)
    v, w = random.sample(VERBS, 2)
    a, b = random.sample(ADJECTIVES, 2)
    return random.choice(SENTENCES).format(n=n, m=m, v=v, w=w, a=a, b=b, g=random.choice(gaps))


def _paragraph(random: Random, gaps: list[str]) -> str:
    return " ".join(_sentence(random, gaps) for _ in range(4))


def _heading(random: Random) -> str:
    return f"{random.choice(ADJECTIVES)} {random.choice(NOUNS)} and {random.choice(NOUNS)}".capitalize()


def uuid_of(name: str) -> UUID:
    """A UUID that is the same in every run."""
    return UUID(int=Random(f"{SEED}:{name}").getrandbits(128), version=4)
