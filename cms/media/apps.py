from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "cms.media"
    label = "media"

    def ready(self) -> None:
        from . import registration  # noqa: F401
