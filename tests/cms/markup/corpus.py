"""Texts as people write them, made by a seeded generator: lists, tables, footnotes, code and links of every kind."""

import random
from collections.abc import Callable

WORDS = (
    "model data pipeline the a of and engineer metric deploy review über naïve 数据 हिन्दी C# C++ a_b_c 3.14 e.g. I/O"
    " (maybe) “quoted” don't – 50 % A&B x < y CI/CD v1.2 #tag @home $5 = +1 ! ?"
).split()
ADDRESSES = (
    "https://example.org",
    "https://example.org/a_(b)?c=d&e=f#g",
    "/path/to",
    "#heading",
    "mailto:a+b@example.org",
    "<https://example.org/with space>",
    "../up.html",
)


class Writer:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.definitions: list[str] = []

    def text(self) -> str:
        blocks = [self.block() for _ in range(self.random.randint(2, 7))]
        return "\n\n".join([*blocks, *self.definitions]) + "\n"

    def one_of(self, *makers: Callable[[], str]) -> str:
        return self.random.choice(makers)()

    def block(self) -> str:
        return self.one_of(
            self.paragraph,
            self.paragraph,
            self.paragraph,
            self.listing,
            self.listing,
            self.table,
            self.fence,
            self.quotation,
            self.heading,
            self.rule,
            self.indented,
            self.html,
            self.table_under_text,
            self.footnote,
        )

    def words(self, least: int = 1, most: int = 8) -> str:
        return " ".join(self.random.choice(WORDS) for _ in range(self.random.randint(least, most)))

    def plain(self) -> str:
        return " ".join(self.random.choice(("data", "model", "team", "review", "plan")) for _ in range(2))

    def inline(self) -> str:
        return self.one_of(
            self.words,
            self.words,
            self.words,
            lambda: f"*{self.plain()}*",
            lambda: f"**{self.plain()}**",
            lambda: f"***{self.plain()}***",
            lambda: f"_{self.plain()}_",
            lambda: f"__{self.plain()}__",
            lambda: f"~~{self.plain()}~~",
            lambda: f"**{self.plain()} *{self.plain()}***",
            lambda: f"`{self.plain()}`",
            lambda: f"`` a`b {self.plain()} ``",
            lambda: "`<b>&amp;`",
            self.link,
            self.link,
            self.reference,
            lambda: f"![{self.plain()}](/media/{self.random.randint(1, 9)}.png)",
            lambda: f"<https://example.org/{self.random.randint(1, 9)}>",
            lambda: "<a.b+c@example.org>",
            lambda: f"see https://example.org/{self.random.randint(1, 99)}/page.html for it",
            lambda: r"\*not\* \[so\] \# \_",
            lambda: "&copy; &#8212; &amp;lt;",
            lambda: "line\\\nbreak",
            lambda: "line  \nbreak",
            lambda: f"{self.plain()}\n{self.plain()}",
            lambda: "H<sub>2</sub>O <kbd>Ctrl</kbd>",
            lambda: '<a href="https://example.org">there</a>',
        )

    def line(self) -> str:
        return " ".join(self.inline() for _ in range(self.random.randint(1, 4)))

    def one_line(self) -> str:
        return self.line().replace("\\\n", " ").replace("\n", " ")

    def paragraph(self) -> str:
        return f"{self.plain()} {self.line()}"

    def link(self) -> str:
        title = self.random.choice(("", ' "Title"', " 'T'", " (T)"))
        words = self.random.choice((self.plain(), f"`{self.plain()}`", f"*{self.plain()}* x", r"a \] b"))
        return f"[{words}]({self.random.choice(ADDRESSES)}{title})"

    def reference(self) -> str:
        number = len(self.definitions)
        label = self.random.choice((f"ref {number}", f"`code {number}`", f"*em* {number}", rf"e\_{number}"))
        address = self.random.choice(ADDRESSES)
        self.definitions.append(f"[{label}]: {address}" + self.random.choice(("", ' "Title"', "\n  'T'")))
        return self.random.choice((f"[{label}]", f"[{label}][]", f"[{self.plain()}][{label}]"))

    def footnote(self) -> str:
        label = self.random.choice(("n", "note-", "1")) + str(len(self.definitions))
        more = self.random.choice(("", f"\n\n    {self.plain()}", f"\n\n    - {self.plain()}\n    - {self.plain()}"))
        self.definitions.append(f"[^{label}]: {self.plain()} {self.words(1, 3)}{more}")
        return f"{self.plain()}[^{label}] {self.words()}"

    def listing(self, depth: int = 0) -> str:
        signs = self.random.choice((("-",), ("*",), ("+",), ("1.", "2.", "3.", "4."), ("3)", "4)", "5)", "6)")))
        is_loose = self.random.random() < 0.3
        items = []
        for at in range(self.random.randint(1, 4)):
            sign = signs[at % len(signs)]
            margin = self.random.choice((1, 1, 1, 2, 3))
            width = len(sign) + margin
            task = self.random.choice(("[ ] ", "[x] ")) if self.random.random() < 0.15 else ""
            parts = [f"{task}{self.plain()} {self.one_line()}"]
            chance = self.random.random()
            if depth < 2 and chance < 0.3:
                parts.append(("\n" if is_loose else "") + self.listing(depth + 1))
            elif chance < 0.4:
                parts.append(f"\n{self.paragraph()}")
            elif chance < 0.5:
                parts.append(("\n" if is_loose else "") + self.fence())
            elif chance < 0.55:
                parts.append(f"> {self.plain()}")
            indent = " " * width
            body = "\n".join(parts).replace("\n", f"\n{indent}").replace(f"\n{indent}\n", "\n\n")
            items.append(f"{sign}{' ' * margin}{body}")
        return ("\n\n" if is_loose else "\n").join(items)

    def table(self) -> str:
        columns = self.random.randint(1, 4)
        signs = [self.random.choice(("---", ":--", "--:", ":-:", "-")) for _ in range(columns)]
        rows = [self.row(columns), "|" + "|".join(signs) + "|"]
        rows += [
            self.row(max(1, columns + self.random.choice((0, 0, 0, 1, -1)))) for _ in range(self.random.randint(0, 3))
        ]
        return "\n".join(rows)

    def table_under_text(self) -> str:
        return f"{self.plain()}:\n{self.table()}"

    def row(self, columns: int) -> str:
        cells = [
            self.random.choice((self.plain(), r"`a \| b`", r"x \| y", "**b**", "[l](/x)", "1")) for _ in range(columns)
        ]
        return "| " + " | ".join(cells) + " |"

    def fence(self) -> str:
        sign = self.random.choice(("```", "~~~", "````"))
        language = self.random.choice(("", "python", "sh", "html", "makefile"))
        code = self.random.choice(
            ("x = 1\n\ty = 2", "all:\n\tmake <b>", "- no list\n# no heading", "def f():\n\n    pass", "")
        )
        return f"{sign}{language}\n{code}\n{sign}"

    def indented(self) -> str:
        return "    indented *code*\n\n    - more\n\tand a tab"

    def quotation(self) -> str:
        inner = "\n\n".join(
            self.one_of(self.paragraph, self.listing, self.fence) for _ in range(self.random.randint(1, 2))
        )
        quoted = "\n".join(f"> {line}".rstrip(" ") for line in inner.split("\n"))
        return quoted + self.random.choice(("", "\nlazy", "\n\n> another"))

    def heading(self) -> str:
        blanks = " " * self.random.randint(0, 3)
        return self.random.choice(
            (
                f"{blanks}{'#' * self.random.randint(1, 6)} {self.plain()} `c`",
                f"## {self.plain()} ##",
                f"{self.plain()}\n=====",
                f"{self.plain()}\n---",
                f"## {self.plain()}\n{self.plain()}",
            )
        )

    def rule(self) -> str:
        return self.random.choice(("---", "* * *", "___"))

    def html(self) -> str:
        return self.random.choice(
            (
                f"<details>\n<summary>{self.plain()}</summary>\n\n{self.paragraph()}\n\n</details>",
                f"<table><tr><td>{self.plain()}</td></tr></table>",
                f"<blockquote>\n{self.plain()}\n</blockquote>",
                f'<figure>\n<img src="/x.png" alt="{self.plain()}">\n<figcaption>F</figcaption>\n</figure>',
                "<!-- a comment -->",
            )
        )


def texts(count: int) -> list[str]:
    return [Writer(seed).text() for seed in range(count)]
