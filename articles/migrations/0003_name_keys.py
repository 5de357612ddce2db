from django.db import migrations, models

import cms.publishing.models.name_key


class Migration(migrations.Migration):
    """A column for what people read of a name. Null, so that the release before this one can write rows."""

    dependencies = [("articles", "0002_call_to_action_paths")]

    operations = [
        *(
            migrations.AddField(name, "name_key", cms.publishing.models.name_key.NameKeyField(of="name"))
            for name in ("dimension", "role", "skill", "tag")
        ),
        migrations.AlterField("tag", "name", models.CharField(max_length=100)),
    ]
