"""The blocks that a text consists of, while it is read."""

from dataclasses import dataclass, field
from typing import Any

# Blocks that hold blocks. A list holds items only.
CONTAINERS = frozenset({"document", "blockquote", "list", "item", "footnote"})
# Blocks that take their lines as they are: nothing begins in them.
VERBATIM = frozenset({"code", "fence", "html"})


@dataclass(slots=True, eq=False)
class Block:
    """`lines` are the source of a leaf; `line` and `end` the numbers of its first and last line in the text, from 1."""

    kind: str
    line: int
    # Only the document has none.
    parent: "Block"
    children: list["Block"] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    is_open: bool = True
    end: int = 0
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def last(self) -> "Block | None":
        return self.children[-1] if self.children else None

    def holds(self, kind: str) -> bool:
        """True if a block of that kind may stand in this one."""
        if self.kind == "list":
            return kind == "item"
        return self.kind in CONTAINERS and kind != "item"

    def remove(self) -> None:
        """Take the block out of its parent, whose last it is."""
        self.parent.children.pop()
