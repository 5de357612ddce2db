"""`*emphasis*`, `_emphasis_`, `**strong**` and `~~struck~~`, by CommonMark's rules of what may open and close."""

import re
import unicodedata

from cms.markup.commonmark.inline_source import InlineSource, Part, Run, end_of

_LONGEST = {"*": 1 << 30, "_": 1 << 30, "~": 2}
_RUNS = {sign: re.compile(re.escape(sign) + "++") for sign in _LONGEST}


def read_run(source: InlineSource) -> None:
    """Take the run of `*`, `_` or `~` that begins here."""
    text, at = source.text, source.at
    sign = text[at]
    source.at = end_of(_RUNS[sign], text, at)
    count = source.at - at
    part = Part("text", sign * count, words=sign * count)
    source.parts.append(part)
    if count > _LONGEST[sign]:
        return
    before, after = text[at - 1 : at] or "\n", text[source.at : source.at + 1] or "\n"
    before_is_mark, after_is_mark = _is_mark(before), _is_mark(after)
    is_left = not after.isspace() and (not after_is_mark or before.isspace() or before_is_mark)
    is_right = not before.isspace() and (not before_is_mark or after.isspace() or after_is_mark)
    if sign == "_":
        is_left, is_right = is_left and (not is_right or before_is_mark), is_right and (not is_left or after_is_mark)
    if is_left or is_right:
        run = Run(sign, count, part, is_left, is_right, left=count, before=source.runs)
        if source.runs:
            source.runs.after = run
        source.runs = run


def pair_runs(source: InlineSource, bottom: Run | None) -> None:
    """Pair the runs after `bottom`; none of them is left then. Linear but for texts that alternate without end."""
    in_vain: dict[tuple[str, bool, int], Run | None] = {}
    closer = _first_after(source.runs, bottom)
    while closer is not None:
        if not closer.can_close:
            closer = closer.after
            continue
        key = (closer.sign, closer.can_open, closer.count % 3 if closer.sign != "~" else closer.left)
        opener = closer.before
        limit = in_vain.get(key, bottom)
        while opener is not None and opener is not bottom and opener is not limit and not _fit(opener, closer):
            opener = opener.before
        if opener is None or opener is bottom or opener is limit:
            in_vain[key] = closer.before
            following = closer.after
            if not closer.can_open:
                _remove(source, closer)
            closer = following
            continue
        closer = _paired(source, opener, closer)
    while source.runs is not None and source.runs is not bottom:
        _remove(source, source.runs)


def _paired(source: InlineSource, opener: Run, closer: Run) -> Run | None:
    if closer.sign == "~":
        width, tag = closer.left, "del"
    else:
        width = 2 if opener.left >= 2 and closer.left >= 2 else 1
        tag = "strong" if width == 2 else "em"
    for run in (opener, closer):
        run.left -= width
        run.part.text = run.part.words = run.sign * run.left
    opener.part.opens.append(tag)
    closer.part.closes.append(tag)
    # Those between have no partner any more.
    opener.after, closer.before = closer, opener
    if not opener.left:
        _remove(source, opener)
    if closer.left:
        return closer
    following = closer.after
    _remove(source, closer)
    return following


def _fit(opener: Run, closer: Run) -> bool:
    if opener.sign != closer.sign or not opener.can_open:
        return False
    if closer.sign == "~":
        return opener.left == closer.left
    is_both = closer.can_open or opener.can_close
    return not (is_both and closer.count % 3 and (opener.count + closer.count) % 3 == 0)


def _first_after(last: Run | None, bottom: Run | None) -> Run | None:
    run = last
    if run is bottom:
        return None
    while run is not None and run.before is not bottom:
        run = run.before
    return run


def _remove(source: InlineSource, run: Run) -> None:
    if run.before:
        run.before.after = run.after
    if run.after:
        run.after.before = run.before
    else:
        source.runs = run.before


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"
