from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "Content"

    def ready(self) -> None:
        from . import registration  # noqa: F401
        from .comparisons import site_address  # noqa: F401
        from .groups import make_groups

        # Django's own way for what needs permissions to exist; no other signal is listened to.
        post_migrate.connect(make_groups, sender=self)
