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
# The newest rows with the words, by a column. Two things that PostgreSQL does not do by itself: it leads by the index
# though every row may match, for to try a row is to fetch a long vector, which costs more than it believes; and it looks
# for words that stand together in the newest rows only that have them at all (`loose`), for to look is to fetch, too.
NEWEST = """CREATE FUNCTION publishing_newest_by_{column}(wanted tsquery, loose tsquery, most integer)
RETURNS SETOF bigint LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET enable_indexscan = off SET jit = off AS $$
BEGIN
    IF wanted = loose THEN
        RETURN QUERY SELECT publication_id FROM publishing_index WHERE {column} @@ wanted
            ORDER BY publication_id DESC LIMIT most;
    ELSE
        RETURN QUERY SELECT publication_id FROM publishing_index
            WHERE ts_match_vq({column}, wanted) AND publication_id = ANY (ARRAY(
                SELECT publication_id FROM publishing_index WHERE {column} @@ loose
                ORDER BY publication_id DESC LIMIT most
            ));
    END IF;
END $$"""
POSTGRESQL = [
    # Apart from the texts, and with the vectors out of line: the rows that have a word lie on few pages.
    """CREATE TABLE publishing_index (
        publication_id bigint PRIMARY KEY, heads tsvector NOT NULL, vector tsvector NOT NULL
    ) WITH (toast_tuple_target = 128)""",
    # A tsvector as it is written, with positions after `first`. The words are letters and digits of any script: made so
    # by Python, they need no parser, and get none that depends on the locale.
    """CREATE FUNCTION publishing_positioned(words text, first integer) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT coalesce(string_agg(quote_literal(word) || ':' || least(place + first, 16383), ' '), '')
        FROM unnest(string_to_array(words, ' ')) WITH ORDINALITY AS each(word, place) WHERE word <> ''
    $$""",
    """CREATE FUNCTION publishing_index_keep() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        after_title integer;
        after_names integer;
        in_heads text;
    BEGIN
        IF TG_OP = 'TRUNCATE' THEN
            TRUNCATE publishing_index;
        ELSIF TG_OP = 'DELETE' THEN
            DELETE FROM publishing_index WHERE publication_id = old.publication_id;
        ELSE
            after_title := coalesce(array_length(string_to_array(new.title, ' '), 1), 0) + 1;
            after_names := coalesce(array_length(string_to_array(new.names, ' '), 1), 0) + 1 + after_title;
            in_heads := publishing_positioned(new.title, 0) || ' ' || publishing_positioned(new.names, after_title)
                || ' ' || (
                    SELECT coalesce(string_agg(quote_literal('#' || token), ' '), '')
                    FROM unnest(string_to_array(new.refs, ' ')) AS token
                );
            INSERT INTO publishing_index (publication_id, heads, vector) VALUES (
                new.publication_id,
                in_heads::tsvector,
                (in_heads || ' ' || publishing_positioned(new.body, after_names) || ' ' || (
                    SELECT coalesce(string_agg(quote_literal(form), ' '), '')
                    FROM unnest(string_to_array(new.forms, ' ')) AS form WHERE form <> ''
                ))::tsvector
            ) ON CONFLICT (publication_id) DO UPDATE SET heads = excluded.heads, vector = excluded.vector;
        END IF;
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER publishing_index_row AFTER INSERT OR UPDATE OR DELETE ON publishing_indexedtext
        FOR EACH ROW EXECUTE FUNCTION publishing_index_keep()""",
    """CREATE TRIGGER publishing_index_all AFTER TRUNCATE ON publishing_indexedtext
        FOR EACH STATEMENT EXECUTE FUNCTION publishing_index_keep()""",
    # a search in titles and names, and one in everything; without a list of what is still to be put in, which every
    # search would have to read through
    "CREATE INDEX publishing_index_heads ON publishing_index USING gin (heads) WITH (fastupdate = off)",
    "CREATE INDEX publishing_index_vector ON publishing_index USING gin (vector) WITH (fastupdate = off)",
    NEWEST.format(column="heads"),
    NEWEST.format(column="vector"),
]
POSTGRESQL_BACK = [
    "DROP FUNCTION publishing_newest_by_heads",
    "DROP FUNCTION publishing_newest_by_vector",
    "DROP TRIGGER publishing_index_row ON publishing_indexedtext",
    "DROP TRIGGER publishing_index_all ON publishing_indexedtext",
    "DROP FUNCTION publishing_index_keep",
    "DROP FUNCTION publishing_positioned",
    "DROP TABLE publishing_index",
]


def add_index(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def remove_index(apps, schema_editor):
    for statement in SQLITE_BACK if schema_editor.connection.vendor == "sqlite" else POSTGRESQL_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0002_changes_to_follow"),
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
