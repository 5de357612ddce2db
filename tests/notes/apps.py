from django.apps import AppConfig


class NotesConfig(AppConfig):
    name = "tests.notes"

    def ready(self) -> None:
        from . import registration  # noqa: F401
