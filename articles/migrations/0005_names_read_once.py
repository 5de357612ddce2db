from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0004_fill_name_keys")]

    operations = [
        migrations.AddConstraint(name, models.UniqueConstraint(fields=["name_key"], name=f"{name}_name_reads_once"))
        for name in ("dimension", "role", "skill", "tag")
    ]
