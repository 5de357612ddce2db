from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "cms.media"
    label = "media"
    verbose_name = "Pictures"

    def ready(self) -> None:
        from . import image_type  # noqa: F401
