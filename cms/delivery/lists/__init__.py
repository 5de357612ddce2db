"""Lists of entries: which are asked for, in which order, and which part of them.

`filters` takes the parameters apart and looks up what slugs name; `reference_groups` narrows the list from the side
that costs least; `cursor_pagination` says where a walk stands; `entry_lists` puts it together, and answers. What the
entries look like in the answer is the reader's concern and not this package's.
"""
