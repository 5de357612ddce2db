from django.db import migrations

from cms.publishing.models.name_key import MARK, MOST_LETTERS, reading_key

TYPES = ("Dimension", "Role", "Skill", "Tag")


def fill(apps, schema_editor):
    """Give every name its key. Of names that read the same, the first keeps it and the others get a mark: all of them
    work as before, and each is reported, so that an editor can rename it or let one of them go."""
    for type_name in TYPES:
        model = apps.get_model("articles", type_name)
        first = {}
        for entry in model.objects.order_by("created_at", "pk"):
            key = reading_key(entry.name)
            other = first.setdefault(key, entry)
            if other.pk != entry.pk:
                print(  # noqa: T201
                    f"\n  {type_name} “{entry.name}” ({entry.slug}) reads like “{other.name}” ({other.slug}). "
                    "Both are kept: rename one of them, or use one and delete the other.",
                    end="",
                )
                key = f"{key[: MOST_LETTERS - 40]}{MARK}{entry.pk}"
            model.objects.filter(pk=entry.pk).update(name_key=key)


class Migration(migrations.Migration):
    dependencies = [("articles", "0003_name_keys")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
