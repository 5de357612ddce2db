"""One line of a text, read from left to right. A tab counts as the blanks up to the next multiple of four."""

TAB = 4


class SourceLine:
    """`at` is how far it was read, `column` the same with tabs counted. `next` and `indent` tell of what follows: where
    the first character that is no blank stands, and how many columns there are up to it."""

    __slots__ = ("at", "column", "indent", "is_blank", "is_done", "next", "next_column", "number", "partial", "text")

    def __init__(self, text: str, number: int) -> None:
        self.text, self.number = text, number
        self.at = self.column = 0
        # Of a tab that was read in part, the columns that are left are still to come.
        self.partial = False
        # Nothing of it is left for other blocks.
        self.is_done = False
        self.look()

    def look(self) -> None:
        text, at, column = self.text, self.at, self.column
        end = len(text)
        while at < end:
            character = text[at]
            if character == " ":
                column += 1
            elif character == "\t":
                column += TAB - column % TAB
            else:
                break
            at += 1
        self.next, self.next_column = at, column
        self.indent = column - self.column
        self.is_blank = at == end

    def skip_blanks(self) -> None:
        self.at, self.column, self.partial = self.next, self.next_column, False
        self.look()

    def skip(self, count: int) -> None:
        """Read so many characters, none of them a tab."""
        self.at += count
        self.column += count
        self.partial = False
        self.look()

    def skip_columns(self, count: int) -> None:
        """Read so many columns of blanks and tabs, or up to the line's end."""
        while count > 0 and self.at < len(self.text):
            if self.text[self.at] == "\t":
                width = TAB - self.column % TAB
                self.partial = width > count
                step = min(width, count)
                self.column += step
                self.at += not self.partial
                count -= step
            else:
                self.partial = False
                self.at += 1
                self.column += 1
                count -= 1
        self.look()

    def rest(self) -> str:
        """What was not read yet, the columns of a tab that was read in part as blanks."""
        if self.partial:
            return " " * (TAB - self.column % TAB) + self.text[self.at + 1 :]
        return self.text[self.at :]
