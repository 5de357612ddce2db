"""Lists of entries: which are asked for, in which order, and which part of them.

`filters` takes the parameters apart and says what they narrow a list by; `entry_lists` plans the query from the side
that costs least, and answers; `list_queries` are the statements, made once for each shape; `cursor_pagination` says
where a walk stands. What the entries look like in the answer is the reader's concern and not this package's.
"""
