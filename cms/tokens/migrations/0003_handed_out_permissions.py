from django.db import migrations, models


def remember_what_groups_were_given(apps, schema_editor):
    """An installation that has groups already: whatever permissions there are were handed out, or withheld, by somebody
    who could decide. On a new one there are neither."""
    using = schema_editor.connection.alias
    remembered = apps.get_model("tokens", "HandedOutPermission").objects.using(using)
    permissions = [
        f"{label}.{codename}"
        for label, codename in apps.get_model("auth", "Permission")
        .objects.using(using)
        .values_list("content_type__app_label", "codename")
    ]
    groups = apps.get_model("auth", "Group").objects.using(using).values_list("name", flat=True)
    remembered.bulk_create(
        [remembered.model(group=group, permission=permission) for group in groups for permission in permissions],
        batch_size=400,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("tokens", "0002_token_user"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.CreateModel(
            name="HandedOutPermission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("group", models.CharField(max_length=150)),
                ("permission", models.CharField(max_length=255)),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("group", "permission"), name="permission_handed_out_once")
                ],
            },
        ),
        migrations.RunPython(remember_what_groups_were_given, migrations.RunPython.noop),
    ]
