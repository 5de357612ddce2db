"""Backups: everything that an installation keeps, as a folder that can be brought back.

    database.sqlite3    a copy made by SQLite while others write, or
    database.dump       what pg_dump writes
    media/              the pictures, as they lie in MEDIA_ROOT
    backup.json         when it was made, of what, and the SHA-256 of every file: written last

`manage.py backup` takes the way backing_up → sqlite_copies or postgres_dumps, picture_files → manifest, and then
reads the copy. The database is copied first: a picture never changes, so that those which the copy names are all
there. The folder gets its name when it is whole. `manage.py restore` takes bringing_back → manifest, process_lock,
picture_files, then the database, last.

It knows files and databases, and nothing of what is in them: to carry content to another database, there is `dumpdata`.
"""
