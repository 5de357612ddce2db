from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class NewsletterConfig(AppConfig):
    name = "newsletter"
    verbose_name = _("Newsletter")

    def ready(self) -> None:
        from . import checks  # noqa: F401  (importing registers them)
        from .archive import followed_changes, sitemap_pages  # noqa: F401
        from .composition.fixture_issues import finish_loads
        from .duty_list import add_duties
        from .editor_group import make_groups
        from .transports import checks as _  # noqa: F401

        add_duties()
        finish_loads()
        # Django's own way for what needs permissions to exist; no other signal is listened to.
        post_migrate.connect(make_groups, sender=self)
