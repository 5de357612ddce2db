"""The search index: a table of words, and what each database searches it by, kept in step by triggers."""

import django.db.models.deletion
from django.db import migrations, models

SQLITE = [
    # Words come stemmed and with plain spaces between them: nothing else takes them apart.
    """CREATE VIRTUAL TABLE publishing_index USING fts5(
        title, names, refs, body, forms,
        content='publishing_indexedtext', content_rowid='publication_id', tokenize='ascii', prefix='2 3'
    )""",
    """CREATE TRIGGER publishing_index_added AFTER INSERT ON publishing_indexedtext BEGIN
        INSERT INTO publishing_index(rowid, title, names, refs, body, forms)
        VALUES (new.publication_id, new.title, new.names, new.refs, new.body, new.forms);
    END""",
    """CREATE TRIGGER publishing_index_removed AFTER DELETE ON publishing_indexedtext BEGIN
        INSERT INTO publishing_index(publishing_index, rowid, title, names, refs, body, forms)
        VALUES ('delete', old.publication_id, old.title, old.names, old.refs, old.body, old.forms);
    END""",
    """CREATE TRIGGER publishing_index_changed AFTER UPDATE ON publishing_indexedtext BEGIN
        INSERT INTO publishing_index(publishing_index, rowid, title, names, refs, body, forms)
        VALUES ('delete', old.publication_id, old.title, old.names, old.refs, old.body, old.forms);
        INSERT INTO publishing_index(rowid, title, names, refs, body, forms)
        VALUES (new.publication_id, new.title, new.names, new.refs, new.body, new.forms);
    END""",
]
SQLITE_BACK = [
    *(f"DROP TRIGGER publishing_index_{name}" for name in ("added", "removed", "changed")),
    "DROP TABLE publishing_index",
]
POSTGRESQL = [
    "ALTER TABLE publishing_indexedtext ADD COLUMN heads tsvector, ADD COLUMN vector tsvector",
    # A tsvector as it is written, with positions from `first` on. The words are letters and digits of any script: made so
    # by Python, they need no parser, and get none that depends on the locale.
    """CREATE FUNCTION publishing_positioned(words text, first integer) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT coalesce(string_agg(quote_literal(word) || ':' || least(place + first, 16383), ' '), '')
        FROM unnest(string_to_array(words, ' ')) WITH ORDINALITY AS each(word, place) WHERE word <> ''
    $$""",
    """CREATE FUNCTION publishing_index_row() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        after_title integer := coalesce(array_length(string_to_array(new.title, ' '), 1), 0) + 1;
        after_names integer := after_title + coalesce(array_length(string_to_array(new.names, ' '), 1), 0) + 1;
    BEGIN
        new.heads := (
            publishing_positioned(new.title, 0) || ' ' || publishing_positioned(new.names, after_title) || ' ' || (
                SELECT coalesce(string_agg(quote_literal('#' || token), ' '), '')
                FROM unnest(string_to_array(new.refs, ' ')) AS token
            )
        )::tsvector;
        -- Not by ||, which would count the positions of the body from the last one of the heads.
        new.vector := (
            new.heads::text || ' ' || publishing_positioned(new.body, after_names) || ' ' || (
                SELECT coalesce(string_agg(quote_literal(form), ' '), '')
                FROM unnest(string_to_array(new.forms, ' ')) AS form WHERE form <> ''
            )
        )::tsvector;
        RETURN new;
    END $$""",
    """CREATE TRIGGER publishing_index_row BEFORE INSERT OR UPDATE ON publishing_indexedtext
        FOR EACH ROW EXECUTE FUNCTION publishing_index_row()""",
    # a search in titles and names, and one in everything
    "CREATE INDEX publishing_index_heads ON publishing_indexedtext USING gin (heads)",
    "CREATE INDEX publishing_index_vector ON publishing_indexedtext USING gin (vector)",
]
POSTGRESQL_BACK = [
    "DROP TRIGGER publishing_index_row ON publishing_indexedtext",
    "DROP FUNCTION publishing_index_row",
    "DROP FUNCTION publishing_positioned",
    "ALTER TABLE publishing_indexedtext DROP COLUMN heads, DROP COLUMN vector",
]


def add_index(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def remove_index(apps, schema_editor):
    for statement in SQLITE_BACK if schema_editor.connection.vendor == "sqlite" else POSTGRESQL_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="IndexedText",
            fields=[
                (
                    "publication",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="publishing.publication",
                    ),
                ),
                ("title", models.TextField()),
                ("names", models.TextField()),
                ("refs", models.TextField()),
                ("body", models.TextField()),
                ("forms", models.TextField()),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.RunPython(add_index, remove_index, elidable=False),
    ]
