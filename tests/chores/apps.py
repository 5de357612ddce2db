from django.apps import AppConfig


class ChoresConfig(AppConfig):
    name = "tests.chores"

    def ready(self) -> None:
        from . import chore_duty  # noqa: F401
