from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0004_revision_token_name"),
    ]

    operations = [
        migrations.AddField(
            model_name="entryrecord",
            name="erased_at",
            field=models.DateTimeField(null=True),
        ),
    ]
