from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class PublishingConfig(AppConfig):
    name = "cms.publishing"
    label = "publishing"

    def ready(self) -> None:
        from .editor_groups import hand_out_permissions

        # As the admin finds `admin.py`: every application's declarations, in `types.py` or `types/`.
        autodiscover_modules("types")
        # Django's own way for what needs permissions to exist; no other signal is listened to.
        post_migrate.connect(hand_out_permissions, sender=self)
