from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class MediaConfig(AppConfig):
    name = "cms.media"
    label = "media"
    verbose_name = gettext_lazy("Pictures")
