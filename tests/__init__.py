"""The tests, in folders that mirror the packages. Nothing outside imports them.

What runs when is said by marks. A test without one is quick and runs on SQLite. `slow` takes seconds, or starts
processes that do. `both` runs on SQLite and again on PostgreSQL: what the database itself decides, and may decide
otherwise on another. That is SQL of our own, searching, sorting and paging, constraints and values that only one
database refuses, locks, and several processes at once. What merely stores and reads rows through Django is alike on
both, and runs once. `postgres` needs PostgreSQL.

What a test shows it shows once. Rows of one kind are one case (`tests.tables`), not one each; axes that have nothing to
do with each other are not multiplied. Content that the tests of a module only read is made once (`tests.contents`).
Readers' requests go one way, through the front (`tests.articles.asking`); that Django alone gives the same answers is
shown in `tests.cms.serving.test_same_either_way`.
"""
